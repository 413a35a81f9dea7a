"""What `openhall simulate --log` does: learn from a record, say how far to trust it, play today and changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from openhall.cli.model_file import read_shape
from openhall.cli.simulation import KINDS, check_out, write_log
from openhall.mining.errors import MiningError
from openhall.mining.log import EventLog
from openhall.mining.simulation.apply import apply_changes
from openhall.mining.simulation.calibrate import Calibration, trust
from openhall.mining.simulation.changes import parse_changes
from openhall.mining.simulation.choose import choose
from openhall.mining.simulation.parameters import Parameters, history_of
from openhall.mining.simulation.report import as_json as result_as_json
from openhall.mining.simulation.report import page, trust_as_json
from openhall.mining.simulation.rhythm_changes import asked_by
from openhall.mining.simulation.rhythm_words import found_words, why_words
from openhall.mining.simulation.run import run
from openhall.mining.simulation.whatif import WhatIf, what_if
from openhall.mining.simulation.words import UNSTAFFED, value, verdict
from openhall.mining.words import count, share

MOST_LOADS = 6
"""Groups of people whose load is printed; all are in the report."""
OUT_KINDS = (".html", *KINDS)


@dataclass(frozen=True)
class Asked:
    """What was asked: the options of the command."""

    model: Path | None
    log: Path
    changed: Path | None
    changes: tuple[str, ...]
    out: Path | None
    days: float
    replications: int
    cost: float
    cases: int
    seed: int


def simulate_changes(asked: Asked, as_json: bool) -> None:
    """Learn, play, tell. Raises `MiningError` and `BadModel` for input that is wrong."""
    changes = parse_changes("\n".join(asked.changes))
    if asked.out is not None:
        check_out(asked.out, OUT_KINDS)
    model = None if asked.model is None else read_shape(asked.model)
    other = None if asked.changed is None else read_shape(asked.changed)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    ) as progress:  # fmt: skip
        task = progress.add_task("Reading the record", total=3.0)

        def told(first: float, done: float) -> None:
            progress.update(task, completed=first + done)

        history = history_of(EventLog.read(asked.log))
        progress.update(task, description="Comparing with what happened")
        about = asked_by(changes)
        trusted = trust(history, asked.seed, lambda done: told(0, done), model, about)
        progress.update(task, description="Learning")
        choice = choose(history, asked.seed, lambda done: told(1, done), about)
        parameters = choice.fit(history, model)
        then = None if other is None else choice.fit(history, other)
        progress.update(task, description="Playing")
        result = what_if(
            parameters, changes, changed=then, days=asked.days, replications=asked.replications,
            cost_per_hour=asked.cost, seed=asked.seed, progress=lambda done: told(2, done),
        )  # fmt: skip
    notes = [
        *_found(result),
        *_notes(parameters, asked.model),
        *(_notes(then, asked.changed) if then is not None else ()),
    ]
    if asked.out is not None and asked.out.suffix.lower() == ".html":
        _write_report(asked.out, page(result, trusted, asked.log.name))
    elif asked.out is not None:
        written = apply_changes(parameters if then is None else then, changes)
        write_log(run(written, asked.cases, asked.seed).log(asked.out.name), asked.out)
    if as_json:
        told_all = result_as_json(result, trusted)
        if told_all["trust"] is not None:
            told_all["trust"]["verdict"] = verdict(told_all["trust"])
        typer.echo(json.dumps({**told_all, "notes": notes}, ensure_ascii=False))
        return
    _print(result, trusted, notes, asked)


def _notes(parameters: Parameters, model: Path | None) -> list[str]:
    notes = []
    if model is not None and parameters.fitting is not None:
        notes.append(
            f"{model.name} lets {share(parameters.fitting)} of the cases on record through as they were."
        )
    notes += [
        f"No case on record did “{name}”: it is taken to be done like the other tasks of its lane."
        for name in parameters.unseen
    ]
    if not (parameters.staff.share > 0).any():
        notes.append(UNSTAFFED)
    return notes


def _found(result: WhatIf) -> list[str]:
    return [f"{found_words(each)} {why_words(each)}" for each in result.found]


def _write_report(out: Path, html: str) -> None:
    try:
        out.write_text(html, encoding="utf-8")
    except OSError as error:
        raise MiningError(f"{out} cannot be written: {error.strerror}.") from None


def _print(result: WhatIf, trust: Calibration | None, notes: list[str], asked: Asked) -> None:
    # Names come from the file: what looks like markup or an emoji in them is text.
    console = Console(markup=False, emoji=False, highlight=False)
    if trust is not None:
        console.print(verdict(trust_as_json(trust)))
    for note in notes:
        console.print(f"Note: {note}")
    table = Table(
        title=f"{count(round(result.cases[0]), 'case')} in {result.days:,.0f} days, played "
        f"{count(result.replications, 'time')}",
        title_justify="left", title_style="bold", box=None, pad_edge=False,
    )  # fmt: skip
    for name in ("", "today", "changed", "difference", "95% of chance"):
        table.add_column(name, justify="left" if not name else "right")
    loads = [figure for figure in result.figures if figure.unit == "share"]
    busiest = sorted(loads, key=lambda figure: -max(figure.today.mean, figure.changed.mean))[:MOST_LOADS]
    for figure in (*(each for each in result.figures if each.unit != "share"), *busiest):
        cells = [value(figure, figure.today.mean)]
        if result.changes or asked.changed is not None:
            span = f"{value(figure, figure.difference.low)} to {value(figure, figure.difference.high)}"
            cells += [value(figure, figure.changed.mean), value(figure, figure.difference.mean), span]
        table.add_row(figure.name, *cells)
    console.print(table)
    if asked.out is not None:
        console.print(f"Written: {asked.out}")
