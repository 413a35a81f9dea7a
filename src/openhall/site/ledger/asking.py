"""This ledger and its witnesses: each is asked to sign the latest checkpoint, and what it gives is published.

Sealing never waits for a witness: the worker asks in a thread of its own, and a witness that does not answer is asked
again after a while that grows. Each is asked for all that it has not seen yet, however long it was away.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from openhall.process.saying import gettext, message_of, with_names
from openhall.proof import Checkpoint, Held, ProofError, SignedCheckpoint, write_request
from openhall.proof.checkpoint import read_checkpoint_text
from openhall.proof.notes import Note, Signature, read_note
from openhall.proof.parties import AskedWitness
from openhall.proof.witness import SIZE
from openhall.proof.witnessed import LARGEST_REPLY, cosignatures_in, keep_cosignatures
from openhall.site.ledger.keys import verifiers
from openhall.site.ledger.models import Asking
from openhall.site.ledger.published import checkpoint, reader, storage
from openhall.site.web.speech import keep_text

AFRESH = timedelta(hours=1)
"""A quiet ledger is shown again after this, so that the witness's time says how new it still is."""
LEASE = timedelta(minutes=2)
"""While one process asks, others keep away for so long."""
FIRST_AGAIN = timedelta(seconds=5)
LONGEST_AGAIN = timedelta(minutes=30)
PATIENCE = 20.0
"""Seconds in which the ledger's folder must be free for a moment."""
LONGEST_FAULT = 500

logger = logging.getLogger(__name__)

Post = Callable[[str, bytes], tuple[int, str, bytes]]
"""Post a body to an address; gives status, content type and body of the answer. Raises `NotAnswered`."""


class NotAnswered(Exception):
    """A witness could not be asked, or gave no answer; the message says why (`process.saying`)."""


class Refused(Exception):
    """A witness answered, and did not sign; the message says what that means."""


@dataclass(frozen=True)
class _Told:
    """What came of asking a witness: how many rows it knew before, and its signatures or what was wrong."""

    size: int
    signatures: tuple[Signature, ...] = ()
    fault: str = ""


def witnesses() -> Sequence[AskedWitness]:
    """The witnesses of this ledger (OPENHALL_WITNESSES)."""
    found: Sequence[AskedWitness] = settings.OPENHALL_WITNESSES
    return found


@dataclass(frozen=True)
class Standing:
    """How it stands with a witness, for everybody: it signed so many rows at a time, `newer` are not signed yet."""

    witness: AskedWitness
    size: int
    newer: int
    at: datetime | None


def verify_command(asked: Iterable[Standing] = ()) -> str:
    """How anybody checks the ledger on their own computer: with all its keys, and those of the witnesses `asked`."""
    words = [f"--key {each.text}" for each in verifiers()]
    words += [f"--witness {key.text}" for each in asked for key in each.witness.keys]
    return " ".join([f"openhall verify {settings.OPENHALL_ADDRESS}/ledger", *words])


def standing(signed: SignedCheckpoint) -> list[Standing]:
    """How it stands with each witness of the ledger."""
    latest = signed.checkpoint
    known = {each.address: each for each in Asking.objects.filter(origin=latest.origin)}
    return [
        Standing(each, state.size, latest.size - state.size, state.signed_at)
        if (state := known.get(each.address)) and state.signed_at and state.size <= latest.size
        else Standing(each, 0, latest.size, None)
        for each in witnesses()
    ]


def ask_due(post: Post) -> int:
    """Ask the witnesses that have not seen the latest checkpoint; gives how many have signed it now."""
    signed = checkpoint() if witnesses() else None
    if signed is None:
        return 0
    now = timezone.now()
    due = [(each, state) for each in witnesses() if (state := _taken(each, signed, now)) is not None]
    if not due:
        return 0
    with ThreadPoolExecutor(len(due)) as pool:
        told = list(pool.map(lambda each: _ask(post, each[0], each[1], signed), due))
    lines = [line for each in told for line in each.signatures]
    if lines:
        _publish(signed, lines)
    for (witness, state), each in zip(due, told, strict=True):
        _note(witness, state, signed, each)
    return sum(1 for each in told if each.signatures)


def _taken(witness: AskedWitness, signed: SignedCheckpoint, now: datetime) -> Asking | None:
    """How it stands with a witness that is to be asked now, and by nobody else meanwhile; None where it is not."""
    state, _ = Asking.objects.get_or_create(
        origin=signed.checkpoint.origin, address=witness.address, defaults={"next_at": now}
    )
    has_seen = bool(state.note) and read_note(state.note.encode()).text == signed.note.text
    if has_seen and not state.fault and state.signed_at is not None and state.signed_at > now - AFRESH:
        return None
    if state.next_at > now:
        return None
    taken = Asking.objects.filter(pk=state.pk, next_at=state.next_at).update(next_at=now + LEASE)
    return state if taken else None


def _ask(post: Post, witness: AskedWitness, state: Asking, signed: SignedCheckpoint) -> _Told:
    """Ask one witness. It may know more or less than is noted here: then it says so, and is asked once more."""
    size = state.size
    try:
        status, kind, body = _post(post, witness, size, signed, state)
        if status == 409 and kind.partition(";")[0].strip() == SIZE:
            size = _size_in(body)
            status, kind, body = _post(post, witness, size, signed, state)
        if status != 200:
            raise Refused(_why(status, body))
        if len(body) > LARGEST_REPLY:
            raise Refused(gettext("its answer has more than %(most)s bytes", most=LARGEST_REPLY))
        given = cosignatures_in(body.decode(errors="replace"), signed.note, witness.keys)
    except (NotAnswered, Refused, ProofError) as error:
        return _Told(size, fault=with_names(message_of(error), _cut))
    return _Told(size, tuple(given))


def _post(
    post: Post, witness: AskedWitness, size: int, signed: SignedCheckpoint, state: Asking
) -> tuple[int, str, bytes]:
    latest = signed.checkpoint
    if size > latest.size:
        raise Refused(
            gettext(
                "it has seen %(seen)s rows of this ledger, and there are %(rows)s: the ledger was put back, or another "
                "one is signed with the same key",
                seen=size,
                rows=latest.size,
            )
        )
    log = reader(signed)
    root = log.root_at(size)
    seen = read_checkpoint_text(read_note(state.note.encode()).text) if state.note else None
    if seen is not None and seen.size == size and seen.root != root:
        raise Refused(
            gettext(
                "this ledger was rewritten: its first %(seen)s rows are not those that the witness signed, so it will "
                "not sign again",
                seen=size,
            )
        )
    proof = log.consistency(Checkpoint(latest.origin, size, root), latest) if size else []
    return post(f"{witness.address}/add-checkpoint", write_request(size, proof, signed.note))


def _size_in(body: bytes) -> int:
    text = body[:30].decode("ascii", errors="replace").removesuffix("\n")
    if not text.isdecimal() or len(text) > 19:
        raise Refused(gettext("it does not say as the standard has it how many rows it has seen"))
    return int(text)


def _why(status: int, body: bytes) -> str:
    said = body[:LONGEST_FAULT].decode(errors="replace").strip()
    known = {
        403: gettext("it does not know the key of this ledger; its operator has to add it"),
        404: gettext("it does not watch this ledger, or there is no witness at this address"),
        409: gettext("it was asked by others for this ledger in the same moment"),
        422: gettext("it does not sign, because this ledger does not go on from what it saw before"),
    }
    why = known.get(status) or gettext("it answered with the status %(status)s", status=str(status))
    return gettext("%(why)s (%(said)s)", why=why, said=said) if said else why


def _cut(text: str) -> str:
    """What a witness or the network says, on one line and no longer than is kept."""
    return " ".join(text.split())[:LONGEST_FAULT]


def _publish(signed: SignedCheckpoint, lines: Sequence[Signature]) -> None:
    """Put signatures beside the ledger. Whoever seals holds the folder for moments only, so it is waited for."""
    until = time.monotonic() + PATIENCE
    while True:
        store = storage()
        try:
            with store.held():
                keep_cosignatures(store, signed, lines, verifiers())
                return
        except Held:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _note(witness: AskedWitness, state: Asking, signed: SignedCheckpoint, told: _Told) -> None:
    now = timezone.now()
    if told.signatures:
        own = signed.note.signatures[:1]
        state.note = Note(signed.note.text, (*own, *told.signatures)).whole
        state.size, state.signed_at = signed.checkpoint.size, now
        state.fault, state.tries, state.next_at = "", 0, now
    else:
        state.size = told.size
        state.fault = keep_text(told.fault)
        state.next_at = now + min(FIRST_AGAIN * 2 ** min(state.tries, 20), LONGEST_AGAIN)
        state.tries += 1
        logger.warning("the witness %s did not sign: %s", witness.name, told.fault)
    state.save()
