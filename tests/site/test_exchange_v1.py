"""Other systems begin cases, do a department's work and send messages, and see what they may see and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openhall.site.cases.models import Case, Document, Task
from openhall.site.exchange.models import Answered, Application, Upload
from openhall.site.exchange.scopes import Scope
from openhall.site.ledger.models import Event
from tests.site.little import ANSWERS
from tests.site.stalls import Office, open_office
from tests.site.systems import System

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def office(person: Any) -> Office:
    return open_office(person)


def application(**more: Any) -> dict[str, Any]:
    return {"service": "street-stall", "answers": ANSWERS, "applicant": "citizen-7"} | more


def test_a_case_is_begun_and_looked_at(office: Office) -> None:
    market = System("Market portal")
    begun = market.post("/v1/cases", application(name="Ada's stall"), 201)
    case = Case.objects.get(reference=begun["reference"])
    assert case.channel == "api" and case.applicant_name == "Ada Alder" and case.e_mail == "ada@example.org"
    assert Application.objects.get(case=case).applicant == "citizen-7"
    assert begun["status"] == "open" and begun["answers"]["apply"]["street"] == "Quay Street"
    assert {"name": "We check your application", "status": "now"} in begun["stages"]
    again = market.get(f"/v1/cases/{case.reference}", language="ar")
    assert again["reference"] == begun["reference"] and again["now"]
    listed = market.get("/v1/cases", applicant="citizen-7")
    assert listed["count"] == 1 and listed["results"][0]["reference"] == case.reference
    assert market.get("/v1/cases", applicant="citizen-8")["count"] == 0
    first = Event.objects.filter(case=case.pseudonym).order_by("id")[0]
    assert "Ada" not in str(first.__dict__)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"service": "no-such"}, 404, "no such service"),
        ({"answers": {}}, 400, "apply.kind"),
        ({"answers": ANSWERS | {"area": 99}}, 400, "20"),
        ({"answers": ANSWERS | {"colour": "red"}}, 400, "no question"),
        ({"answers": ANSWERS | {"drawing": ["nothing"]}}, 400, "no upload"),
        ({"language": "fr"}, 400, "language"),
        ({"applicant": ""}, 400, "applicant"),
    ],
)
def test_what_is_wrong_with_an_application_is_said_and_nothing_is_kept(
    office: Office, change: dict[str, Any], status: int, words: str
) -> None:
    response = System("Market portal").ask("post", "/v1/cases", application(**change))
    assert response.status_code == status and words in response.json()["message"]
    assert not Case.objects.exists() and not Application.objects.exists()


def test_a_request_that_is_sent_again_is_done_once(office: Office) -> None:
    market = System("Market portal")
    first = market.ask("post", "/v1/cases", application(), repeat="order-1")
    again = market.ask("post", "/v1/cases", application(), repeat="order-1")
    assert (first.status_code, again.status_code) == (201, 201) and first.content == again.content
    assert again["Idempotent-Replayed"] == "true" and Case.objects.count() == 1
    other = market.ask("post", "/v1/cases", application(name="Another"), repeat="order-1")
    assert other.status_code == 422 and Case.objects.count() == 1
    assert System("Other portal").ask("post", "/v1/cases", application(), repeat="order-1").status_code == 201
    # What was refused is not kept: the same key may be tried again.
    assert market.ask("post", "/v1/cases", application(answers={}), repeat="order-2").status_code == 400
    assert market.ask("post", "/v1/cases", application(), repeat="order-2").status_code == 201
    assert Answered.objects.count() == 3


def test_a_partner_does_its_own_work_and_sees_only_what_it_is_given(office: Office) -> None:
    water = System("Alder Water works", "alder-water")
    case = office.case()
    assert water.get("/v1/tasks")["count"] == 0
    assert water.ask("get", f"/v1/cases/{case.reference}").status_code == 404
    office.work(case, "check", office.officer, complete=True)
    (task,) = water.get("/v1/tasks")["results"]
    assert task["name"] and task["department"] == "alder-water" and task["form"] == "advise"
    full = water.get(f"/v1/tasks/{task['id']}")
    assert full["answers"] == {"apply": {"kind": "flowers", "street": "Quay Street"}}
    assert "objection" in full["schema_of_form"]["properties"]
    assert "answers" in water.get(f"/v1/cases/{case.reference}")
    wrong = water.ask("post", f"/v1/tasks/{task['id']}/complete", {"data": {"objection": "perhaps"}})
    assert wrong.status_code == 400
    saved = water.ask("put", f"/v1/tasks/{task['id']}/draft", {"data": {"objection": False}})
    assert saved.json()["draft"] == {"objection": False}
    assert water.post(f"/v1/tasks/{task['id']}/complete", {})["status"] == "open"
    done = Task.objects.get(pk=task["id"])
    assert done.status == Task.Status.DONE and done.ended_by == water.key.account
    told = Event.objects.filter(case=case.pseudonym, node="advise", lifecycle="complete").get()
    assert (told.department, told.actor) == ("alder-water", water.key.account.pseudonym)
    assert water.ask("post", f"/v1/tasks/{task['id']}/complete", {}).status_code == 404


def test_work_in_the_hands_of_a_person_is_not_taken_from_them(office: Office) -> None:
    from openhall.site.cases.acts import claim
    from openhall.site.cases.by import By

    case = office.case()
    check = office.task(case, "check")
    claim(check.pk, By(office.officer, "licensing"))
    own = System("Licensing office", "licensing")
    response = own.ask("post", f"/v1/tasks/{check.pk}/complete", {"data": {"complete": True}})
    assert response.status_code == 409 and "Ola Officer" in response.json()["message"]


def test_the_applicant_s_work_and_messages_come_from_the_system_that_applied(office: Office) -> None:
    market, other = System("Market portal"), System("Licensing office", "licensing")
    begun = market.post("/v1/cases", application(), 201)
    case = Case.objects.get(reference=begun["reference"])
    office.work(case, "check", office.officer, complete=False)
    seen = market.get(f"/v1/cases/{case.reference}")
    (number,) = seen["tasks"]
    assert {each["name"] for each in seen["messages"]} == {"withdrawal"}
    assert other.ask("get", f"/v1/tasks/{number}").status_code == 404
    form = market.get(f"/v1/tasks/{number}")["schema_of_form"]
    assert market.post(f"/v1/tasks/{number}/complete", {"data": more(form)})["status"] == "open"
    send = {"case": case.reference, "message": "withdrawal"}
    assert other.ask("post", "/v1/messages", send).status_code == 403
    assert market.ask("post", "/v1/messages", send | {"data": {"why": "x"}}).status_code == 400
    assert market.post("/v1/messages", send)["outcome"] == "Withdrawn"
    assert market.ask("post", "/v1/messages", send).status_code == 409


def more(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        name: "It is as I said." for name, each in schema["properties"].items() if each["type"] == "string"
    }


def test_a_message_that_nobody_waits_for_is_refused(office: Office) -> None:
    case = office.case()
    own = System("Licensing office", "licensing")
    answer = own.ask(
        "post", "/v1/messages", {"case": case.reference, "message": "payment", "data": {"sum": 3.5}}
    )
    assert answer.status_code == 409 and "does not wait" in answer.json()["message"]


def test_files_come_first_and_go_with_the_application_that_names_them(office: Office) -> None:
    market = System("Market portal")
    upload = market.ask(
        "post", "/govstack/registration/documents", {"file": SimpleUploadedFile("plan.pdf", PDF)}
    )
    address = upload.json()["url"]
    assert upload.status_code == 200 and market.client.get(address).status_code == 401
    given = market.ask("get", address.removeprefix("/api"))
    assert b"".join(given.streaming_content) == PDF and "attachment" in given["Content-Disposition"]
    assert System("Other portal").ask("get", address.removeprefix("/api")).status_code == 404
    begun = market.post("/v1/cases", application(answers=ANSWERS | {"drawing": [address]}), 201)
    document = Document.objects.get(case__reference=begun["reference"])
    assert document.question == "apply.drawing" and begun["answers"]["apply"]["drawing"] == [document.key]
    assert not Upload.objects.exists()
    assert market.ask("get", f"/govstack/registration/documents/{document.key}").status_code == 200


def test_each_operation_asks_for_its_own_scope(office: Office) -> None:
    case = office.case()
    task = office.task(case, "check").pk
    asked = {
        Scope.CASES_BEGIN: ("post", "/v1/cases", application()),
        Scope.CASES_READ: ("get", f"/v1/cases/{case.reference}", None),
        Scope.TASKS: ("get", f"/v1/tasks/{task}", None),
        Scope.MESSAGES: ("post", "/v1/messages", {"case": case.reference, "message": "withdrawal"}),
    }
    for scope, (method, path, body) in asked.items():
        without = System(f"Without {scope}", "licensing", [each for each in Scope if each != scope])
        assert without.ask(method, path, body).status_code == 403, scope
        assert without.ask(method, path, body, headers={"Authorization": None}).status_code == 401
    assert Client().get("/api/v1/tasks", headers={"Authorization": "Bearer nonsense"}).status_code == 401
    office.officer.refresh_from_db()
    browser = Client()
    browser.force_login(office.head)
    assert browser.get("/api/v1/tasks").status_code == 401
