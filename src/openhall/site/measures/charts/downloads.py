"""A measure to take along: CSV for tables, JSON for programs. The numbers are those of the page."""

from __future__ import annotations

import csv
import io
from typing import Any

from openhall.measure.spc.plain import as_plain
from openhall.site.measures.charts.drawn import Drawn

COLUMNS = (
    "period", "value", "numerator", "denominator", "n", "version",
    "mean", "lower_limit", "upper_limit", "signal", "type",
)  # fmt: skip


def csv_of(drawn: Drawn) -> str:
    """A line for each period that is over, also those without a value; hidden ones are left out for the public."""
    held = {}
    if drawn.chart is not None:
        for place, point in enumerate(drawn.chart.points):
            held[point.day] = (point, drawn.chart.limits_at(place))
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for each in drawn.loaded.over:
        if each.hidden and drawn.public:
            continue
        row: list[Any] = [
            each.day.isoformat(),
            each.value,
            each.numerator,
            each.denominator,
            each.n,
            each.version,
        ]
        if each.day in held:
            point, limits = held[each.day]
            row += [limits.mean, limits.lower, limits.upper, point.signal, point.type]
        lines.writerow(row + [""] * (len(COLUMNS) - len(row)))
    return text.getvalue()


def json_of(drawn: Drawn) -> dict[str, Any]:
    """The chart with what is measured; days are ISO 8601."""
    return {
        "measure": drawn.measure.slug,
        "name": drawn.name,
        "question": drawn.definition.question,
        "unit": drawn.definition.unit,
        "version": drawn.loaded.version.number,
        "chart": None if drawn.chart is None else as_plain(drawn.chart),
    }
