"""Give activities other names: a phase for many codes, or the words that the records keep beside them.

Some systems record hundreds of codes. A table of 400 steps helps nobody; a dozen phases do. A mapping from activity
to phase comes from whoever knows the service, from an attribute, or from the codes where they share a pattern.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from openhall.mining.errors import BadFilter
from openhall.mining.filters import attributes
from openhall.mining.log import EventLog

MOST_UNPHASED = 30
"""Up to this many activities people can read as they are."""
CODED_SHARE = 0.9
"""At least this share of the activities must be codes of the pattern."""
LARGE_PHASE = 0.2
"""A phase with more than this share of all activities is cut by the first digit of its numbers."""
CODE = re.compile(r"(?P<stem>.*?[A-Za-z].*?)(?P<between>[ _.\-])(?P<number>\d{2,})(?:[ _.\-]?\w*)?")


def rename_activities(log: EventLog, names: Mapping[str, str]) -> EventLog:
    """The log with its activities called as `names` says; those it does not name stay. Equal names become one."""
    new = [names.get(name, name) for name in log.activities]
    distinct = tuple(dict.fromkeys(new))
    place = {name: k for k, name in enumerate(distinct)}
    code = np.array([place[name] for name in new], np.uint16)
    return replace(log, activity=code[log.activity], activities=distinct)


def names_from(logs: Sequence[EventLog], attribute: str) -> dict[str, str]:
    """What each activity is called in an attribute of its events: the value that most of them have.

    One name for all logs; of equals, the first in the alphabet; activities without a value have no entry. Raises
    `BadFilter` when a log has no such attribute.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for log in logs:
        if attribute not in log.events.names:
            raise BadFilter(
                f"The events of {log.source} have no “{attribute}”; there are {', '.join(attributes(log))}."
            )
        codes, values = log.codes(attribute)
        known = codes >= 0
        pairs, times = np.unique(
            log.activity[known].astype(np.int64) * max(len(values), 1) + codes[known], return_counts=True
        )
        for pair, number in zip(pairs.tolist(), times.tolist(), strict=True):
            activity, value = divmod(pair, len(values))
            counts[log.activities[activity], values[value]] += number
    names: dict[str, str] = {}
    for (activity, value), _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        names.setdefault(activity, value)
    return names


def find_phases(activities: Iterable[str]) -> dict[str, str]:
    """The phase of each activity, where they are codes such as 01_HOOFD_490 or AB-12; else nothing.

    A phase is what stands before the number. One that holds more than a fifth of all activities is cut once more, by
    the first digit of numbers of the same length: 01_HOOFD_4xx. Nothing is returned for up to `MOST_UNPHASED`
    activities, or where fewer than nine in ten are codes, or all would fall into one phase.
    """
    names = tuple(dict.fromkeys(activities))
    read = {name: CODE.fullmatch(name) for name in names}
    coded = {name: found for name, found in read.items() if found}
    if len(names) <= MOST_UNPHASED or len(coded) < CODED_SHARE * len(names):
        return {}
    sizes = Counter(found["stem"] for found in coded.values())
    phases = {}
    for name, found in coded.items():
        stem, number = found["stem"], found["number"]
        cut = sizes[stem] > LARGE_PHASE * len(names)
        phases[name] = f"{stem}{found['between']}{number[0]}{'x' * (len(number) - 1)}" if cut else stem
    return phases if len(set(phases.values())) > 1 else {}
