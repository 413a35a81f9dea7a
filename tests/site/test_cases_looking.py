"""Who looked at a case: nothing is shown without a purpose and a record of it, which is of looks and not of clicks."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openhall.site.cases import clock, looking
from openhall.site.cases.acts import claim
from openhall.site.cases.by import By
from openhall.site.cases.erasing import erase
from openhall.site.cases.handing import join_team
from openhall.site.cases.looking import DAYS_KEPT, GIVEN, Purpose, Shown, forget_old, forget_words, record
from openhall.site.cases.models import Case, Erased, Look
from openhall.site.cases.papers import attach
from openhall.site.desk.views.held import NotRecorded
from openhall.site.ledger.models import Detail, Event
from openhall.site.observatory.live import live_log, live_rows
from openhall.site.people.models import User
from openhall.site.portal.looked import rows_of_looks
from tests.site.little import little_service, publish_little
from tests.site.stalls import Office, open_office, say_why

pytestmark = pytest.mark.django_db
WHY = "What do you look at this case for?"
SECRET = "Quay Street"


@pytest.fixture
def office(person: Any, settings: Any, tmp_path: Path) -> Office:
    settings.MEDIA_ROOT = tmp_path / "files"
    return open_office(person)


@pytest.fixture
def enter(client: Client) -> Any:
    def at_desk(who: User) -> Client:
        client.force_login(who)
        return client

    return at_desk


def words(response: Any) -> str:
    return response.content.decode()


def looks(case: Case) -> list[tuple[str, str, str, str]]:
    rows = Look.objects.filter(case=case).order_by("pk")
    return [(each.person.name, each.department, each.purpose, each.node) for each in rows]


def ended(office: Office) -> Case:
    case = office.case()
    office.work(case, "check", office.officer, complete=True)
    office.work(case, "advise", office.engineer, objection=False)
    office.work(case, "decide", office.head, granted=True, why="There is room.")
    return case


def test_who_is_at_work_on_a_case_says_nothing_and_is_recorded_with_that_work(
    office: Office, enter: Any
) -> None:
    case = office.case()
    task = office.task(case, "check")
    desk = enter(office.officer)
    assert SECRET in words(desk.get(f"/desk/tasks/{task.pk}/"))
    assert SECRET in words(desk.get(f"/desk/cases/{case.reference}/"))
    assert looks(case) == [("Ola Officer", "licensing", "work", "check")]


def test_a_day_of_work_on_a_case_is_one_look_however_many_pages_it_takes(office: Office, enter: Any) -> None:
    case = office.case()
    task = office.task(case, "check")
    desk = enter(office.officer)
    for _ in range(3):
        desk.get(f"/desk/tasks/{task.pk}/")
        desk.get(f"/desk/cases/{case.reference}/")
    (look,) = Look.objects.filter(case=case)
    assert look.seen == ["answers", "messages"] and look.whole
    assert Event.objects.filter(lifecycle="looked").count() == 1
    Look.objects.update(at=timezone.now() - looking.WORKED - timedelta(minutes=1))
    desk.get(f"/desk/tasks/{task.pk}/")
    assert Look.objects.filter(case=case).count() == 2


def test_nothing_of_another_case_is_shown_before_somebody_said_what_for(office: Office, enter: Any) -> None:
    case = ended(office)
    task = case.tasks.get(node="check")
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n1 0 obj", "application/pdf")
    document = attach(plan, case=case, from_applicant=True)
    desk = enter(office.officer)
    home = f"/desk/cases/{case.reference}/"
    pages = [
        home,
        f"{home}letters/{case.letters.get().pk}/",
        f"{home}documents/{document.key}/",
        f"/desk/tasks/{task.pk}/",
    ]
    for address in pages:
        shown = words(desk.get(address))
        assert WHY in shown and f'value="{address}"' in shown
        for private in (SECRET, "Ada Alder", "flowers", "plan.pdf", "There is room."):
            assert private not in shown
    assert WHY in words(desk.post(f"{home}note/", {"note-text": "Hello."}))
    assert not case.notes.exists() and not Look.objects.filter(case=case).exists()
    assert say_why(desk, case, following=pages[1]).url == pages[1]
    assert SECRET in words(desk.get(home)) and looks(case) == [("Ola Officer", "licensing", "asked", "")]


def test_a_purpose_is_one_of_the_list_or_said_in_words(office: Office, enter: Any) -> None:
    case = ended(office)
    desk = enter(office.officer)
    for sent in ({}, {"purpose": "curious"}, {"purpose": "work"}, {"purpose": "other", "words": "  "}):
        refused = desk.post(f"/desk/cases/{case.reference}/purpose/", sent)
        assert refused.status_code == 400 and "There is a problem" in words(refused)
        assert WHY in words(desk.get(f"/desk/cases/{case.reference}/"))
    say_why(desk, case, "other", words="The applicant’s daughter telephoned")
    desk.get(f"/desk/cases/{case.reference}/")
    look = Look.objects.get(case=case)
    assert (look.purpose, look.words) == ("other", "The applicant’s daughter telephoned")
    # Where one goes on to is a page of the desk, whatever is sent.
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/desk/", "/admin/"):
        assert say_why(desk, case, following=elsewhere).url == f"/desk/cases/{case.reference}/"


def test_a_purpose_holds_for_half_an_hour_and_for_one_case(office: Office, enter: Any) -> None:
    one, other = ended(office), ended(office)
    desk = enter(office.officer)
    say_why(desk, one)
    assert SECRET in words(desk.get(f"/desk/cases/{one.reference}/"))
    assert WHY in words(desk.get(f"/desk/cases/{other.reference}/"))
    session = desk.session
    kind, said, at = session["desk-purposes"][one.reference]
    session["desk-purposes"] = {one.reference: [kind, said, at - GIVEN.total_seconds()]}
    session.save()
    assert WHY in words(desk.get(f"/desk/cases/{one.reference}/"))
    # What was typed on a page that was open longer is kept, and recorded under the purpose it was opened for.
    Look.objects.update(at=timezone.now() - GIVEN - timedelta(minutes=1))
    desk.post(f"/desk/cases/{one.reference}/note/", {"note-text": ""})
    desk.post(f"/desk/cases/{one.reference}/note/", {"note-text": "It took me longer."})
    assert one.notes.get().text == "It took me longer." and len(looks(one)) == 2


def test_work_that_a_colleague_has_in_hand_and_cases_of_a_team_need_a_purpose(
    office: Office, enter: Any
) -> None:
    case = office.case()
    task = office.task(case, "check")
    claim(task.pk, By(office.other, "licensing", "officer"))
    assert WHY in words(enter(office.officer).get(f"/desk/tasks/{task.pk}/"))
    assert WHY in words(enter(office.head).get(f"/desk/cases/{case.reference}/"))
    assert WHY not in words(enter(office.other).get(f"/desk/cases/{case.reference}/"))
    join_team(case, office.engineer, By(office.other, "licensing"))
    assert WHY in words(enter(office.engineer).get(f"/desk/cases/{case.reference}/"))


def test_lists_and_searches_show_little_and_are_no_looks(office: Office, enter: Any) -> None:
    case = office.case()
    desk = enter(office.officer)
    found = desk.post("/desk/find/", {"page": "search", "q": "flowers"}, follow=True)
    assert case.reference in words(found) and case.reference in words(desk.get("/desk/?view=all"))
    assert "PA1 2BC" not in words(found) and not Look.objects.exists()


def test_who_may_not_see_a_case_is_not_asked_what_for(office: Office, person: Any, enter: Any) -> None:
    case = office.case()
    assert enter(office.engineer).get(f"/desk/cases/{case.reference}/purpose/").status_code == 404
    assert say_why(enter(office.engineer), case).status_code == 404
    assert say_why(enter(person(email="resident@example.org")), case).status_code == 403
    client = Client()
    assert say_why(client, case).status_code == 302 and not Look.objects.exists()


def test_a_partner_is_recorded_with_the_part_that_it_was_shown(office: Office, enter: Any) -> None:
    case = office.case()
    office.work(case, "check", office.officer, complete=True)
    enter(office.engineer).get(f"/desk/tasks/{office.task(case, 'advise').pk}/")
    look = Look.objects.get(case=case)
    assert (look.department, look.whole, look.seen) == ("alder-water", False, ["answers"])


def test_a_document_that_is_opened_is_added_to_the_look_and_to_the_record(office: Office, enter: Any) -> None:
    case = office.case()
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n1 0 obj", "application/pdf")
    document = attach(plan, case=case, from_applicant=True)
    desk = enter(office.officer)
    desk.get(f"/desk/cases/{case.reference}/")
    for _ in range(2):
        desk.get(f"/desk/cases/{case.reference}/documents/{document.key}/")
    (look,) = Look.objects.filter(case=case)
    assert look.seen == ["answers", "messages", "documents"] and look.documents == [document.key]
    assert Event.objects.filter(lifecycle="looked").count() == 2


def test_the_record_names_pseudonyms_and_commits_to_the_purpose(office: Office, enter: Any) -> None:
    case = ended(office)
    desk = enter(office.officer)
    say_why(desk, case, "other", words="A question of Mrs Birch")
    desk.get(f"/desk/cases/{case.reference}/")
    event = Event.objects.get(lifecycle="looked")
    assert (event.case, event.actor, event.department) == (
        case.pseudonym,
        office.officer.pseudonym,
        "licensing",
    )
    row = json.dumps({name: str(value) for name, value in vars(event).items()})
    assert "Birch" not in row and "Officer" not in row and "Alder" not in row
    content = json.dumps(
        event.detail.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert hashlib.sha256(bytes(event.detail.salt) + content).digest() == bytes(event.commitment)
    assert event.detail.content["words"] == "A question of Mrs Birch"


def test_what_cannot_be_recorded_is_not_shown(office: Office, enter: Any, monkeypatch: Any) -> None:
    case = office.case()
    desk = enter(office.officer)

    def broken(*_args: Any, **_more: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(looking, "_begun", broken)
    with pytest.raises(DatabaseError):
        desk.get(f"/desk/cases/{case.reference}/")
    monkeypatch.setattr("openhall.site.desk.views.case_page.look", lambda *_args, **_more: None)
    with pytest.raises(NotRecorded, match="records nobody"):
        desk.get(f"/desk/cases/{case.reference}/")


def test_looking_is_no_step_of_the_process(office: Office, enter: Any) -> None:
    case = office.case()
    office.work(case, "check", office.officer, complete=True)
    live_rows.forget()
    before = live_log("street-stall").n_events
    enter(office.officer).get(f"/desk/cases/{case.reference}/")
    live_rows.forget()
    assert live_log("street-stall").n_events == before


def test_a_second_look_costs_no_insert_and_two_queries(office: Office) -> None:
    case, by = office.case(), By(office.officer, "licensing", "officer")
    purpose, shown = Purpose(Look.Purpose.WORK, "check"), Shown((Look.Seen.ANSWERS,), True)
    with CaptureQueriesContext(
        connection,
    ) as first:
        record(case, by, purpose, shown)
    inserts = [each for each in first.captured_queries if each["sql"].startswith("INSERT")]
    assert len(inserts) == 3 and len(first) <= 6
    with CaptureQueriesContext(connection) as second:
        record(case, by, purpose, shown)
    assert len(second) == 1 and second.captured_queries[0]["sql"].startswith("SELECT")


def test_a_page_of_work_costs_three_queries_more_and_no_insert_once_a_look_is_under_way(
    office: Office, enter: Any
) -> None:
    desk, case = enter(office.officer), office.case()
    address = f"/desk/tasks/{office.task(case, 'check').pk}/"
    desk.get(address)
    with CaptureQueriesContext(connection) as asked:
        desk.get(address)
    sent = [each["sql"] for each in asked.captured_queries]
    # Without looks it takes 21: in which posts, whether the work is at hand, and which look goes on come to them.
    assert len(sent) <= 24 and not any(each.startswith(("INSERT", "UPDATE")) for each in sent)


def test_a_service_names_purposes_of_its_own_and_they_stand_first(office: Office, enter: Any) -> None:
    files = little_service()
    files["service.yaml"] += b"purposes: [Visiting the stall]\n"
    files["translations/ar.yaml"] = files["translations/ar.yaml"].replace(
        b"service:\n", "service:\n  purposes: [زيارة الكشك]\n".encode(), 1
    )
    office.version = publish_little(files)
    case = ended(office)
    desk = enter(office.officer)
    page = words(desk.get(f"/desk/cases/{case.reference}/"))
    assert page.index("Visiting the stall") < page.index("Somebody asked about the case")
    assert say_why(desk, case, "own-1").status_code == 400
    say_why(desk, case, "own-0")
    desk.get(f"/desk/cases/{case.reference}/")
    look = Look.objects.get(case=case)
    assert (look.purpose, look.words) == ("own", "Visiting the stall")
    (row,) = rows_of_looks(Look.objects.select_related("case__version__service"), "ar")
    assert row.why == "زيارة الكشك"


def test_a_case_whose_details_are_deleted_still_says_who_looked(office: Office, enter: Any) -> None:
    case = ended(office)
    desk = enter(office.officer)
    say_why(desk, case, "other", words="A question of Mrs Birch")
    desk.get(f"/desk/cases/{case.reference}/")
    erase(case.pk, Erased.Reason.RETENTION, "")
    visitor = Client()
    visitor.get(f"/track/{case.key}/")
    page = words(visitor.get(f"/case/{case.reference}/looked/"))
    assert "Licensing" in page and "Another reason" in page and "Birch" not in page


def test_erasing_what_was_said_about_looks_keeps_that_somebody_looked(office: Office, enter: Any) -> None:
    case = ended(office)
    desk = enter(office.officer)
    say_why(desk, case, "other", words="A question of Mrs Birch")
    desk.get(f"/desk/cases/{case.reference}/")
    forget_words(case)
    look = Look.objects.get(case=case)
    assert (look.purpose, look.words, look.department) == ("other", "", "licensing")
    event = Event.objects.get(lifecycle="looked")
    assert bytes(event.commitment) and not Detail.objects.filter(event=event).exists()


def test_looks_are_kept_until_years_after_the_end_of_their_case(office: Office) -> None:
    open_case, over = office.case(), ended(office)
    then = timezone.now() - timedelta(days=DAYS_KEPT + 1)
    for case in (open_case, over):
        with clock.at(then):
            record(
                case, By(office.officer, "licensing"), Purpose(Look.Purpose.WORK, "check"), Shown((), True)
            )
    assert forget_old() == 0
    Case.objects.filter(pk=over.pk).update(ended_at=then)
    assert forget_old() == 1 and Look.objects.get().case == open_case
    assert Event.objects.filter(lifecycle="looked").count() == 2 and Detail.objects.count() == 1
