"""An XmR chart as plain values: for JSON, so that other programs read what people see."""

from __future__ import annotations

from typing import Any

from openhall.measure.spc.model import Chart
from openhall.measure.spc.words import sentence, signal_sentences


def as_plain(chart: Chart) -> dict[str, Any]:
    """Everything of a chart as dictionaries, lists, text and numbers; days as ISO 8601. Limits as they are, not cut."""
    return {
        "sentence": sentence(chart),
        "signals": signal_sentences(chart),
        "variation": str(chart.variation),
        "assurance": None if chart.assurance is None else str(chart.assurance),
        "direction": str(chart.direction),
        "target": chart.target,
        "baseline": chart.baseline,
        "grain": str(chart.grain),
        "phases": [
            {
                "first": chart.points[phase.first].day.isoformat(),
                "last": chart.points[phase.last].day.isoformat(),
                "counted": phase.counted,
                "provisional": phase.provisional,
                "mean": phase.limits.mean,
                "lower": phase.limits.lower,
                "upper": phase.limits.upper,
                "average_moving_range": phase.limits.average_range,
                "screened": phase.limits.screened,
                "begun_by": None
                if phase.begun_by is None
                else {"kind": str(phase.begun_by.kind), "reason": phase.begun_by.reason},
            }
            for phase in chart.phases
        ],
        "points": [
            {
                "day": point.day.isoformat(),
                "value": point.value,
                "phase": point.phase,
                "signal": str(point.signal),
                "type": str(point.type),
            }
            for point in chart.points
        ],
        "notes": [{"day": each.day.isoformat(), "words": each.words} for each in chart.notes],
    }
