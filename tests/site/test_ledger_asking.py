"""The ledger's witnesses are asked after sealing, which never waits for them; what they give is published."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from openhall.proof import FolderStorage, new_cosigner, read_signer
from openhall.proof.cosignature import cosigned_at
from openhall.proof.parties import AskedWitness, WatchedLog
from openhall.site.ledger import asking
from openhall.site.ledger.asking import NotAnswered, ask_due
from openhall.site.ledger.models import Asking, Batch, Cosigned, Event, Leaf
from openhall.site.ledger.published import checkpoint
from openhall.site.ledger.sealing import seal_all
from tests.ledgers import open_ledger
from tests.site.arabic import latin

WITNESS, AWAY = new_cosigner("w.example/1"), new_cosigner("away.example")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A ledger with two witnesses: this very Openhall, and one that does not answer."""
    folder = open_ledger(settings, tmp_path)
    log = read_signer(settings.OPENHALL_LEDGER_KEY).verifier
    settings.OPENHALL_WITNESS_KEYS = (WITNESS,)
    settings.OPENHALL_WITNESSED_LOGS = (WatchedLog((log,), "http://city.example/ledger"),)
    settings.OPENHALL_WITNESSES = (
        AskedWitness((WITNESS.verifier,), "http://w.example/ledger/witness"),
        AskedWitness((AWAY.verifier,), "http://away.example"),
    )
    return folder


def post(address: str, body: bytes) -> tuple[int, str, bytes]:
    parts = urlsplit(address)
    if parts.hostname == "away.example":
        raise NotAnswered("away.example cannot be reached.")
    answer = Client().post(parts.path, body, content_type="text/plain")
    return answer.status_code, answer["Content-Type"], answer.content


def tell(activity: str = "Check plans") -> None:
    Event.objects.create(
        at=timezone.now(), service="permit", version=1, case="k7dm2xqwrt9b", activity=activity, node="check",
        lifecycle="complete", department="planning", actor="pppppppppppp",
    )  # fmt: skip


def seal() -> None:
    tell()
    assert seal_all()


def of(name: str) -> Asking:
    return Asking.objects.get(address__contains=name)


def wait_is_over() -> None:
    Asking.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def rewrite(folder: Path) -> None:
    """As whoever holds the database and the key could: another story, sealed anew."""
    Leaf.objects.all().delete()
    Batch.objects.all().delete()
    folder.rename(folder.with_name("before"))
    Event.objects.order_by("pk").update(activity="Refuse")
    seal()


def test_a_witness_is_asked_once_for_what_is_new_and_its_signature_is_published() -> None:
    assert ask_due(post) == 0
    seal()
    assert ask_due(post) == 1
    signed = checkpoint()
    assert signed is not None and cosigned_at(signed.note, WITNESS.verifier)
    assert ask_due(post) == 0
    seal()
    assert ask_due(post) == 1
    assert Cosigned.objects.get().size == of("w.example").size == checkpoint().checkpoint.size  # type: ignore[union-attr]


def test_a_quiet_ledger_is_shown_again_after_a_while() -> None:
    seal()
    ask_due(post)
    Asking.objects.update(signed_at=timezone.now() - asking.AFRESH)
    assert ask_due(post) == 1


def test_a_witness_that_does_not_answer_is_asked_less_and_less_often_and_keeps_nobody_waiting() -> None:
    seal()
    assert ask_due(post) == 1
    waits = []
    for _ in range(3):
        state = of("away")
        assert "cannot be reached" in state.why
        waits.append(state.next_at - timezone.now())
        wait_is_over()
        ask_due(post)
    assert waits == sorted(waits)
    assert seal_all() == 0
    assert of("w.example").fault == ""


def test_what_a_witness_signed_is_taken_up_though_it_was_lost_here() -> None:
    seal()
    ask_due(post)
    Asking.objects.all().delete()
    seal()
    assert ask_due(post) == 1


def test_a_ledger_that_was_rewritten_is_told_so_and_signed_no_more(folder: Path) -> None:
    seal()
    ask_due(post)
    rewrite(folder)
    seal()
    wait_is_over()
    assert ask_due(post) == 0
    assert "was rewritten: its first 2 rows are not those that the witness signed" in of("w.example").why
    # Where it is not known here any more what was signed, the witness says it.
    Asking.objects.all().delete()
    assert ask_due(post) == 0
    assert "does not go on from what it saw before" in of("w.example").why
    assert cosigned_at(checkpoint().note, WITNESS.verifier) is None  # type: ignore[union-attr]


def test_a_ledger_that_was_put_back_to_an_older_state_is_told_so(folder: Path) -> None:
    for _ in range(3):
        seal()
    ask_due(post)
    rewrite(folder)
    wait_is_over()
    assert ask_due(post) == 0
    assert (
        "it has seen 6 rows of this ledger, and there are 5: the ledger was put back" in of("w.example").why
    )


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ((200, "text/plain", b"hello\n"), "is no signature line"),
        ((200, "text/plain", new_cosigner("x").text.encode()), "signature line"),
        ((200, "text/plain", b"x" * 70_000), "more than 65,536 bytes"),
        ((409, "text/x.tlog.size", b"9999\n"), "the ledger was put back"),
        ((409, "text/x.tlog.size", b"\xff"), "does not say as the standard has it"),
        ((409, "text/plain", b"3\n"), "in the same moment"),
        ((403, "text/plain", b""), "does not know the key"),
        ((404, "text/plain", b""), "does not watch this ledger"),
        ((500, "text/html", b"<h1>"), "status 500"),
    ],
    ids=["no line", "a key", "too long", "it knows more", "no number", "another type", "403", "404", "500"],
)
def test_what_a_witness_answers_wrongly_is_said_in_a_sentence(
    reply: tuple[int, str, bytes], says: str
) -> None:
    seal()
    assert ask_due(lambda address, body: reply) == 0
    assert says in of("w.example").why
    with translation.override("ar"):
        # What the witness itself said, and names, stay as they are.
        assert latin(of("w.example").why) <= {"hello", "h"} or "line" in says


def test_operators_read_in_their_language_why_a_witness_did_not_sign(person: Any) -> None:
    seal()
    assert ask_due(lambda address, body: (403, "text/plain", b"")) == 0
    operator = Client(headers={"Accept-Language": "ar"})
    operator.force_login(person("operator"))
    for address in (
        reverse("admin:ledger_asking_changelist"),
        reverse("admin:ledger_asking_change", args=[of("w.example").pk]),
    ):
        page = operator.get(address).content.decode()
        assert "لا يعرف مفتاح هذا السجل" in page and "does not know" not in page


def test_a_folder_that_is_held_is_waited_for_and_nothing_is_lost(folder: Path, monkeypatch: Any) -> None:
    seal()
    monkeypatch.setattr(asking, "PATIENCE", 0.1)
    with FolderStorage(folder).held(), pytest.raises(Exception, match="only one may"):
        ask_due(post)
    wait_is_over()
    assert ask_due(post) == 1
