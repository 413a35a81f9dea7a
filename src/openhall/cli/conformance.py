"""What `openhall conform` does: read the log and the model, compare them, print how they go together."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from openhall.cli.model_file import read_shape
from openhall.cli.noise import held_back
from openhall.mining.conformance.align import StepKind
from openhall.mining.conformance.check import Conformance, VariantFit, check_conformance
from openhall.mining.errors import BadFilter
from openhall.mining.filter_text import parse_filter
from openhall.mining.filters import apply_filters
from openhall.mining.log import EventLog
from openhall.mining.read import read_log
from openhall.mining.read.options import ReadOptions
from openhall.mining.words import share

SHOWN = 10
WHAT = {StepKind.MISSING: "left out", StepKind.EXTRA: "not expected"}
MARKS = {StepKind.BOTH: "", StepKind.MISSING: "missing: ", StepKind.EXTRA: "extra: "}


def compare_and_print(
    log_path: Path, model_path: Path, options: ReadOptions, filters: list[str], least: float, as_json: bool
) -> None:
    """Compare and print; exit code 1 when the mean fitness is less than enough, or some cases have no result.

    Raises `MiningError` and `BadModel` for input that is wrong.
    """
    model = read_shape(model_path)
    with held_back() as stderr, Progress(console=Console(file=stderr), transient=True) as progress:
        log = _narrow(read_log(log_path, options), filters)
        task = progress.add_task("Comparing", total=1.0)
        found = check_conformance(log, model, lambda done: progress.update(task, completed=done))
    if as_json:
        json.dump(_as_object(found), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        # Names come from the files: what looks like markup or an emoji in them is text.
        console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
        _print(found, log, model_path.name, console)
    if found.undecided or found.fitness < least:
        raise typer.Exit(1)


def _narrow(log: EventLog, texts: list[str]) -> EventLog:
    log = apply_filters(log, [parse_filter(text) for text in texts])
    if not log.n_cases:
        raise BadFilter(f"No case of {log.source} passes the filters {', '.join(texts)}; leave one out.")
    return log


def _print(found: Conformance, log: EventLog, model: str, console: Console) -> None:
    console.print(
        f"{log.source}: {found.fitting:,} of {log.n_cases:,} cases ({share(found.fitting / log.n_cases)}) went as "
        f"{model} says; the mean fitness is {found.fitness:.3f}."
    )
    for name in found.unknown[:SHOWN]:
        console.print(Text("Note:", "yellow"), f" the model has nothing called {name}.", sep="")
    if found.undecided:
        sentence = f" {found.undecided:,} cases are too far off, or too long, to be compared."
        console.print(Text("Note:", "yellow"), sentence, sep="")
    if found.deviations:
        table = Table(
            title="\nOtherwise than the model says",
            title_justify="left",
            title_style="bold",
            box=None,
            pad_edge=False,
        )
        for column in ("activity", "", "cases", "times"):
            table.add_column(
                column, justify="right" if column in ("cases", "times") else "left", overflow="fold"
            )
        for each in found.deviations[:SHOWN]:
            table.add_row(each.activity, WHAT[each.kind], f"{each.cases:,}", f"{each.times:,}")
        console.print(table)
    off = [each for each in found.variants if each.alignment is not None and each.alignment.cost]
    if off:
        console.print(Text("\nMost frequent sequences that do not fit", "bold"))
    for each in off[:SHOWN]:
        console.print(f"{each.cases:,} cases, such as {each.example}: {_in_words(each)}")


def _in_words(each: VariantFit) -> str:
    assert each.alignment is not None
    return " → ".join(MARKS[step.kind] + step.activity for step in each.alignment.steps)


def _as_object(found: Conformance) -> dict[str, Any]:
    return {
        "cases": sum(each.cases for each in found.variants),
        "fitting": found.fitting,
        "undecided": found.undecided,
        "fitness": found.fitness,
        "shortest": found.shortest,
        "unknown": list(found.unknown),
        "deviations": [
            {"kind": each.kind.value, "activity": each.activity, "cases": each.cases, "times": each.times}
            for each in found.deviations
        ],
        "variants": [
            {
                "activities": list(each.activities),
                "cases": each.cases,
                "example": each.example,
                "fitness": each.fitness,
                "cost": None if each.alignment is None else each.alignment.cost,
                "steps": None
                if each.alignment is None
                else [[step.kind.value, step.activity] for step in each.alignment.steps],
            }
            for each in found.variants
        ],
    }
