"""What rooms above have the cases do beside their own work.

It is said by name, and looked up where it is done: a start of the site does not load what a worker alone needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.module_loading import import_string

ROUNDS: list[tuple[str, float]] = []
"""What the worker does in rounds: the work, which says how much it did, and the seconds without any before the next."""
FORGETTING: list[str] = []
"""What else is forgotten of a case whose details are deleted, in the same transaction; each takes the case."""


def rounds() -> Iterator[tuple[Callable[[], int], float]]:
    """The work of `ROUNDS`, each with its rest."""
    return ((import_string(name), rest) for name, rest in ROUNDS)


def forgetting() -> Iterator[Callable[[Any], None]]:
    """The work of `FORGETTING`."""
    return (import_string(name) for name in FORGETTING)
