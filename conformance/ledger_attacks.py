"""A thousand manipulations of a published log, each of which `openhall verify` must find.

Each is drawn at random from families that differ in what the liar can do and in what the verifier has:

- *files*: no key; bytes, lengths, places of published files are changed. Found with the log's key alone (a cosignature
  only by who names the witness).
- *rows, without the key*: rows are changed and every hash, tile, segment and seal worked out anew, as far as one can
  who cannot sign as the log. Found with the log's key alone.
- *rows, with the key, carelessly*: numbers or times betray it. Found with the log's key alone.
- *rows, with the key*: all is signed anew and nothing contradicts anything. Found by who saw the log before (state), by
  a witness, or by a receipt; the suite says how many are not found by who has the key alone, which nobody could.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ledger_liar import MINUTE, Files, World, honest_world, pick_act, reader_of, rewritten
from openhall.proof import Act, ProofError, Row, Seal, new_signer
from openhall.proof.notes import Note, read_note
from openhall.proof.segments import leaves_of
from openhall.proof.storage import CHECKPOINT
from openhall.proof.times import GRACE
from openhall.proof.verify import Asked, Report, verify_log

ATTACKS = 1_000
SEED = 20_261_129


@dataclass(frozen=True)
class Attack:
    """A manipulated log: what was done, to which row, and what the verifier has who must find it."""

    name: str
    files: Files
    means: Asked
    row: int | None = None
    by_key_alone: bool = True


Make = Callable[[World, random.Random], Attack]


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """The honest log, which must be found sound, and each attack with the fault found."""
    world, chance = honest_world(), random.Random(SEED)
    everything = Asked(seen=world.seen, receipt=world.receipt, witnesses=(world.witness,), quorum=1)
    honest = _verify(world, world.files, everything)
    yield "the honest log is sound", None if honest.sound else f"{honest.findings}"
    count: Counter[str] = Counter()
    for k in range(ATTACKS):
        family = chance.choices(list(FAMILIES), weights=[weight for weight, _ in FAMILIES.values()])[0]
        attack = FAMILIES[family][1](world, chance)
        fault, how = _judge(world, attack)
        count[family] += 1
        count[f"{family}: {how}"] += 1
        yield f"{k + 1:4} {family}: {attack.name} ({how})", fault
    for line in sorted(count):
        print(f"     {count[line]:5} {line}", flush=True)


def _judge(world: World, attack: Attack) -> tuple[str | None, str]:
    if attack.files == world.files:
        return "the attack changed nothing", "nothing done"
    try:
        report = _verify(world, attack.files, attack.means)
    except ProofError as error:
        return None, f"refused as no log ({type(error).__name__})"
    if report.sound:
        return "not found", "not found"
    if not attack.by_key_alone and not _verify(world, attack.files, Asked()).sound:
        return None, "found with the log's key alone, where more was given"
    return None, _how(report, attack.row)


def _how(report: Report, row: int | None) -> str:
    if row is None:
        return "found, file named"
    spans = [
        last - first + 1
        for each in report.findings
        if each.rows
        for first, last in [each.rows]
        if first <= row <= last
    ]
    if not spans:
        return "found"
    return "found, row named" if min(spans) == 1 else "found, rows around it named"


def _verify(world: World, files: Files, means: Asked) -> Report:
    return verify_log(reader_of(files), [world.signer.verifier], world.now, means, open_segment=leaves_of)[0]


# Files, without the key.


def _byte(world: World, chance: random.Random) -> Attack:
    files = dict(world.files)
    path = chance.choice(sorted(files))
    data = bytearray(files[path])
    place = chance.randrange(len(data))
    data[place] ^= chance.randrange(1, 256)
    files[path] = bytes(data)
    return Attack(f"byte {place} of {path} changed", files, _file_means(world, path))


def _length(world: World, chance: random.Random) -> Attack:
    files = dict(world.files)
    path = chance.choice(sorted(files))
    data = files[path]
    kind = chance.choice(("cut", "longer", "empty", "missing"))
    if kind == "missing":
        # The file with the key is a courtesy: a log without it is whole.
        del files[CHECKPOINT if path == "key" else path]
    elif kind == "empty":
        files[path] = b""
    elif kind == "cut":
        files[path] = data[: chance.randrange(len(data))]
    else:
        files[path] = data + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 40)))
    return Attack(f"{path} {kind}", files, _file_means(world, path))


def _swapped(world: World, chance: random.Random) -> Attack:
    files = dict(world.files)
    one, other = chance.sample([path for path in sorted(files) if path.startswith("tile/")], 2)
    files[one], files[other] = files[other], files[one]
    return Attack(f"{one} and {other} swapped", files, Asked())


def _older_checkpoint(world: World, chance: random.Random) -> Attack:
    files = dict(world.files)
    files[CHECKPOINT] = world.early[CHECKPOINT]
    if chance.random() < 0.5:
        files = dict(world.early)
    means = Asked(receipt=world.receipt) if chance.random() < 0.5 else _later_seen(world)
    return Attack("the log is shown as it was before", files, means, by_key_alone=False)


def _file_means(world: World, path: str) -> Asked:
    """The signature of a witness is checked by who names the witness; all else by the key."""
    return Asked(witnesses=(world.witness,), quorum=1) if path == CHECKPOINT else Asked()


def _later_seen(world: World) -> Asked:
    _, seen = verify_log(reader_of(world.files), [world.signer.verifier], world.now, open_segment=leaves_of)
    return Asked(seen=seen)


# Rows. Each gives the changed rows, still with the numbers they had, and the number of the first that was touched.

Change = Callable[[list[Row], random.Random, int], int]


def _changed(rows: list[Row], chance: random.Random, below: int) -> int:
    place = pick_act(rows, chance, below)
    act = rows[place].content
    assert isinstance(act, Act)
    other = chance.choice(
        (
            replace(act, activity="Refuse"),
            replace(act, department="Elsewhere"),
            replace(act, role="mayor"),
            replace(act, version=act.version + 7),
            replace(act, private=bytes(32)),
            replace(act, at=act.at + 1),
            replace(act, lifecycle="withdraw"),
        )
    )
    rows[place] = Row(rows[place].number, other)
    return place


def _dropped(rows: list[Row], chance: random.Random, below: int) -> int:
    place = pick_act(rows, chance, below)
    count = chance.choice((1, 1, 1, 3))
    while count > 1 and not all(isinstance(row.content, Act) for row in rows[place : place + count]):
        count -= 1
    del rows[place : place + count]
    return place


def _reordered(rows: list[Row], chance: random.Random, below: int) -> int:
    while True:
        one, other = sorted((pick_act(rows, chance, below), pick_act(rows, chance, below)))
        if one != other:
            rows[one], rows[other] = rows[other], rows[one]
            return one


def _doubled(rows: list[Row], chance: random.Random, below: int) -> int:
    place = pick_act(rows, chance, below)
    to = chance.randrange(place, min(place + 50, below)) + 1
    rows.insert(to, rows[place])
    return to


def _back_dated(rows: list[Row], chance: random.Random, below: int) -> int:
    place = pick_act(rows, chance, below)
    while place < 500:  # In the first batch nothing has been sealed before.
        place = pick_act(rows, chance, below)
    act = rows[place].content
    assert isinstance(act, Act)
    by = chance.choice((GRACE + 15 * MINUTE, 86_400_000_000, 30 * 86_400_000_000))
    rows[place] = Row(rows[place].number, replace(act, at=act.at - by))
    return place


def _dated_ahead(rows: list[Row], chance: random.Random, below: int) -> int:
    place = pick_act(rows, chance, below)
    act = rows[place].content
    assert isinstance(act, Act)
    rows[place] = Row(rows[place].number, replace(act, at=act.at + 2 * MINUTE))
    return place


def _seal_back_dated(rows: list[Row], chance: random.Random, below: int) -> int:
    places = [k for k, row in enumerate(rows[:below]) if isinstance(row.content, Seal)][1:]
    place = chance.choice(places)
    seal = rows[place].content
    assert isinstance(seal, Seal)
    rows[place] = Row(rows[place].number, replace(seal, sealed_at=seal.sealed_at - 86_400_000_000))
    return place


ANY: tuple[Change, ...] = (_changed, _dropped, _reordered, _doubled, _back_dated)


def _rows_without_key(world: World, chance: random.Random) -> Attack:
    rows = list(world.rows)
    change = chance.choice(ANY)
    place = change(rows, chance, len(rows))
    stranger = new_signer(world.signer.name)
    redo_seals, redo_segments, renumber = (chance.random() < 0.6 for _ in range(3))
    files = rewritten(rows, stranger, redo_seals, redo_segments, renumber, world.files)
    shown = chance.choice(("the old checkpoint", "its own key", "the old signature"))
    if shown == "the old checkpoint":
        files[CHECKPOINT] = world.files[CHECKPOINT]
    elif shown == "the old signature":
        text = read_note(files[CHECKPOINT]).text
        files[CHECKPOINT] = Note(text, read_note(world.files[CHECKPOINT]).signatures).whole.encode()
    how = ", ".join(
        word
        for word, done in (("seals", redo_seals), ("segments", redo_segments), ("numbers", renumber))
        if done
    )
    return Attack(
        f"{change.__name__[1:]} row {place}, anew: {how or 'hashes'}; {shown}", files, Asked(), place
    )


def _careless_with_key(world: World, chance: random.Random) -> Attack:
    rows = list(world.rows)
    numbers = chance.random() < 0.5
    change = chance.choice(
        (_dropped, _reordered, _doubled) if numbers else (_back_dated, _dated_ahead, _seal_back_dated)
    )
    place = change(rows, chance, len(rows))
    if change is _dated_ahead and place >= len(rows):
        raise AssertionError
    files = rewritten(rows, world.signer, True, True, not numbers, world.files)
    return Attack(f"{change.__name__[1:]} row {place}, all signed anew", files, Asked(), place)


def _with_key(world: World, chance: random.Random) -> Attack:
    rows = list(world.rows)
    change = chance.choice((_changed, _dropped, _reordered, _doubled))
    how = chance.choice(("state", "witness", "receipt"))
    below = world.seen.checkpoint.size if how == "state" else len(rows)
    place = change(rows, chance, below)
    files = rewritten(rows, world.signer, True, True, True, world.files)
    means = {
        "state": Asked(seen=world.seen),
        "witness": Asked(witnesses=(world.witness,), quorum=1),
        "receipt": Asked(receipt=world.receipt),
    }[how]
    return Attack(
        f"{change.__name__[1:]} row {place}, all signed anew; {how}", files, means, place, by_key_alone=False
    )


FAMILIES: dict[str, tuple[int, Make]] = {
    "files, byte": (30, _byte),
    "files, length": (12, _length),
    "files, swapped": (6, _swapped),
    "files, older": (4, _older_checkpoint),
    "rows, without the key": (28, _rows_without_key),
    "rows, with the key, carelessly": (10, _careless_with_key),
    "rows, with the key": (10, _with_key),
}
