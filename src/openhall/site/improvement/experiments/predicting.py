"""The effect of an idea, predicted by playing the process of a log as it is and as it would be."""

from __future__ import annotations

from typing import Any

from openhall.mining.errors import MiningError
from openhall.mining.simulation.calibrate import fit_best
from openhall.mining.simulation.changes import parse_changes
from openhall.mining.simulation.parameters import history_of
from openhall.mining.simulation.rhythm_changes import asked_by
from openhall.mining.simulation.whatif import what_if
from openhall.mining.simulation.words import NAMES
from openhall.process.errors import ProcessError
from openhall.process.saying import gettext, message_of
from openhall.site.improvement.models.simulated import Simulated
from openhall.site.observatory.models import Log
from openhall.site.observatory.scenarios import fault_in, simulated_log
from openhall.site.web.speech import keep_text

DAYS, REPLICATIONS = 120.0, 12
SEED = 2026
"""The same luck each time: whoever simulates the same again sees the same."""


def check_changes(text: str, log: Log) -> str:
    """What is wrong with changes to the process of a log; "" where nothing is."""
    return fault_in(text, simulated_log(log).activities)


def play(asked: Simulated) -> None:
    """Simulate, and keep what came; called by the worker."""
    try:
        if asked.log is None or not asked.log.ready:
            raise MiningError(gettext("The log is not there any more."))
        changes = parse_changes(asked.changes)
        found = what_if(
            fit_best(history_of(simulated_log(asked.log)), SEED, asked=asked_by(changes)),
            changes,
            days=DAYS,
            replications=REPLICATIONS,
            seed=SEED,
        )
    except (MiningError, ProcessError) as error:
        asked.status, asked.problem = Simulated.Status.FAILED, keep_text(message_of(error))
    else:
        asked.figures = [
            [
                each.name, each.unit, each.today.mean, each.changed.mean, each.difference.mean, each.difference.low,
                each.difference.high,
            ]
            for each in found.figures
            if each.name in NAMES
        ]  # fmt: skip
        asked.replications = found.replications
        asked.status = Simulated.Status.READY
    asked.save(update_fields=["status", "problem", "figures", "replications"])


def prediction(asked: Simulated, name: str) -> dict[str, Any]:
    """What an experiment begins with, from one figure of a simulation; empty where there is no such figure."""
    for figure, unit, today, changed, difference, low, high in asked.figures:
        if figure == name:
            return {
                "predicted": round(difference, 2),
                "low": round(min(low, difference), 2),
                "high": round(max(high, difference), 2),
                "source": "simulated",
                "grounds": (
                    f"Simulation of “{asked.title}”, {asked.replications} times {DAYS:g} days, seed {SEED}.\n"
                    f"Changes:\n{asked.changes}\n"
                    f"{figure}: {today:.2f} {unit} today, {changed:.2f} {unit} with the changes."
                ),
            }
    return {}
