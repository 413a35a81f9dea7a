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
from govstack_listed import PLAYED, checks_of_list, checks_of_operations, listed, title
from govstack_setting import prepare
from govstack_steps import Play

HERE = Path(__file__).parent


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """One check a scenario and row of examples, and one for each that is listed as not applying."""
    yield from checks_of_list(data)
    left_out = listed()
    command = [sys.executable, str(HERE / "govstack_side.py")]
    side = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert side.stdout is not None
        line = side.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(command)} failed; the lines above say why.")
        told = json.loads(line)
        yield from checks_of_operations(data, told)
        told["names"] = prepare(told)
        for block in PLAYED:
            known = operations(data, block)
            for scenario in scenarios(data, block):
                if title(scenario) not in left_out:
                    yield str(scenario), Play(scenario, known, told).run()
    finally:
        side.communicate()
