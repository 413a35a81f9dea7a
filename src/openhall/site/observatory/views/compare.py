"""Two periods, or two kinds of case, on one map: what got slower, where, and how sure that is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import numpy as np
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from openhall.mining.compare import START_WORK, Comparison, Difference, compare
from openhall.mining.compare_groups import Place, compare_groups
from openhall.mining.draw import Highlight, draw_map
from openhall.mining.errors import MiningError
from openhall.mining.filter_text import filter_text
from openhall.mining.filters import FollowsDirectly
from openhall.mining.log import EventLog
from openhall.mining.map import ProcessMap, build_map, project
from openhall.mining.samples import LEAST_CASES
from openhall.mining.words import days, share, signed_days
from openhall.site.observatory.choice import Choice
from openhall.site.observatory.comparing import (
    Asked,
    CannotCompare,
    Side,
    groups_of,
    halves,
    middle_day,
    problem_of,
    sides_of,
    warnings_of,
)
from openhall.site.observatory.filtering import attribute_values, event_attribute_values
from openhall.site.observatory.interval import draw_interval
from openhall.site.observatory.shelf import View
from openhall.site.observatory.views.page import cut_of, show
from openhall.site.people.audience import ANALYSTS, visible_to

ROWS = 20
TONES = {"slower": "slower", "faster": "faster", "only in A": "only_a", "only in B": "only_b"}
VERDICTS = {
    "slower": "takes longer",
    "faster": "takes less",
    "only in A": "only in the first",
    "only in B": "only in the second",
    "no clear difference": "we can’t tell",
}


@visible_to(ANALYSTS)
def comparison(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """The comparison that the address asks for; before and after the middle of the log when it asks for none."""
    log, view, choice = cut_of(request, log_id)
    asked = Asked.of(request.GET)
    context: dict[str, Any] = {"asked": asked}
    problems: list[dict[str, str]] = []
    if view.log.n_cases:
        context |= _form(view, asked)
        try:
            if asked.how == "value" and not (asked.a or asked.b):
                context |= _all_values(view.log, asked, choice)
            else:
                context |= _two_sides(request, view, choice, asked)
        except (CannotCompare, MiningError) as error:
            problems.append(problem_of(error))
    return show(request, "observatory/compare.html", log, view, choice, more_problems=problems, **context)


def _form(view: View, asked: Asked) -> dict[str, Any]:
    of_cases, of_events = attribute_values(view), event_attribute_values(view)
    values = next((values for name, values in (*of_cases, *of_events) if name == asked.attribute), [])
    periods = halves(view.log) | {name: text for name, text in asked.pairs() if name[1:2] == "_"}
    return {
        "attributes": [name for name, _ in of_cases],
        "event_attributes": [name for name, _ in of_events],
        "values": values,
        "day": asked.day or middle_day(view.log).isoformat(),
        "periods": periods,
    }


def _two_sides(request: HttpRequest, view: View, choice: Choice, asked: Asked) -> dict[str, Any]:
    sides = sides_of(view.log, asked)
    a, b = sides
    names = (a.name, b.name)
    found = compare(a.log, b.log, names)
    level = choice.level(view.level)
    picture = build_map(_joined(view.log, sides), activities=level.activities, steps=level.steps)
    marks = _highlights(_at_level(a.log, b.log, picture, found), names)
    page = Paginator(found.steps, ROWS).get_page(request.GET.get("page"))
    reach = max((max(abs(step.low), abs(step.high)) for step in page), default=1.0) or 1.0
    title = f"Where cases of {b.name} differ from those of {a.name}"
    return {
        "sides": sides,
        "found": found,
        "words": found.in_words(),
        "warnings": warnings_of(view.log, sides, asked),
        "figures": [
            (side.name, side.log.n_cases, days(found.median_days[k]), days(found.mean_days[k]))
            for k, side in enumerate(sides)
        ],
        "whole": signed_days(found.whole.part),
        "svg": _drawn(draw_map(picture, title=title, highlights=marks)),
        "note": picture.note,
        "page": page,
        "rows": [_row(step, sides, choice, reach) for step in page],
        "shares": [
            (row.activity, share(row.share_a), share(row.share_b)) for row in found.activities if row.clear
        ][:ROWS],
        "activities": round(level.activities * 100),
        "steps": round(level.steps * 100),
        "kept": asked.pairs(),
    }


def _joined(log: EventLog, sides: tuple[Side, Side]) -> EventLog:
    """The cases of both sides."""
    wanted = set(sides[0].log.case_ids.to_list()) | set(sides[1].log.case_ids.to_list())
    if len(wanted) == log.n_cases:
        return log
    return log.take(np.fromiter((name in wanted for name in log.case_ids.to_list()), np.bool_, log.n_cases))


def _at_level(a: EventLog, b: EventLog, picture: ProcessMap, found: Comparison) -> Comparison:
    """The comparison of what the map shows: where it hides activities, its steps lead over them."""
    shown = {node.name for node in picture.nodes}
    if len(shown) == picture.total_activities:
        return found
    cut = [project(log, np.array([name in shown for name in log.activities], np.bool_)) for log in (a, b)]
    return compare(cut[0], cut[1], found.names) if min(part.n_cases for part in cut) > 1 else found


def _highlights(found: Comparison, names: tuple[str, str]) -> dict[tuple[str, str], Highlight]:
    marks = {}
    for step in found.steps:
        tone = TONES.get(step.verdict, "same")
        label = signed_days(step.part) if step.verdict in ("slower", "faster") else ""
        words = f"{step.where[0]} to {step.where[1]}: {signed_days(step.part)} a case in {names[1]}, {_span(step)}"
        marks[step.where] = Highlight(label, tone, words)  # type: ignore[arg-type]
    return marks


def _row(step: Difference, sides: tuple[Side, Side], choice: Choice, reach: float) -> dict[str, Any]:
    first = step.where[0] == START_WORK
    text = "" if first else filter_text(FollowsDirectly(*step.where))
    links = [
        choice.query(filters=(*choice.filters, side.filter, text)) if side.filter and text else ""
        for side in sides
    ]
    return {
        "source": "Start of the case" if first else step.where[0],
        "target": step.where[1],
        "cells": [
            (step.cases_a, days(step.mean_a) if step.cases_a else "–", links[0], sides[0].name),
            (step.cases_b, days(step.mean_b) if step.cases_b else "–", links[1], sides[1].name),
        ],
        "part": signed_days(step.part),
        "span": _span(step),
        "picture": _drawn(draw_interval(step.low, step.part, step.high, reach)),
        "verdict": VERDICTS[step.verdict],
        "clear": step.verdict in ("slower", "faster"),
    }


def _span(each: Difference) -> str:
    return f"95% sure: {signed_days(each.low)} to {signed_days(each.high)}"


def _drawn(svg: str) -> SafeString:
    # Our own drawing: every name in it is escaped where it is written.
    return mark_safe(svg)  # noqa: S308


def _all_values(log: EventLog, asked: Asked, choice: Choice) -> dict[str, Any]:
    """Every value of an attribute beside the others."""
    if not asked.attribute:
        raise CannotCompare("Choose what the cases differ in.", "attribute")
    groups = groups_of(log, asked.attribute)
    large = {name: each for name, each in groups.items() if each.n_cases >= LEAST_CASES}
    if len(large) < 2:
        raise CannotCompare(
            f"Fewer than two values of {asked.attribute} have {LEAST_CASES} cases; choose something else.",
            "attribute",
        )
    found = compare_groups(large)
    reach = max(place.mean.high for place in found.places) or 1.0
    return {
        "groups": [_group(place, reach, found.fastest, asked, choice) for place in found.places],
        "words": found.in_words(),
        "left_out": [name for name in groups if name not in large],
        "kept": asked.pairs(),
    }


def _group(place: Place, reach: float, first: str, asked: Asked, choice: Choice) -> dict[str, Any]:
    mean = place.mean
    pair = {"how": "value", "attribute": asked.attribute, "a": first, "b": place.name}
    return {
        "name": place.name,
        "cases": place.cases,
        "mean": days(mean.value),
        "span": f"{days(mean.low)} to {days(mean.high)}",
        "median": days(place.median.value),
        "fastest": share(place.fastest_by_mean),
        "picture": _drawn(draw_interval(mean.low, mean.value, mean.high, reach, signed=False)),
        "compare": "" if place.name == first else f"{choice.query()}&{urlencode(pair)}",
    }
