"""Two periods, or two kinds of case, on one map: what got slower, where, and how sure that is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.mining.compare import START_WORK, Comparison, Difference, compare
from openhall.mining.compare_groups import Place, compare_groups
from openhall.mining.draw import Highlight, draw_map
from openhall.mining.errors import MiningError
from openhall.mining.filter_text import filter_text
from openhall.mining.filters import FollowsDirectly
from openhall.mining.log import EventLog
from openhall.mining.map import ProcessMap, build_map, project
from openhall.mining.samples import LEAST_CASES
from openhall.mining.split import MOST_GROUPS
from openhall.mining.words import days, share, signed, signed_days
from openhall.process.saying import Saying, commas, gettext
from openhall.site.observatory.choice import Choice
from openhall.site.observatory.comparing import (
    DATES,
    Asked,
    CannotCompare,
    Side,
    care_for_few,
    groups_of,
    periods_to_begin_with,
    problem_of,
    sides_of,
    sides_of_values,
)
from openhall.site.observatory.fairness import cares_over_time, last_sure_day
from openhall.site.observatory.filtering import attribute_values, event_attribute_values
from openhall.site.observatory.interval import draw_interval
from openhall.site.observatory.shelf import View
from openhall.site.observatory.views.page import cut_of, show
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import say, speech

ROWS = 20
TONES = {"slower": "slower", "faster": "faster", "only in A": "only_a", "only in B": "only_b"}
VERDICTS = {
    "slower": gettext_lazy("takes longer"),
    "faster": gettext_lazy("takes less"),
    "only in A": gettext_lazy("only in the first"),
    "only in B": gettext_lazy("only in the second"),
    "no clear difference": gettext_lazy("we can’t tell"),
}


@visible_to(ANALYSTS)
def comparison(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """The comparison that the address asks for; of the last year with the one before when it asks for none."""
    log, view, choice = cut_of(request, log_id)
    asked = Asked.of(request.GET)
    context: dict[str, Any] = {"asked": asked}
    problems: list[dict[str, str]] = []
    if view.log.n_cases:
        end = _records_end(log.last_at, view.log)
        begin = periods_to_begin_with(view.log, last_sure_day(view.log, end))
        asked = asked if asked.how else Asked("periods", **begin)
        context = _form(view, asked, begin)
        try:
            if asked.how != "value":
                context |= _two_sides(request, view, choice, asked, sides_of(view.log, asked), end)
            else:
                groups = groups_of(view.log, asked.attribute)
                context["values"] = [(name, each.n_cases) for name, each in groups.items()]
                if asked.a or asked.b:
                    sides = sides_of_values(groups, asked)
                    context |= _two_sides(request, view, choice, asked, sides, end)
                else:
                    context |= _all_values(groups, asked, choice)
        except (CannotCompare, MiningError) as error:
            # Where nothing was asked nothing was asked wrongly.
            if request.GET.get("how"):
                problems.append(problem_of(error))
            else:
                context["nothing"] = True
    return show(
        request, "observatory/compare.html", log, view, choice,
        more_problems=problems, keep=asked.pairs(), **context,
    )  # fmt: skip


def _records_end(last: datetime | None, log: EventLog) -> int:
    """When the records stop: of the whole log, since a cut of it may stop earlier (microseconds since 1970)."""
    return int(last.timestamp() * 1e6) if last else int(log.case_end.max())


def _form(view: View, asked: Asked, begin: dict[str, str]) -> dict[str, Any]:
    return {
        "asked": asked,
        "attributes": [name for name, _values in attribute_values(view)],
        "event_attributes": [name for name, _values in event_attribute_values(view)],
        "most_values": MOST_GROUPS,
        "day": asked.day or begin["b_first"],
        "periods": begin | {name: text for name, text in asked.pairs() if name in DATES},
    }


def _two_sides(
    request: HttpRequest, view: View, choice: Choice, asked: Asked, sides: tuple[Side, Side], end: int
) -> dict[str, Any]:
    a, b = sides
    names = (a.name, b.name)
    found = compare(a.log, b.log, names)
    level = choice.level(view.level)
    picture = build_map(_joined(view.log, sides), activities=level.activities, steps=level.steps)
    marks = _highlights(_at_level(a.log, b.log, picture, found), names, picture)
    page = Paginator(found.steps, ROWS).get_page(request.GET.get("page"))
    reach = max((max(abs(step.low), abs(step.high)) for step in page), default=1.0) or 1.0
    title = _("Where cases of %(second)s differ from those of %(first)s") % {
        "second": b.name,
        "first": a.name,
    }
    return {
        "sides": sides,
        "found": found,
        "words": [say(words) for words in found.in_words()],
        "cares": _cares(view.log, sides, found, asked, choice, end),
        "figures": [
            (side.name, side.log.n_cases, say(days(found.median_days[k])), say(days(found.mean_days[k])))
            for k, side in enumerate(sides)
        ],
        "whole": say(signed_days(found.whole.part)),
        "svg": _drawn(draw_map(picture, title=title, highlights=marks, speech=speech())),
        "note": picture.note,
        "page": page,
        "rows": [_row(step, sides, choice, reach) for step in page],
        "shares": [
            (row.activity, say(share(row.share_a)), say(share(row.share_b)))
            for row in found.activities
            if row.clear
        ][:ROWS],
        "activities": round(level.activities * 100),
        "steps": round(level.steps * 100),
        "kept": asked.pairs(),
    }


def _cares(
    log: EventLog, sides: tuple[Side, Side], found: Comparison, asked: Asked, choice: Choice, end: int
) -> list[tuple[str, str]]:
    """What to take care of, each with the address that mends it ("" where none does)."""
    cares = care_for_few(sides)
    if asked.how != "value":
        clear = found.whole.verdict != "no clear difference"
        sure = last_sure_day(log, end)
        cares += cares_over_time([side.log for side in sides], end, sure, found.whole.part, clear=clear)
    kept = urlencode(asked.pairs())
    return [(care.words, f"{choice.adding(care.filter)}&{kept}" if care.filter else "") for care in cares]


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


def _highlights(
    found: Comparison, names: tuple[str, str], picture: ProcessMap
) -> dict[tuple[str, str], Highlight]:
    """What is said of the steps that the map shows."""
    shown = {(edge.source, edge.target) for edge in picture.edges}
    marks = {}
    for step in found.steps:
        if step.where not in shown:
            continue
        tone = TONES.get(step.verdict, "same")
        part = signed_days(step.part)
        label = ""
        if step.verdict in ("slower", "faster"):
            label = say(gettext("%(days)s (%(span)s)", days=part, span=_ends(step)))
        words = gettext(
            "%(source)s to %(target)s: %(days)s a case in %(second)s, %(span)s",
            source=step.where[0],
            target=step.where[1],
            days=part,
            second=names[1],
            span=_span(step),
        )
        marks[step.where] = Highlight(label, tone, words)  # type: ignore[arg-type]
    return marks


def _row(step: Difference, sides: tuple[Side, Side], choice: Choice, reach: float) -> dict[str, Any]:
    first = step.where[0] == START_WORK
    clear = step.verdict in ("slower", "faster")
    text = "" if first else filter_text(FollowsDirectly(*step.where))
    links = [
        choice.query(filters=(*choice.filters, side.filter, text)) if side.filter and text else ""
        for side in sides
    ]
    return {
        "source": _("Start of the case") if first else step.where[0],
        "target": step.where[1],
        "cells": [
            (step.cases_a, say(days(step.mean_a)) if step.cases_a else "–", links[0], sides[0].name),
            (step.cases_b, say(days(step.mean_b)) if step.cases_b else "–", links[1], sides[1].name),
        ],
        "part": say(signed_days(step.part)),
        "span": say(_span(step)),
        "picture": _drawn(draw_interval(step.low, step.part, step.high, reach, clear=clear)),
        "verdict": VERDICTS[step.verdict],
        "clear": clear,
    }


def _span(each: Difference) -> Saying:
    return gettext("95%% sure: %(low)s to %(high)s days", low=signed(each.low), high=signed(each.high))


def _ends(each: Difference) -> Saying:
    """The ends of the interval, without their unit: "−1.5 to −0.4"."""
    return gettext("%(low)s to %(high)s", low=signed(each.low), high=signed(each.high))


def _drawn(svg: str) -> SafeString:
    # Our own drawing: every name in it is escaped where it is written.
    return mark_safe(svg)  # noqa: S308


def _all_values(groups: dict[str, EventLog], asked: Asked, choice: Choice) -> dict[str, Any]:
    """Every value of an attribute beside the others."""
    large = {name: each for name, each in groups.items() if each.n_cases >= LEAST_CASES}
    if len(large) < 2:
        words = _("Fewer than two values of %(name)s have %(least)s cases; choose something else.")
        raise CannotCompare(words % {"name": asked.attribute, "least": LEAST_CASES}, "attribute")
    found = compare_groups(large)
    low = min(place.mean.low for place in found.places)
    high = max(place.mean.high for place in found.places)
    return {
        "groups": [_group(place, (low, high), found.fastest, asked, choice) for place in found.places],
        "words": [say(words) for words in found.in_words()],
        "scale": say(_between(low, high)),
        "left_out": say(commas([name for name in groups if name not in large])),
        "kept": asked.pairs(),
    }


def _between(low: float, high: float) -> Saying:
    return gettext("%(low)s to %(high)s", low=days(low), high=days(high))


def _group(
    place: Place, scale: tuple[float, float], first: str, asked: Asked, choice: Choice
) -> dict[str, Any]:
    mean = place.mean
    pair = {"how": "value", "attribute": asked.attribute, "a": first, "b": place.name}
    return {
        "name": place.name,
        "cases": place.cases,
        "mean": say(days(mean.value)),
        "span": say(_between(mean.low, mean.high)),
        "median": say(days(place.median.value)),
        "fastest": say(share(place.fastest_by_mean)),
        # Drawn from the lowest end of all, not from 0: what matters here is where the intervals overlap.
        "picture": _drawn(
            draw_interval(
                mean.low - scale[0],
                mean.value - scale[0],
                mean.high - scale[0],
                scale[1] - scale[0] or 1.0,
                signed=False,
            )
        ),
        "compare": "" if place.name == first else f"{choice.query()}&{urlencode(pair)}",
    }
