"""`openhall simulate`: cases that a model would let happen, as a log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def simulate_model(
    model: Annotated[Path, typer.Argument(help="A BPMN file, or a service folder.")],
    out: Annotated[Path, typer.Option(help="Where the log goes: .xes, .xes.gz or .parquet.")],
    cases: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many cases.")] = 1_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same log.")] = 0,
    between: Annotated[float, typer.Option(min=0, help="Mean days from one case to the next.")] = 1.0,
    work: Annotated[float, typer.Option(min=0, help="Mean days that a task takes.")] = 1.0,
    wait: Annotated[
        float,
        typer.Option(min=0, help="Mean days until a message comes, or a timer fires that does not say."),
    ] = 10.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was made as JSON.")] = False,
) -> None:
    """Play cases of a model at random and write them as a log: choices know no data, and nobody waits for anybody."""
    # What it needs is loaded when it is used, so that the other commands start at once.
    from openhall.cli.simulation import simulate_and_write

    simulate_and_write(model, out, cases, seed, (between, work, wait), as_json=as_json)
