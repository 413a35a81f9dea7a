"""Each executable model of SpiffWorkflow's tests gives the same trace as SpiffWorkflow, or is named with the reason.

SpiffWorkflow runs as a separate process (`spiff_side.py`). Both sides play each model by the same schedules
(`spiff_schedule.py`); compared are, move by move: what was done, in its order, what is open then, and whether the case
has ended. What is left out stands in docs/reference/bpmn-spiff.md, which `python conformance/bpmn_spiff.py` writes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from openhall.process.errors import BadModel
from openhall.process.model import Model
from peers import ROOT, python_with
from spiff_models import Prepared, Unit, prepare, units
from spiff_play import play, read_model
from spiff_reasons import REASONS
from spiff_schedule import SCHEDULES

PAGE = ROOT / "docs" / "reference" / "bpmn-spiff.md"
COMPARED = ("move", "done", "open", "ended")
INTRODUCTION = f"""# The models of SpiffWorkflow's tests

`make conformance SUITE=bpmn-spiff` plays every executable model of the tests of SpiffWorkflow 3.2, another engine, with
both engines, and compares move by move what was done, in its order, what is open then, and whether the case has ended.
A model is one process of a file with all that it calls; the pools of a file that send each other messages are one more.
SpiffWorkflow runs as a separate process and is no part of Openhall. The suite writes and checks this page.

How the two are compared:

- Each model is played {len(SCHEDULES)} times: the first of what is open happens first; the last does; and what chance
  picks does, the same on both sides.
- The models' conditions and scripts are Python. Where that is plainly the same in FEEL (`x == 1` is `x = 1`), Openhall
  evaluates FEEL, SpiffWorkflow Python, and both get the same data; “FEEL” below. Elsewhere both are told the same
  choices, numbers of instances and rounds, and scripts do nothing; “choices” below.
- The play does all work, fires all timers and sends all messages from outside. Services and decisions give nothing;
  what tasks take and leave of data is left out. A message that a model sends itself without a message flow comes back
  to it.
- An event that does not interrupt happens once at each activity, as SpiffWorkflow waits for it once only.
- Errors and escalations are those that a model throws.

The DMN files of the folder are decisions, which have no trace; their cells are Python, too. What Openhall makes of DMN
is compared with the standard's own kit: [DMN](dmn.md).
"""


@dataclass
class Found:
    """What came of one model: what each side says against it, and the first difference of their traces."""

    unit: Unit
    prepared: Prepared
    ours: str
    theirs: str
    difference: str | None = None

    @property
    def same(self) -> bool:
        """Whether both take it and give the same trace."""
        return not self.ours and not self.theirs and self.difference is None


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each model with the fault found, or None; then the page."""
    found = compare(data)
    for each in found:
        yield each.unit.name, _fault(each)
    unknown = sorted(set(REASONS) - {each.unit.name for each in found})
    yield "the reasons", f"there is no model {', '.join(unknown)}" if unknown else None
    says = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    wrong = f"{PAGE.name} says something else; write it anew with python conformance/bpmn_spiff.py"
    yield "the page", None if not found or says == page(found) else wrong


def compare(data: Path) -> list[Found]:
    """Play every model with both engines."""
    found: list[Found] = []
    models: dict[str, Model] = {}
    for unit in units(data / "bpmn-spiff" / "tests" / "SpiffWorkflow"):
        prepared, refused = prepare(unit), ""
        try:
            models[unit.name] = read_model(prepared, unit.name)
        except BadModel as error:
            refused = str(error).splitlines()[1]
        found.append(Found(unit, prepared, refused, ""))
    theirs = _ask(found) if found else {}
    for each in found:
        answer = theirs[each.unit.name]
        each.theirs = answer["refused"]
        if not each.ours and not each.theirs:
            each.difference = _difference(each, models[each.unit.name], answer["plays"])
    return found


def _ask(found: list[Found]) -> dict[str, Any]:
    """What SpiffWorkflow says of the models."""
    asked = [
        {
            "name": each.unit.name,
            "dialect": each.unit.dialect,
            "file": str(each.unit.file),
            "others": [str(file) for file in each.unit.others],
            "decisions": [str(file) for file in each.unit.decisions],
            "process": each.unit.process,
            "collaboration": each.unit.collaboration,
            "data": each.prepared.data,
            "pools": each.prepared.pools,
            "inside": each.prepared.inside,
        }
        for each in found
    ]
    done = subprocess.run(
        [str(python_with("spiff")), str(ROOT / "conformance" / "spiff_side.py")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"SpiffWorkflow failed: {done.stderr.strip().splitlines()[-1]}")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {answer["name"]: answer for answer in answers}


def _difference(each: Found, model: Model, theirs: dict[str, list[dict[str, Any]]]) -> str | None:
    """The first difference of the traces."""
    for schedule in SCHEDULES:
        here = [asdict(turn) for turn in play(model, each.prepared, each.unit.process, schedule)]
        there = theirs[schedule]
        for number, (one, two) in enumerate(zip(here, there, strict=False)):
            where = f"schedule {schedule}, move {number}"
            if bool(one["error"]) != bool(two["error"]):
                return f"{where}: {one['error'] or 'no error'} here, {two['error'] or 'no error'} there"
            for what in COMPARED:
                if one[what] != two[what]:
                    return f"{where}, {what}: {one[what]} here, {two[what]} there"
        if len(here) != len(there):
            return f"schedule {schedule}: {len(here)} moves here, {len(there)} there"
    return None


def _fault(each: Found) -> str | None:
    known = each.unit.name in REASONS
    if known and (each.same or each.ours or each.theirs):
        return "is named with a reason that does not hold any more; take it out of spiff_reasons.py"
    return None if known else each.difference


def page(found: list[Found]) -> str:
    """The page that says what was compared, and what is left out for which reason."""
    same = [each for each in found if each.same]
    other = [each for each in found if each.difference is not None]
    refused = [each for each in found if each.ours and not each.theirs]
    taken = [each for each in found if each.theirs]
    lines = [
        INTRODUCTION,
        "| models | |",
        "|---|---|",
        f"| give the same trace | {len(same)} |",
        f"| give another trace | {len(other)} |",
        f"| are refused by Openhall alone | {len(refused)} |",
        f"| are not taken by SpiffWorkflow | {len(taken)} |",
        "",
        "## Another trace",
        "",
        "| file | process | why |",
        "|---|---|---|",
        *(_row(each, REASONS.get(each.unit.name, "")) for each in other),
        "",
        "## Refused by Openhall alone",
        "",
        "What Openhall does not execute it refuses by name ([BPMN](bpmn.md)); this is the first sentence for each.",
        "",
        "| file | process | why |",
        "|---|---|---|",
        *(_row(each, each.ours) for each in refused),
        "",
        "## Not taken by SpiffWorkflow",
        "",
        "Most of these are there to be refused. The last column says whether Openhall refuses them, too.",
        "",
        "| file | process | what SpiffWorkflow says | Openhall |",
        "|---|---|---|---|",
        *(_row(each, each.theirs, "refuses it" if each.ours else "takes it") for each in taken),
        "",
        "## The same trace",
        "",
        "| file | process | compared by |",
        "|---|---|---|",
        *(_row(each, "FEEL" if each.prepared.data else "choices") for each in same),
        "",
    ]
    return "\n".join(lines)


def _row(each: Found, *said: str) -> str:
    file, _, process = each.unit.name.partition(" ")
    cells = (file, process, *(" ".join(text.split()).replace("|", "\\|") for text in said))
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    DATA = Path(os.environ.get("OPENHALL_DATA", ROOT.parent / "shared" / "data"))
    PAGE.write_text(page(compare(DATA)), encoding="utf-8")
    print(f"Written: {PAGE}", file=sys.stderr)
