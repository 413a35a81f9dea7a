"""GovStack's workflow and registration over real services, cases, forms and tasks."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openhall.site.cases.models import Case, Task
from openhall.site.exchange.govstack.registration.statistics import Span, Timeframe, spans
from openhall.site.exchange.ids import service_id
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from tests.site.little import ANSWERS
from tests.site.stalls import Office, open_office
from tests.site.systems import System

pytestmark = pytest.mark.django_db
FLOW, REGISTRATION = "/govstack/workflow", "/govstack/registration"


@pytest.fixture
def office(person: Any) -> Office:
    return open_office(person)


@pytest.fixture
def own(office: Office) -> System:
    """The system of the department that owns the service."""
    return System("Licensing office", "licensing")


def payload(**changes: Any) -> dict[str, Any]:
    values = [{"code": name, "value": value} for name, value in (ANSWERS | changes).items()]
    return {"processStartedBy": "citizen-7", "InstanceValues": values}


def sent(**more: Any) -> dict[str, Any]:
    return {"applicantId": "citizen-7", "formData": {"data": {"apply": ANSWERS}}} | more


# Workflow


def test_processes_are_the_services_that_are_open(office: Office, own: System) -> None:
    (found,) = own.get(f"{FLOW}/processes")
    assert uuid.UUID(found["id"]) and found["processDefinition"]["name"] == "Street stall permit"
    codes = {each["code"] for each in found["processDefinition"]["processBody"]}
    assert {"check", "advise", "decide"} <= codes
    assert own.get(f"{FLOW}/processes/{found['id']}") == found == own.get(f"{FLOW}/processes/street-stall")
    assert own.ask("get", f"{FLOW}/processes/{uuid.uuid4()}").status_code == 404
    public = own.ask(
        "get", f"{FLOW}/processes", headers={"Authorization": None, "Information-Mediator-Client": None}
    )
    assert public.status_code == 200


def test_an_instance_is_started_followed_and_stopped(office: Office, own: System) -> None:
    started = own.post(f"{FLOW}/processes/street-stall/start", payload(area="6", power="no"), 201)
    case = Case.objects.get(pk=int(started["id"]))
    assert started["processRef"] == service_id(case.version.service)
    assert (started["state"], started["ended"], started["suspended"]) == ("running", False, False)
    (listed,) = own.get(f"{FLOW}/instances/", processId=started["processRef"])
    assert listed == own.get(f"{FLOW}/instances/{case.pk}") and listed["id"] == case.pk
    assert own.get(f"{FLOW}/instances")[0]["lastChangeTime"] >= listed["initTime"]
    stopped = own.post(f"{FLOW}/instances/{case.pk}/stop", None, 201)
    assert (stopped["state"], stopped["ended"]) == ("stopped", True)
    assert own.get(f"{FLOW}/instances/{case.pk}")["state"] == "stopped"
    assert own.ask("post", f"{FLOW}/instances/{case.pk}/stop").status_code == 409


def test_an_instance_is_stopped_by_its_owner_or_who_began_it_alone(office: Office) -> None:
    water, market = System("Alder Water", "alder-water"), System("Market portal")
    case = office.case()
    office.work(case, "check", office.officer, complete=True)
    assert water.get(f"{FLOW}/instances/{case.pk}")["state"] == "running"
    assert water.ask("post", f"{FLOW}/instances/{case.pk}/stop").status_code == 403
    assert market.ask("post", f"{FLOW}/instances/{case.pk}/stop").status_code == 404
    begun = market.post(f"{FLOW}/processes/street-stall/start", payload(), 201)
    assert market.post(f"{FLOW}/instances/{begun['id']}/stop", None, 201)["state"] == "stopped"
    assert own_instances(market) == [int(begun["id"])]


def own_instances(system: System) -> list[int]:
    return [each["id"] for each in system.get(f"{FLOW}/instances")]


@pytest.mark.parametrize("header", ["", "nobody", "A/B/C", "A/B/C/", "A/B/C/D E", "A/B/C/D/E"])
def test_a_request_that_names_no_system_is_refused(office: Office, header: str) -> None:
    system = System("Licensing office", "licensing", header=header)
    for path in ("/processes", "/processes/street-stall", "/instances/", "/instances/1"):
        assert system.ask("get", f"{FLOW}{path}").status_code == 400
    assert system.ask("post", f"{FLOW}/processes/street-stall/start", payload()).status_code == 400
    assert system.ask("get", f"{REGISTRATION}/applications").status_code == 400


def test_a_key_speaks_for_its_own_system_alone(office: Office) -> None:
    system = System("Licensing office", "licensing", client="OPEN/GOV/1/licensing")
    assert system.ask("get", f"{REGISTRATION}/applications").status_code == 403
    system.header = "OPEN/GOV/1/licensing"
    assert system.get(f"{REGISTRATION}/applications") == []


# Registration


def test_services_and_their_forms_are_public(office: Office, own: System) -> None:
    nobody = {"Authorization": None, "Information-Mediator-Client": None}
    service = own.ask("get", f"{REGISTRATION}/services", headers=nobody).json()[0]
    assert service["name"] == "Street stall permit" and service["isExecutable"]
    assert own.get(f"{REGISTRATION}/services", name="stall") and not own.get(
        f"{REGISTRATION}/services", name="dog"
    )
    assert own.get(f"{REGISTRATION}/services/{service['id']}") == service
    forms = own.get(f"{REGISTRATION}/services/{service['id']}/eForms")
    assert forms[0]["eFormId"] == "street-stall.apply"
    form = own.get(f"{REGISTRATION}/eForms/street-stall.apply")
    assert form["schema"]["properties"]["street"]["maxLength"] == 100
    for path in (
        "services/none",
        "services/none/eForms",
        "eForms/none",
        "eForms/street-stall.none",
        "eForms/n#1",
    ):
        response = own.ask("get", f"{REGISTRATION}/{path.replace('#', '%23')}")
        assert response.status_code == 404 and "application/json" in response["Content-Type"]


def test_an_application_is_sent_listed_and_read(office: Office, own: System) -> None:
    market = System("Market portal")
    path = f"{REGISTRATION}/services/{service_id(office.version.service)}/applications"
    body = sent(applicationName="Ada's stall", created="2022-10-21T00:00:00.000Z")
    file = market.post(path, body)
    assert file["applicantId"] == "citizen-7" and file["serviceName"] == "Street stall permit"
    assert file["status"] == {"code": "PENDING", "title": "Pending"} and file["ended"] is False
    assert file["applicationData"]["applicationName"] == "Ada's stall"
    assert file["applicationData"]["created"].startswith("2022-10-21T00:00:00")
    assert file["applicationData"]["formData"]["data"]["apply"]["street"] == "Quay Street"
    assert market.get(f"{REGISTRATION}/applications/{file['fileId']}") == file
    (listed,) = market.get(
        f"{REGISTRATION}/applications",
        serviceId=file["serviceId"], applicantId="citizen-7", firstResult=0, sortBy="created", sortOrder="asc",
    )  # fmt: skip
    assert listed["fileId"] == file["fileId"] and listed["taskTitle"] and "operatorName" not in listed
    assert own.get(f"{REGISTRATION}/applications")[0]["description"] == "flowers, Quay Street"
    assert System("Other portal").get(f"{REGISTRATION}/applications") == []
    for asked in ({"serviceId": "none"}, {"applicantId": "none"}, {"firstResult": 1}):
        assert market.get(f"{REGISTRATION}/applications", **asked) == []
    for asked in (
        {"sortBy": "colour"},
        {"sortOrder": "up", "sortBy": "id"},
        {"maxResult": 0},
        {"sortOrder": "asc"},
    ):
        assert market.ask("get", f"{REGISTRATION}/applications", **asked).status_code == 400
    assert market.ask("post", path.replace("services/", "services/x"), sent()).status_code == 404
    assert market.ask("post", path, {"formData": {}}).status_code == 400
    assert market.ask("post", path, sent(formData={"data": {}, "eFormId": "dog.apply"})).status_code == 400


def test_an_operator_s_answers_are_kept_until_the_task_is_completed(office: Office, own: System) -> None:
    case = office.case()
    file = f"{REGISTRATION}/applications/{case.reference}"
    change = sent(
        applicantId="citizen-9", formData={"data": {"complete": True}, "eFormId": "street-stall.check"}
    )
    assert own.ask("put", file, change).json()["applicantId"] == "citizen-9"
    (task,) = own.get(f"{REGISTRATION}/tasks", fileId=case.reference)
    assert task["eFormId"] == "street-stall.check" and task["roleId"] == "licensing:officer"
    full = own.get(f"{REGISTRATION}/tasks/{task['taskId']}")
    assert (
        full["formVariables"] == {"check": {"complete": True}}
        and full["data"]["apply"]["name"] == "Ada Alder"
    )
    done = own.post(f"{REGISTRATION}/tasks/{task['taskId']}/complete", {"data": {}})
    assert done["fileId"] == case.reference and done["variables"]["check"]["data"] == {
        "check": {"complete": True}
    }
    assert Task.objects.get(pk=task["taskId"]).status == Task.Status.DONE
    assert own.ask("put", file, change).status_code == 409
    assert own.ask("put", file + "X", change).status_code == 404


def test_tasks_are_found_by_file_main_task_and_assignee(office: Office, own: System) -> None:
    from openhall.site.cases.acts import claim
    from openhall.site.cases.by import By

    case, _other = office.case(), office.case()
    check = office.task(case, "check")
    claim(check.pk, By(office.officer, "licensing"))
    for asked in (
        {"fileId": case.reference},
        {"mainTaskId": str(check.pk)},
        {"assigneeId": office.officer.pseudonym, "sortBy": "name", "sortOrder": "desc"},
    ):
        assert [each["taskId"] for each in own.get(f"{REGISTRATION}/tasks", **asked)] == [str(check.pk)], (
            asked
        )
    assert len(own.get(f"{REGISTRATION}/tasks")) == 2
    for asked in (
        {"fileId": "none"},
        {"mainTaskId": "none#1"},
        {"mainTaskId": "9" * 30},
        {"assigneeId": "none"},
    ):
        assert own.get(f"{REGISTRATION}/tasks", **asked) == []
    for name in ("none", "9" * 30, "0"):
        assert own.ask("get", f"{REGISTRATION}/tasks/{name}").status_code == 404
        assert own.ask("post", f"{REGISTRATION}/tasks/{name}/complete", {"data": {}}).status_code == 404


def test_the_status_of_a_file_is_that_of_its_case(office: Office, own: System) -> None:
    case = office.case()

    def status() -> Any:
        return own.get(f"{REGISTRATION}/applications/{case.reference}")["status"]

    office.work(case, "check", office.officer, complete=False)
    assert status()["code"] == "SENDBACK"
    assert own.get(f"{REGISTRATION}/applications")[0]["status"]["code"] == "SENDBACK"
    other = office.case()
    office.work(other, "check", office.officer, complete=True)
    office.work(other, "advise", office.engineer, objection=False)
    office.work(other, "decide", office.head, granted=True, why="So.")
    case = other
    assert status() == {"code": "APPROVED", "title": "Granted"}


def test_a_file_that_is_none_is_refused(office: Office, own: System) -> None:
    path = f"{REGISTRATION}/documents"
    assert own.ask("post", path).status_code == 400
    for name, held in (
        ("empty.pdf", b""),
        ("virus.exe", b"MZ" + bytes(100)),
        ("fake.pdf", bytes(range(256))),
    ):
        answer = own.ask("post", path, {"file": SimpleUploadedFile(name, held)})
        assert answer.status_code == 400 and set(answer.json()) == {"code", "message"}, name


def test_statistics_count_what_was_decided(office: Office, own: System) -> None:
    for granted in (True, True, False):
        case = office.case()
        office.work(case, "check", office.officer, complete=True)
        office.work(case, "advise", office.engineer, objection=False)
        office.work(case, "decide", office.head, granted=granted, why="So.")
        Case.objects.filter(pk=case.pk, ended_at=None).update(ended_at="2026-03-02T10:00Z", outcome="Refused")
    office.work(office.case(), "check", office.officer, complete=False)
    path = f"{REGISTRATION}/data/statistics"
    (found,) = own.get(path, registrationName="Street stall permit")
    counts = {name: found[name] for name in ("processed", "approved", "sentBack", "rejected")}
    assert counts == {"processed": 3, "approved": 2, "sentBack": 1, "rejected": 1}
    asked = {"startDate": "2026-03-01", "endDate": "2026-03-03", "timeframe": "day"}
    days = own.get(f"{path}/1.0", **asked)
    assert [each["processed"] for each in days] == [0, 1, 0] and days[1]["references"]["timeframeDay"] is True
    assert own.get(path, operator="Ola Officer", role="Officer")[0]["processed"] == 3
    assert own.get(path, operator="Nobody")[0]["processed"] == 0
    assert own.ask("get", path, registrationName="none").status_code == 404
    for wrong in (
        {"startDate": "soon"},
        {"startDate": "2026-03-02", "endDate": "2026-03-01"},
        {"timeframe": "eon"},
    ):
        assert own.ask("get", path, **wrong).status_code == 400
    assert own.ask("get", path, headers={"Information-Mediator-Client": None}).status_code == 400


def test_time_is_cut_at_the_ends_of_weeks_months_and_years() -> None:
    cut = spans(date(2026, 1, 30), date(2026, 3, 2), Timeframe.MONTH)
    assert cut == [
        Span(date(2026, 1, 30), date(2026, 1, 31)),
        Span(date(2026, 2, 1), date(2026, 2, 28)),
        Span(date(2026, 3, 1), date(2026, 3, 2)),
    ]
    assert [each.last for each in spans(date(2026, 3, 4), date(2026, 3, 10), Timeframe.WEEK)] == [
        date(2026, 3, 8),
        date(2026, 3, 10),
    ]
    assert len(spans(date(2025, 6, 1), date(2026, 6, 1), Timeframe.YEAR)) == 2
    with pytest.raises(Refused, match="more than"):
        spans(date(2000, 1, 1), date(2026, 1, 1), Timeframe.DAY)


def test_each_operation_asks_for_its_own_scope(office: Office) -> None:
    case = office.case()
    task = office.task(case, "check").pk
    asked = [
        (Scope.CASES_BEGIN, "post", f"{FLOW}/processes/street-stall/start", payload()),
        (Scope.CASES_READ, "get", f"{FLOW}/instances", None),
        (Scope.CASES_READ, "get", f"{FLOW}/instances/{case.pk}", None),
        (Scope.CASES_STOP, "post", f"{FLOW}/instances/{case.pk}/stop", None),
        (Scope.CASES_BEGIN, "post", f"{REGISTRATION}/services/street-stall/applications", sent()),
        (Scope.CASES_BEGIN, "post", f"{REGISTRATION}/documents", None),
        (Scope.CASES_READ, "get", f"{REGISTRATION}/applications", None),
        (Scope.CASES_READ, "get", f"{REGISTRATION}/applications/{case.reference}", None),
        (Scope.TASKS, "put", f"{REGISTRATION}/applications/{case.reference}", sent()),
        (Scope.TASKS, "get", f"{REGISTRATION}/tasks", None),
        (Scope.TASKS, "get", f"{REGISTRATION}/tasks/{task}", None),
        (Scope.TASKS, "post", f"{REGISTRATION}/tasks/{task}/complete", {"data": {}}),
        (Scope.STATISTICS, "get", f"{REGISTRATION}/data/statistics", None),
    ]
    without = {scope: System(f"Without {scope}", "licensing", set(Scope) - {scope}) for scope in Scope}
    for scope, method, path, body in asked:
        assert without[scope].ask(method, path, body).status_code == 403, path
        assert without[scope].ask(method, path, body, headers={"Authorization": None}).status_code == 401, (
            path
        )
