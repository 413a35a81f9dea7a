"""What `openhall verify` reads, prints and remembers."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from openhall.cli.fetching import url_reader
from openhall.mining.words import duration
from openhall.process.quoting import flattened
from openhall.proof import folder_reader, published, read_receipt, read_verifier, verify_receipt
from openhall.proof.checkpoint import read_checkpoint_text
from openhall.proof.cosignature import read_cosignature_verifier
from openhall.proof.errors import BadKey, BadNote, BadReceipt, Unreadable
from openhall.proof.ledger import KEY, LARGEST_KEYS
from openhall.proof.notes import Ed25519Verifier, read_note
from openhall.proof.reader import Read
from openhall.proof.receipt import LARGEST_RECEIPT, Receipt
from openhall.proof.times import SECOND, in_words
from openhall.proof.verify import Asked, Report, Seen, read_seen, verify_log
from openhall.proof.verify.seen import LARGEST_STATE

OWN_KEY = (
    "The key was read from the log itself: this says that nothing in it contradicts the key, not whose key it is. "
    "Name the one you were given with --key."
)


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    source: str
    keys: tuple[str, ...]
    receipt: Path | None
    state: Path | None
    witnesses: tuple[str, ...]
    quorum: int | None
    most_rows: int
    most_minutes: int


def verify_and_print(wanted: Wanted, as_json: bool) -> None:
    """Verify and print; exit code 1 when something does not hold. Raises `ProofError` when nothing can be said."""
    path = Path(wanted.source)
    if "://" not in wanted.source and path.is_file():
        _receipt_alone(wanted, path, as_json)
        return
    read = _reader(wanted, path)
    notes: list[str] = []
    verifiers = [read_verifier(_key_text(each)) for each in wanted.keys]
    if not verifiers:
        verifiers = _own_keys(read)
        notes.append(OWN_KEY)
    seen = _seen(wanted.state, read)
    witnesses = tuple(read_cosignature_verifier(_key_text(each)) for each in wanted.witnesses)
    # Witnesses may have several keys; the names are what is counted.
    names = {each.name for each in witnesses}
    quorum = len(names) if wanted.quorum is None else wanted.quorum
    if quorum > len(names):
        raise BadKey(
            f"{quorum} witnesses must have signed, and {len(names)} are named; name them with --witness"
        )
    asked = Asked(
        seen=seen,
        receipt=_receipt(wanted.receipt) if wanted.receipt else None,
        witnesses=witnesses,
        quorum=quorum,
        most_rows=wanted.most_rows,
    )
    with _progress() as tell:
        report, now_seen = verify_log(read, verifiers, time.time_ns() // 1000, asked, tell)
    if wanted.state and now_seen:
        _keep(wanted.state, now_seen)
    notes += report.notes
    if as_json:
        found = _as_json(wanted, report, seen, notes, len(names))
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
        _print(wanted, report, seen, notes, len(names), console)
    if not report.sound:
        raise typer.Exit(1)


def _reader(wanted: Wanted, path: Path) -> Read:
    if "://" in wanted.source:
        return url_reader(wanted.source, time.monotonic() + 60 * wanted.most_minutes)
    if not path.is_dir():
        raise Unreadable(
            f"{wanted.source} is no folder, no receipt and no address; name where the log is published"
        )
    return folder_reader(path)


def _own_keys(read: Read) -> list[Ed25519Verifier]:
    published(read)
    data = read(KEY, LARGEST_KEYS)
    if data is None:
        raise BadKey("the log publishes no key; name the one you were given with --key")
    return [read_verifier(line) for line in data.decode(errors="replace").splitlines() if line.strip()]


def _key_text(given: str) -> str:
    """A key as it was given, or the first line of the file that was named."""
    if "+" in given or not Path(given).is_file():
        return given
    return _bytes(Path(given), 20_000).decode(errors="replace").strip()


def _seen(state: Path | None, read: Read) -> Seen | None:
    if state is None or not state.exists():
        return None
    seen = read_seen(_bytes(state, LARGEST_STATE))
    try:
        origin = read_checkpoint_text(read_note(published(read)).text).origin
    except BadNote:
        return seen
    if origin != seen.checkpoint.origin:
        raise Unreadable(
            f"{state} is of the log {seen.checkpoint.origin}, and this is {origin}; keep a file for each log"
        )
    return seen


def _receipt(path: Path) -> Receipt:
    return read_receipt(_bytes(path, LARGEST_RECEIPT))


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > most:
        raise Unreadable(f"{path} has more than {most:,} bytes, so it is something else")
    return data


def _keep(state: Path, seen: Seen) -> None:
    partial = state.with_name(f".{state.name}.part")
    try:
        partial.write_text(seen.text, encoding="utf-8")
        partial.replace(state)
    except OSError as error:
        raise Unreadable(f"{state} cannot be written: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr while rows are read."""
    columns = (TextColumn("Reading rows"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("rows", total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)


def _receipt_alone(wanted: Wanted, path: Path, as_json: bool) -> None:
    """A receipt without its log: it says that the log's key signed these rows."""
    if not wanted.keys:
        raise BadKey(
            "to check a receipt alone, name the log's key with --key; it is published beside the log"
        )
    try:
        receipt = _receipt(path)
        checkpoint = verify_receipt(receipt, [read_verifier(_key_text(each)) for each in wanted.keys])
    except (BadReceipt, BadNote) as error:
        sentence = flattened(str(error))
        found = {"source": path.name, "sound": False, "sentence": sentence}
        typer.echo(
            json.dumps(found, ensure_ascii=False) if as_json else f"The receipt does not hold: {sentence}."
        )
        raise typer.Exit(1) from None
    if as_json:
        rows = [row.number for row in receipt.rows]
        found = {
            "source": path.name,
            "sound": True,
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "rows": rows,
        }
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in receipt.rows:
        act = row.act
        typer.echo(
            flattened(
                f"row {row.number}  {in_words(act.at)}  {act.activity} ({act.lifecycle}), {act.service}"
            )
        )
    typer.echo(
        f"The receipt holds: {flattened(checkpoint.origin)} signed a log of {checkpoint.size:,} rows with these in it. "
        "Name the log too, with --case-receipt, to see that they are still there."
    )


def _print(
    wanted: Wanted, report: Report, seen: Seen | None, notes: list[str], named: int, console: Console
) -> None:
    for finding in report.findings:
        console.print(Text(finding.kind, "bold red"), flattened(finding.sentence), sep="  ")
    if report.more_findings:
        console.print(f"and {report.more_findings:,} more")
    for note in notes:
        console.print(Text("Note", "yellow"), flattened(note), sep="  ")
    origin = flattened(report.origin) or flattened(wanted.source)
    if report.first_at is not None and report.sealed_at is not None:
        gap = (
            f"; at most {duration(report.longest_gap / SECOND)} between two seals" if report.seals > 1 else ""
        )
        console.print(
            f"{origin}: {_counted(report.acts, 'act')} in {_counted(report.seals, 'batch')}, the first of "
            f"{in_words(report.first_at)}, the last sealed at {in_words(report.sealed_at)}; "
            f"{_counted(report.segments, 'segment')}{gap}."
        )
    _print_witnesses(report, named, console)
    if not report.sound:
        count = len(report.findings) + report.more_findings
        console.print(f"{origin} is not sound: {count:,} finding{'s' if count != 1 else ''}.")
        return
    parts = [f"all {report.size:,} rows are those that were signed"]
    if seen is not None:
        parts.append(f"the first {seen.checkpoint.size:,} as they were seen before")
    if report.receipt_rows:
        parts.append(f"the {report.receipt_rows:,} of the receipt among them")
    console.print(f"{origin} is sound: {', '.join(parts)}.")


def _counted(number: int, what: str) -> str:
    ending = "" if number == 1 else "es" if what.endswith(("ch", "s")) else "s"
    return f"{number:,} {what}{ending}"


def _print_witnesses(report: Report, named: int, console: Console) -> None:
    for each in report.witnesses:
        newer = report.size - each.size
        rows = (
            f"all {each.size:,} rows"
            if not newer
            else f"the first {each.size:,} rows, not the last {newer:,},"
        )
        late = "" if each.counts else "; that is too long ago to count"
        console.print(
            f"The witness {flattened(each.name)} saw {rows} at {in_words(each.time * SECOND)}{late}."
        )
    if named:
        agree = len(_agreeing(report))
        console.print(
            f"{agree} of {named} witness{'es' if named != 1 else ''} agree{'s' if agree == 1 else ''}."
        )


def _agreeing(report: Report) -> set[str]:
    return {each.name for each in report.witnesses if each.counts}


def _as_json(
    wanted: Wanted, report: Report, seen: Seen | None, notes: list[str], named: int
) -> dict[str, Any]:
    return {
        "source": wanted.source,
        "sound": report.sound,
        "origin": report.origin,
        "size": report.size,
        "root": report.root.hex(),
        "acts": report.acts,
        "seals": report.seals,
        "segments": report.segments,
        "sealed_at": report.sealed_at,
        "longest_gap": report.longest_gap,
        "seen_before": seen and seen.checkpoint.size,
        "receipt_rows": report.receipt_rows,
        "witnesses": [asdict(each) for each in report.witnesses],
        "witnesses_named": named,
        "witnesses_agree": len(_agreeing(report)),
        "findings": [
            {
                "kind": each.kind.value,
                "where": each.where,
                "rows": each.rows and list(each.rows),
                "sentence": flattened(each.sentence),
            }
            for each in report.findings
        ],
        "more_findings": report.more_findings,
        "notes": [flattened(note) for note in notes],
    }
