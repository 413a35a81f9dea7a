"""`openhall map LOG`: the process as it really runs, from the records that a body already has."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from openhall.cli.noise import held_back
from openhall.mining.errors import BadFilter, MiningError

if TYPE_CHECKING:
    from openhall.mining.log import EventLog
    from openhall.mining.read.options import ReadOptions

OUT_KINDS = (".html", ".svg", ".json", ".parquet", ".xes", ".xes.gz")


def map_log(
    log: Annotated[Path, typer.Argument(help="XES, XES.gz, CSV, Parquet or OCEL 2.0 (JSON, SQLite).")],
    case: Annotated[str | None, typer.Option(help="Column that names the case.")] = None,
    activity: Annotated[str | None, typer.Option(help="Column that names the activity.")] = None,
    time: Annotated[str | None, typer.Option(help="Column with the time, or the start of the work.")] = None,
    end: Annotated[str | None, typer.Option(help="Column with the end of the work.")] = None,
    resource: Annotated[str | None, typer.Option(help="Column that says who did it.")] = None,
    milestones: Annotated[
        str | None,
        typer.Option(help="For a table with one row a case: its date columns, with commas between."),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Zone of times that carry none, for example Europe/Dublin.")
    ] = None,
    object_type: Annotated[str | None, typer.Option(help="OCEL: the type of object that is a case.")] = None,
    instances: Annotated[
        bool, typer.Option("--instances", help="Join start and complete to one piece of work.")
    ] = False,
    objects: Annotated[
        bool, typer.Option("--objects", help="OCEL: all types of object on one map; no case is chosen.")
    ] = False,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", help="Keep some cases, e.g. 'days:30..' or 'activity:Appeal'; repeatable."),
    ] = None,
    limits: Annotated[
        list[str] | None,
        typer.Option(
            "--limit", help="A time limit, e.g. '20 working days from Receive to Decide'; repeatable."
        ),
    ] = None,
    hours: Annotated[
        str | None,
        typer.Option(
            help="Office hours for working time, e.g. 'Mon-Fri 8:00-17:00'; found from the log by default."
        ),
    ] = None,
    holidays: Annotated[
        str | None, typer.Option(help="With --hours: days without work, e.g. '2024-12-25,2024-12-26'.")
    ] = None,
    activities: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share of the activities in the picture.")
    ] = None,
    steps: Annotated[float | None, typer.Option(min=0, max=1, help="Share of the steps in it.")] = None,
    out: Annotated[
        list[Path] | None,
        typer.Option(help="Write a .html report, .svg, .json, .parquet, .xes or .xes.gz; repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Show the process as it really runs: its activities, steps, variants, and where the days go."""
    outputs = _check_outputs(out or [])
    if holidays and not hours:
        raise MiningError("--holidays goes with --hours; give both.")
    # What reads logs is loaded when it is used, so that every command starts at once.
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
    if objects:
        if filters or instances or limits or object_type:
            raise MiningError(
                "--objects shows all objects: leave out --filter, --instances, --limit and --object-type."
            )
        from openhall.cli.object_map import map_objects

        with held_back():
            map_objects(log, options, outputs, activities=activities, steps=steps, as_json=as_json)
        return
    with held_back() as stderr, _progress(Console(file=stderr)) as progress:
        task = progress.add_task("Reading the log", total=1.0)
        found = _read(log, options, lambda done: progress.update(task, completed=done))
        progress.update(task, completed=1.0)
        found = _narrow(found, filters or [], instances)
        task = progress.add_task("Finding where the days go", total=None)
        from openhall.mining.calendar_text import parse_calendar
        from openhall.mining.findings.limits import parse_limit
        from openhall.mining.summary import Summary

        summary = Summary(
            found,
            tuple(parse_limit(text) for text in limits or []),
            parse_calendar(hours, holidays or "") if hours else None,
        )
        _ = summary.findings
        progress.update(task, total=1, completed=1)
        if outputs:
            from openhall.cli.outputs import write_output

            task = progress.add_task("Writing", total=len(outputs))
            for path in outputs:
                write_output(summary, path, activities, steps)
                progress.advance(task)
    if as_json:
        json.dump(summary.as_json(), sys.stdout, ensure_ascii=False, indent=None)
        sys.stdout.write("\n")
        return
    from openhall.cli.terminal import print_summary

    # Names come from the file: what looks like markup or an emoji in them is text.
    print_summary(summary, Console(markup=False, emoji=False, highlight=False))
    for path in outputs:
        print(f"Written: {path}", file=sys.stderr)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
    )


def _read(path: Path, options: ReadOptions, progress: object) -> EventLog:
    from openhall.mining.read import read_log

    return read_log(path, options, progress=progress)


def _narrow(log: EventLog, texts: list[str], instances: bool) -> EventLog:
    if instances:
        from openhall.mining.instances import has_instances, pair_lifecycle

        if not has_instances(log):
            raise MiningError(
                f"{log.source}: --instances needs the start and the end of work on record "
                "(lifecycle:transition with start and complete); leave it out."
            )
        log = pair_lifecycle(log)
    if texts:
        from openhall.mining.filter_text import parse_filter
        from openhall.mining.filters import apply_filters

        log = apply_filters(log, [parse_filter(text) for text in texts])
        if not log.n_cases:
            raise BadFilter(f"No case of {log.source} passes the filters {', '.join(texts)}; leave one out.")
    return log


def _check_outputs(paths: list[Path]) -> list[Path]:
    for path in paths:
        kind = "".join(path.suffixes[-2:] if path.suffix.lower() == ".gz" else path.suffixes[-1:]).lower()
        if kind not in OUT_KINDS:
            raise MiningError(f"--out {path}: the name must end in one of {', '.join(OUT_KINDS)}.")
        if not path.absolute().parent.is_dir():
            raise MiningError(f"--out {path}: there is no folder {path.absolute().parent}; make it first.")
    return paths
