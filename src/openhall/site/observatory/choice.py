"""What a page of a log shows, read from its address and written into the addresses of its links."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.mining.errors import BadFilter
from openhall.mining.filter_text import parse_filter
from openhall.mining.map import Level
from openhall.site.web.speech import say_error

MOST_FILTERS = 12
EVENTS = "events"
MEASURES = {
    "frequency": gettext_lazy("How often"),
    "median": gettext_lazy("Median wait"),
    "mean": gettext_lazy("Mean wait"),
    "p90": gettext_lazy("Wait that 9 in 10 stay under"),
    "total": gettext_lazy("Days in all"),
}


@dataclass(frozen=True)
class Choice:
    """The state of a page: filters, finding, level, measure, and what is counted. The address holds it: undo is a link.

    unit  "events" to count what was written; "" to count pieces of work where the records allow it
    """

    filters: tuple[str, ...] = ()
    finding: str = ""
    activities: int | None = None
    steps: int | None = None
    measure: str = "frequency"
    unit: str = ""
    problems: tuple[str, ...] = field(default=(), compare=False)

    @staticmethod
    def of(query: QueryDict) -> Choice:
        """Read an address; what makes no sense is left out and said in `problems`."""
        problems, filters = [], []
        for text in query.getlist("f")[:MOST_FILTERS]:
            try:
                parse_filter(text)
                filters.append(text)
            except BadFilter as error:
                problems.append(say_error(error))
        measure = query.get("measure", "frequency")
        return Choice(
            tuple(dict.fromkeys(filters)),
            query.get("finding", "")[:80],
            _percent(query.get("activities"), problems),
            _percent(query.get("steps"), problems),
            measure if measure in MEASURES else "frequency",
            EVENTS if query.get("unit") == EVENTS else "",
            tuple(problems),
        )

    def level(self, default: Level) -> Level:
        """The level of the map: as chosen, else the default."""
        return Level(
            default.activities if self.activities is None else self.activities / 100,
            default.steps if self.steps is None else self.steps / 100,
        )

    def query(self, **changes: Any) -> str:
        """The address of this page with some things changed: "?f=...&measure=median"; "?" when all is default."""
        other = replace(self, **changes)
        pairs: list[tuple[str, Any]] = [("f", text) for text in other.filters]
        if other.finding:
            pairs.append(("finding", other.finding))
        pairs += [
            (n, v) for n, v in (("activities", other.activities), ("steps", other.steps)) if v is not None
        ]
        if other.measure != "frequency":
            pairs.append(("measure", other.measure))
        if other.unit:
            pairs.append(("unit", other.unit))
        return "?" + urlencode(pairs)

    def adding(self, text: str) -> str:
        """The address with one more filter."""
        return self.query(filters=(*(known for known in self.filters if known != text), text))


def _percent(text: str | None, problems: list[str]) -> int | None:
    if text is None or text == "":
        return None
    if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100:
        return int(text)
    problems.append(
        _("“%(text)s” is no percentage; it must be a whole number from 0 to 100.") % {"text": text[:20]}
    )
    return None
