"""A log comes in by upload, is read in the background, and says in one sentence what is wrong when it cannot be."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openhall.site.observatory.models import Log

GOOD = b"case,activity,time\n" + b"".join(
    f"A{k},{name},2025-01-{k + 1:02} {hour:02}:00\n".encode()
    for k in range(12)
    for hour, name in ((9, "Receive"), (11, "Check"), (15, "Decide"))
)


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


@pytest.fixture
def at_once(settings: Any) -> None:
    """Background work is done at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def upload(client: Client, content: bytes, name: str = "permits.csv", **answers: str) -> Any:
    given = {"file": SimpleUploadedFile(name, content), **answers}
    return client.post(reverse("observatory:upload"), given, follow=True)


def test_an_uploaded_file_becomes_a_log_with_a_map(analyst: Client, at_once: None) -> None:
    response = upload(analyst, GOOD, title="Permits of 2025")
    log = Log.objects.get()
    assert (log.status, log.cases, log.events, log.activities) == ("ready", 12, 36, 3)
    assert response.redirect_chain[-1][0] == log.get_absolute_url()
    assert "<svg" in response.content.decode()
    assert not log.upload.exists(), "the upload is not kept once it is read"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (gzip.compress(GOOD)[:-20], "cut.csv.gz", "gzip"),
        (b"<!DOCTYPE log [<!ENTITY a 'b'>]><log/>", "laughs.xes", "DOCTYPE"),
        (b"<log><trace><event>", "open.xes", "ends in the middle"),
        (b"name,colour\nx,red\ny,blue\n", "wrong.csv", "no column looks like the case"),
        (b"case,activity,time\nA,Check,soon\nB,Check,later\n", "times.csv", "no times"),
        (b"case,activity,time\n", "empty.csv", "no row"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "photo.png", "not text"),
    ],
)
def test_a_file_that_cannot_be_read_ends_in_one_sentence(
    analyst: Client, at_once: None, content: bytes, name: str, words: str
) -> None:
    page = upload(analyst, content, name).content.decode()
    log = Log.objects.get()
    assert log.status == "failed"
    assert words in log.problem
    assert name in log.problem
    assert "This file could not be read" in page
    assert not log.folder.exists(), "nothing half-written"


def test_missing_columns_can_be_named_without_another_upload(analyst: Client, at_once: None) -> None:
    content = GOOD.replace(b"case,activity,time", b"nummer,stap,wanneer")
    page = upload(analyst, content).content.decode()
    assert '<option value="wanneer">' in page
    log = Log.objects.get()
    answers = {"case": "nummer", "activity": "stap", "time": "wanneer"}
    analyst.post(reverse("observatory:progress", args=[log.id]), answers)
    log.refresh_from_db()
    assert (log.status, log.cases) == ("ready", 12)


def test_a_file_over_the_limit_is_refused(analyst: Client, settings: Any) -> None:
    settings.OPENHALL_MAX_UPLOAD_MB = 0.00001
    response = upload(analyst, GOOD)
    assert response.status_code == 400
    assert "the limit is" in response.content.decode()
    assert not Log.objects.exists()


def test_no_file_and_no_such_zone_are_said_at_their_questions(analyst: Client) -> None:
    response = analyst.post(reverse("observatory:upload"), {"timezone": "Europe/Atlantis"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "Choose a file." in page
    assert "Europe/Atlantis" in page


def test_reading_waits_for_the_worker_and_the_page_looks_again(analyst: Client) -> None:
    response = upload(analyst, GOOD)
    log = Log.objects.get()
    assert log.status == "waiting"
    assert response["Refresh"] == "2"
    assert analyst.get(reverse("observatory:map", args=[log.id]))["Location"].endswith("/progress/")
    analyst.post(reverse("observatory:stop", args=[log.id]))
    assert not Log.objects.exists()
    assert not log.upload.exists()


def test_the_worker_reads_what_waits(analyst: Client, transactional_db: None) -> None:
    from django.core.management import call_command

    upload(analyst, GOOD)
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    assert Log.objects.get().status == "ready"


def test_many_logs_are_paged(analyst: Client) -> None:
    for k in range(30):
        Log.objects.create(title=f"Log {k}", file_name="x.csv", status="ready", cases=1, events=1)
    first = analyst.get(reverse("observatory:logs")).content.decode()
    assert first.count("oh-card__link") == 25
    assert analyst.get(reverse("observatory:logs") + "?page=2").content.decode().count("oh-card__link") == 5
