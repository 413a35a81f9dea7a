"""Groups of people who do much the same, by what they do (Song and van der Aalst 2008: profiles of activities)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhall.mining.simulation.staff import Staff

ALIKE = 0.75
"""Cosine of two profiles from which on they are one group."""


def roles_of(staff: Staff, activities: tuple[str, ...]) -> tuple[tuple[str, NDArray[np.int64]], ...]:
    """The groups: a name that says what they mostly do, and the people, those with the most work first."""
    whole = staff.share.sum(axis=0)
    weight = staff.share / np.maximum(np.linalg.norm(staff.share, axis=0), 1e-12)
    # Who has the most work leads a group; others join the one they are most like.
    groups: list[list[int]] = []
    middles: list[NDArray[np.float64]] = []
    for person in np.argsort(-whole, kind="stable"):
        if whole[person] <= 0:
            continue
        likeness = [float(weight[:, person] @ middle / np.linalg.norm(middle)) for middle in middles]
        best = int(np.argmax(likeness)) if likeness else -1
        if best >= 0 and likeness[best] >= ALIKE:
            groups[best].append(int(person))
            middles[best] = middles[best] + weight[:, person]
        else:
            groups.append([int(person)])
            middles.append(weight[:, person].copy())
    found = []
    for people in groups:
        main = activities[int(staff.share[:, people].sum(axis=1).argmax())]
        found.append((main, np.array(people)))
    return _named(found)


def _named(
    found: list[tuple[str, NDArray[np.int64]]],
) -> tuple[tuple[str, NDArray[np.int64]], ...]:
    seen: dict[str, int] = {}
    named = []
    for main, people in found:
        seen[main] = seen.get(main, 0) + 1
        named.append((f"mostly {main}" + (f" ({seen[main]})" if seen[main] > 1 else ""), people))
    return tuple(named)
