"""The details of a case are deleted without a trace, and all that was proved about it stays proved."""

from __future__ import annotations

import logging
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from openhall.proof import (
    folder_reader,
    microseconds,
    read_receipt,
    verify_receipt,
    write_receipt,
)
from openhall.proof.verify import verify_log
from openhall.site.cases import clock, erasing
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.erasing import erase, erase_due, scrub_due, sweep
from openhall.site.cases.looking import Purpose, Shown, record
from openhall.site.cases.models import Case, Document, Draft, Erased, Look, Outgoing, Task
from openhall.site.cases.papers import attach, message, note
from openhall.site.exchange.models import Application
from openhall.site.ledger.keys import signer
from openhall.site.ledger.models import CaseKey, Detail, Event
from openhall.site.ledger.receipts import receipt_of
from openhall.site.ledger.sealing import seal_all
from openhall.site.portal.models import Feedback
from tests.ledgers import open_ledger
from tests.site.stalls import Office, open_office, say_why
from tests.world import POSTGRESQL

pytestmark = pytest.mark.django_db
MARK = "Quillon"
"""Stands in everything that is private about the case."""
ASKED = Erased.Reason.ASKED


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    open_ledger(settings, tmp_path)
    return tmp_path


@pytest.fixture
def office(person: Any, folder: Path) -> Office:
    return open_office(person)


def told(office: Office) -> Case:
    """A case that ended, with something private in every place that there is for it."""
    case = office.case(street=f"{MARK} Quay", name=f"Ada {MARK}", email=f"ada@{MARK}.example".lower())
    Case.objects.filter(pk=case.pk).update(
        applicant_name=f"Ada {MARK}", subject=f"flowers, {MARK} Quay", e_mail=f"ada@{MARK}.example"
    )
    by = By(office.officer, "licensing")
    Draft.objects.create(
        version=office.version, case=case, answers={"street": MARK}, e_mail=f"{MARK}@x.example"
    )
    file = SimpleUploadedFile("plan.txt", f"The plan of {MARK}".encode())
    attach(file, case=case, by=by)
    message(case, f"Dear {MARK}", by)
    note(case, f"{MARK} has called", by)
    Outgoing.objects.create(
        case=case, kind="notice", key=f"{case.pseudonym}-x", name="x", content={"to": MARK},
        made_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip
    office.work(case, "check", office.officer, complete=True)
    Task.objects.filter(case=case, node="advise").update(draft={"objection": MARK})
    office.work(case, "advise", office.engineer, objection=False)
    office.work(case, "decide", office.head, granted=True, why=f"{MARK} has room.")
    Application.objects.create(case=case, applicant=MARK, name=MARK)
    Feedback.objects.create(
        service=office.version.service, version=1, case=case, ending="decided", score=5, words=MARK
    )
    record(case, by, Purpose(Look.Purpose.OTHER, words=f"{MARK} telephoned"), Shown(("answers",), True))
    case.refresh_from_db()
    return case


def places(mark: str) -> list[str]:
    """The tables and columns in which a mark stands."""
    found = []
    for model in apps.get_models():
        for row in model.objects.all().values():
            found += [
                f"{model.__name__}.{name}"
                for name, value in row.items()
                if mark.lower() in str(value).lower()
            ]
    return found


def files(folder: Path, mark: str) -> list[str]:
    """The files in which a mark stands."""
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and mark.lower().encode() in path.read_bytes().lower()
    ]


def holds(folder: Path) -> bool:
    """Whether the published ledger holds, for whoever checks it alone."""
    report, _ = verify_log(
        folder_reader(folder / "ledger"), [signer().verifier], microseconds(timezone.now())
    )
    return report.sound and report.acts > 0


def test_nothing_of_the_details_is_left_in_any_table_or_file(
    office: Office, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    case = told(office)
    seal_all()
    assert len(places(MARK)) > 12
    assert files(folder, MARK)
    with django_capture_on_commit_callbacks(execute=True):
        erase(case.pk, ASKED, "", By(office.head, "licensing"))
    assert places(MARK) == []
    assert files(folder, MARK) == []
    assert not CaseKey.objects.filter(case=case.pseudonym).exists()


def test_the_ledger_holds_as_before_and_so_does_a_receipt_that_was_kept(office: Office, folder: Path) -> None:
    case = told(office)
    seal_all()
    kept = write_receipt(receipt_of(case.pseudonym))
    assert holds(folder)
    erase(case.pk, ASKED, "")
    seal_all()
    assert holds(folder)
    assert verify_receipt(read_receipt(kept.encode()), [signer().verifier])
    assert Event.objects.filter(case=case.pseudonym, activity=erasing.ACTIVITY).count() == 1
    assert not Detail.objects.filter(event__case=case.pseudonym).exists()


def test_nothing_of_the_details_is_written_into_the_log_of_the_program(
    office: Office, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        case = told(office)
        erase(case.pk, ASKED, "")
    own = [each.getMessage() for each in caplog.records if each.name.startswith("openhall")]
    assert not any(MARK in each for each in own)


def backup_of(folder: Path) -> bytes:
    """All of the database as an operator backs it up, in small letters."""
    if connection.vendor == "sqlite":
        backup = folder / "backup.sqlite3"
        backup.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(backup)])
        return backup.read_bytes().lower()
    (program,) = sorted(POSTGRESQL.glob("*/bin/pg_dump"))[-1:]
    here = connection.get_connection_params()
    asked = [str(program), "--host", here["host"], "--username", here["user"], here["dbname"]]
    return subprocess.run(asked, check=True, capture_output=True).stdout.lower()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_in_a_backup_that_is_made_afterwards(office: Office, folder: Path) -> None:
    case = told(office)
    assert MARK.lower().encode() in backup_of(folder)
    erase(case.pk, ASKED, "")
    assert MARK.lower().encode() not in backup_of(folder)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_in_the_file_of_an_embedded_database(office: Office) -> None:
    case = told(office)
    embedded = connection.vendor == "sqlite"
    place = Path(django_settings.DATABASES["default"]["NAME"])

    def raw() -> bytes:
        found = b"".join(each.read_bytes() for each in place.parent.glob(f"{place.name}*")).lower()
        # To close a file lets go of all locks that this process has on it (POSIX), those of the connection too: the
        # next process to leave would take itself for the last one, and remove the log that is written to here.
        connection.close()
        return found

    assert (MARK.lower().encode() in raw()) is embedded
    erase(case.pk, ASKED, "")
    assert scrub_due() == 1
    assert MARK.lower().encode() not in raw()
    assert scrub_due() == 0


def test_a_case_that_is_open_keeps_its_details(office: Office) -> None:
    case = office.case()
    with pytest.raises(NotPossible, match="still open"):
        erase(case.pk, ASKED, "")
    case.refresh_from_db()
    assert case.data


def test_details_are_deleted_once(office: Office) -> None:
    case = told(office)
    erase(case.pk, ASKED, "")
    with pytest.raises(NotPossible, match="deleted already"):
        erase(case.pk, ASKED, "")
    assert Erased.objects.count() == 1


def test_a_case_is_kept_as_long_as_its_service_says(office: Office) -> None:
    case, other = told(office), office.case()
    assert erase_due(clock.now() + timedelta(days=20)) == 0
    assert erase_due(clock.now() + timedelta(days=30 * 366)) == 1
    assert Erased.objects.get().case_id == case.pk
    assert Erased.objects.get().reason == Erased.Reason.RETENTION
    other.refresh_from_db()
    assert other.data


def test_a_file_whose_row_is_gone_is_swept_away(office: Office, folder: Path) -> None:
    case = told(office)
    (document,) = Document.objects.filter(case=case)
    kept = Path(document.file.path)
    litter = kept.with_name("0" * 32)
    litter.write_bytes(MARK.encode())
    assert sweep() == 0
    assert sweep(older=timedelta(seconds=-5)) == 1
    assert kept.exists()
    assert not litter.exists()


def words(response: Any) -> str:
    return response.content.decode()


def test_the_applicant_reads_what_was_deleted_when_and_why(office: Office) -> None:
    case = told(office)
    erase(case.pk, Erased.Reason.WRONG, "It came to us by mistake.", By(office.head, "licensing"))
    client = Client()
    client.get(f"/track/{case.key}/")
    page = words(client.get(f"/case/{case.reference}/"))
    assert "The details of this application are deleted" in page
    assert "It came to us by mistake." in page
    assert "Messages: 1" in page
    for part in ("answers/", "messages/", "receipt/", "looked/"):
        assert MARK not in words(client.get(f"/case/{case.reference}/{part}"))


def test_who_leads_the_department_deletes_with_a_reason(office: Office, client: Client) -> None:
    case = told(office)
    address = f"/desk/cases/{case.reference}/erase/"
    client.force_login(office.head)
    say_why(client, case)
    assert address in words(client.get(f"/desk/cases/{case.reference}/"))
    assert "Choose a reason." in words(client.post(address, {}))
    assert "Say the reason in words." in words(client.post(address, {"reason": "other", "sure": "on"}))
    assert not Erased.objects.exists()
    page = client.post(address, {"reason": "asked", "sure": "on"}, follow=True)
    assert "The details of this case were deleted" in words(page)
    assert Erased.objects.get().department == "licensing"


def test_nobody_else_deletes(office: Office, client: Client) -> None:
    case = told(office)
    address = f"/desk/cases/{case.reference}/erase/"
    for who, status in ((office.officer, 403), (office.engineer, 404)):
        client.force_login(who)
        say_why(client, case)
        assert client.post(address, {"reason": "asked", "sure": "on"}).status_code in (status, 403, 404)
    assert not Erased.objects.exists()
    case.refresh_from_db()
    assert case.data
