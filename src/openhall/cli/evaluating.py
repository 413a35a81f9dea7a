"""`openhall evaluate`: did a change work? A series before and after it, alone or beside departments without it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from openhall.cli.charting import Better


class Moves(StrEnum):
    """What the change may do to a series."""

    LEVEL = "level"
    SLOPE = "level-and-slope"


class Beside(StrEnum):
    """How departments are compared."""

    DIFFERENCES = "differences"
    SYNTHETIC = "synthetic"


def evaluate_series(
    series: Annotated[Path, typer.Argument(help="A CSV file with a column of days and one of values.")],
    start: Annotated[str | None, typer.Option("--on", help="The day of the change (2024-01-31).")] = None,
    day: Annotated[str | None, typer.Option("--date", help="Column with the day or period.")] = None,
    value: Annotated[str | None, typer.Option(help="Column with the value.")] = None,
    count: Annotated[
        str | None, typer.Option(help="Column with how many cases stand behind a value.")
    ] = None,
    error: Annotated[
        str | None,
        typer.Option(help="Column with the standard error of a value: how far few cases put it off."),
    ] = None,
    percent: Annotated[
        bool, typer.Option("--percent", help="Values are percent of the cases that --count names.")
    ] = False,
    compare: Annotated[
        str | None, typer.Option(help="Column that names the department, to compare several.")
    ] = None,
    changed: Annotated[
        list[str] | None, typer.Option(help="With --compare: where something changed; repeatable.")
    ] = None,
    beside: Annotated[
        Beside, typer.Option(help="With --compare: how departments are compared.")
    ] = Beside.DIFFERENCES,
    better: Annotated[Better, typer.Option(help="Which way is better.")] = Better.NEITHER,
    moves: Annotated[Moves, typer.Option(help="What the change may do to the series.")] = Moves.SLOPE,
    trend: Annotated[
        bool, typer.Option("--trend/--no-trend", help="Take it that a trend before goes on.")
    ] = True,
    settling: Annotated[int, typer.Option(min=0, help="Whole periods after the change to leave out.")] = 0,
    plan: Annotated[
        int | None,
        typer.Option(help="Nothing has changed yet: say how small an effect so many periods would show."),
    ] = None,
    registration: Annotated[
        Path | None, typer.Option(help="Do what this registration (JSON) says, and nothing else.")
    ] = None,
    seen: Annotated[
        str | None, typer.Option(help="With --registration: the day of looking; today by default.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the chart as .svg.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Say whether a change worked: its effect beyond trend and season, and how sure that is."""
    # What it needs is loaded when it is used, so that the other commands start at once.
    from openhall.cli.evaluation import Asked, run

    run(
        Asked(
            path=series,
            start=start,
            day=day,
            value=value,
            count=count,
            error=error,
            percent=percent,
            compare=compare,
            changed=tuple(changed or ()),
            synthetic=beside is Beside.SYNTHETIC,
            direction=better.direction,
            level_only=moves is Moves.LEVEL,
            trend=trend,
            settling=settling,
            plan=plan,
            registration=registration,
            seen=seen,
            out=out,
        ),
        as_json=as_json,
    )
