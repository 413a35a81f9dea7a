"""Done-when 5 of the catalogue: San Francisco's 311 sample goes from its file to a dataset that is published, mapped,
charted and served to programs, by clicking alone, in a real browser on a site with its worker.

The site is in a process of its own (`open_data_side.py`), so that it is as an operator runs it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
SAMPLE = Path("sf-311") / "cases_sample.csv"


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """What was seen on the way, and what was wrong with it."""
    if not (data / SAMPLE).exists():
        return
    command = [sys.executable, str(HERE / "open_data_side.py"), str(data / SAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    yield from ((what, fault) for what, fault in lines)
    if done.returncode or not lines:
        yield "the way is gone to its end", done.stderr.strip()[-2_000:] or "nothing was seen"
