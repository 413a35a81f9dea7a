"""A resident sees who looked at their data, when and why, and never a name; they question it and read the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import openhall.demo
from openhall.process.service.folder import read_folder
from openhall.site.cases import clock
from openhall.site.cases.acts import complete
from openhall.site.cases.by import By
from openhall.site.cases.looking import Purpose, Shown, record
from openhall.site.cases.models import Case, Draft, Look, LookQuestion, Task
from openhall.site.cases.papers import attach
from openhall.site.people.models import Department, Post, User
from openhall.site.registers.models import Entry, Register, Use
from openhall.site.registers.uses import Reader
from openhall.site.registers.uses import record as record_use
from openhall.site.services.loading import forget
from openhall.site.services.publishing import publish_files
from tests.site.little import publish_little
from tests.site.residents import Resident

pytestmark = pytest.mark.django_db
SLUG = "question-about-who-looked"
FOLDER = openhall.demo.__path__[0] + f"/house/{SLUG}"
WORK = Purpose(Look.Purpose.WORK, "check")
PART = Shown((Look.Seen.ANSWERS,), False)
ALL = Shown((Look.Seen.ANSWERS, Look.Seen.MESSAGES), True)


@pytest.fixture
def resident(db: None, settings: Any, tmp_path: Any) -> Resident:
    settings.MEDIA_ROOT = tmp_path / "files"
    publish_little()
    return Resident()


@pytest.fixture
def case(resident: Resident) -> Case:
    return resident.has_applied()


@pytest.fixture
def officer(person: Any) -> User:
    found = person("officer", email="ola@city.example", name="Ola Officer")
    Post.objects.create(person=found, department=Department.objects.get(key="licensing"), role="officer")
    return found


@pytest.fixture
def guard(person: Any) -> User:
    """The service that answers questions is published; somebody looks after data protection."""
    from pathlib import Path

    department = Department.objects.create(key="data-protection", name="Data Protection")
    forget()
    publish_files(read_folder(Path(FOLDER)), None, "The first version.")
    found = person("officer", email="dina@city.example", name="Dina Dogwood")
    Post.objects.create(person=found, department=department, role="data-protection-officer")
    return found


def looked(case: Case, officer: User, purpose: Purpose = WORK, shown: Shown = ALL, **more: Any) -> Look:
    return record(case, By(officer, "licensing", "senior-officer"), purpose, shown, **more)


def words(response: Any) -> str:
    return response.content.decode()


def ask(resident: Resident, look: Look, case: Case, **more: str) -> Case:
    """Question a look from its page to the end, one page after the other."""
    resident.send({}, f"/case/{case.reference}/looked/{look.key}/")
    resident.send({"q-wanted": "Why was this needed?"})
    resident.send({"q-name": "Ada Alder", "q-email": "ada@example.org"} | more)
    assert resident.page == "check"
    resident.send()
    assert resident.page == "sent"
    return Case.objects.latest("pk")


def test_a_case_that_nobody_looked_at_says_so(resident: Resident, case: Case) -> None:
    assert f"/case/{case.reference}/looked/" in words(resident.go(f"/case/{case.reference}/"))
    page = words(resident.go(f"/case/{case.reference}/looked/"))
    assert "Nobody has looked yet" in page and "<table" not in page


def test_a_resident_reads_when_which_department_and_role_why_and_what(
    resident: Resident, case: Case, officer: User
) -> None:
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n1 0 obj", "application/pdf")
    document = attach(plan, case=case, from_applicant=True)
    with clock.at(timezone.now() - timedelta(days=1)):
        looked(case, officer)
    looked(case, officer, Purpose(Look.Purpose.OTHER, words="A neighbour <b>asked</b>"))
    looked(case, officer, Purpose(Look.Purpose.QUALITY), Shown(("documents",), True, (document.key,)))
    looked(case, officer, Purpose(Look.Purpose.SYSTEM, words="To plan pipes"), PART, system="Pipes")
    page = words(resident.go(f"/case/{case.reference}/looked/"))
    for expected in (
        "Licensing",
        "senior officer",
        "Working on “Check the application”",
        "Another reason: A neighbour &lt;b&gt;asked&lt;/b&gt;",
        "Checking the quality of our work",
        "Documents: plan.pdf",
        "To plan pipes",
        "by its system “Pipes”",
        "Some of your answers",
    ):
        assert expected in page, expected
    assert "Ola Officer" not in page and "ola@" not in page and officer.pseudonym not in page


def test_partners_are_told_as_other_organisations(resident: Resident, case: Case, officer: User) -> None:
    record(case, By(officer, "alder-water"), WORK, Shown(("answers",), False))
    page = words(resident.go(f"/case/{case.reference}/looked/"))
    assert "Alder Water, another organisation" in page


def test_the_page_of_looks_is_for_the_applicant_alone(
    resident: Resident, case: Case, officer: User, person: Any
) -> None:
    look = looked(case, officer)
    home = f"/case/{case.reference}/looked/"
    stranger, other = Client(), Client()
    other.force_login(person(email="other@example.org"))
    for address in (home, f"{home}{look.key}/", f"{home}{look.key}/answer/"):
        for client in (stranger, other):
            assert client.get(address).url == "/track/"
            assert client.post(address).status_code in (302, 405)
    assert stranger.get("/your-data/").status_code == 302
    assert stranger.get("/your-data/question/1/").status_code == 302
    # Nor is a look at another case there, whatever case one holds.
    theirs = looked(Resident().has_applied(), officer)
    assert resident.go(f"{home}{theirs.key}/").status_code == 404
    assert resident.go(f"{home}nothing/").status_code == 404
    assert not Draft.objects.filter(version__service__slug=SLUG).exists()


def test_many_looks_stand_on_several_pages(resident: Resident, case: Case, officer: User) -> None:
    for k in range(30):
        looked(case, officer, Purpose(Look.Purpose.OTHER, words=f"Reason number {k}."))
    first = words(resident.go(f"/case/{case.reference}/looked/"))
    second = words(resident.go(f"/case/{case.reference}/looked/?page=2"))
    assert "Reason number 29." in first and "Reason number 4." not in first
    assert "Reason number 4." in second and "Reason number 29." not in second


def test_where_nobody_answers_questions_the_page_says_so(
    resident: Resident, case: Case, officer: User
) -> None:
    look = looked(case, officer)
    page = words(resident.go(f"/case/{case.reference}/looked/"))
    assert "Nobody is set up on this site yet" in page and "Question this" not in page
    address = f"/case/{case.reference}/looked/{look.key}/"
    assert "Nobody is set up on this site yet" in words(resident.send({}, address))
    assert not LookQuestion.objects.exists()


def test_a_look_is_questioned_one_page_after_the_other_and_becomes_a_case(
    resident: Resident, case: Case, officer: User, guard: User
) -> None:
    look = looked(case, officer)
    page = words(resident.go(f"/case/{case.reference}/looked/"))
    assert "Question this" in page
    resident.send({}, f"/case/{case.reference}/looked/{look.key}/")
    assert "What do you want to know?" in words(resident.go(resident.at))
    assert resident.send({"q-wanted": ""}).status_code == 400
    resident.send({"q-wanted": "Why was this needed?"})
    # Who they are is known from their case, and may be changed.
    assert 'value="ada@example.org"' in words(resident.go(resident.at))
    assert "Go on with your question" in words(resident.go(f"/case/{case.reference}/looked/"))
    resident.send({}, f"/case/{case.reference}/looked/{look.key}/")
    assert Draft.objects.filter(version__service__slug=SLUG).count() == 1
    resident.send({"q-wanted": "Why was this needed?"})
    resident.send({"q-name": "Ada Alder", "q-email": "ada@example.org"})
    checked = words(resident.go(resident.at))
    assert "Why was this needed?" in checked and "Change" in checked
    resident.send()
    question = Case.objects.latest("pk")
    assert question.reference in words(resident.go(resident.at)) and question.version.service.slug == SLUG
    assert LookQuestion.objects.get(draft__case=question).look == look
    page = words(resident.go(f"/case/{case.reference}/looked/"))
    assert "Asked on" in page and "Question this" not in page
    assert "asked about this already" in words(
        resident.send({}, f"/case/{case.reference}/looked/{look.key}/")
    )


def test_whoever_answers_sees_the_look_and_who_it_was(
    resident: Resident, case: Case, officer: User, guard: User, client: Client
) -> None:
    question = ask(resident, looked(case, officer), case)
    task = Task.objects.get(case=question)
    client.force_login(guard)
    page = words(client.get(f"/desk/tasks/{task.pk}/"))
    assert "The look in question" in page and "Ola Officer" in page and case.reference in page
    client.force_login(officer)
    assert client.get(f"/desk/tasks/{task.pk}/").status_code == 404


def test_the_answer_stands_beside_the_look_also_for_another_browser_with_the_link(
    resident: Resident, case: Case, officer: User, guard: User
) -> None:
    look = looked(case, officer)
    question = ask(resident, look, case)
    found = {"reason": False, "answer": "There was no need.", "done": "We took the access away."}
    complete(Task.objects.get(case=question).pk, {"finding": found}, By(guard, "data-protection"))
    other = Resident()
    other.go(f"/track/{case.key}/")
    page = words(other.go(f"/case/{case.reference}/looked/"))
    assert "Answered on" in page and "There was no reason to look" in page and "Read the answer" in page
    answered = words(other.go(f"/case/{case.reference}/looked/{look.key}/answer/"))
    assert "Our answer to your question" in answered
    letter = question.letters.get()
    assert "There was no need." in words(other.go(f"/case/{question.reference}/letters/{letter.pk}/"))
    # One may ask again.
    assert ask(other, look, case).pk != question.pk


def test_the_page_of_an_account_has_all_cases_and_what_registers_hold(
    resident: Resident, officer: User, guard: User, person: Any
) -> None:
    ada = person(email="ada2@example.org")
    register = Register.objects.create(slug="residents", name="Residents", schema={"properties": {}})
    entry = Entry.objects.create(register=register, person=ada, content={"postcode": "PA1 2BC"})
    theirs = Entry.objects.create(register=register, person=officer, content={})
    reader = Reader("Health system", "A/B/C/health", "City Hospital", "To invite for a vaccination")
    record_use([entry, theirs], Use.Act.READ, reader)
    mine = Resident()
    mine.client.force_login(ada)
    first, second = mine.has_applied(), mine.has_applied()
    for each in (first, second, resident.has_applied()):
        looked(each, officer)
    page = words(mine.go("/your-data/"))
    assert first.reference in page and second.reference in page
    assert (
        page.count('<span dir="auto">Licensing</span>')
        == 2 + Use.objects.filter(person=ada, by="street-stall").count()
    )
    assert "City Hospital" in page and "To invite for a vaccination" in page and "Residents" in page
    assert "To fill in an application that you began" in page
    use = Use.objects.get(person=ada, by="Health system")
    mine.send({}, f"/your-data/question/{use.pk}/")
    mine.send({"q-wanted": "I was never there."})
    mine.send()
    question = Case.objects.latest("pk")
    assert question.applicant == ada and LookQuestion.objects.get(draft__case=question).use == use
    assert "Asked on" in words(mine.go("/your-data/"))
    other = Use.objects.get(person=officer)
    assert mine.go(f"/your-data/question/{other.pk}/").status_code == 404


def test_who_reads_arabic_reads_who_looked_in_arabic(
    resident: Resident, case: Case, officer: User, guard: User
) -> None:
    look = looked(case, officer, Purpose(Look.Purpose.ASKED), Shown(("answers",), False))
    resident.send({"language": "ar", "next": "/"}, "/language/")
    for address in ("", f"{look.key}/"):
        page = words(resident.go(f"/case/{case.reference}/looked/{address}"))
        assert 'dir="rtl"' in page and "Question" not in page and "Some of your" not in page


def test_a_page_of_looks_takes_as_many_queries_for_many_as_for_one(
    resident: Resident, case: Case, officer: User, guard: User, django_assert_max_num_queries: Any
) -> None:
    for k in range(20):
        looked(case, officer, Purpose(Look.Purpose.OTHER, words=f"Reason {k}"))
    resident.go(f"/case/{case.reference}/looked/")
    with django_assert_max_num_queries(12):
        resident.go(f"/case/{case.reference}/looked/")
