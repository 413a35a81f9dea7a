"""Analysts and heads write courses: drafts with undo, versions that never change, folders that go out and come in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from openhall.process.errors import BadService
from openhall.process.folder import pack, unpack
from openhall.site.training.content.changing import moved, new_id, with_part, without_part
from openhall.site.training.content.folder import gather_folder, read_folder, write_folder
from openhall.site.training.content.marking import mark, shown_order
from openhall.site.training.content.model import Answer, Content, Kind, Page, Question
from openhall.site.training.content.words import html_of
from openhall.site.training.models import Course, CourseVersion, Requirement
from tests.site.lessons import CHECK, READING, publish_reading
from tests.site.little import publish_little

BASE = "/training/manage/reading-a-case/1/"


@pytest.fixture
def maker(person, client: Client) -> Client:
    client.force_login(person("analyst"))
    return client


def test_a_course_is_the_same_after_it_was_a_folder() -> None:
    content = with_part(READING, Page("more", "More: “quoted” # sign", "- a\n", ("rules.txt",)))
    files = write_folder(content, {"rules.txt": b"Be kind.", "unused.txt": b"x"})
    assert read_folder(unpack(pack(files))) == content
    assert "files/unused.txt" not in files


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_words_survive_the_folder(question: str, answer: str) -> None:
    asked = Question(
        f"q {question.strip()}".strip(),
        Kind.ONE,
        (Answer(f"a {answer.strip()}".strip(), True), Answer("b", False)),
    )
    try:
        text = write_folder(Content("C", parts=(replace(CHECK, questions=(asked,)),)), {})
        found, faults = gather_folder(text)
    except ValueError:
        return
    # What YAML cannot hold is a fault in words, never other words.
    assert faults or (found is not None and found.part("check").questions == (asked,))


def test_what_is_wrong_with_a_folder_is_said_with_its_line() -> None:
    bad = b"""name: A course
parts:
  - {id: one, page: One, text: gone.md}
  - {id: one, quiz: Two, questions: [{ask: Why, answers: [{wrong: a}, {wrong: b}]}]}
  - {id: Three!, package: P, digest: x}
months: many
colour: red
"""
    with pytest.raises(BadService) as caught:
        read_folder({"course.yaml": bad})
    said = str(caught.value)
    for words in (
        "no text “gone.md”",
        "line 4",
        "exactly one answer",
        "64 hexadecimal",
        "“months”",
        "“colour”",
    ):
        assert words in said, words
    with pytest.raises(BadService, match=r"no course\.yaml"):
        read_folder({"a.txt": b""})


def test_the_text_of_a_page_is_safe_whatever_is_written() -> None:
    text = "# A <script>alert(1)</script>\n\n[x](javascript:alert(1)) ![p](https://x.example/p.png) [ok](https://a.example)"
    html = html_of(text)
    assert "<script" not in html and "javascript" not in html and "<img" not in html
    assert '<a href="https://a.example">' in html
    found, faults = gather_folder(write_folder(Content("C", parts=(Page("p", "P", text),)), {}))
    assert found is not None and faults


def test_marking_gives_no_part_of_a_right_answer() -> None:
    assert mark(CHECK, {0: [1], 1: [0, 1], 2: [0, 1]}).passed
    marked = mark(CHECK, {0: [1], 1: [0], 2: [1, 0]})
    assert marked.right == (True, False, False) and marked.percent == 33 and not marked.passed
    assert mark(replace(CHECK, pass_mark=33), {0: [1]}).passed
    assert mark(CHECK, {}).percent == 0


@given(st.text(max_size=20), st.integers(2, 9))
def test_an_order_is_never_shown_in_the_right_one(seed: str, n: int) -> None:
    question = Question("In which order?", Kind.ORDER, tuple(Answer(str(k), True) for k in range(n)))
    shown = shown_order(question, seed)
    assert sorted(shown) == list(range(n)) and shown != sorted(shown)


def test_parts_are_moved_and_taken_out_and_the_content_before_stays() -> None:
    ids = [each.id for each in moved(READING, "end", -1).parts]
    assert ids == ["why", "end", "check"] and moved(READING, "why", -1) == READING
    assert [each.id for each in without_part(READING, "check").parts] == ["why", "end"]
    assert len(READING.parts) == 3
    assert new_id(READING, "Why?") == "why-2" and new_id(READING, "Ярд") == "part"


@pytest.mark.django_db
def test_analysts_and_heads_alone_make_courses(person, client: Client) -> None:
    publish_reading()
    addresses = ["/training/manage/", "/training/manage/new/", BASE, f"{BASE}course.zip", "/training/needs/"]
    for role in ("officer", "operator", "publisher"):
        client.force_login(person(role, email=f"{role}@example.org"))
        assert {client.get(each).status_code for each in addresses} == {403}, role
        assert client.post(f"{BASE}copy/").status_code == 403
    client.force_login(person("head of service", email="h@example.org"))
    assert {client.get(each).status_code for each in addresses} == {200}


@pytest.mark.django_db
def test_a_course_is_written_in_the_browser_and_published(maker: Client) -> None:
    made = maker.post("/training/manage/new/", {"name": "Reading a case", "months": "12", "summary": "S"})
    assert made["Location"] == BASE
    assert "needs 1 to" not in maker.get(BASE).content.decode()
    refused = maker.post(f"{BASE}new-page/", {"title": "Why", "text": "<b>bold</b>"})
    assert refused.status_code == 400 and "is HTML" in refused.content.decode()
    maker.post(f"{BASE}new-page/", {"title": "Why", "text": "Because.\r\n\r\n- so"})
    maker.post(f"{BASE}new-quiz/", {"title": "Check", "text": "", "pass_mark": "100", "attempts": ""})
    assert "needs 1 to 60 questions" in maker.get(BASE).content.decode()
    assert maker.post(BASE, {"note": "First."}).status_code == 400
    question = {"words": "Why?", "kind": "one", "answer_0": "So", "answer_1": "Not so"}
    refused = maker.post(f"{BASE}parts/check/questions/new/", question)
    assert refused.status_code == 400 and "Exactly one answer is right" in refused.content.decode()
    maker.post(f"{BASE}parts/check/questions/new/", question | {"right_0": "on"})
    assert maker.get(f"{BASE}parts/check/questions/2/").status_code == 404
    maker.post(f"{BASE}parts/check/questions/1/", question | {"right_0": "on", "words": "Why so?"})
    maker.post(f"{BASE}parts/check/move/", {"up": "1"})
    assert "Why so?" in maker.get(f"{BASE}parts/check/see/").content.decode()
    done = maker.post(BASE, {"note": "First."}, follow=True)
    assert "People begin version 1 now" in done.content.decode()
    version = CourseVersion.objects.get()
    assert [each.id for each in read_folder(unpack(bytes(version.folder))).parts] == ["check", "why"]
    # A published version does not change; a copy of it is a new draft.
    assert maker.get(f"{BASE}parts/why/").status_code == 404
    assert maker.post(f"{BASE}parts/why/remove/").status_code == 404
    assert maker.post(f"{BASE}copy/")["Location"] == "/training/manage/reading-a-case/2/"


@pytest.mark.django_db
def test_the_last_change_is_taken_back(maker: Client) -> None:
    from openhall.site.training.drafting import new_course

    new_course(READING, None, None)
    maker.post(f"{BASE}parts/check/remove/")
    assert maker.get(f"{BASE}parts/check/").status_code == 404
    maker.post(f"{BASE}undo/")
    assert maker.get(f"{BASE}parts/check/").status_code == 200
    maker.post(f"{BASE}delete/")
    assert not Course.objects.exists()


@pytest.mark.django_db
def test_files_of_a_page_are_what_they_are_and_are_only_saved(maker: Client, person) -> None:
    from openhall.site.training.drafting import new_course

    new_course(READING, None, None)
    page = f"{BASE}parts/why/"

    def attach(name: str, data: bytes):  # type: ignore[no-untyped-def]
        return maker.post(f"{page}attach/", {"attach-file": SimpleUploadedFile(name, data)})

    assert attach("evil.pdf", b"\x00\x01").status_code == 400
    assert attach("../../rules.html", b"Be kind.").status_code == 302
    got = maker.get(f"{BASE}files/rules.html.csv")
    name = next(
        n for n in ("rules.html.csv", "rules.html.txt") if maker.get(f"{BASE}files/{n}").status_code == 200
    )
    got = maker.get(f"{BASE}files/{name}")
    assert got.content == b"Be kind." and got["Content-Disposition"].startswith("attachment")
    assert "html" not in got["Content-Type"]
    maker.post(f"{page}detach/{name}")
    assert maker.get(f"{BASE}files/{name}").status_code == 404


@pytest.mark.django_db
def test_an_exported_course_comes_in_as_the_same(maker: Client) -> None:
    publish_reading()
    data = maker.get(f"{BASE}course.zip").content
    maker.post("/training/manage/take/", {"archive": SimpleUploadedFile("c.zip", data)})
    taken = CourseVersion.objects.get(course__slug="reading-a-case-2")
    assert read_folder(unpack(bytes(taken.folder))) == READING and taken.status == CourseVersion.Status.DRAFT


@pytest.mark.django_db
def test_a_course_is_required_of_roles_posts_and_tasks(maker: Client) -> None:
    publish_little()
    course = publish_reading()
    page = "/training/manage/reading-a-case/"
    text = maker.get(page).content.decode()
    assert "Licensing: every post" in text
    task = next(line for line in text.split('value="') if line.startswith("task:street-stall:")).split('"')[0]
    for whom in ("role:analyst", "post:licensing:", task, task):
        maker.post(page, {"whom": whom, "within_days": "30"})
    assert Requirement.objects.filter(course=course).count() == 3
    assert maker.post(page, {"whom": "role:king", "within_days": "30"}).status_code == 400
    maker.post(f"/training/manage/requirements/{Requirement.objects.first().pk}/delete/")
    assert Requirement.objects.count() == 2
    maker.post(f"{page}retire/")
    assert Course.objects.get().retired_at is not None


def test_the_reference_says_what_a_course_folder_may_hold() -> None:
    from openhall.site.training.content.folder import KNOWN, OF_A_PART, OF_A_QUESTION

    page = (Path(__file__).parents[2] / "docs" / "reference" / "training.md").read_text(encoding="utf-8")
    for name in {*KNOWN, *OF_A_PART, *OF_A_QUESTION} - {"id"}:
        assert name in page, name
    example = page.split("```yaml\n")[1].split("```")[0].encode()
    texts = {"course.yaml": example, "why.md": b"a", "check.md": b"", "files/the-rules.pdf": b"%PDF-1.7"}
    assert read_folder(texts).activities
