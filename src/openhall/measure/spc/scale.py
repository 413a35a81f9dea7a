"""Round numbers on the axis of a chart."""

from __future__ import annotations

from math import ceil, floor, log10


def round_steps(least: float, most: float, about: int = 4) -> list[float]:
    """Round numbers at even distances that enclose a range: 0, 50, 100 of 3 to 87. At the least two of them."""
    if most <= least:
        most = least + max(1.0, abs(least) * 0.1)
    rough = (most - least) / about
    power = 10.0 ** floor(log10(rough))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough * 0.999)
    first, last = floor(least / step + 1e-9), ceil(most / step - 1e-9)
    return [number * step for number in range(first, last + 1)]
