"""The table that stands beside every XmR chart: nothing is on the picture that is not in it."""

from __future__ import annotations

from dataclasses import dataclass

from openhall.measure.spc.model import Chart
from openhall.measure.spc.speech import ENGLISH, Speech, gettext_noop
from openhall.measure.spc.words import SIGNALS, TYPES

HEADINGS = (
    gettext_noop("When"),
    gettext_noop("Value"),
    gettext_noop("Lower limit"),
    gettext_noop("Mean"),
    gettext_noop("Upper limit"),
    gettext_noop("What it says"),
    gettext_noop("By which rule"),
)


@dataclass(frozen=True)
class Row:
    """A point in words. `begins` says why limits begin anew with it; "" where they do not."""

    when: str
    value: str
    lower: str
    mean: str
    upper: str
    says: str
    rule: str
    begins: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells in the order of `HEADINGS`."""
        return (self.when, self.value, self.lower, self.mean, self.upper, self.says, self.rule)


def table(chart: Chart, speech: Speech = ENGLISH) -> list[Row]:
    """A row for each point, in the order of time."""
    rows = []
    for place, point in enumerate(chart.points):
        limits, phase = chart.limits_at(place), chart.phases[point.phase]
        lower, upper = (
            "–" if each is None else speech.number(chart.shown(each)) for each in (limits.lower, limits.upper)
        )
        begins = phase.begun_by if phase.first == place else None
        rows.append(
            Row(
                speech.day(point.day, chart.grain),
                speech.number(point.value),
                lower,
                speech.number(limits.mean),
                upper,
                speech.say(TYPES[point.type]),
                speech.say(SIGNALS[point.signal]),
                "" if begins is None else begins.reason or speech.say(gettext_noop("Limits begin anew")),
            )
        )
    return rows
