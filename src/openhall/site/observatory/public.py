"""The public page of a service: numbers that say nothing about a single person, frozen when it is published."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

import numpy as np
from django.db.models import QuerySet

from openhall.mining.chart import cases_over_time
from openhall.mining.findings.limits import count_within
from openhall.mining.headline import headline
from openhall.mining.map import END, START, build_map
from openhall.mining.words import duration, share
from openhall.process.saying import gettext, keep, ngettext
from openhall.site.observatory.models import PublicPage
from openhall.site.observatory.shelf import View

SMALLEST = 10
"""Nothing is said about fewer cases than this."""


class TooFewCases(Exception):
    """There are too few cases to publish anything about them."""


def published_services() -> QuerySet[PublicPage]:
    """All published pages, by title."""
    return PublicPage.objects.all()


def public_numbers(view: View, one: str, many: str) -> dict[str, Any]:
    """What a public page shows, as JSON: sentences, figures, a map without rare ways, cases over time.

    It is in no language: words are kept as `process.saying.keep` keeps them, and said to whoever reads the page.

    Raises `TooFewCases` for a log of fewer than `SMALLEST` cases.
    """
    log = view.log
    if log.n_cases < SMALLEST:
        raise TooFewCases(
            ngettext(
                "This log has %(number)s case; a public page needs at least %(least)s.",
                "This log has %(number)s cases; a public page needs at least %(least)s.",
                log.n_cases,
                least=SMALLEST,
            )
        )
    quantiles = np.quantile(log.durations / 1e6, [0.5, 0.8, 0.95])
    periods = cases_over_time(log)
    hidden = [k for k, began in enumerate(periods["began"].to_list()) if 0 < began < SMALLEST]
    return {
        "sentences": [keep(words) for words in headline(log, view.findings, one=one, many=many)],
        "limit": _limit(view),
        "cases": log.n_cases,
        "half": keep(duration(quantiles[0])),
        "eight": keep(duration(quantiles[1])),
        "nearly_all": keep(duration(quantiles[2])),
        "findings": [
            {"where": keep(finding.where), "kind": finding.kind, "share": finding.share}
            for finding in view.findings
            if finding.cases >= SMALLEST and finding.share >= 0.03
        ][:3],
        "map": _public_map(view),
        "periods": [
            {"period": row["period"].isoformat(), "began": None if k in hidden else row["began"]}
            for k, row in enumerate(periods.iter_rows(named=True))
        ],
    }


def _limit(view: View) -> dict[str, Any] | None:
    """How many keep the time limit, in words that do not tell how many fewer than `SMALLEST` cases do or do not."""
    if view.limit is None:
        return None
    kept, running = count_within(view.log, view.limit, view.calendar)
    late = running - kept
    if running < SMALLEST or (late and running < 2 * SMALLEST):
        return None
    edge = 100 * SMALLEST / running
    if 0 < kept < SMALLEST:
        within = gettext("Fewer than %(share)s%%", share=ceil(edge))
    elif 0 < late < SMALLEST:
        within = gettext("More than %(share)s%%", share=floor(100 - edge))
    else:
        within = share(kept / running)
    return {"words": keep(view.limit.in_words()), "within": keep(within)}


def _public_map(view: View) -> dict[str, Any]:
    """The map at a level for first-time readers, without activities and ways of fewer than `SMALLEST` cases."""
    level = view.level
    whole = build_map(view.log, activities=min(level.activities, 1.0), steps=min(level.steps, 0.35))
    common = {node.name for node in whole.nodes if node.cases >= SMALLEST} | {START, END}
    data = whole.as_json() | {"note": keep(whole.note)}
    data["nodes"] = [node for node in data["nodes"] if node["name"] in common]
    data["edges"] = [
        edge
        for edge in data["edges"]
        if edge["cases"] >= SMALLEST and edge["source"] in common and edge["target"] in common
    ]
    return data
