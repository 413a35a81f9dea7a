"""Training in a real browser: from a course that is written to a certificate that anybody checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.site.lessons import publish_reading
from tests.site.packages import package
from tests.site.reworked import TAUGHT, reworked

from openhall.proof import new_signer
from openhall.site.observatory.models import Log
from openhall.site.observatory.preparing import discard, keep
from openhall.site.people.models import Department, Post
from openhall.site.training.models import Badge, Completion, Course, Package, Proposal
from openhall.site.training.needs.proposing import give

PHONE = {"width": 320, "height": 640}
EVIDENCE = {
    "activity": "Check completeness", "again": 190, "of": 600, "share": 0.3167, "days": 3817.2, "via": "Ask",
    "sentence": "“Check completeness” is done again in 190 cases (32%).", "finding": "rework-x",
    "since": "2025-01-01", "until": "2026-10-30",
}  # fmt: skip


@pytest.fixture
def seen(axe: Callable[[Page], list[str]], fits: Callable[[Page], bool]) -> Callable[[Page], None]:
    """Look at a page as it stands: the rules of WCAG, one first heading, no scrolling sideways at 320 px."""

    def look(page: Page) -> None:
        assert axe(page) == [], page.url
        assert page.locator("h1").count() == 1, page.url
        size = page.viewport_size
        page.set_viewport_size(PHONE)
        assert fits(page), page.url
        page.set_viewport_size(size)

    return look


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_a_course_is_written_taken_certified_and_checked(
    open_page: Callable[..., Page],
    person: Any,
    seen: Callable[[Page], None],
    settings: Any,
    tmp_path: Any,
    live_server: Any,
) -> None:
    settings.OPENHALL_BADGE_KEY = new_signer("example.org/certificates").text
    settings.OPENHALL_ADDRESS = live_server.url
    parks = Department.objects.create(key="parks", name="Parks")
    head = person("head of service", email="head@example.org", name="Henrik Holm")
    ada = person("officer")
    Post.objects.create(person=head, department=parks)
    Post.objects.create(person=ada, department=parks, role="gardener")

    # The head writes a course.
    page = open_page(user=head)
    page.goto("/training/manage/")
    seen(page)
    page.get_by_role("link", name="Write a course").first.click()
    press(page, "Save")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    seen(page)
    page.get_by_label("Name").fill("Reading a case")
    page.get_by_label("For how many months a completion counts").fill("12")
    press(page, "Save")
    page.get_by_role("link", name="Add a page").click()
    page.get_by_label("Title").fill("Why it matters")
    page.get_by_label("Text").fill(
        "Residents see **who looked**.\n\n## What is a look\n\n| what | is it |\n|---|---|\n| a page | yes |"
    )
    seen(page)
    press(page, "Save")
    page.get_by_role("link", name="Why it matters", exact=True).click()
    rules = tmp_path / "rules.txt"
    rules.write_text("Be kind.")
    page.get_by_label("File to take along").set_input_files(rules)
    press(page, "Add the file")
    expect(page.get_by_role("link", name="rules.txt", exact=True)).to_be_visible()
    seen(page)
    page.get_by_role("link", name="Version 1", exact=True).click()
    page.get_by_role("link", name="Add a quiz").click()
    page.get_by_label("Title").fill("What would you do?")
    press(page, "Save")
    for words, kind, answers in (
        ("May you look?", "One answer is right", [("For work", True), ("For fun", False)]),
        (
            "What is seen?",
            "Several answers may be right",
            [("Who", True), ("When", True), ("Why not", False)],
        ),
        ("In which order?", "The answers are put in order", [("Receive", False), ("Decide", False)]),
    ):
        page.get_by_role("link", name="Add a question").click()
        page.get_by_label("Question", exact=True).fill(words)
        page.get_by_label(kind).check()
        for number, (answer, right) in enumerate(answers, 1):
            page.get_by_label(f"Answer {number}", exact=True).fill(answer)
            if right:
                page.get_by_label(f"Answer {number} is right").check()
        seen(page)
        press(page, "Save")
    seen(page)
    page.get_by_role("link", name="Version 1", exact=True).click()
    seen(page)
    page.get_by_role("link", name="See What would you do?").click()
    seen(page)
    page.get_by_role("link", name="Back to the version").click()
    page.get_by_label("What changed").fill("First.")
    press(page, "Publish")
    expect(page.get_by_text("People begin version 1 now")).to_be_visible()
    page.get_by_label("Who needs it?").select_option("post:parks:gardener")
    press(page, "Require it")
    seen(page)

    # Ada takes it, without a script and with a mistake.
    mine = open_page(user=ada, java_script_enabled=False)
    mine.goto("/training/")
    expect(mine.get_by_role("heading", name="You need")).to_be_visible()
    mine.get_by_role("link", name="Reading a case").click()
    press(mine, "Begin")
    expect(mine.get_by_role("link", name="rules.txt")).to_be_visible()
    press(mine, "I have read it, go on")
    press(mine, "Send my answers")
    expect(mine.get_by_role("link", name="Answer question 1.")).to_be_visible()
    fill_in(mine, "For fun")
    expect(mine.get_by_role("heading", name="Not passed yet")).to_be_visible()
    mine.get_by_role("link", name="Try again").click()
    fill_in(mine, "For work")
    expect(mine.get_by_role("heading", name="Passed")).to_be_visible()
    mine.get_by_role("link", name="Go to the course").click()
    mine.get_by_role("link", name="Certificate").click()
    press(mine, "Show my name here")
    assert Completion.objects.get().person == ada
    badge = Badge.objects.get()
    course = Course.objects.get()
    looked = open_page(user=ada)
    tries = course.enrolments.get().attempts.order_by("number")
    for address in (
        "/training/", "/training/courses/", "/training/courses/reading-a-case/",
        "/training/courses/reading-a-case/parts/why-it-matters/",
        f"/training/courses/reading-a-case/parts/{tries[0].part}/",
        f"/training/courses/reading-a-case/parts/{tries[0].part}/attempts/{tries[0].pk}/",
        f"/training/courses/reading-a-case/parts/{tries[0].part}/attempts/{tries[1].pk}/",
    ):  # fmt: skip
        looked.goto(address)
        seen(looked)

    # Everybody checks the certificate.
    anybody = open_page()
    anybody.goto(f"/training/badges/{badge.key}/")
    expect(anybody.get_by_text("Ada Alder")).to_be_visible()
    seen(anybody)
    anybody.get_by_role("link", name="Check a certificate here").click()
    anybody.get_by_label("Paste the certificate").fill(badge.token)
    anybody.get_by_label("Whose is it said to be?").fill("ada@example.org")
    press(anybody, "Check")
    expect(anybody.get_by_role("heading", name="It is genuine and counts")).to_be_visible()
    seen(anybody)

    # The head looks at the team, asks somebody, and withdraws.
    page.goto("/training/team/")
    expect(page.get_by_role("link", name="Ada Alder")).to_be_visible()
    seen(page)
    page.get_by_role("link", name="Ada Alder").click()
    seen(page)
    page.get_by_role("link", name="Withdraw").click()
    seen(page)
    page.get_by_label("Why does it not count").fill("Taken by somebody else.")
    press(page, "Withdraw")
    anybody.goto(f"/training/badges/{badge.key}/")
    expect(anybody.get_by_text("It does not count")).to_be_visible()
    seen(anybody)


def fill_in(page: Page, first: str) -> None:
    """Answer the three questions, all but the first one rightly."""
    page.get_by_label(first).check()
    page.get_by_label("Who", exact=True).check()
    page.get_by_label("When", exact=True).check()
    page.get_by_label("Receive").select_option(label="1")
    page.get_by_label("Decide").select_option(label="2")
    press(page, "Send my answers")


def test_packages_needs_and_the_gate_can_be_used_by_everybody(
    open_page: Callable[..., Page], person: Any, seen: Callable[[Page], None], tmp_path: Any
) -> None:
    head = person("head of service", "operator", email="head@example.org", name="Henrik Holm")
    page = open_page(user=head)
    page.goto("/training/manage/take/")
    archive = tmp_path / "doors.zip"
    archive.write_bytes(package())
    page.get_by_label("ZIP file").set_input_files(archive)
    seen(page)
    press(page, "Take it")
    page.get_by_role("link", name="See Fire doors").click()
    expect(page.get_by_text("Smoke kills")).to_be_visible()
    seen(page)
    page.goto("/training/manage/fire-doors/1/")
    page.get_by_label("What changed").fill("First.")
    press(page, "Publish")
    page.get_by_label("Who needs it?").select_option("role:analyst")
    press(page, "Require it")
    assert Package.objects.count() == 1

    # A role whose course is missing asks an operator for a reason.
    ada = person("officer")
    page.goto(f"/admin/people/user/{ada.pk}/change/")
    page.get_by_label("analyst").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("has not completed “Fire doors”")).to_be_visible()

    log = Log.objects.create(title="Permits", file_name="permits.csv", status=Log.Status.READY)
    Proposal.objects.create(log=log, activity="Check completeness", evidence=EVIDENCE)
    page.goto("/training/needs/")
    seen(page)
    page.get_by_role("link", name="Check completeness").click()
    press(page, "Decide")
    expect(page.get_by_role("link", name="Say what you decide.")).to_be_visible()
    seen(page)
    page.get_by_label("Write a new course for it").check()
    press(page, "Decide")
    expect(page.get_by_role("heading", name="right the first time")).to_be_visible()
    page.goto(f"/training/needs/{Proposal.objects.get().pk}/")
    expect(page.get_by_role("heading", name="Did it help?")).to_be_visible()
    seen(page)


def test_what_a_course_did_is_drawn_with_its_table_in_both_languages_and_without_scripts(
    open_page: Callable[..., Page], person: Any, seen: Callable[[Page], None]
) -> None:
    log = Log.objects.create(title="Permits", file_name="permits.csv", status=Log.Status.READY)
    keep(log, reworked("Check completeness"))
    proposal = Proposal.objects.create(log=log, activity="Check completeness", evidence=EVIDENCE)
    head = person("head of service", email="head@example.org", name="Henrik Holm")
    give(proposal, publish_reading(), head)
    page = open_page(user=head)
    page.goto(f"/training/needs/{proposal.pk}/")
    # Nobody has had the course yet: limits, and the marks of the chart.
    expect(page.get_by_role("img", name="Check completeness")).to_be_visible()
    expect(page.get_by_role("list", name="Marks")).to_be_visible()
    seen(page)

    Proposal.objects.update(taught_on=TAUGHT)
    page.reload()
    expect(page.get_by_text("It got better").first).to_be_visible()
    picture = page.get_by_role("img", name="Check completeness")
    expect(picture.get_by_text("without the change")).to_be_visible()
    # The table opens by keyboard, and has what is on the picture.
    page.locator("summary", has_text="The same as a table").focus()
    page.keyboard.press("Enter")
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader", name="Without the course")).to_be_visible()
    expect(table.get_by_role("row")).to_have_count(24)
    seen(page)

    arabic = open_page(user=head, locale="ar", java_script_enabled=False)
    arabic.goto(f"/training/needs/{proposal.pk}/")
    expect(arabic.locator("html")).to_have_attribute("dir", "rtl")
    expect(arabic.locator("figure svg[role=img]")).to_be_visible()
    assert "without the change" not in arabic.locator("main").inner_text()
    in_arabic = open_page(user=head, locale="ar")
    in_arabic.goto(f"/training/needs/{proposal.pk}/")
    seen(in_arabic)
    discard(log)
