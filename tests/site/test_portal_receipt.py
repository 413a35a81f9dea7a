"""A resident keeps a receipt of their case, and anybody checks one; the ledger's files are there for everybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import escape

from openhall.proof import new_cosigner, new_signer, read_checkpoint, read_receipt, verify_receipt
from openhall.proof.errors import BadReceipt, ReceiptFault
from openhall.proof.parties import AskedWitness, WatchedLog
from openhall.site.cases.models import Case
from openhall.site.ledger.keys import signer
from openhall.site.ledger.models import Asking, Batch, CaseKey, Cosigned, Fork, Leaf
from openhall.site.ledger.sealing import seal_all
from openhall.site.portal.checking import of_receipt
from tests.ledgers import open_ledger
from tests.site.little import publish_little
from tests.site.residents import Resident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    return open_ledger(settings, tmp_path)


@pytest.fixture
def resident(db: None) -> Resident:
    publish_little()
    return Resident()


@pytest.fixture
def case(resident: Resident) -> Case:
    return resident.has_applied()


def words(response: Any) -> str:
    return response.content.decode()


def receipt_of(resident: Resident, case: Case) -> bytes:
    response = resident.client.get(f"/case/{case.reference}/receipt/file/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith(f'attachment; filename="receipt-{case.reference}-')
    return response.content


def check(data: bytes | None) -> Any:
    given = {} if data is None else {"receipt": SimpleUploadedFile("receipt.json", data)}
    return Client().post("/ledger/check/", given)


def test_the_confirmation_leads_to_the_receipt(resident: Resident, case: Case) -> None:
    page = resident.client.get(resident.at)
    assert f'href="/case/{case.reference}/receipt/"' in words(page)
    assert "not ready yet" in words(resident.client.get(f"/case/{case.reference}/receipt/"))
    assert resident.client.get(f"/case/{case.reference}/receipt/file/").status_code == 404
    seal_all()
    page = resident.client.get(f"/case/{case.reference}/receipt/")
    assert "Save the receipt" in words(page)


def test_the_page_says_in_plain_words_what_is_written_down(resident: Resident, case: Case) -> None:
    seal_all()
    page = words(resident.client.get(f"/case/{case.reference}/receipt/"))
    assert "Licensing" in page
    assert "licensing" not in page
    assert case.pseudonym not in page


def test_a_receipt_holds_without_us(resident: Resident, case: Case) -> None:
    seal_all()
    receipt = read_receipt(receipt_of(resident, case))
    assert verify_receipt(receipt, [signer().verifier]).size > 0
    opened = {row.private["case"].text for row in receipt.rows}
    assert opened == {json.dumps(case.pseudonym)}


def test_a_receipt_holds_on_the_page_though_the_ledger_has_grown(resident: Resident, case: Case) -> None:
    seal_all()
    receipt = receipt_of(resident, case)
    Resident().has_applied()
    seal_all()
    page = check(receipt)
    assert page.status_code == 200
    assert "The receipt holds" in words(page)
    assert case.reference not in words(page)


def test_a_receipt_that_was_changed_is_found_out(resident: Resident, case: Case) -> None:
    seal_all()
    receipt = json.loads(receipt_of(resident, case))
    receipt["rows"][0]["at"] -= 86_400_000_000
    page = check(json.dumps(receipt).encode())
    assert page.status_code == 400
    assert f"Row {receipt['rows'][0]['number']} of this receipt does not stand in the ledger" in words(page)


@pytest.mark.parametrize(
    "data, says",
    [
        (None, "Choose the file"),
        (b"hello", "or it was cut off"),
        (b"{}", "is no receipt"),
        (b'{"format": "openhall receipt 1", "rows": []}', "shows nothing"),
        (b'{"format": "openhall receipt 1", "rows": [1]}', "cannot be read"),
        (b" " * (2**21 + 1), "too large"),
    ],
)
def test_what_is_no_receipt_is_refused_in_a_sentence(case: Case, data: bytes | None, says: str) -> None:
    seal_all()
    page = check(data)
    assert page.status_code == 400
    assert says in words(page)


def test_a_receipt_that_another_key_signed_is_not_ours(settings, resident: Resident, case: Case) -> None:
    seal_all()
    receipt = json.loads(receipt_of(resident, case))
    receipt["checkpoint"] = receipt["checkpoint"][:-6] + "AAAA=\n"
    page = check(json.dumps(receipt).encode())
    assert "We did not sign this receipt" in words(page)


def test_a_receipt_of_rows_that_are_gone_says_that_the_ledger_is_another(
    resident: Resident, case: Case, folder: Path
) -> None:
    for _ in range(2):
        seal_all()
        receipt = receipt_of(resident, case)
        Resident().has_applied()
    Leaf.objects.all().delete()
    Batch.objects.all().delete()
    folder.rename(folder.with_name("before"))
    seal_all()
    page = check(receipt)
    assert page.status_code == 400
    assert "Our ledger is not the one that this receipt was given for" in words(page)


def test_whatever_is_wrong_with_a_receipt_the_page_has_words_of_its_own_for_it() -> None:
    with translation.override("en-gb"):
        said = {of_receipt(BadReceipt("an engine's sentence", fault, 1234)) for fault in ReceiptFault}
    assert len(said) == len(ReceiptFault)
    assert not any("engine" in each for each in said)
    assert any("Row 1,234" in each for each in said)


def test_the_page_of_the_ledger_says_who_watches_us_and_whom_we_watch(settings, case: Case) -> None:
    witness = new_cosigner("town.example/witness")
    settings.OPENHALL_WITNESSES = (AskedWitness((witness.verifier,), "https://town.example/ledger/witness"),)
    settings.OPENHALL_WITNESS_KEYS = (new_cosigner("city.example/witness"),)
    other = new_signer("county.example/ledger").verifier
    settings.OPENHALL_WITNESSED_LOGS = (WatchedLog((other,), "https://county.example/ledger"),)
    seal_all()
    page = words(Client().get("/ledger/"))
    assert "has not signed yet" in page
    assert "nothing signed yet" in page
    assert escape(f"--witness {witness.verifier.text}") in page
    now = timezone.now()
    Asking.objects.create(
        origin="city.example/ledger",
        address="https://town.example/ledger/witness",
        size=1,
        signed_at=now,
        next_at=now,
    )
    Cosigned.objects.create(origin=other.name, size=12_345, note="", at=now)
    Fork.objects.create(origin=other.name, size=12_345, note="", other="", found_at=now)
    page = words(Client().get("/ledger/"))
    assert "signed 1 row on" in page
    assert "not signed yet" in page
    assert "12,345 rows signed on" in page
    assert "Told two stories" in page


def test_nobody_else_gets_the_receipt(resident: Resident, case: Case, person: Any) -> None:
    seal_all()
    for client in (Client(), Client()):
        for part in ("receipt/", "receipt/file/"):
            assert client.get(f"/case/{case.reference}/{part}")["Location"] == "/track/"
    other = Client()
    other.force_login(person("officer"))
    assert other.get(f"/case/{case.reference}/receipt/file/")["Location"] == "/track/"


def test_once_the_key_of_a_case_is_forgotten_there_is_no_receipt_any_more(
    resident: Resident, case: Case
) -> None:
    seal_all()
    CaseKey.objects.filter(case=case.pseudonym).delete()
    assert resident.client.get(f"/case/{case.reference}/receipt/file/").status_code == 404


def test_the_files_of_the_ledger_are_there_for_everybody(case: Case, folder: Path) -> None:
    sealed = seal_all()
    client = Client()
    page = client.get("/ledger/checkpoint")
    assert page["Cache-Control"] == "no-cache"
    signed = read_checkpoint(b"".join(page), [signer().verifier])
    assert signed.checkpoint.size == sealed + 1
    tile = client.get(f"/ledger/tile/entries/000.p/{sealed + 1}")
    assert "immutable" in tile["Cache-Control"]
    assert b"".join(tile) == (folder / f"tile/entries/000.p/{sealed + 1}").read_bytes()


@pytest.mark.parametrize(
    "path",
    [".lock", "tile", "tile/0/../0/000", "../openhall.sqlite3", "%2e%2e/ledger-key", "tile/0/999", "key/"],
)
def test_nothing_but_the_files_of_the_ledger_is_given(case: Case, path: str) -> None:
    seal_all()
    assert Client().get(f"/ledger/{path}").status_code == 404


def test_the_page_of_the_ledger_says_how_to_check_it(case: Case) -> None:
    assert "Nothing is sealed yet" in words(Client().get("/ledger/"))
    seal_all()
    page = words(Client().get("/ledger/"))
    assert "openhall verify http://localhost:8000/ledger --key" in page
    assert escape(signer().verifier.text) in page


def test_where_nothing_is_sealed_the_pages_say_so(settings, resident: Resident, case: Case) -> None:
    settings.OPENHALL_LEDGER_KEY = ""
    assert "There are no receipts here" in words(resident.client.get(f"/case/{case.reference}/receipt/"))
    assert "Nothing is sealed yet" in words(Client().get("/ledger/"))
    assert check(b"{}").status_code == 400
