"""What the witnesses whom the reader trusts have signed, and whether this log goes on from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openhall.proof.checkpoint import Checkpoint, SignedCheckpoint
from openhall.proof.cosignature import CosignatureVerifier, cosigned_at
from openhall.proof.errors import BadNote
from openhall.proof.notes import Verifier
from openhall.proof.reader import Read
from openhall.proof.times import GRACE, SECOND, in_words
from openhall.proof.verify.report import Findings, Kind, Witnessed
from openhall.proof.witnessed import last_witnessed, witnessed_path


@dataclass(frozen=True)
class Sight:
    """What one key of a witness signed: the checkpoint, and when, in seconds since 1970."""

    witness: CosignatureVerifier
    checkpoint: Checkpoint
    time: int


def sights(
    read: Read,
    signed: SignedCheckpoint,
    witnesses: Sequence[CosignatureVerifier],
    verifiers: Sequence[Verifier],
    findings: Findings,
) -> list[Sight]:
    """What each key signed: the checkpoint of the log, or an earlier one that the log still shows."""
    found = []
    for witness in witnesses:
        try:
            time = cosigned_at(signed.note, witness)
            if time is not None:
                found.append(Sight(witness, signed.checkpoint, time))
            elif (earlier := last_witnessed(read, witness, verifiers)) is not None:
                found.append(Sight(witness, earlier[0].checkpoint, earlier[1]))
        except BadNote as error:
            findings.add(Kind.WITNESS, f"witness {witness.name}", str(error))
    return found


def hold_to(
    seen: Sequence[Sight],
    stated: Checkpoint,
    roots_at: Mapping[int, bytes],
    sealed_at: int | None,
    now: int,
    findings: Findings,
) -> tuple[Witnessed, ...]:
    """Hold the log to what witnesses signed. `roots_at` are the roots of its rows at those sizes, as far as known."""
    found = []
    for each in seen:
        name, then, when = each.witness.name, each.checkpoint, in_words(each.time * SECOND)
        where = f"witness {name}"
        is_old = sealed_at is not None and sealed_at > each.time * SECOND + GRACE
        if each.time * SECOND > now + GRACE:
            findings.add(Kind.WITNESS, where, f"the witness {name} signed at {when}, which is to come")
        elif is_old and sealed_at is not None and then.text == stated.text:
            findings.add(
                Kind.BACK_DATED,
                where,
                f"the last seal says {in_words(sealed_at)}, but the witness {name} saw it at {when}",
            )
        if then.origin != stated.origin:
            findings.add(
                Kind.WITNESS,
                where,
                f"{witnessed_path(each.witness)} is of the log {then.origin}, not of this",
            )
            continue
        if then.size > stated.size:
            findings.of_rows(
                Kind.DROPPED,
                stated.size,
                then.size - 1,
                f"the witness {name} saw {then.size:,} rows at {when}, and the log has {stated.size:,}: "
                "the last were dropped, or an old log is shown",
            )
            continue
        root = stated.root if then.size == stated.size else roots_at.get(then.size)
        if root is not None and root != then.root:
            findings.add(
                Kind.HISTORY,
                where,
                f"the log was rewritten: its first {then.size:,} rows are not those that the witness {name} saw at "
                f"{when}, signed by the key of the log",
                (0, max(then.size - 1, 0)),
            )
            continue
        if root is not None:
            found.append(Witnessed(name, each.time, then.size, counts=not is_old))
    return tuple(found)


def count(
    found: Sequence[Witnessed], witnesses: Sequence[CosignatureVerifier], quorum: int, findings: Findings
) -> None:
    """Find fault where fewer witnesses than were asked for agree with the log as it is."""
    agree = {each.name for each in found if each.counts}
    if len(agree) >= quorum:
        return
    missing = sorted({each.name for each in witnesses} - agree)
    findings.add(
        Kind.WITNESS,
        "checkpoint",
        f"{len(agree)} of the witnesses named have signed the log as it is, and {quorum} are asked for; "
        f"not {', '.join(missing)}",
    )
