"""`openhall compare`: cases of several offices, districts or periods beside each other, and how sure it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def compare_logs(
    logs: Annotated[list[Path], typer.Argument(help="Two logs or more, or one with --by or --day.")],
    by: Annotated[str | None, typer.Option(help="Cut one log by the values of this attribute.")] = None,
    day: Annotated[
        str | None,
        typer.Option(help="Cut one log: cases that start before this day (2024-01-31), and later."),
    ] = None,
    up_to: Annotated[
        str | None,
        typer.Option("--until", help="Count each case up to its first event of this activity only."),
    ] = None,
    phases: Annotated[
        bool, typer.Option("--phases", help="Bring codes such as 01_MAIN_490 to phases by their prefix.")
    ] = False,
    named_by: Annotated[
        str | None, typer.Option(help="Call activities by this attribute of their events.")
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", help="Keep some cases, as in `openhall map`; repeatable."),
    ] = None,
    case: Annotated[str | None, typer.Option(help="Column that names the case.")] = None,
    activity: Annotated[str | None, typer.Option(help="Column that names the activity.")] = None,
    time: Annotated[str | None, typer.Option(help="Column with the time, or the start of the work.")] = None,
    end: Annotated[str | None, typer.Option(help="Column with the end of the work.")] = None,
    resource: Annotated[str | None, typer.Option(help="Column that says who did it.")] = None,
    milestones: Annotated[
        str | None,
        typer.Option(help="For a table with one row a case: its date columns, with commas between."),
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="Zone of times that carry none.")] = None,
    object_type: Annotated[str | None, typer.Option(help="OCEL: the type of object that is a case.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Compare offices, districts or periods: who is fastest, what it does differently, and how sure that is."""
    # What it needs is loaded when it is used, so that the other commands start at once.
    from openhall.cli.comparison import Cut, run
    from openhall.mining.read.options import ReadOptions

    options = ReadOptions(
        case=case,
        activity=activity,
        time=time,
        end=end,
        resource=resource,
        milestones=tuple(name.strip() for name in milestones.split(",")) if milestones else (),
        timezone=timezone,
        object_type=object_type,
    )
    cut = Cut(by=by, day=day, until=up_to, phases=phases, named_by=named_by, filters=tuple(filters or ()))
    run(logs, options, cut, as_json=as_json)
