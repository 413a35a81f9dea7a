"""What comes next in a case, in a form that a kernel can walk: states with open items, and where each leads.

An item is a piece of work, or an event that is waited for, that is open in a case. When one comes about, the state it
lies in and its place there (its slot) are a key; a key leads to choices, one of them for each value of an attribute of
the case where it asks for one; a choice has outcomes with chances; and an outcome is the next state with its items, of
which some were open before (they keep what they have waited) and others begin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Flow:
    """A stochastic net. The case begins with the key 0, and ends in a state without items.

    key_of         int32, a state: the key of its first slot
    split          int32, a key: the attribute it asks for, -1 for none
    choice         int32, a key: its choice; with an attribute, that for an unknown value, and those of its values after
    outcomes       int32, choices + 1: where the outcomes of each choice begin
    chance         float64, an outcome: the chance of it and those before it in the choice, the last one 1
    to             int32, an outcome: the state that follows
    items          int32, outcomes + 1: where the items of the state that follows are listed
    before         int32, a listed item: the slot it had before, -1 where it begins
    kind           int32, a listed item: its kind
    kind_activity  int32, a kind: the activity it shows, -1 where it shows nothing
    activities     the names of the activities
    also           int32, outcomes + 1: where the activities (`also_activity`) are listed that are done at once with it
    """

    key_of: NDArray[np.int32]
    split: NDArray[np.int32]
    choice: NDArray[np.int32]
    outcomes: NDArray[np.int32]
    chance: NDArray[np.float64]
    to: NDArray[np.int32]
    items: NDArray[np.int32]
    before: NDArray[np.int32]
    kind: NDArray[np.int32]
    kind_activity: NDArray[np.int32]
    activities: tuple[str, ...]
    also: NDArray[np.int32]
    also_activity: NDArray[np.int32]

    @property
    def slots(self) -> int:
        """The most items that are open in one state."""
        return max(1, int(np.diff(self.items).max())) if len(self.to) else 1
