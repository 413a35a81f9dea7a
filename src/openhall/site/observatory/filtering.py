"""The form that adds a filter, and the text it makes."""

from __future__ import annotations

import numpy as np
from django.http import QueryDict
from numpy.typing import NDArray

from openhall.mining.errors import BadFilter
from openhall.mining.filter_text import filter_text
from openhall.mining.filters import EndsWith, Filter, HasActivity, HasAttribute, LacksActivity, StartsWith
from openhall.mining.log import CASE
from openhall.process.saying import gettext
from openhall.site.observatory.shelf import View

ON_ACTIVITY: dict[str, type[HasActivity | LacksActivity | StartsWith | EndsWith]] = {
    "activity": HasActivity,
    "without": LacksActivity,
    "start": StartsWith,
    "end": EndsWith,
}
MOST_VALUES = 60


def filter_choices(view: View) -> dict[str, object]:
    """What the filter form offers: the activities of the cut, and the values of attributes that have few."""
    return {"activities": sorted(view.summary.activities["name"]), "attributes": attribute_values(view)}


def attribute_values(view: View) -> list[tuple[str, list[str]]]:
    """Attributes of cases with at most `MOST_VALUES` values, and these values."""
    found = []
    for name in view.log.cases.names:
        kind = view.log.cases.kind(name)
        if name == CASE or kind.is_temporal() or kind.is_float():
            continue
        values = _present(*view.log.case_codes(name))
        if 1 < len(values) <= MOST_VALUES:
            found.append((name, values))
    return found


def _present(codes: NDArray[np.int32], names: tuple[str, ...]) -> list[str]:
    """The names that occur: a cut of a log shares the names of the whole."""
    seen = np.zeros(len(names) + 1, np.bool_)
    seen[codes] = True
    return sorted(names[k] for k in np.flatnonzero(seen[:-1]).tolist())


def event_attribute_values(view: View) -> list[tuple[str, list[str]]]:
    """Attributes of events with at most `MOST_VALUES` values, and these values: departments, officers, channels."""
    found = []
    for name in view.log.events.names:
        kind = view.log.events.kind(name)
        if kind.is_temporal() or kind.is_float():
            continue
        values = _present(*view.log.codes(name))
        if 1 < len(values) <= MOST_VALUES:
            found.append((name, values))
    return found


def built_filter(query: QueryDict) -> str:
    """The text of the filter that the form says. Raises `BadFilter` when an answer is missing."""
    kind = query.get("kind", "")
    if kind in ON_ACTIVITY:
        chosen: Filter = ON_ACTIVITY[kind](_answer(query, "activity", gettext("Choose an activity.")))
        return filter_text(chosen)
    if kind == "days":
        return f"days:{query.get('least', '').strip()}..{query.get('most', '').strip()}"
    if kind == "time":
        return f"time:{query.get('first', '').strip()}..{query.get('last', '').strip()}"
    if kind == "attr":
        name, _, value = _answer(query, "attribute", gettext("Choose a value.")).partition("\x1f")
        return filter_text(HasAttribute(name, (value,)))
    if kind == "variants":
        return f"variants:{query.get('share', '').strip()}%"
    raise BadFilter(gettext("Choose a kind of filter."))


def _answer(query: QueryDict, name: str, words: str) -> str:
    answer = query.get(name, "")
    if not answer:
        raise BadFilter(words)
    return answer
