"""What `openhall simulate` does: read the model, play its cases, write the log."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from openhall.cli.model_file import read_shape
from openhall.mining.errors import MiningError
from openhall.mining.log import EventLog
from openhall.mining.simulation.playout import Pace, simulate
from openhall.mining.store import export_parquet
from openhall.mining.words import count
from openhall.mining.write_xes import export_xes

KINDS = (".xes", ".xes.gz", ".parquet")
MOST_DAYS = 10_000.0


def simulate_and_write(
    model_path: Path, out: Path, cases: int, seed: int, days: tuple[float, float, float], as_json: bool
) -> None:
    """Play and write. Raises `MiningError` and `BadModel` for input that is wrong."""
    check_out(out, KINDS)
    if max(days) > MOST_DAYS:
        raise MiningError(f"--between, --work and --wait are days; give at most {MOST_DAYS:,.0f}.")
    model = read_shape(model_path)
    between, work, wait = (timedelta(days=each) for each in days)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Playing", total=1.0)
        log = simulate(
            model,
            cases,
            seed,
            Pace(between, work, wait),
            model_path.name,
            lambda done: progress.update(task, completed=done),
        )
    write_log(log, out)
    still = sum(problem.count for problem in log.problems)
    if as_json:
        numbers = {
            "cases": cases,
            "events": log.n_events,
            "activities": sorted(log.activities),
            "unfinished": still,
        }
        typer.echo(json.dumps(numbers, ensure_ascii=False))
        return
    typer.echo(f"{count(cases, 'case')} of {model_path.name}, {count(log.n_events, 'event')}: {out}")
    if still:
        typer.echo(
            f"{count(still, 'case')} stood still or never ended; openhall check says where the model does."
        )


def check_out(out: Path, kinds: tuple[str, ...]) -> None:
    """Whether a file can be written there, before there is anything to write. Raises `MiningError`."""
    if not out.name.lower().endswith(kinds):
        raise MiningError(f"--out {out}: the name must end in one of {', '.join(kinds)}.")
    if not out.absolute().parent.is_dir():
        raise MiningError(f"--out {out}: there is no folder {out.absolute().parent}; make it first.")


def write_log(log: EventLog, out: Path) -> None:
    """Write a log as the kind of file that its name asks for. Raises `MiningError`."""
    try:
        if out.suffix.lower() == ".parquet":
            export_parquet(log, out)
        else:
            export_xes(log, out)
    except OSError as error:
        raise MiningError(f"{out} cannot be written: {error.strerror}.") from None
