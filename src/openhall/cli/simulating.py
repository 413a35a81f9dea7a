"""`openhall simulate`: cases that a model would let happen, as a log; or what a change would do, learned from a log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openhall.mining.errors import MiningError


def simulate_model(
    model: Annotated[
        Path | None,
        typer.Argument(help="A BPMN file, or a service folder; with --log it may be left out."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the log goes: .xes, .xes.gz or .parquet; with --log also a report: .html."),
    ] = None,
    log: Annotated[
        Path | None, typer.Option(help="The record to learn from: how cases come, wait and are worked on.")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(
            help="With --log: what is changed, as 'staff \"Plan check\" +1' or 'demand x3'; repeatable."
        ),
    ] = None,
    changed: Annotated[
        Path | None, typer.Option(help="With --log: the changed model, a BPMN file or a service folder.")
    ] = None,
    days: Annotated[
        float, typer.Option(min=7, max=3_650, help="With --log: for how many days cases come.")
    ] = 182.0,
    replications: Annotated[
        int, typer.Option(min=2, max=1_000, help="With --log: how often it is played.")
    ] = 20,
    cost: Annotated[float, typer.Option(min=0, help="With --log: what an hour of work costs.")] = 0.0,
    cases: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="How many cases a log that is written has.")
    ] = 1_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same result.")] = 0,
    between: Annotated[
        float, typer.Option(min=0, help="Without --log: mean days from one case to the next.")
    ] = 1.0,
    work: Annotated[float, typer.Option(min=0, help="Without --log: mean days that a task takes.")] = 1.0,
    wait: Annotated[
        float,
        typer.Option(
            min=0,
            help="Without --log: mean days until a message comes, or a timer fires that does not say.",
        ),
    ] = 10.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Say what a change would do, learned from a log; without a log, play a model at random and write the cases."""
    # What it needs is loaded when it is used, so that the other commands start at once.
    if log is not None:
        from openhall.cli.what_if import Asked, simulate_changes

        simulate_changes(
            Asked(model, log, changed, tuple(change or ()), out, days, replications, cost, cases, seed),
            as_json,
        )
        return
    if model is None or out is None:
        raise MiningError(
            "Name a model and where its cases go (openhall simulate MODEL --out cases.xes), or a record to learn from "
            "(--log LOG)."
        )
    if change or changed is not None:
        raise MiningError("What a change would do is learned from a record; name one with --log.")
    from openhall.cli.simulation import simulate_and_write

    simulate_and_write(model, out, cases, seed, (between, work, wait), as_json=as_json)
