"""Ten thousand broken files of every format: each is read, or refused with one sentence, soon, in bounded memory.

A thousand are given to a process of its own, so that a crash or a hang is seen as well.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from rounds import in_rounds

ROOT = Path(__file__).parent.parent
ROUNDS, INPUTS = 10, 1_000
PATIENCE = 600
MOST_MEMORY = 6 << 30
SLOWEST = timedelta(seconds=10)


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Give each round to a process; what went wrong is the end of what it said."""
    yield from in_rounds(__file__, f"{INPUTS:,} broken files", ROUNDS, PATIENCE)


def fuzz(number: int) -> None:
    """One round; prints how many were read and how many refused."""
    sys.path.insert(0, str(ROOT / "tests" / "mining"))
    from broken_files import broken_files, read_or_refuse

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    counts = [0, 0]
    with tempfile.TemporaryDirectory() as folder:

        @seed(number)
        @settings(
            max_examples=INPUTS, deadline=SLOWEST, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(content=broken_files())
        def each(content: bytes) -> None:
            counts[read_or_refuse(content, Path(folder) / "log")] += 1

        each()
    print(f"{counts[1]:,} read, {counts[0]:,} refused")


if __name__ == "__main__":
    fuzz(int(sys.argv[1]))
