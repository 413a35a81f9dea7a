"""`openhall decide`: the result of a decision, and which rules made it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def decide_model(
    model: Annotated[Path, typer.Argument(help="A DMN file, 1.1 to 1.5; what it imports stands beside it.")],
    decision: Annotated[
        str | None,
        typer.Option(help="Name of the decision or decision service; without it, all are listed."),
    ] = None,
    inputs: Annotated[
        Path | None,
        typer.Option("--input", help="JSON file with the inputs by name; - reads it from standard input."),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--value", help="One input as NAME=FEEL, such as Area=120 or Use='\"home\"'; repeatable."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Decide by a DMN model: the result, and which rules applied, in words that a letter can quote."""
    # What it needs is loaded when it is used, so that the other commands start at once.
    from openhall.cli.decision import list_decisions, run_decision

    if decision is None:
        list_decisions(model, as_json=as_json)
    else:
        run_decision(model, decision, inputs, values or [], as_json=as_json)
