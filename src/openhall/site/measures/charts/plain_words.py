"""A definition in plain words: what is counted, from what, when, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from openhall.measure.definitions import Definition, Direction, Grain, How
from openhall.measure.definitions.model import PERCENT
from openhall.site.measures.charts.speech import unit_words

HOW = {
    How.RATIO: gettext_noop("What is counted above, divided by what is counted below."),
    How.TOTAL: gettext_noop("Everything that is counted, added up."),
    How.MEAN: gettext_noop("The mean of all values."),
    How.MEDIAN: gettext_noop("The value in the middle: half are lower, half are higher."),
    How.PERCENTILE: gettext_noop("The value that %(share)s%% are below."),
    How.GAP: gettext_noop(
        "A share in each group; the highest less the lowest, of groups that are large enough."
    ),
}
SOURCES = {
    "cases": gettext_lazy("the record of cases"),
    "feedback": gettext_lazy("what people said afterwards"),
    "typed": gettext_lazy("numbers that the department enters"),
    "dataset": gettext_lazy("a dataset of the open data"),
}
BETTER = {
    Direction.UP: gettext_lazy("more"),
    Direction.DOWN: gettext_lazy("less"),
    Direction.NEITHER: gettext_lazy("neither"),
}
EVERY = {
    Grain.DAY: gettext_lazy("each day"),
    Grain.WEEK: gettext_lazy("each week"),
    Grain.MONTH: gettext_lazy("each month"),
    Grain.QUARTER: gettext_lazy("each quarter"),
}


@dataclass(frozen=True)
class Line:
    """A line of the definition: what, in words, and the exact expression where there is one."""

    what: str
    words: str = ""
    exactly: str = ""


def lines_of(definition: Definition) -> list[Line]:
    """The definition, line by line, in the order in which it is best read."""
    how = _(HOW[definition.how])
    if definition.how is How.PERCENTILE:
        how = how % {"share": f"{definition.quantile * 100:g}"}
    lines = [Line(_("How it is made"), how)]
    share = definition.how in (How.RATIO, How.GAP)
    if definition.numerator is not None:
        above = _("Counted above the line") if share else _("Counted")
        lines.append(_side(above, definition.numerator.typed, str(definition.numerator)))
    if definition.denominator is not None:
        lines.append(
            _side(_("Counted below the line"), definition.denominator.typed, str(definition.denominator))
        )
    if definition.value is not None:
        lines.append(Line(_("Value of each case"), exactly=str(definition.value)))
    if definition.filter is not None:
        lines.append(Line(_("Only where"), exactly=str(definition.filter)))
    lines += [Line(_("Left out"), each.because, str(each.when)) for each in definition.exclusions]
    lines.append(
        Line(_("Comes from"), str(SOURCES.get(definition.source, definition.source)), definition.dataset)
    )
    if definition.open_at_end:
        lines.append(Line(_("Belongs to"), _("each period at whose end the case is open")))
    elif definition.source != "typed":
        lines.append(Line(_("Belongs to"), _("the period in which this day lies"), definition.dated_by))
    unit = "%" if definition.unit == PERCENT else unit_words(definition.unit)
    return [
        *lines,
        Line(_("Unit"), unit),
        Line(_("Worked out"), str(EVERY[definition.grain])),
        Line(_("Better is"), str(BETTER[definition.direction])),
        Line(_("Groups are shown from"), _("%(count)s cases on") % {"count": definition.smallest}),
    ]


def _side(what: str, typed: str, exactly: str) -> Line:
    if typed:
        return Line(
            what, _("a number that the department enters for each period: %(name)s") % {"name": typed}
        )
    return Line(what, _("every case") if exactly == "true" else "", "" if exactly == "true" else exactly)
