"""Definitions are written, numbers typed in and measures published on pages for analysts and heads of service."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from openhall.measure.definitions import builtin_names
from openhall.site.cases import clock
from openhall.site.measures import adopting, computing
from openhall.site.measures.adopting import save_text
from openhall.site.measures.computing import measure_due
from openhall.site.measures.models import Measure, Typed
from openhall.site.people.models import Department
from tests.site.stalls import Office, open_office

pytestmark = pytest.mark.django_db

COST = "built in: cost-per-transaction\nname: Cost of a stall\n"


@pytest.fixture
def office(person: Any, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(computing, "LOOKING", 0.0)
    monkeypatch.setattr(adopting, "_LOOKED_AT", {})
    return open_office(person)


@pytest.fixture
def analyst(office: Office, person: Any) -> Client:
    client = Client()
    client.force_login(person("analyst", email="ana@city.example", name="Ana Analyst"))
    return client


def made(text: str = COST) -> Measure:
    measure = Measure.objects.create(slug="cost", owner=Department.objects.get(key="licensing"))
    save_text(measure, text, None)
    return measure


PAGES = (
    "", "new/", "cost/", "cost/change/", "cost/publish/", "cost/retire/", "cost/target/", "cost/versions/1/",
    "cost/numbers/", "cost/numbers/file/", "cost/numbers/1/withdraw/",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page or "list")
def test_officers_and_residents_are_not_let_in(office: Office, client: Client, page: str) -> None:
    made()
    address = f"/measures/manage/{page}"
    assert client.get(address).status_code == 302
    client.force_login(office.officer)
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403


def test_a_measure_is_defined_in_two_steps_and_then_worked_out(analyst: Client, office: Office) -> None:
    office.case()
    page = analyst.get("/measures/manage/new/")
    assert all(name in page.content.decode() for name in builtin_names())
    chosen = {
        "service": office.version.service_id,
        "owner": Department.objects.get(key="licensing").pk,
        "kind": "demand",
    }
    assert "built in: demand" in analyst.post("/measures/manage/new/", chosen).content.decode()
    wrong = analyst.post("/measures/manage/new/", chosen | {"text": "built in: demandd\n"})
    assert wrong.status_code == 400
    assert "line 1: “demandd” is no measure that is built in" in wrong.content.decode()
    assert not Measure.objects.exists()
    done = analyst.post(
        "/measures/manage/new/", chosen | {"text": "built in: demand\nname: Stalls\n"}, follow=True
    )
    assert "Stalls" in done.content.decode()
    measure_due()
    version = Measure.objects.get(slug="street-stall-stalls").current
    assert version is not None
    assert [each.value for each in version.values.filter(by="")] == [1]


def test_a_text_with_a_wrong_example_is_not_saved_and_says_both_numbers(analyst: Client) -> None:
    made()
    text = (
        "name: X\nquestion: X?\nunit: cases\nnumerator: true\nexample:\n  - period: 2026-03-01\n    rows:\n"
        "      - {decided: 2026-03-02}\n    answer: {value: 2}\n"
    )
    said = analyst.post("/measures/manage/cost/change/", {"text": text})
    assert said.status_code == 400
    assert "by hand the value is 2, computed it is 1" in said.content.decode()
    assert Measure.objects.get().versions.count() == 1


def test_versions_show_what_is_different_and_whether_the_chart_breaks(analyst: Client) -> None:
    made()
    analyst.post("/measures/manage/cost/change/", {"text": COST + "decimals: 1\n", "note": "Rounded."})
    second = analyst.get("/measures/manage/cost/versions/2/").content.decode()
    assert "decimals: 1" in second and "does not break" in second and "Rounded." in second
    analyst.post("/measures/manage/cost/change/", {"text": COST + "grain: month\n"})
    assert "does not break" not in analyst.get("/measures/manage/cost/versions/3/").content.decode()
    assert analyst.get("/measures/manage/cost/versions/9/").status_code == 404


def test_a_typed_in_number_has_who_and_when_counts_at_once_and_can_be_withdrawn(
    analyst: Client, office: Office
) -> None:
    measure = made()
    with clock.at(datetime(2026, 4, 10, tzinfo=UTC)):
        case = office.case()
        office.work(case, "check", office.officer, complete=True)
        office.work(case, "advise", office.engineer, objection=False)
        office.work(case, "decide", office.head, granted=True, why="So.")
    measure_due()
    given = {"name": "cost", "period": "2026-05-20", "number": "250.5", "note": "Accounts of May"}
    page = analyst.post("/measures/manage/cost/numbers/", given, follow=True).content.decode()
    row = Typed.objects.get()
    assert (row.period, row.number, str(row.by)) == (date(2026, 4, 1), 250.5, "Ana Analyst")
    assert "Accounts of May" in page and "counts" in page
    version = measure.current
    assert version is not None
    assert version.values.get(by="", period=date(2026, 4, 1)).value == 250.5
    analyst.post(f"/measures/manage/cost/numbers/{row.pk}/withdraw/")
    assert version.values.get(by="", period=date(2026, 4, 1)).value is None
    analyst.post(f"/measures/manage/cost/numbers/{row.pk}/withdraw/")
    assert version.values.get(by="", period=date(2026, 4, 1)).value == 250.5


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"number": "many"}, "Enter a number"),
        ({"number": "nan"}, "Enter a number"),
        ({"period": "2126-01-01"}, "a day that has been"),
        ({"note": ""}, "Say where it comes from"),
    ],
    ids=["words", "nan", "future", "no source"],
)
def test_a_number_that_cannot_be_is_refused(analyst: Client, change: dict[str, str], says: str) -> None:
    made()
    given = {"name": "cost", "period": "2026-05-20", "number": "250.5", "note": "Accounts"} | change
    answer = analyst.post("/measures/manage/cost/numbers/", given)
    assert answer.status_code == 400 and says in answer.content.decode()
    assert not Typed.objects.exists()


def test_a_file_of_numbers_is_taken_whole_or_not_at_all(analyst: Client) -> None:
    made()

    def send(text: str) -> Any:
        given = SimpleUploadedFile("costs.csv", text.encode(), "text/csv")
        return analyst.post("/measures/manage/cost/numbers/file/", {"file": given, "note": "Accounts"})

    bad = send("period,value\n2026-01-01,100\n2026-13-01,5\n2026-04-01,x\n")
    assert bad.status_code == 400 and not Typed.objects.exists()
    assert "Line 3: period" in bad.content.decode() and "Line 4: value" in bad.content.decode()
    good = send('period,name,value\n2026-01-01,cost,"1,000"\n2026-04-01,cost,£250.50\n')
    assert good.status_code == 302
    assert sorted(Typed.objects.values_list("number", flat=True)) == [250.5, 1000]


def test_a_measure_is_published_and_taken_back_and_retired(analyst: Client, client: Client) -> None:
    made()
    assert client.get("/measures/cost/").status_code == 404
    analyst.post("/measures/manage/cost/publish/")
    assert Measure.objects.public().count() == 1
    analyst.post("/measures/manage/cost/publish/")
    assert Measure.objects.public().count() == 0
    analyst.post("/measures/manage/cost/retire/")
    assert not Measure.objects.in_use().exists()
    assert "Use it again" in analyst.get("/measures/manage/cost/").content.decode()


def test_what_changed_while_a_measure_was_retired_is_in_it_when_it_is_used_again(
    analyst: Client, office: Office
) -> None:
    measure = Measure.objects.create(
        slug="demand", service=office.version.service, owner=Department.objects.get(key="licensing")
    )
    version = save_text(measure, "built in: demand\n", None)
    assert version is not None
    office.case()
    measure_due()
    analyst.post("/measures/manage/demand/retire/")
    office.case()
    measure_due()
    analyst.post("/measures/manage/demand/retire/")
    assert [each.value for each in version.values.filter(by="")] == [2]


def test_a_measure_has_no_address_that_another_page_has(analyst: Client, office: Office) -> None:
    given = {"service": "", "owner": Department.objects.get(key="licensing").pk, "kind": "demand"}
    analyst.post("/measures/manage/new/", given | {"text": "built in: demand\nname: Reports\n"})
    measure = Measure.objects.get()
    assert resolve(measure.get_absolute_url()).view_name == "measures:measure"


def test_a_target_is_set_from_a_day_on_with_its_source(analyst: Client) -> None:
    measure = made()
    given = {"number": "90", "valid_from": "2026-04-01", "why": "Council, 12 March"}
    analyst.post("/measures/manage/cost/target/", given)
    analyst.post("/measures/manage/cost/target/", given | {"number": "95", "valid_from": "2026-07-01"})
    assert list(measure.targets.values_list("number", flat=True)) == [90, 95]
    assert "Council, 12 March" in analyst.get("/measures/manage/cost/").content.decode()


def test_one_from_a_service_folder_is_changed_there(analyst: Client) -> None:
    measure = made()
    Measure.objects.update(path="measures/cost.yaml")
    answer = analyst.post("/measures/manage/cost/change/", {"text": COST + "decimals: 0\n"}, follow=True)
    assert "lies in the folder of its service" in answer.content.decode()
    assert measure.versions.count() == 1
