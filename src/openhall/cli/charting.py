"""`openhall spc`: is it a change, or chance? An XmR chart of any series, read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Better(StrEnum):
    """Which way is better, as people say it."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"

    @property
    def direction(self) -> str:
        """The same, as charts have it."""
        return {Better.UP: "increase", Better.DOWN: "decrease", Better.NEITHER: "neutral"}[self]


def chart_series(
    series: Annotated[Path, typer.Argument(help="A CSV file with a column of days and one of values.")],
    day: Annotated[str | None, typer.Option("--date", help="Column with the day or period.")] = None,
    value: Annotated[str | None, typer.Option(help="Column with the value.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="Take only rows in which COLUMN=VALUE; repeatable, all must hold."),
    ] = None,
    better: Annotated[Better, typer.Option(help="Which way is better.")] = Better.NEITHER,
    target: Annotated[float | None, typer.Option(help="What is to be reached.")] = None,
    baseline: Annotated[float | None, typer.Option(help="Where it stood; a line on the chart.")] = None,
    rebase: Annotated[
        list[str] | None,
        typer.Option(help="Work limits out anew from DAY or DAY=REASON; repeatable."),
    ] = None,
    note: Annotated[
        list[str] | None, typer.Option(help="Something that happened, as DAY=WORDS; repeatable.")
    ] = None,
    fix_after: Annotated[
        int | None, typer.Option(help="Take limits from the first so many values of a phase, 12 or more.")
    ] = None,
    screen: Annotated[
        bool, typer.Option("--screen/--no-screen", help="Leave out moving ranges that are not chance.")
    ] = True,
    least: Annotated[float | None, typer.Option(help="Values are never lower, such as 0.")] = None,
    most: Annotated[float | None, typer.Option(help="Values are never higher, such as 100.")] = None,
    title: Annotated[
        str | None, typer.Option(help="What is measured; the name of the file by default.")
    ] = None,
    out: Annotated[
        list[Path] | None, typer.Option(help="Write the chart as .svg or .html; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the chart as JSON.")] = False,
) -> None:
    """Say whether a series has changed or moves by chance, by the rules of the NHS (Making Data Count)."""
    # What it needs is loaded when it is used, so that the other commands start at once.
    from openhall.cli.chart import Asked, show_chart

    show_chart(
        Asked(
            series=series,
            day=day,
            value=value,
            where=where or [],
            direction=better.direction,
            target=target,
            baseline=baseline,
            rebases=rebase or [],
            notes=note or [],
            fix_after=fix_after,
            screen=screen,
            least=least,
            most=most,
            title=title or series.stem,
        ),
        out or [],
        as_json=as_json,
    )
