"""`openhall conform`: whether cases went as a model says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def conform_log(
    log: Annotated[Path, typer.Argument(help="XES, XES.gz, CSV, Parquet or OCEL 2.0 (JSON, SQLite).")],
    model: Annotated[Path, typer.Argument(help="A BPMN file, or a service folder.")],
    least: Annotated[
        float, typer.Option(min=0, max=1, help="The mean fitness that is enough; 1 when not given.")
    ] = 1.0,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", help="Keep some cases, as in `openhall map`; repeatable."),
    ] = None,
    case: Annotated[str | None, typer.Option(help="Column that names the case.")] = None,
    activity: Annotated[str | None, typer.Option(help="Column that names the activity.")] = None,
    time: Annotated[str | None, typer.Option(help="Column with the time.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Zone of times that carry none.")] = None,
    object_type: Annotated[str | None, typer.Option(help="OCEL: the type of object that is a case.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Compare what happened with what the model says: how many cases fit, and what is done otherwise how often."""
    # What it needs is loaded when it is used, so that the other commands start at once.
    from openhall.cli.conformance import compare_and_print
    from openhall.mining.read.options import ReadOptions

    options = ReadOptions(case=case, activity=activity, time=time, timezone=timezone, object_type=object_type)
    compare_and_print(log, model, options, filters or [], least, as_json=as_json)
