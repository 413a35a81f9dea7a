"""The comparison of three municipalities in the docs: each number in its text is worked out anew from the records.

The Python lines of the document are run as they stand, and its commands too. What the text must say is then written
here as phrases with the numbers just computed; a number in the text that is in none of them is a fault.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from openhall.mining.compare_groups import GroupComparison, Place
from openhall.mining.practices import Practice

DOCUMENT = Path(__file__).parent.parent / "docs" / "findings" / "three-municipalities.md"
NAMES = tuple(f"Municipality {k}" for k in (1, 2, 3))
REGULAR = "without:01_HOOFD_460"
PLAIN_BUILDING = (REGULAR, "attr:parts=Bouw")
TREES = (REGULAR, "attr:parts=Kap")
YEARS = "time:2011-01-01..2014-06-30"
KNOWN = re.compile(
    r"Municipality [123]|BPIC15, municipalities 1, 2 and 3|2010 to 2015|95% interval|about 1 in 20"
)
"""What has digits and is no result: names, the years of the records, and how sure an interval is."""


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each phrase of the document, each command in it, and that no number is left over."""
    text = DOCUMENT.read_text(encoding="utf-8")
    prose = " ".join(re.sub(r"```.*?```|`[^`]*`", " ", text, flags=re.DOTALL).split())
    with chdir(data / "logs"):
        names: dict[str, Any] = {}
        for code in re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL):
            with redirect_stdout(StringIO()):
                exec(compile(code, DOCUMENT.name, "exec"), names)
        compared = names["compared"]
        found = {
            "as recorded": compared(sent=None),
            "letter": compared(),
            "years": compared(YEARS),
            "regular": compared(REGULAR),
            "building": compared(*PLAIN_BUILDING),
            "trees": compared(*TREES),
        }
        yield "the Python lines run", None
        for command, expected in zip(_commands(text), found.values(), strict=True):
            yield f"`{command}` gives the same groups", _same_groups(command, expected)
        names["names"].update(dict.fromkeys(_codes_of(names["names"], "Intake", "Completeness"), "Both"))
        for filters in ((REGULAR,), PLAIN_BUILDING):
            both = practice(compared(*filters), "Both")
            yield (
                "intake and completeness together do not differ from both others",
                "sure" if both.sure else None,
            )
    yield from claims(found["regular"], found["building"])
    left = prose
    for phrase in phrases(found):
        yield f"“{phrase}”", None if phrase in prose else "is not in the document"
        left = left.replace(phrase, " ")
    over = re.findall(r"\S*\d\S*", KNOWN.sub(" ", left))
    yield "no number is in the text that is not checked here", f"{over}" if over else None


def phrases(found: dict[str, GroupComparison]) -> Iterator[str]:
    """What the document must say, with the numbers of this run."""
    whole, letter, years, regular = (found[key] for key in ("as recorded", "letter", "years", "regular"))
    building, trees = found["building"], found["trees"]
    for name in NAMES:
        yield _row(name, place(whole, name))
    for title, each in (
        ("all permits, up to the letter", letter),
        ("those begun from 2011 to mid-2014", years),
        ("regular procedure only", regular),
        ("of these, plain building work", building),
        ("of these, felling a tree", trees),
    ):
        yield _line(title, each)
    for name in ("Completeness", "Intake", "Longer term", "Sending", "Decision", "Assessment"):
        yield _phase(practice(regular, name), practice(building, name))
    after = practice(whole, "Afterwards")
    own, total = after.sides["Municipality 2"], place(whole, "Municipality 2").mean.value
    yield (
        f"{own.a_case:.0f} of its {total:.0f} days a case go into objections, appeals and closing, "
        f"against {after.sides['Municipality 3'].a_case:.0f} in Municipality 3"
    )
    yield f"it records such work in {own.share:.0%} of its cases, the others in " + _two(
        f"{after.sides[name].share:.0%}" for name in ("Municipality 1", "Municipality 3")
    )
    reach = [place(letter, name).cases / place(whole, name).cases for name in NAMES]
    yield f"{reach[0]:.0%}, {reach[1]:.0%} and {reach[2]:.0%} of the cases get that far"
    public = [f"{1 - place(regular, name).cases / place(letter, name).cases:.0%}" for name in NAMES]
    yield f"{public[1]} of the permits of Municipality 2 go through it, {public[0]} and {public[2]} of the others"
    trees_share = [f"{place(trees, name).cases / place(regular, name).cases:.0%}" for name in NAMES]
    yield (
        f"{trees_share[2]} of the regular permits of Municipality 3 are to fell a tree, "
        f"{trees_share[0]} in Municipality 1"
    )
    lead = [[each.behind[name].value for each in (whole, letter, regular)] for name in NAMES[:2]]
    last = [building.behind[name] for name in NAMES[:2]]
    for k in (0, 1):
        a, b, c = lead[k]
        yield f"over Municipality {k + 1} shrinks from {a:.0f} days to {b:.0f}, {c:.0f} and {last[k].value:.0f}"
    yield f"({last[1].low:.0f} to {last[1].high:.0f} days)".replace("(-", "(−")
    yield f"({last[0].low:.0f} to {last[0].high:.0f} days)"
    chance = place(building, "Municipality 3")
    yield f"the lowest mean with a probability of {chance.fastest_by_mean:.0%}"
    yield f"the lowest median with {_certain(chance.fastest_by_median)}"
    both = [
        practice(regular, "Intake").sides[name].a_case + practice(regular, "Completeness").sides[name].a_case
        for name in NAMES
    ]
    yield f"Intake and completeness together take {both[2]:.0f} days in Municipality 3, {both[1]:.0f} in Municipality 2"
    yield f"and {both[0]:.0f} in Municipality 1"


def _codes_of(names: dict[str, str], *phases: str) -> list[str]:
    return [code for code, phase in names.items() if phase in phases]


def claims(regular: GroupComparison, building: GroupComparison) -> Iterator[tuple[str, str | None]]:
    """What the document says in words alone."""
    for each in (regular, building):
        way = practice(each, "Completeness").way
        yield "each event of the check comes sooner in Municipality 3", None if way == "quicker" else way
        sure = [habit.what for habit in each.habits if habit.sure]
        yield "no habit sets Municipality 3 apart", f"{sure}" if sure else None
        yield "Municipality 3 has the lowest mean", None if each.fastest == NAMES[2] else each.fastest
    clear = [building.behind[name].low > 0 for name in NAMES[:2]]
    yield (
        "for plain building work Municipality 1 is slower, Municipality 2 perhaps not",
        None if clear == [True, False] else f"{clear}",
    )


def place(found: GroupComparison, name: str) -> Place:
    """A group of a comparison by its name."""
    return next(each for each in found.places if each.name == name)


def practice(found: GroupComparison, name: str) -> Practice:
    """An activity (here: a phase) of a comparison by its name."""
    return next(each for each in found.practices if each.what == name)


def _row(name: str, each: Place) -> str:
    return (
        f"| {name} | {each.cases:,} | {_span(each.median)} | {_span(each.mean)} | "
        f"{_certain(each.fastest_by_median)} | {_certain(each.fastest_by_mean)} |"
    )


def _line(title: str, found: GroupComparison) -> str:
    cells = [f"{place(found, name).median.value:.0f} / {_span(place(found, name).mean)}" for name in NAMES]
    counts = ", ".join(f"{place(found, name).cases:,}" for name in NAMES)
    sure = f"{found.fastest}, clear" if found.clear else "not clear"
    return f"| {title} | {counts} | {' | '.join(cells)} | {sure} |"


def _phase(each: Practice, building: Practice) -> str:
    days = " | ".join(f"{each.sides[name].a_case:.0f}" for name in NAMES)
    return f"| {each.what} | {days} | {'yes' if each.sure else 'no'} | {'yes' if building.sure else 'no'} |"


def _span(each: Any) -> str:
    return f"{each.value:.0f} ({each.low:.0f} to {each.high:.0f})"


def _certain(probability: float) -> str:
    if probability > 0.99:
        return "over 99%"
    return "under 1%" if probability < 0.01 else f"{probability:.0%}"


def _two(values: Iterator[str]) -> str:
    return " and ".join(values)


def _commands(text: str) -> list[str]:
    block = " ".join(re.findall(r"```\n(openhall compare.*?)```", text, flags=re.DOTALL)).replace("\\\n", " ")
    return [" ".join(line.split()) for line in block.split("\n") if line.startswith("openhall compare")]


def _same_groups(command: str, expected: GroupComparison) -> str | None:
    words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)][1:]
    done = subprocess.run(
        [sys.executable, "-m", "openhall.cli", *words, "--json"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return done.stderr.strip()
    theirs = {
        group["name"].replace("BPIC15_", "Municipality "): (group["cases"], group["mean"]["value"])
        for group in json.loads(done.stdout)["groups"]
    }
    ours = {each.name: (each.cases, each.mean.value) for each in expected.places}
    return None if theirs == ours else f"{theirs} there, {ours} here"
