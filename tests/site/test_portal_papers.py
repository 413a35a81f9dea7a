"""Files that residents give: checked by their content, bounded, given back only to be saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Case, Document, Draft
from openhall.site.cases.papers import attach, note, open_document, remove
from openhall.site.services.models import Version
from tests.site.little import publish_little
from tests.site.residents import Resident

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
PDF = b"%PDF-1.7\n" + b"x" * 200
HTML = b"<!doctype html><script>alert(1)</script>"
QUESTION = "apply.drawing"


@pytest.fixture(autouse=True)
def files_lie_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def version(db: None) -> Version:
    return publish_little()


@pytest.fixture
def draft(version: Version) -> Draft:
    return Draft.objects.create(version=version)


@pytest.fixture
def resident(version: Version) -> Resident:
    found = Resident()
    found.begin()
    found.fill_in(until="drawing")
    return found


def given(data: bytes, name: str = "plan.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def words(response: Any) -> str:
    return response.content.decode()


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_as_it_was_under_a_name_that_tells_nothing(draft: Draft) -> None:
    document = attach(given(PDF), draft=draft, question=QUESTION, from_applicant=True)
    assert (document.name, document.content_type, document.bytes) == ("plan.pdf", "application/pdf", len(PDF))
    assert "plan" not in document.file.name and len(Path(document.file.name).name) == 32
    with open_document(document) as file:
        assert file.read() == PDF
    assert len(document.digest) == 64


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (given(b""), "is empty"),
        (given(b"%PDF-1.7" + b"x" * 1_000_001), "is larger than 1 MB"),
        (given(HTML), "must be a file of the kind PDF, PNG or JPEG"),
        (given(b"MZ\x90\x00", "plan.pdf"), "must be a file of the kind"),
        (given(HTML, "plan.png", "image/png"), "must be a file of the kind"),
        (
            given(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "a.svg"),
            "must be a file of the kind",
        ),
    ],
    ids=["empty", "too large", "a web page", "a program", "a web page called picture", "svg"],
)
def test_what_cannot_be_taken_is_refused_in_one_plain_sentence(
    draft: Draft, file: Any, words: str, files_lie_in_a_folder_of_their_own: Path
) -> None:
    with pytest.raises(NotPossible, match=words):
        attach(file, draft=draft, question=QUESTION)
    assert not Document.objects.exists()
    assert lying(files_lie_in_a_folder_of_their_own) == []


def test_a_draft_takes_only_so_many_files_of_a_question(draft: Draft) -> None:
    for k in range(3):
        attach(given(PDF, f"{k}.pdf"), draft=draft, question=QUESTION)
    with pytest.raises(NotPossible, match="only 3 files"):
        attach(given(PDF), draft=draft, question=QUESTION)


def test_a_case_takes_files_that_answer_no_question_up_to_a_bound(version: Version, person: Any) -> None:
    case = Case.objects.create(version=version)
    for _ in range(60):
        attach(given(PNG, "a.png"), case=case, by=By(person("officer", email=f"{_}@x.example")))
    with pytest.raises(NotPossible, match="no room"):
        attach(given(PNG, "a.png"), case=case)
    with pytest.raises(NotPossible, match="must be a file of the kind"):
        attach(given(b"MZ\x90\x00", "a.exe"), case=case)


def test_a_removed_document_takes_its_file_along(
    draft: Draft, files_lie_in_a_folder_of_their_own: Path, django_capture_on_commit_callbacks: Any
) -> None:
    document = attach(given(PDF), draft=draft, question=QUESTION)
    with django_capture_on_commit_callbacks(execute=True):
        remove(document)
    assert lying(files_lie_in_a_folder_of_their_own) == [] and not Document.objects.exists()


def test_several_files_are_given_and_one_is_taken_back(resident: Resident) -> None:
    page = words(resident.send({"q-drawing": [given(PDF), given(PNG, "photo.png")], "upload": "1"}))
    assert resident.page == "drawing" and "plan.pdf" in page and "photo.png" in page
    draft = Draft.objects.get()
    keys = draft.answers["drawing"]
    assert keys == list(draft.documents.values_list("key", flat=True))
    page = words(resident.send({"remove": keys[0]}))
    assert "plan.pdf" not in page and "photo.png" in page
    assert Draft.objects.get().answers["drawing"] == keys[1:]
    resident.send({})
    assert resident.page == "you"


def test_files_that_are_chosen_come_along_when_one_goes_on(resident: Resident) -> None:
    resident.send({"q-drawing": [given(PDF)]})
    assert resident.page == "you" and Document.objects.count() == 1


def test_one_wrong_file_does_not_lose_the_right_ones(resident: Resident) -> None:
    response = resident.send({"q-drawing": [given(PDF), given(HTML, "page.html")], "upload": "1"})
    page = words(response)
    assert response.status_code == 400 and "“page.html” must be a file of the kind" in page
    assert "plan.pdf" in page and Document.objects.count() == 1


def test_too_many_files_are_said_and_the_first_ones_kept(resident: Resident) -> None:
    response = resident.send({"q-drawing": [given(PDF, f"{k}.pdf") for k in range(4)], "upload": "1"})
    assert response.status_code == 400 and "“3.pdf” was not kept" in words(response)
    assert Document.objects.count() == 3


def test_nothing_chosen_is_said(resident: Resident) -> None:
    response = resident.send({"upload": "1"})
    assert response.status_code == 400 and "Choose a file" in words(response)


def test_files_of_others_cannot_be_taken_away_or_claimed(resident: Resident, draft: Draft) -> None:
    theirs = attach(given(PDF), draft=draft, question=QUESTION)
    resident.send({"remove": theirs.key, "q-drawing": theirs.key})
    assert Document.objects.filter(pk=theirs.pk).exists()
    assert "drawing" not in Draft.objects.exclude(pk=draft.pk).get().answers


def test_files_go_with_the_case_and_come_back_only_to_be_saved(resident: Resident) -> None:
    resident.send({"q-drawing": [given(PDF, "my plan.pdf")]})
    resident.fill_in()
    resident.send()
    case = Case.objects.get()
    document = case.documents.get()
    assert document.draft is None and case.data["apply"]["drawing"] == [document.key]
    assert "my plan.pdf" in words(resident.go(f"/case/{case.reference}/"))
    response = resident.client.get(f"/case/{case.reference}/documents/{document.key}/")
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="my plan.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_files_of_the_office_are_the_applicants_only_where_it_says_so(
    resident: Resident, person: Any
) -> None:
    resident.fill_in()
    resident.send()
    case = Case.objects.get()
    hidden = attach(given(PDF, "expert.pdf"), case=case)
    shown = attach(given(PDF, "permit.pdf"), case=case)
    Document.objects.filter(pk=shown.pk).update(for_applicant=True)
    page = words(resident.go(f"/case/{case.reference}/"))
    assert "permit.pdf" in page and "expert.pdf" not in page
    assert resident.client.get(f"/case/{case.reference}/documents/{hidden.key}/").status_code == 404
    assert resident.client.get(f"/case/{case.reference}/documents/{shown.key}/").status_code == 200
    assert Client().get(f"/case/{case.reference}/documents/{shown.key}/").status_code == 302


def test_what_is_not_named_any_more_goes_when_the_application_is_sent(
    resident: Resident, files_lie_in_a_folder_of_their_own: Path, django_capture_on_commit_callbacks: Any
) -> None:
    stray = attach(given(PDF, "stray.pdf"), draft=Draft.objects.get(), question=QUESTION)
    resident.fill_in()
    with django_capture_on_commit_callbacks(execute=True):
        resident.send()
    assert not Document.objects.filter(pk=stray.pk).exists()
    assert lying(files_lie_in_a_folder_of_their_own) == []


def test_a_page_takes_only_so_much_at_once_and_says_so_before_reading_it(resident: Resident) -> None:
    response = resident.client.post(
        resident.at, b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH="61000000"
    )
    assert response.status_code == 413 and "At most 60 MB" in words(response)


def test_files_go_with_the_draft_that_is_given_up(
    resident: Resident, files_lie_in_a_folder_of_their_own: Path, django_capture_on_commit_callbacks: Any
) -> None:
    resident.send({"q-drawing": [given(PDF)]})
    with django_capture_on_commit_callbacks(execute=True):
        resident.send({}, f"/apply/street-stall/{resident.draft}/leave/")
    assert not Document.objects.exists() and lying(files_lie_in_a_folder_of_their_own) == []


def test_a_note_of_officers_is_not_shown_to_the_applicant(resident: Resident, person: Any) -> None:
    resident.fill_in()
    resident.send()
    case = Case.objects.get()
    note(case, "Looks like last year's.", By(person("officer", email="o@x.example")))
    for part in ("", "messages/", "answers/"):
        assert "last year" not in words(resident.go(f"/case/{case.reference}/{part}"))
