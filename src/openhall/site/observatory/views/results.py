"""Findings, variants, cases and one case."""

from __future__ import annotations

from uuid import UUID

import numpy as np
import polars as pl
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from openhall.mining.filter_text import filter_text
from openhall.mining.filters import InVariant
from openhall.mining.findings.claim import KIND_WORDS
from openhall.mining.findings.limits import share_within
from openhall.mining.log import NO_END, EventLog
from openhall.mining.steps import waits
from openhall.mining.words import days, duration, share
from openhall.site.observatory.shelf import View
from openhall.site.observatory.timeline import draw_timeline
from openhall.site.observatory.views.page import cut_of, show
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import say

ORDERS = {
    "longest": gettext_lazy("Longest first"),
    "shortest": gettext_lazy("Shortest first"),
    "newest": gettext_lazy("Newest first"),
    "events": gettext_lazy("Most events first"),
}
WORTH_A_CARD = 0.01
"""Findings with less than this share of the days stand in a list below the others."""


@visible_to(ANALYSTS)
def findings(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """What to change, in order of days lost."""
    log, view, choice = cut_of(request, log_id)
    found = list(view.findings) if view.log.n_cases else []
    cards = [
        {
            "finding": finding,
            "place": place,
            "percent": max(1, round(finding.share * 100)),
            "kind": KIND_WORDS[finding.kind],
            "days": say(days(round(finding.days))),
            "share": say(share(finding.share)),
            "cases": choice.query(finding=finding.id) if not choice.filters else None,
        }
        for place, finding in enumerate(found, start=1)
    ]
    explanation = view.findings.explanation if found else ""
    large = [card for card in cards if card["finding"].share >= WORTH_A_CARD] or cards[:3]
    return show(
        request, "observatory/findings.html", log, view, choice,
        within=_within(view), cards=large, rest=cards[len(large) :], explanation=explanation,
    )  # fmt: skip


def _within(view: View) -> str:
    """The share of cases that keep the time limit, in words; "" where there is none or it never runs."""
    if view.limit is None or not view.log.n_cases:
        return ""
    part = share_within(view.log, view.limit, view.calendar)
    return "" if np.isnan(part) else say(share(part))


@visible_to(ANALYSTS)
def variants(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """The variants, the most frequent first, with how much they cover together."""
    log, view, choice = cut_of(request, log_id)
    if not view.log.n_cases:
        return show(request, "observatory/variants.html", log, view, choice, page=None)
    found = view.variants
    page = Paginator(range(found.count), 20).get_page(request.GET.get("page"))
    covered = np.cumsum(found.cases)
    median = _median_by_variant(view.log.durations, found.of_case, found.count)
    rows = [
        {
            "rank": k + 1,
            "cases": int(found.cases[k]),
            "share": say(share(found.cases[k] / view.log.n_cases)),
            "covered": say(share(covered[k] / view.log.n_cases)),
            "median": say(duration(median[k] / 1e6)),
            "activities": found.activities(view.log, k),
            "href": choice.adding(filter_text(InVariant(k + 1)))
            if not (choice.filters or choice.finding)
            else None,
        }
        for k in page
    ]
    return show(
        request, "observatory/variants.html", log, view, choice, page=page, rows=rows, count=found.count
    )


def _median_by_variant(durations: np.ndarray, of_case: np.ndarray, count: int) -> np.ndarray:
    from openhall.mining.groups import summarise

    return summarise(of_case, durations, count).median


@visible_to(ANALYSTS)
def cases(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """The cases, in an order that can be chosen, and searched by name."""
    log, view, choice = cut_of(request, log_id)
    order = request.GET.get("order", "longest")
    order = order if order in ORDERS else "longest"
    asked = request.GET.get("q", "").strip()[:200]
    places = _ordered(view.log, order)
    if asked:
        hit = view.log.case_ids.str.to_lowercase().str.contains(asked.lower(), literal=True).to_numpy()
        places = places[hit[places]]
    page = Paginator(places, 50).get_page(request.GET.get("page"))
    names = view.log.case_ids
    rows = [
        {
            "name": names[int(case)],
            "events": int(view.log.offsets[case + 1] - view.log.offsets[case]),
            "start": _moment(int(view.log.case_start[case])),
            "end": _moment(int(view.log.case_end[case])),
            "duration": say(duration(float(view.log.durations[case]) / 1e6)),
            "last": view.log.activities[view.log.activity[view.log.offsets[case + 1] - 1]],
        }
        for case in page
    ]
    return show(
        request, "observatory/cases.html", log, view, choice,
        page=page, rows=rows, order=order, orders=ORDERS.items(), asked=asked,
    )  # fmt: skip


def _ordered(log, order: str) -> np.ndarray:  # type: ignore[no-untyped-def]
    match order:
        case "shortest":
            return np.argsort(log.durations, kind="stable")
        case "newest":
            return np.argsort(-log.case_start, kind="stable")
        case "events":
            return np.argsort(-np.diff(log.offsets), kind="stable")
        case _:
            return np.argsort(-log.durations, kind="stable")


def _moment(microseconds: int):  # type: ignore[no-untyped-def]
    return pl.Series([microseconds]).cast(pl.Datetime("us", "UTC"))[0]


def _work(log: EventLog, event: int) -> str:
    """How long the work of an event took, in words; a dash where its end is not on record."""
    if log.end is None or log.end[event] == NO_END:
        return "–"
    return say(duration(float(max(log.end[event] - log.time[event], 0)) / 1e6))


@visible_to(ANALYSTS)
def one_case(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """One case: its events, the wait before each, and what the records say of it. Its name is in the query."""
    log, view, choice = cut_of(request, log_id)
    name = request.GET.get("case", "")
    places = np.flatnonzero((view.log.case_ids == name).to_numpy())
    if not len(places):
        raise Http404
    case = int(places[0])
    kept = np.zeros(view.log.n_cases, np.bool_)
    kept[case] = True
    only = view.log.take(kept)
    wait = waits(only)
    attributes = only.events.frame()
    events = [
        {
            "activity": only.activities[only.activity[k]],
            "time": _moment(int(only.local_time[k])),
            "wait": say(duration(float(wait[k]) / 1e6)) if k else "",
            "work": _work(only, k),
            "attributes": [
                (key, value) for key, value in attributes.row(k, named=True).items() if value is not None
            ],
        }
        for k in range(only.n_events)
    ]
    facts = [
        (key, value) for key, value in only.cases.frame().row(0, named=True).items() if value is not None
    ]
    return show(
        request, "observatory/case.html", log, view, choice,
        keep=[("case", name)],
        name=name, events=events, facts=facts, svg=draw_timeline(only),
        taken=say(duration(float(only.durations[0]) / 1e6)),
    )  # fmt: skip
