"""The scenarios of GovStack's building blocks workflow, registration and digital registries, played against the site.

The site is served by a process of its own (`govstack_side.py`), with example data laid down by the acts that a real
installation has. The scenarios that do not apply are those that `docs/reference/govstack.md` names, and no others.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from govstack_contract import operations
from govstack_features import scenarios
from govstack_steps import Play

HERE = Path(__file__).parent
PLAYED = ("workflow", "registration", "registries")


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """One check a scenario and row of examples."""
    command = [sys.executable, str(HERE / "govstack_side.py")]
    side = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert side.stdout is not None
        told = json.loads(side.stdout.readline())
        for block in PLAYED:
            known = operations(data, block)
            for scenario in scenarios(data, block):
                yield str(scenario), Play(scenario, known, told).run()
    finally:
        side.communicate()
