"""How often work is done again, as a picture and the same as a table: with what would have been, once that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openhall.measure.effects import Interrupted
from openhall.measure.effects.drawing import draw_effect
from openhall.measure.effects.words import sentence_of
from openhall.measure.spc import Annotation, Chart, Direction, Grain, Speech, chart, draw, sentence
from openhall.measure.spc.drawing import legend
from openhall.measure.spc.words import TYPES
from openhall.site.training.needs.effect import Change

FEWEST = 2
"""Months that a chart needs."""
NAME = "again"


@dataclass(frozen=True)
class Row:
    """A month: its first day, whether it began after the course was taught, and the cells below the headings."""

    day: date
    after: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """What a page shows of a course as a change.

    says    what the picture says, in the reader's language; svg and legend  "" and none below `FEWEST` months
    rows    a month each, the cells in the order of `headings`
    """

    says: str
    title: str
    svg: SafeString
    legend: tuple[tuple[SafeString, str], ...]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def drawn(change: Change, found: Interrupted | str) -> Drawn:
    """The interrupted series where the effect is known, else the months on an XmR chart."""
    if isinstance(found, Interrupted):
        return _with_effect(change, found)
    if len(change.series.dates) < FEWEST:
        return Drawn("", _title(change), mark_safe(""), (), _headings(), _rows(change, {}))
    return _without_effect(change)


def _with_effect(change: Change, found: Interrupted) -> Drawn:
    says = sentence_of(found.effect, Direction.DECREASE, Speech(_))
    picture = draw_effect(found.periods, Grain.MONTH, _title(change), says, _speech(), NAME)
    without = {each.day: (percent(each.without),) for each in found.periods if each.after}
    headings = _headings(_("Without the course"))
    return Drawn(says, _title(change), mark_safe(picture), (), headings, _rows(change, without, ("",)))  # noqa: S308 - the engine escapes all words


def _without_effect(change: Change) -> Drawn:
    made = _chart(change)
    says = sentence(made, _speech())
    picture = draw(made, _title(change), says, _speech(), NAME)
    marks = tuple((mark_safe(mark), _(words)) for mark, words in legend(made))  # noqa: S308 - drawn by the engine
    headings = _headings(_("Lower limit"), _("Mean"), _("Upper limit"), _("What it says"))
    beside = {point.day: _limits(made, place) for place, point in enumerate(made.points)}
    return Drawn(says, _title(change), mark_safe(picture), marks, headings, _rows(change, beside))  # noqa: S308 - the same


def _chart(change: Change) -> Chart:
    told = (
        [Annotation(change.start, _("Most of those who need the course had completed it"))]
        if change.start
        else []
    )
    return chart(
        change.series.values,
        dates=change.series.dates,
        direction=Direction.DECREASE,
        annotations=told,
        grain=Grain.MONTH,
        least=0,
        most=100,
    )


def _limits(made: Chart, place: int) -> tuple[str, ...]:
    limits = made.limits_at(place)
    lower, upper = (
        "–" if each is None else percent(made.shown(each)) for each in (limits.lower, limits.upper)
    )
    return (lower, percent(limits.mean), upper, _(TYPES[made.points[place].type]))


def _rows(
    change: Change, beside: dict[date, tuple[str, ...]], empty: tuple[str, ...] = ()
) -> tuple[Row, ...]:
    counts = change.series.counts or ()
    return tuple(
        Row(
            day,
            change.start is not None and day >= change.start,
            (
                percent(value),
                formats.number_format(int(cases), force_grouping=True),
                *beside.get(day, empty),
            ),
        )
        for day, value, cases in zip(change.series.dates, change.series.values, counts, strict=False)
        if value is not None
    )


def _headings(*more: str) -> tuple[str, ...]:
    return (_("Done again"), _("Cases"), *more)


def _title(change: Change) -> str:
    return _("Cases in which “%(activity)s” is done again, by the month of the first time") % {
        "activity": change.activity
    }


def percent(value: float) -> str:
    """A share as the reader's language writes it."""
    return pgettext("a share", "%(number)s%%") % {"number": formats.number_format(f"{value:.1f}")}


def _speech() -> Speech:
    return Speech(_, _day, percent)


def _day(day: date, grain: Grain) -> str:
    return formats.date_format(day, "F Y" if grain is Grain.MONTH else "j F Y")
