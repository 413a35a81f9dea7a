"""The choices that both sides of the suite `bpmn-spiff` make alike. Either side imports it; it imports neither.

A schedule is a name. "first" and "last" take the first and the last of what is open, in the order of the ids; any other
name is a seed. Everything that a model leaves open is worked out from the schedule and from where the case stands, so
that the two sides need not talk to each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence

SCHEDULES = ("first", "last", "a", "b", "c", "d", "e", "f")
MOST_MOVES = 40
"""Moves of one play: a model that goes round is compared that far."""
MOST_ROUNDS = 3
"""Rounds of a loop and instances of an activity."""


def pick(options: int, *what: object) -> int:
    """A number below `options` that depends on nothing but `what`."""
    digest = hashlib.sha256(json.dumps(what).encode()).digest()
    return int.from_bytes(digest[:6], "big") % options


def next_move(schedule: str, step: int, open_now: Sequence[str]) -> str:
    """The one of what is open that happens next."""
    ids = sorted(open_now)
    if schedule == "first":
        return ids[0]
    return ids[-1] if schedule == "last" else ids[pick(len(ids), schedule, "move", step)]


def flow_taken(schedule: str, gateway: str, visit: int, flows: Collection[str]) -> str:
    """The flow that leaves an exclusive gateway at a visit (from 0); `flows` has the default too."""
    ids = sorted(flows)
    return ids[pick(len(ids), schedule, "flow", gateway, visit)]


def flows_taken(schedule: str, gateway: str, visit: int, asked: Collection[str], default: bool) -> set[str]:
    """The flows whose conditions hold at an inclusive gateway; none only where it has a default."""
    ids = sorted(asked)
    least = 0 if default else 1
    bits = pick((1 << len(ids)) - least, schedule, "flows", gateway, visit) + least
    return {flow for k, flow in enumerate(ids) if bits >> k & 1}


def instances(schedule: str, node: str) -> int:
    """How many instances an activity has."""
    return pick(MOST_ROUNDS + 1, schedule, "instances", node)


def again(schedule: str, node: str, done: int) -> bool:
    """Whether a loop goes on after so many rounds."""
    return done < MOST_ROUNDS and pick(2, schedule, "again", node, done) == 1


def enough(schedule: str, node: str, done: int) -> bool:
    """Whether an activity of several instances is complete after so many of them."""
    return pick(2, schedule, "enough", node, done) == 1


def values(schedule: str, step: int, pools: Mapping[str, Sequence[object]]) -> dict[str, object]:
    """What a case knows after a step: for each name one of the values that the model asks about."""
    return {name: pool[pick(len(pool), schedule, "value", name, step)] for name, pool in pools.items()}
