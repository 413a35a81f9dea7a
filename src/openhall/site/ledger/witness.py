"""This Openhall as a witness of other logs (C2SP tlog-witness): what it remembers of them, and what it answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from openhall.proof import Reply, SignedCheckpoint, add_checkpoint
from openhall.proof.checkpoint import read_checkpoint_text
from openhall.proof.cosignature import Cosigner
from openhall.proof.notes import read_note
from openhall.proof.parties import WatchedLog
from openhall.site.ledger.models import Cosigned, Fork

MOST_FORKS = 100
"""Of one log: one is proof enough."""

logger = logging.getLogger(__name__)


def cosigners() -> Sequence[Cosigner]:
    """The keys with which this Openhall signs as a witness (OPENHALL_WITNESS_KEY); none where it is no witness."""
    found: Sequence[Cosigner] = settings.OPENHALL_WITNESS_KEYS
    return found


def watched() -> Sequence[WatchedLog]:
    """The logs that it watches (OPENHALL_WITNESSED_LOGS)."""
    found: Sequence[WatchedLog] = settings.OPENHALL_WITNESSED_LOGS
    return found


def answer(body: bytes) -> Reply:
    """Answer a request to sign a checkpoint; what is signed was remembered before, durably."""
    logs = {log.origin: log.keys for log in watched()}
    return add_checkpoint(body, logs, Remembered(), cosigners(), int(time.time()), _refused)


def latest_of(origin_hash: str) -> str | None:
    """The latest checkpoint that was signed of a log, by SHA-256 of its origin in hex; None where there is none."""
    for log in watched():
        if sha256(log.origin.encode()).hexdigest() == origin_hash:
            return Cosigned.objects.filter(origin=log.origin).values_list("note", flat=True).first()
    return None


@dataclass(frozen=True)
class Watching:
    """A log that is watched, for everybody: how many of its rows were signed here, and when; None before the first."""

    log: WatchedLog
    size: int
    at: datetime | None
    forked: bool


def watching() -> list[Watching]:
    """How far each log that is watched was signed, and whether it told two stories."""
    known = {each.origin: each for each in Cosigned.objects.all()}
    forked = set(Fork.objects.values_list("origin", flat=True))
    return [
        Watching(log, kept.size if kept else 0, kept.at if kept else None, log.origin in forked)
        for log, kept in ((each, known.get(each.origin)) for each in watched())
    ]


class Remembered:
    """The memory of the witness in the database (`openhall.proof.witness.Memory`).

    That the latest checkpoint has so many rows is asked in the statement that replaces it, and the database lets one
    such statement after the other at a row: of two requests that go on from the same checkpoint, one is kept.
    """

    def latest(self, origin: str) -> SignedCheckpoint | None:
        """The latest of a log, None when there is none."""
        kept = Cosigned.objects.filter(origin=origin).first()
        return _signed(kept.note) if kept else None

    def advance(self, origin: str, before: int, signed: SignedCheckpoint) -> bool:
        """Keep a checkpoint if the latest still has `before` rows (0: there is none); gives whether it was kept."""
        new = {"size": signed.checkpoint.size, "note": signed.note.whole, "at": timezone.now()}
        if Cosigned.objects.filter(origin=origin, size=before).update(**new):
            return True
        if before:
            return False
        try:
            with transaction.atomic():
                Cosigned.objects.create(origin=origin, **new)
        except IntegrityError:
            return False
        return True


def _refused(latest: SignedCheckpoint, given: SignedCheckpoint, why: str) -> None:
    """Keep the proof where a log signed two roots over as many rows; what may be a false proof is only told."""
    known, other = latest.checkpoint, given.checkpoint
    logger.warning("the log %s was not signed: it has %s rows, and %s", other.origin, other.size, why)
    if known.size != other.size or known.root == other.root:
        return
    forks = Fork.objects.filter(origin=other.origin)
    text = given.note.whole
    if forks.count() < MOST_FORKS and not forks.filter(size=other.size, other=text).exists():
        Fork.objects.create(
            origin=other.origin, size=other.size, note=latest.note.whole, other=text, found_at=timezone.now()
        )
    logger.error(
        "the log %s told two stories: its key signed two roots over %s rows; both notes are kept",
        other.origin,
        other.size,
    )


def _signed(text: str) -> SignedCheckpoint:
    note = read_note(text.encode())
    return SignedCheckpoint(read_checkpoint_text(note.text), note)
