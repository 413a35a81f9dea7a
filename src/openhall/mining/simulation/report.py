"""A simulation told: as JSON, and as one HTML file that opens offline, each chart with its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import numpy as np

from openhall.mining.draw.svg import ACCENT, QUIET
from openhall.mining.report import STYLE, table_of
from openhall.mining.simulation.calibrate import Calibration
from openhall.mining.simulation.rhythm_words import found_words, why_words
from openhall.mining.simulation.whatif import Figure, Interval, WhatIf
from openhall.mining.simulation.words import is_change, value, verdict
from openhall.mining.words import count
from openhall.process.saying import ENGLISH, Speech, figure, gettext, pgettext

SHOWN_BOUNDS = (10, 25, 50, 75, 90, 95)


def as_json(result: WhatIf, calibration: Calibration | None) -> dict[str, Any]:
    """Everything that was found, as plain values."""
    return {
        "changes": list(result.changes),
        "days": result.days,
        "replications": result.replications,
        "typical_play": result.typical,
        "found": [dict(each) for each in result.found],
        "cases": {"today": result.cases[0], "changed": result.cases[1]},
        "figures": [
            {
                "name": figure.name,
                "unit": figure.unit,
                **{
                    side: {"mean": each.mean, "low": each.low, "high": each.high}
                    for side, each in (
                        ("today", figure.today),
                        ("changed", figure.changed),
                        ("difference", figure.difference),
                    )
                },
                "certain": figure.certain,
            }
            for figure in result.figures
        ],
        "days_at_percent": {
            side: [round(float(each), 4) for each in bounds]
            for side, bounds in zip(("today", "changed"), result.bounds, strict=True)
        },
        "trust": None if calibration is None else trust_as_json(calibration),
    }


def from_json(told: Mapping[str, Any]) -> WhatIf:
    """What `as_json` wrote, as it was; times to four places."""
    figures = tuple(
        Figure(
            each["name"],
            each["unit"],
            *(Interval(**each[side]) for side in ("today", "changed", "difference")),
        )
        for each in told["figures"]
    )
    today, changed = (np.array(told["days_at_percent"][side], np.float64) for side in ("today", "changed"))
    cases = (told["cases"]["today"], told["cases"]["changed"])
    return WhatIf(
        tuple(told["changes"]), figures, (today, changed), told["days"], cases, told["replications"],
        told.get("typical_play", 0), tuple(told.get("found", ())),
    )  # fmt: skip


def trust_as_json(calibration: Calibration) -> dict[str, Any]:
    """How far the simulation was off on held-out cases."""
    return {
        "grade": calibration.grade,
        "known_cases": calibration.known,
        "held_out_cases": calibration.held_out,
        "memory_days": calibration.memory,
        "mean_hours": float(calibration.happened.mean()),
        "emd_hours": {
            "cycle_time": calibration.cycle_time,
            **{
                name: float(np.mean([getattr(each, name) for each in calibration.each]))
                for name in ("arrivals", "events", "week", "relative")
            },
            "past_as_forecast": calibration.past,
        },
    }


def page(result: WhatIf, calibration: Calibration | None, source: str) -> str:
    """The whole report as HTML."""
    return "".join(_page(result, calibration, source))


def _page(result: WhatIf, calibration: Calibration | None, source: str) -> Iterator[str]:
    title = f"What if: {source}"
    yield (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head><body>'
        f"<header><h1>{escape(title)}</h1></header><main>"
    )
    yield "<h2>What was changed</h2><ul>"
    yield from (f"<li>{escape(change)}</li>" for change in result.changes or ("Nothing.",))
    yield "</ul>"
    yield (
        f'<p class="note">Cases came for {result.days:,.0f} days: {count(round(result.cases[0]), "case")} today, '
        f"{count(round(result.cases[1]), 'case')} changed. It was played {count(result.replications, 'time')}; both "
        "sides had the same cases with the same luck. The first fifth only fills the queues and is not counted.</p>"
    )
    if result.found:
        yield "<h2>Batches, days off and months with fewer people</h2>"
        yield "<ul>"
        yield from (
            f"<li>{escape(found_words(each))} {escape(why_words(each))}</li>" for each in result.found
        )
        yield "</ul>"
    if calibration is not None:
        yield f'<h2>How far to trust it</h2><p class="lead">{escape(verdict(trust_as_json(calibration)))}</p>'
    yield "<h2>Today and changed</h2><table><caption>Means over all plays, each with its 95% interval</caption>"
    yield '<thead><tr><th scope="col">Figure</th>'
    yield from (f'<th scope="col" class="n">{name}</th>' for name in ("Today", "Changed", "Difference"))
    yield '<th scope="col">Is it a change?</th></tr></thead><tbody>'
    for one in result.figures:
        yield f'<tr><th scope="row">{escape(one.name)}</th>'
        for each in (one.today, one.changed, one.difference):
            yield (
                f'<td class="n">{value(one, each.mean)}<br>'
                f"{value(one, each.low)} to {value(one, each.high)}</td>"
            )
        yield f"<td>{is_change(one)}</td></tr>"
    yield "</tbody></table><h2>How long cases take</h2>"
    yield draw_times(result)
    rows = (
        (f"{percent}%", *(f"{bounds[percent - 1]:,.1f}" for bounds in result.bounds))
        for percent in SHOWN_BOUNDS
    )
    yield from table_of("Days within which so many cases are done", ("Cases", "Today", "Changed"), rows)
    yield "</main></body></html>"


def draw_times(result: WhatIf, speech: Speech = ENGLISH, *, width: int = 760, height: int = 300) -> str:
    """The share of cases that are done within so many days, today and changed, as SVG."""
    say = speech.say
    left, bottom, top, right = 52, 44, 14, 96
    most = max(float(bounds[94]) for bounds in result.bounds) or 1.0

    def x(day: float) -> float:
        return left + min(day, most) / most * (width - left - right)

    def y(percent: float) -> float:
        return height - bottom - percent / 100.0 * (height - bottom - top)

    title = say(gettext("How long cases take"))
    today, changed = (figure(float(bounds[49]), 1) for bounds in result.bounds)
    words = gettext(
        "Days within which half of the cases are done: %(today)s today, %(changed)s changed.",
        today=today,
        changed=changed,
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" direction="ltr" '
        f'font-family="system-ui, sans-serif" font-size="12" class="oh-chart"><title>{escape(title)}</title>'
        f"<desc>{escape(say(words))}</desc>"
    ]
    for percent in (0, 25, 50, 75, 100):
        parts.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y(percent):.1f}" y2="{y(percent):.1f}" stroke="#d9dee2"/>'
            + _text(left - 6, y(percent) + 4, f"{percent}%", "end")
        )
    for k in range(5):
        day = most * k / 4
        parts.append(_text(x(day), height - bottom + 18, speech.number(day, 0), "middle"))
    parts.append(
        _text((left + width - right) / 2, height - 6, say(pgettext("the axis of a chart", "days")), "middle")
    )
    for bounds, color, dash, name, drop in (
        (
            result.bounds[0],
            QUIET,
            ' stroke-dasharray="6 4"',
            pgettext("figures of a simulation", "today"),
            14,
        ),
        (result.bounds[1], ACCENT, "", pgettext("figures of a simulation", "changed"), 0),
    ):
        shown = [(float(day), k + 1) for k, day in enumerate(bounds) if day <= most]
        points = " ".join(f"{x(day):.1f},{y(percent):.1f}" for day, percent in [(0.0, 0), *shown])
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2.5"{dash}/>'
            + _text(width - right + 8, y(shown[-1][1]) + 4 + drop, say(name), "start", color)
        )
    return "".join([*parts, "</svg>"])


def _text(x: float, y: float, words: str, anchor: str, color: str = QUIET) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}">{escape(words)}</text>'
