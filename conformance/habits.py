"""Batches, days off and months with few people in real logs: what is known of them is found, and what is played by
default foretells later cases no worse than without it.

SOURCES.md of the logs says where each comes from. That the payments of BPI Challenge 2020 are made on Mondays and
Thursdays can be read off the log: 99% of them lie on those days.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from openhall.mining.log import EventLog
from openhall.mining.simulation.calibrate import split_at
from openhall.mining.simulation.choose import Trial, choose, later_cases
from openhall.mining.simulation.parameters import fit, history_of

LOGS = ("receipt", "bpic2020_DomesticDeclarations", "bpic2020_PermitLog", "bpic2012")
PAYMENTS = "batch: Payment Handled"
KNOWN = {
    "bpic2020_DomesticDeclarations": {PAYMENTS: {"weekdays": [0, 3], "every": 1}},
    "bpic2020_PermitLog": {PAYMENTS: {"weekdays": [0, 3], "every": 1}},
}
PLAYS = 10
CERTAIN = 3.0


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each log: what is found, and whether it may be played."""
    for name in LOGS:
        path = data / "logs" / f"{name}.xes.gz"
        if not path.exists():
            continue
        history = history_of(EventLog.read(path))
        split = split_at(history)
        known = history.before(split)
        choice = choose(known)
        found = {each.key: each.told for each in choice.finds}
        for key, told in KNOWN.get(name, {}).items():
            seen = {word: found.get(key, {}).get(word) for word in told}
            yield f"{name}: {key}", None if seen == told else f"found {seen}, not {told}"
        trial = Trial(known, later_cases(history, split), split, history.until)
        with_it, without = (
            trial.off(parameters, 0, PLAYS) for parameters in (choice.fit(known), fit(known, choice.memory))
        )
        worse = with_it - without
        error = float(worse.std(ddof=1) / np.sqrt(PLAYS))
        fault = f"worse by {worse.mean():.4f} of the mean time, ± {error:.4f}"
        yield f"{name}: foretold no worse", fault if worse.mean() > CERTAIN * error else None
