"""How often charts of what never changes show a signal: `python benchmarks/spc_false_alarms.py`, two minutes.

10,000 series a row, all values of one distribution that never changes, so that every signal is a false alarm.
The tables are those of docs/findings/false-alarms.md.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray

from openhall.measure.spc import Signal, limits_of, signals_of

SERIES = 10_000
LENGTHS = (12, 24, 36, 60)
SEED = 20_261_129
RULES = {
    "outside a limit": {Signal.ABOVE_LIMIT, Signal.BELOW_LIMIT},
    "seven rise or fall": {Signal.RISING, Signal.FALLING},
    "two of three near a limit": {Signal.NEAR_UPPER, Signal.NEAR_LOWER},
    "seven on one side": {Signal.SHIFT_ABOVE, Signal.SHIFT_BELOW},
}
Draw = Callable[[np.random.Generator, int], NDArray[np.float64]]


def normal(chance: np.random.Generator, length: int) -> NDArray[np.float64]:
    """Values as the method assumes them."""
    return chance.normal(100, 15, length)


def counts(chance: np.random.Generator, length: int) -> NDArray[np.float64]:
    """Counts of rare things, 5 in a month on average."""
    return chance.poisson(5, length).astype(float)


def days(chance: np.random.Generator, length: int) -> NDArray[np.float64]:
    """Skewed values, as mean days of few cases are (log-normal)."""
    return chance.lognormal(3, 0.5, length)


def carried(chance: np.random.Generator, length: int) -> NDArray[np.float64]:
    """Values each of which keeps 0.5 of what the one before was off by: no real change, but not independent either."""
    noise, values = chance.normal(0, 15, length + 20), [0.0]
    for each in noise:
        values.append(0.5 * values[-1] + each)
    return 100 + np.array(values[-length:])


KINDS: dict[str, Draw] = {
    "normal": normal,
    "counts of 5": counts,
    "skewed": days,
    "half carried over": carried,
}


def one_round(kind: str, length: int, part: int) -> tuple[Counter[str], int]:
    """Of a tenth of the series: those with a signal by rule and by any (`any`), marked points, and the points."""
    chance = np.random.default_rng([SEED, length, part, list(KINDS).index(kind)])
    found: Counter[str] = Counter()
    points = 0
    for _ in range(SERIES // 10):
        values = KINDS[kind](chance, length).tolist()
        said = signals_of(values, limits_of(values))
        points += length
        found["points"] += sum(each is not Signal.COMMON_CAUSE for each in said)
        found["any"] += any(each is not Signal.COMMON_CAUSE for each in said)
        for rule, signals in RULES.items():
            found[rule] += any(each in signals for each in said)
    return found, points


def alerts(kind: str, part: int) -> tuple[int, int]:
    """Alerts that a site would send, month by month from the 12th to the 48th value of a tenth of the series; months.

    An alert goes out when the newest value is a signal, and the value before it was not the same way when it was new.
    """
    chance = np.random.default_rng([SEED, 1, part, list(KINDS).index(kind)])
    sent = months = 0
    for _ in range(SERIES // 10):
        values = KINDS[kind](chance, 48).tolist()
        before = 0
        for length in range(12, 49):
            known = values[:length]
            high = signals_of(known, limits_of(known))[-1].high
            sent += bool(high) and high != before
            before = high
            months += 1
    return sent, months


def main() -> None:
    """Print both tables in Markdown."""
    with ProcessPoolExecutor(max_workers=2) as pool:
        print(f"{SERIES:,} series a row; share of series in which the rule marks a point at least once.\n")
        print(f"| series | values | {' | '.join(RULES)} | any rule | values marked |")
        print("|---|---|---|---|---|---|---|---|")
        for kind in KINDS:
            for length in LENGTHS:
                rounds = list(pool.map(partial(one_round, kind, length), range(10)))
                print(_row(kind, length, rounds), flush=True)
        print("\nAlerts, as a site sends them, a value of a stable series from the 12th on.\n")
        print("| series | alerts a value | one every |")
        print("|---|---|---|")
        for kind in KINDS:
            parts = list(pool.map(partial(alerts, kind), range(10)))
            rate = sum(sent for sent, _ in parts) / sum(months for _, months in parts)
            print(f"| {kind} | {rate:.2%} | {1 / rate:.0f} values |", flush=True)


def _row(kind: str, length: int, rounds: Sequence[tuple[Counter[str], int]]) -> str:
    total: Counter[str] = sum((found for found, _ in rounds), Counter())
    points = sum(each for _, each in rounds)
    shares = [f"{total[rule] / SERIES:.1%}" for rule in [*RULES, "any"]]
    return f"| {kind} | {length} | {' | '.join(shares)} | {total['points'] / points:.1%} |"


if __name__ == "__main__":
    sys.exit(main())
