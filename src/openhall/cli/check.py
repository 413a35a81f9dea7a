"""What `openhall check` prints: the errors and warnings of a service, its lanes, and how its tests went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from openhall.measure.definitions import check_folder
from openhall.process.errors import BadService
from openhall.process.folder import LARGEST, unpack
from openhall.process.quoting import flattened
from openhall.process.service.check import Report, check_model
from openhall.process.service.folder import read_folder, without_wrapping

NO_LANE = "no lane"


def check_and_print(path: Path, as_json: bool) -> None:
    """Check a folder, a ZIP file or a model and print what was found; exit code 1 when it is not sound.

    Raises `BadService` when there is nothing to check.
    """
    with Console(stderr=True).status(f"Checking {flattened(path.name)}"):
        report = _check(path)
    if as_json:
        typer.echo(json.dumps(_as_json(path, report), ensure_ascii=False, indent=1))
    else:
        # Names come from the files: what looks like markup or an emoji in them is text.
        _print(path, report, Console(markup=False, emoji=False, highlight=False, soft_wrap=True))
    if not report.sound:
        raise typer.Exit(1)


def _check(path: Path) -> Report:
    if path.is_dir():
        return check_folder(read_folder(path))
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise BadService(f"{path} cannot be read: {error.strerror}; name a service folder.") from None
    if len(data) > LARGEST:
        raise BadService(f"{path} has more than {LARGEST // 2**20} MB; name a service folder or a model.")
    if path.suffix.lower() == ".bpmn":
        return check_model(data, path.name)
    if path.suffix.lower() == ".zip":
        return check_folder(without_wrapping(unpack(data)))
    raise BadService(f"{path} is no service folder, no .zip file and no .bpmn model; name one of them.")


def _print(path: Path, report: Report, console: Console) -> None:
    for sentence in report.errors:
        console.print(Text("Error", "bold red"), flattened(sentence), sep="  ")
    for sentence in report.warnings:
        console.print(Text("Warning", "yellow"), flattened(sentence), sep="  ")
    if report.lanes:
        console.print(Text("Work", "bold"))
        for lane, nodes in report.lanes.items():
            console.print(f"  {flattened(lane) or NO_LANE}: {flattened(', '.join(nodes))}")
    console.print(_verdict(path, report))


def _verdict(path: Path, report: Report) -> str:
    parts = []
    if report.soundness is not None:
        parts.append(
            f"{report.soundness.states:,} state{'s' if report.soundness.states != 1 else ''} of the process looked at"
        )
    if report.run:
        parts.append(f"{report.passed} of {report.run} test{'s' if report.run != 1 else ''} passed")
    found = f"{_count(len(report.errors), 'error')}, {_count(len(report.warnings), 'warning')}"
    sound = "sound" if report.sound else "not sound"
    return f"{flattened(path.resolve().name)} is {sound}: {'; '.join([found, *parts])}."


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _as_json(path: Path, report: Report) -> dict[str, Any]:
    verdict = report.soundness
    return {
        "source": path.resolve().name,
        "sound": report.sound,
        "errors": list(report.errors),
        "warnings": list(report.warnings),
        "soundness": verdict
        and {
            "states": verdict.states,
            "problems": [
                {
                    "kind": each.kind.value,
                    "nodes": list(each.nodes),
                    "trace": list(each.trace),
                    "sentence": each.sentence,
                }
                for each in verdict.problems
            ],
        },
        "tests": {"run": report.run, "passed": report.passed},
        "lanes": {lane: list(nodes) for lane, nodes in report.lanes.items()},
    }
