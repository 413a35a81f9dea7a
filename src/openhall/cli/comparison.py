"""What `openhall compare` does: read, cut, compare, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from openhall.mining.compare import Comparison, compare, step_words
from openhall.mining.compare_groups import GroupComparison, certainty, compare_groups
from openhall.mining.errors import BadFilter
from openhall.mining.filter_text import parse_filter
from openhall.mining.filters import apply_filters
from openhall.mining.log import EventLog
from openhall.mining.phases import find_phases, names_from, rename_activities
from openhall.mining.read import read_log
from openhall.mining.read.options import ReadOptions
from openhall.mining.samples import LEAST_CASES, Interval
from openhall.mining.split import split_by_day, split_by_value, until
from openhall.mining.words import share

SHOWN = 10
ENDINGS = (".gz", ".xes", ".csv", ".parquet", ".json", ".jsonocel", ".sqlite")


@dataclass(frozen=True)
class Cut:
    """How the logs are brought to groups that can be compared; see the options of the command."""

    by: str | None
    day: str | None
    until: str | None
    phases: bool
    named_by: str | None
    filters: tuple[str, ...]


def run(logs: list[Path], options: ReadOptions, cut: Cut, *, as_json: bool) -> None:
    """Read the logs, compare them, and print what was found."""
    read = {name: _narrow(read_log(path, options), list(cut.filters)) for name, path in _named(logs).items()}
    if cut.until is not None:
        read = {name: until(log, cut.until) for name, log in read.items()}
    groups, left_out = _enough(_cut(read, cut.by, cut.day))
    groups = _renamed(groups, phases=cut.phases, named_by=cut.named_by)
    found = compare_groups(groups)
    pair = compare(*groups.values(), tuple(groups)) if len(groups) == 2 else None  # type: ignore[arg-type]
    if as_json:
        json.dump(as_object(found, pair, left_out), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    print_comparison(found, pair, left_out, Console(markup=False, emoji=False, highlight=False))


def _named(paths: Iterable[Path]) -> dict[str, Path]:
    """Each file under its name without endings; the whole name where two would be the same."""
    paths = list(dict.fromkeys(paths))
    short = [_without_endings(path) for path in paths]
    return {
        name if short.count(name) == 1 else str(path): path for name, path in zip(short, paths, strict=True)
    }


def _without_endings(path: Path) -> str:
    while path.suffix.lower() in ENDINGS:
        path = path.with_suffix("")
    return path.name


def _narrow(log: EventLog, texts: list[str]) -> EventLog:
    log = apply_filters(log, [parse_filter(text) for text in texts])
    if not log.n_cases:
        raise BadFilter(f"No case of {log.source} passes the filters {', '.join(texts)}; leave one out.")
    return log


def _cut(logs: dict[str, EventLog], by: str | None, day: str | None) -> dict[str, EventLog]:
    if by is None and day is None:
        if len(logs) < 2:
            raise BadFilter(
                "One log alone: say how to cut it (--by ATTRIBUTE or --day DATE) or name another log."
            )
        return logs
    if len(logs) > 1 or (by is not None and day is not None):
        raise BadFilter("--by and --day each cut one log: name one log, and one of the two.")
    (log,) = logs.values()
    if by is not None:
        return split_by_value(log, by)
    when = _day(str(day))
    before, after = split_by_day(log, when)
    return {f"the time before {when.isoformat()}": before, f"the time from {when.isoformat()}": after}


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise BadFilter(f"--day {text}: write the day as 2024-01-31.") from None


def _enough(groups: dict[str, EventLog]) -> tuple[dict[str, EventLog], list[str]]:
    """The groups with cases enough to compare, and the names of the others; all of them where too few are left."""
    kept = {name: log for name, log in groups.items() if log.n_cases >= LEAST_CASES}
    if len(kept) < 2:
        return groups, []
    return kept, [name for name in groups if name not in kept]


def _renamed(groups: dict[str, EventLog], *, phases: bool, named_by: str | None) -> dict[str, EventLog]:
    if phases and named_by is not None:
        raise BadFilter("--phases and --named-by each give the activities other names: choose one.")
    names: dict[str, str] = {}
    if phases:
        names = find_phases(name for log in groups.values() for name in log.activities)
        if not names:
            raise BadFilter(
                "--phases: the activities are too few, or not codes such as 01_MAIN_490; leave it out."
            )
    elif named_by is not None:
        names = names_from(list(groups.values()), named_by)
    return {name: rename_activities(log, names) for name, log in groups.items()} if names else groups


def as_object(found: GroupComparison, pair: Comparison | None, left_out: list[str]) -> dict[str, Any]:
    """The comparison as a JSON object: days and shares (0 to 1) as they are, null for what is no number."""
    whole = {
        "fastest": found.fastest,
        "clear": found.clear,
        "groups": [asdict(place) for place in found.places],
        "behind": {name: asdict(each) for name, each in found.behind.items()},
        "practices": [asdict(practice) for practice in found.practices],
        "habits": [asdict(habit) for habit in found.habits],
        "in_words": found.in_words(),
        "left_out": left_out,
        "pair": None if pair is None else {**asdict(pair), "in_words": pair.in_words()},
    }
    return {key: _without_nan(value) for key, value in whole.items()}


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and value != value else value


def print_comparison(
    found: GroupComparison, pair: Comparison | None, left_out: list[str], console: Console
) -> None:
    """Print the groups, what differs, and what that means in words."""
    table = _table("group", "cases", "median", "mean", "fastest by median", "by mean")
    for place in found.places:
        table.add_row(
            place.name, f"{place.cases:,}", _span(place.median), _span(place.mean),
            certainty(place.fastest_by_median), certainty(place.fastest_by_mean),
        )  # fmt: skip
    note = "In days, with the 95% interval; then the probability of being the fastest."
    _print("Groups", table, console, note)
    if left_out:
        console.print(f"Left out, with fewer than {LEAST_CASES} cases: {', '.join(left_out)}.")
    if pair is None:
        _print_practices(found, console)
    else:
        _print_pair(pair, console)
    console.print("\nIn words", style="bold")
    for sentence in found.in_words() if pair is None else pair.in_words():
        console.print(sentence)


def _print_practices(found: GroupComparison, console: Console) -> None:
    names = [place.name for place in found.places]
    table = _table("activity", *names, "sure")
    for practice in found.practices[:SHOWN]:
        table.add_row(
            practice.what,
            *(f"{practice.sides[name].a_case:,.1f}" for name in names),
            _sure(practice.sure, practice.p),
        )
    title = f"Days a case before each activity: does {found.fastest} differ from each of the others?"
    _print(title, table, console, _more(len(found.practices), "activities"))
    table = _table("habit", *names, "sure")
    for habit in found.habits:
        table.add_row(habit.what, *(share(habit.shares[name]) for name in names), _sure(habit.sure, habit.p))
    _print("Habits, by the share of a case's events", table, console)


def _print_pair(pair: Comparison, console: Console) -> None:
    a, b = pair.names
    table = _table("step", a, b, "part of the difference", "verdict")
    for step in pair.steps[:SHOWN]:
        table.add_row(
            step_words(step.where),
            *(_passage(*each) for each in ((step.mean_a, step.per_case_a), (step.mean_b, step.per_case_b))),
            f"{step.part:+,.1f} ({step.low:+,.1f} to {step.high:+,.1f})",
            step.verdict.replace("only in A", f"only in {a}").replace("only in B", f"only in {b}"),
        )
    note = f"Days each time × times a case; the part is in days a case, {b} less {a}."
    _print("Steps, by their part in the difference", table, console, note, _more(len(pair.steps), "steps"))
    table = _table("activity", a, b, "clear")
    for row in pair.activities[:SHOWN]:
        table.add_row(row.activity, share(row.share_a), share(row.share_b), "yes" if row.clear else "no")
    title = "Activities, by the share of cases that have them"
    _print(title, table, console, _more(len(pair.activities), "activities"))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for k, name in enumerate(columns):
        table.add_column(name, justify="left" if k == 0 else "right", overflow="fold")
    return table


def _print(title: str, table: Table, console: Console, *notes: str | None) -> None:
    console.print(f"\n{title}", style="bold")
    console.print(table)
    for note in notes:
        if note is not None:
            console.print(note)


def _span(each: Interval) -> str:
    return f"{each.value:,.1f} ({each.low:,.1f} to {each.high:,.1f})"


def _sure(sure: bool, p: float) -> str:
    return f"{'yes' if sure else 'no'} (p {'< 0.001' if p < 0.001 else f'= {p:.3f}'})"


def _passage(mean: float, per_case: float) -> str:
    return "-" if mean != mean else f"{mean:,.1f} × {per_case:.2f}"


def _more(total: int, what: str) -> str | None:
    return f"And {total - SHOWN:,} more {what}; --json shows all." if total > SHOWN else None
