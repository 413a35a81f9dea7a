"""A published log, verified alone: no database, no account, nothing believed but the keys that the reader names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openhall.proof.checkpoint import SignedCheckpoint, read_checkpoint_text
from openhall.proof.contained import contained_leaves
from openhall.proof.cosignature import CosignatureVerifier
from openhall.proof.errors import BadKey, BadLeaf, BadNote, BadReceipt
from openhall.proof.leaf import Act, read_leaf
from openhall.proof.ledger import KEY, LARGEST_KEYS
from openhall.proof.notes import Verifier, read_note, read_verifier, signed_by
from openhall.proof.reader import LogReader, Read, published
from openhall.proof.receipt import Receipt, verify_receipt
from openhall.proof.times import in_words
from openhall.proof.verify.batches import Batches
from openhall.proof.verify.report import Findings, Kind, Report
from openhall.proof.verify.seen import Seen, compare_with, level_for
from openhall.proof.verify.segment_rows import OpenSegment, Segments
from openhall.proof.verify.walk import Walk, Walked, judge
from openhall.proof.verify.witnesses import count, hold_to, sights

MOST_ROWS = 50_000_000
"""Rows of the largest log that is walked unless more are asked for."""


@dataclass(frozen=True)
class Asked:
    """What else a log is held to: what was seen of it before, a receipt, witnesses and how many of them must sign."""

    seen: Seen | None = None
    receipt: Receipt | None = None
    witnesses: tuple[CosignatureVerifier, ...] = ()
    quorum: int = 0
    most_rows: int = MOST_ROWS


def verify_log(
    read: Read,
    verifiers: Sequence[Verifier],
    now: int,
    asked: Asked | None = None,
    tell: Callable[[int, int], None] = lambda done, size: None,
    open_segment: OpenSegment = contained_leaves,
) -> tuple[Report, Seen | None]:
    """Verify all of a log; gives what was found, and what to keep of it for the next time when it is sound.

    `now` is in microseconds since 1970; `tell` is told how many rows of how many are done. Raises `Unreadable` when
    something cannot be fetched within its bounds: then nothing is known.
    """
    asked = asked or Asked()
    findings = Findings()
    found = _checkpoint(read, verifiers, findings)
    if found is None:
        return _nothing(findings), None
    signed, is_signed = found
    _published_key(read, verifiers, findings)
    stated = signed.checkpoint
    batches = Batches(findings, stated.origin, verifiers, now)
    segments = Segments(findings, read, open_segment)
    seen, receipt = asked.seen, asked.receipt
    witnessed = sights(read, signed, asked.witnesses, verifiers, findings)
    seen_size = seen.checkpoint.size if seen else 0
    receipt_rows = _receipt(receipt, stated.size, verifiers, findings)
    walked: Walked | None = None
    if stated.size > asked.most_rows:
        findings.add(
            Kind.UNCHECKED,
            "checkpoint",
            f"the log says it has {stated.size:,} rows, more than the {asked.most_rows:,} that are read; ask for more",
        )
    else:
        level = seen.level if seen else level_for(stated.size)
        sizes = [seen_size, read_checkpoint_text(receipt.note.text).size if receipt_rows and receipt else 0]
        sizes += [each.checkpoint.size for each in witnessed]
        walk = Walk(
            LogReader(read, stated.size),
            findings,
            batches,
            segments,
            sizes,
            level,
            lambda place, entry: _against_receipt(receipt_rows.get(place), place, entry, findings),
        )
        walked = walk.run(lambda done: tell(done, stated.size))
        if not judge(walked, stated.root, is_signed, findings):
            _narrow(walked, signed, batches, findings)
        if seen is not None:
            root_then = walked.roots_at.get(seen_size)
            compare_with(seen, stated.size, root_then, walked.parts, verifiers, findings)
        if receipt is not None and receipt_rows:
            _receipt_history(receipt, walked, stated.size, findings)
    roots_at = walked.roots_at if walked else {}
    agreed = hold_to(witnessed, stated, roots_at, batches.sealed_at, now, findings)
    count(agreed, asked.witnesses, asked.quorum, findings)
    report = Report(
        origin=stated.origin,
        size=stated.size,
        root=stated.root,
        acts=batches.acts,
        seals=batches.seals,
        segments=segments.checked,
        first_at=batches.first_at,
        sealed_at=batches.sealed_at,
        longest_gap=batches.longest_gap,
        witnesses=agreed,
        findings=tuple(findings.found),
        more_findings=findings.more,
        notes=tuple(batches.notes[:100]),
        receipt_rows=len(receipt_rows),
    )
    if not report.sound or walked is None:
        return report, None
    return report, Seen(signed.note, level, tuple(walked.parts))


def _checkpoint(
    read: Read, verifiers: Sequence[Verifier], findings: Findings
) -> tuple[SignedCheckpoint, bool] | None:
    """The checkpoint, and whether it is signed: one that is not still says where to look for what was changed."""
    try:
        note = read_note(published(read))
        checkpoint = read_checkpoint_text(note.text)
    except BadNote as error:
        findings.add(Kind.CHECKPOINT, "checkpoint", f"the checkpoint was changed or is none: {error}")
        return None
    signed = SignedCheckpoint(checkpoint, note)
    try:
        names = {each.name for each in signed_by(note, verifiers)}
    except BadNote as error:
        findings.add(Kind.CHECKPOINT, "checkpoint", f"the checkpoint does not hold: {error}")
        return signed, False
    if checkpoint.origin not in names:
        findings.add(
            Kind.CHECKPOINT,
            "checkpoint",
            f"the checkpoint is of the log {checkpoint.origin}, and {', '.join(sorted(names))} has signed it",
        )
    return signed, True


def _published_key(read: Read, verifiers: Sequence[Verifier], findings: Findings) -> None:
    """A log that publishes its keys publishes one that it was checked with."""
    data = read(KEY, LARGEST_KEYS)
    if data is None:
        return
    try:
        own = [read_verifier(line).text for line in data.decode().splitlines()]
    except (BadKey, UnicodeDecodeError):
        findings.add(Kind.FILE, KEY, "the file with the log's key was changed: it does not hold keys alone")
        return
    if not any(each.text in own for each in verifiers):
        findings.add(Kind.FILE, KEY, "the key that the log publishes is not the one that it was checked with")


def _nothing(findings: Findings) -> Report:
    """The report when there is no checkpoint to start from."""
    found = tuple(findings.found)
    return Report("", 0, b"", 0, 0, 0, None, None, 0, (), found, 0, (), 0)


def _narrow(walked: Walked, signed: SignedCheckpoint, batches: Batches, findings: Findings) -> None:
    """The rows are not those that the checkpoint states: say so, and between which rows the change is."""
    size = signed.checkpoint.size
    if walked.root == signed.checkpoint.root:
        if batches.signed_size < size:
            findings.add(
                Kind.UNCHECKED,
                f"rows {batches.signed_size} to {size - 1}",
                f"nobody has signed the rows {batches.signed_size} to {size - 1} as they are",
                (batches.signed_size, size - 1),
            )
        return
    if walked.served_root != signed.checkpoint.root:
        findings.add(
            Kind.CHECKPOINT,
            "checkpoint",
            f"the checkpoint states a root that is not that of the rows: {signed.checkpoint.root.hex()}, "
            f"and they make {walked.root.hex()}; rows from {batches.signed_size} on were changed, dropped, added or "
            "reordered, or the checkpoint was",
            (min(batches.signed_size, max(size - 1, 0)), max(size - 1, 0)),
        )


def _receipt(
    receipt: Receipt | None, size: int, verifiers: Sequence[Verifier], findings: Findings
) -> dict[int, bytes]:
    """The leaves that a receipt shows, by their numbers; none when the receipt itself does not hold."""
    if receipt is None:
        return {}
    try:
        checkpoint = verify_receipt(receipt, verifiers)
    except (BadReceipt, BadNote) as error:
        findings.add(Kind.RECEIPT, "receipt", f"the receipt does not hold: {error}")
        return {}
    if checkpoint.size > size:
        findings.of_rows(
            Kind.DROPPED,
            size,
            checkpoint.size - 1,
            f"the receipt is of a log of {checkpoint.size:,} rows, and this has {size:,}: the last were dropped",
        )
    return {row.number: row.leaf for row in receipt.rows}


def _against_receipt(shown: bytes | None, place: int, entry: bytes, findings: Findings) -> None:
    if shown is None or shown == entry:
        return
    what = ""
    try:
        then, now = read_leaf(shown).content, read_leaf(entry).content
        if isinstance(then, Act) and isinstance(now, Act):
            names = [name for name in Act.__slots__ if getattr(then, name) != getattr(now, name)]
            what = "; ".join(_change(name, getattr(then, name), getattr(now, name)) for name in names)
    except BadLeaf:
        what = "what stands there is no row"
    findings.of_row(
        Kind.CHANGED, place, f"row {place} is not what the receipt shows: {what or 'it is another row'}"
    )


def _change(name: str, then: object, now: object) -> str:
    if isinstance(then, bytes):
        return "its private part is another"
    if name == "at" and isinstance(then, int) and isinstance(now, int):
        return f"its time was {in_words(then)} and is {in_words(now)}"
    return f"its {name} was {then!r} and is {now!r}"


def _receipt_history(receipt: Receipt, walked: Walked, size: int, findings: Findings) -> None:
    checkpoint = read_checkpoint_text(receipt.note.text)
    root = walked.roots_at.get(checkpoint.size)
    if checkpoint.size <= size and root is not None and root != checkpoint.root:
        findings.add(
            Kind.HISTORY,
            "receipt",
            f"the log was rewritten: its first {checkpoint.size:,} rows are not those that its key signed when the "
            "receipt was given",
            (0, checkpoint.size - 1),
        )
