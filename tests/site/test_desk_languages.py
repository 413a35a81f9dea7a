"""An officer who chooses Arabic works at the desk without a word of English, where the service has its words too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from openhall.site.cases.acts import claim, stop
from openhall.site.cases.by import By
from openhall.site.cases.handing import name_substitute
from openhall.site.cases.looking import Purpose, Shown, record
from openhall.site.cases.models import Case, Draft, Look, LookQuestion, Task
from openhall.site.cases.papers import attach, message
from openhall.site.desk.models import SavedView
from openhall.site.people.models import Department, User
from tests.site.arabic import is_arabic
from tests.site.residents import Resident
from tests.site.stalls import Office, open_office

pytestmark = pytest.mark.django_db
# Lanes of the process, the kind of a file, and what a decision model says of itself.
GIVEN = frozenset({"officer", "head", "pdf"})
OF_RULES = GIVEN | {"Fee", "All", "other", "stalls", "pay"}


@pytest.fixture
def office(person: Any, settings: Any, tmp_path: Any) -> Office:
    """The little service, whose people and departments have Arabic names."""
    settings.MEDIA_ROOT = tmp_path / "files"
    Department.objects.create(key="licensing", name="التراخيص")
    Department.objects.create(key="alder-water", name="مياه ألدر", is_partner=True)
    office = open_office(person)
    for who, name in zip(
        (office.officer, office.other, office.head, office.engineer),
        ("علا", "عمر", "هالة", "وسيم"),
        strict=True,
    ):
        who.name = name
        who.save()
    return office


def at_desk(who: User) -> Resident:
    """Somebody at the desk who reads Arabic."""
    desk = Resident()
    desk.client.force_login(who)
    desk.send({"language": "ar", "next": "/desk/"}, "/language/")
    return desk


def a_case(office: Office, street: str = "شارع الميناء") -> Case:
    case = office.case(street=street, name="آدا")
    case.subject, case.applicant_name, case.language = f"زهور، {street}", "آدا", "ar"
    case.save()
    return case


def paper(name: str = "مخطط.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj", "application/pdf")


def says(response: Any, *words: str) -> None:
    page = response.content.decode()
    assert [each for each in words if each not in page] == []


def test_lists_of_work_and_cases_are_in_arabic(office: Office) -> None:
    desk = at_desk(office.officer)
    for address in ("/desk/", "/desk/?view=late", "/desk/?view=mine", "/desk/search/", "/desk/?find=gone"):
        is_arabic(desk.go(address), beside=GIVEN)
    late, ahead = a_case(office), a_case(office, "ساحة السوق")
    Task.objects.filter(case=late).update(due_at=timezone.now() - timedelta(days=3))
    message(ahead, "متى؟", None)
    page = desk.go("/desk/")
    is_arabic(page, beside=GIVEN)
    says(page, "فحص الطلب", "تصريح كشك الشارع", "تأخير 3 أيام", "رسالة جديدة")
    found = desk.send({"page": "inbox", "view": "all", "q": "فحص"}, "/desk/find/")
    is_arabic(found, beside=GIVEN)
    says(found, late.reference, ahead.reference)
    is_arabic(desk.go("/desk/?view=all&role=head"), beside=GIVEN)
    stop(late.pk, By(office.head, "licensing"))
    for address in ("/desk/search/", "/desk/search/?state=ended&outcome=Stopped", "/desk/search/?state=late"):
        is_arabic(desk.go(address), beside=GIVEN)
    says(desk.go("/desk/search/?state=ended"), "أُوقف", "تصريح كشك الشارع")
    is_arabic(desk.go("/desk/search/?since=0&state=x&outcome=x&service=x"), 400, GIVEN)
    is_arabic(desk.send({"page": "search", "name": "", "query": ""}, "/desk/views/keep/"), beside=GIVEN)
    kept = desk.send({"page": "search", "name": "مفتوحة", "query": "state=open"}, "/desk/views/keep/")
    is_arabic(kept, beside=GIVEN)
    is_arabic(desk.send({}, f"/desk/views/{SavedView.objects.get().pk}/forget/"), beside=GIVEN)


def test_a_task_its_form_and_what_is_wrong_in_it_are_in_arabic(office: Office) -> None:
    desk = at_desk(office.officer)
    task = office.task(a_case(office), "check")
    address = f"/desk/tasks/{task.pk}/"
    is_arabic(desk.go(address), beside=GIVEN)
    is_arabic(desk.send({}, f"{address}take/"), beside=GIVEN)
    is_arabic(desk.send({"q-missing": "المخطط", "save": "1"}, address), beside=GIVEN)
    wrong = desk.send({"complete": "1"}, address)
    is_arabic(wrong, 400, GIVEN)
    says(wrong, "هل اكتمل كل شيء؟", "هناك مشكلة")
    is_arabic(desk.send({}, f"{address}give-back/"), beside=GIVEN)
    for act in ("give", "hand-over", "hand-back"):
        is_arabic(desk.send({}, f"{address}{act}/"), 400, GIVEN)
    handed = {
        "hand_over-department": Department.objects.get(key="alder-water").pk,
        "hand_over-reason": "انظروا",
    }
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    is_arabic(desk.send(handed | {"hand_over-until": yesterday}, f"{address}hand-over/"), 409, GIVEN)
    is_arabic(desk.send(handed, f"{address}hand-over/"), beside=GIVEN)
    is_arabic(desk.go("/desk/?view=away"), beside=GIVEN)
    case_page = desk.go(f"/desk/cases/{task.case.reference}/purpose/")
    is_arabic(case_page, beside=GIVEN)
    is_arabic(desk.send({"following": address}), 400, GIVEN)
    is_arabic(desk.send({"purpose": "asked", "following": address}), beside=GIVEN)
    is_arabic(desk.send({}, f"{address}take/"), 409, GIVEN)
    is_arabic(desk.send({}, f"{address}call-back/"), beside=GIVEN)
    claim(task.pk, By(office.other, "licensing", "officer"))
    faster = desk.send({"q-complete": "yes", "complete": "1"}, address)
    is_arabic(faster, 409, GIVEN)
    says(faster, "يتولى عمر الآن «فحص الطلب»")
    is_arabic(desk.send({"q-complete": "yes", "as_note": "1"}, address), beside=GIVEN)


def test_the_file_of_a_case_is_in_arabic_to_its_end(office: Office) -> None:
    case = a_case(office)
    base = f"/desk/cases/{case.reference}/"
    desk = at_desk(office.head)
    attach(paper("خطة.pdf"), case=case, from_applicant=True)
    message(case, "متى؟", None)
    is_arabic(desk.go(base), beside=GIVEN)
    sent = {
        "message": {"message-text": "قريبًا"},
        "note": {"note-text": "يبدو جيدًا"},
        "attach": {"file-file": paper()},
        "team": {"person-person": office.engineer.pk},
    }
    for act, given in sent.items():
        is_arabic(desk.send({}, f"{base}{act}/"), 400, GIVEN)
        is_arabic(desk.send(given, f"{base}{act}/"), beside=GIVEN)
    is_arabic(desk.send({}, f"{base}team/{case.team.get().pk}/leave/"), beside=GIVEN)
    office.work(case, "check", office.officer, complete=True)
    office.work(case, "advise", office.engineer, objection=False)
    is_arabic(desk.go(f"/desk/tasks/{office.task(case, 'decide').pk}/"), beside=OF_RULES)
    office.work(case, "decide", office.head, granted=True, why="لا مانع")
    is_arabic(desk.send({"purpose": "quality"}, f"{base}purpose/"), beside=OF_RULES)
    says(desk.go(base), "تمت الموافقة", "انضم زميل إلى الفريق", "فحص الطلب")
    is_arabic(desk.go(f"{base}letters/{case.letters.get().pk}/"), beside=OF_RULES)
    is_arabic(desk.go(f"{base}erase/"), beside=GIVEN)
    is_arabic(desk.send({"reason": "other"}), 400, GIVEN)
    is_arabic(desk.send({"reason": "asked", "sure": "1"}), beside=GIVEN)


def test_the_look_that_a_resident_questions_is_told_in_arabic(office: Office, settings: Any) -> None:
    settings.OPENHALL_QUESTION_SERVICE = "street-stall"
    asked, looked_at = a_case(office), a_case(office)
    draft = Draft.objects.create(version=office.version, case=asked)
    shown = Shown((Look.Seen.ANSWERS, Look.Seen.MESSAGES), True)
    by = By(office.other, "licensing", "officer")
    look = record(looked_at, by, Purpose(Look.Purpose.WORK, "check"), shown)
    LookQuestion.objects.create(draft=draft, look=look)
    page = at_desk(office.officer).go(f"/desk/tasks/{office.task(asked, 'check').pk}/")
    is_arabic(page, beside=GIVEN)
    says(page, "العمل على «فحص الطلب»", "عمر", "تصريح كشك الشارع")


def test_what_is_done_with_many_tasks_and_for_others_is_in_arabic(office: Office) -> None:
    tasks = [office.task(a_case(office), "check") for _ in range(2)]
    ticked = {"task": [task.pk for task in tasks], "back": "/desk/?view=all"}
    desk = at_desk(office.officer)
    for given in ({}, {"act": "claim"}, ticked, ticked | {"act": "claim"}, ticked | {"act": "release"}):
        is_arabic(desk.send(given, "/desk/bulk/"), beside=GIVEN)
    for act, more in (("delegate", {"person": ""}), ("complete", {"answers": "1"})):
        is_arabic(desk.send(ticked | {"act": act}, "/desk/bulk/"), beside=GIVEN)
        is_arabic(desk.send(ticked | {"act": act} | more, "/desk/bulk/"), 400, GIVEN)
    claim(tasks[0].pk, By(office.other, "licensing", "officer"))
    is_arabic(desk.send(ticked | {"act": "claim"}, "/desk/bulk/"), beside=GIVEN)
    is_arabic(desk.go("/desk/new/"))
    is_arabic(desk.send({"service": ""}), 400)
    begun = desk.send({"service": "street-stall", "channel": "paper"})
    is_arabic(begun)
    is_arabic(desk.go("/desk/new/"))
    is_arabic(desk.go("/desk/absence/"), beside=GIVEN)
    is_arabic(desk.send({"until": "0"}), 400, GIVEN)
    until = timezone.localdate() + timedelta(days=9)
    is_arabic(desk.send({"person": office.other.pk, "until": until.isoformat()}), beside=GIVEN)
    name_substitute(office.other, office.officer, until)
    is_arabic(desk.go("/desk/absence/"), beside=GIVEN)
    is_arabic(desk.go("/desk/"), beside=GIVEN)
    is_arabic(desk.send({"end": "1"}, "/desk/absence/"), beside=GIVEN)
    is_arabic(desk.go("/desk/team/"))
    is_arabic(at_desk(office.head).go("/desk/team/"), beside=GIVEN)
