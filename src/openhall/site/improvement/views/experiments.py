"""Experiments for everybody: what was predicted, the proof of when, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from openhall.measure.effects import Method
from openhall.proof import write_receipt
from openhall.site.improvement.experiments.drawing import Point, Span, draw_course, draw_spans, draw_waiting
from openhall.site.improvement.experiments.evaluating import seen_at_least
from openhall.site.improvement.experiments.following import share_at
from openhall.site.improvement.ideas.triage import may_decide
from openhall.site.improvement.measured import Measured, measured, result_words
from openhall.site.improvement.models import Experiment
from openhall.site.improvement.views.page import show
from openhall.site.ledger.asking import verify_command
from openhall.site.ledger.keys import signer
from openhall.site.ledger.models import Leaf
from openhall.site.ledger.receipts import receipt_of
from openhall.site.measures.models import MeasureVersion
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.web.speech import say_kept

A_PAGE = 20
TABLE_ROWS = 12
Status = Experiment.Status


@visible_to(PUBLIC)
@require_safe
def experiments(request: HttpRequest) -> HttpResponse:
    """All experiments that were registered, whatever came of them."""
    found = Experiment.objects.seen_by(request.user).select_related("department", "measure", "idea")
    page = Paginator(found.order_by("-registered_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    return show(request, "experiments.html", {"page": page})


@visible_to(PUBLIC)
@require_safe
def experiment(request: HttpRequest, identifier: str) -> HttpResponse:
    """One experiment: its prediction and its result side by side, and what was decided."""
    found = one(request, identifier)
    told = measured(found.measure)
    context: dict[str, Any] = {
        "experiment": found,
        "told": told,
        "predicted": told.said(found.predicted, signed=True),
        "range": _range(told, found.low, found.high),
        "guards": [
            {"is": each, "most": measured(each.measure).said(each.most)}
            for each in found.guards.select_related("measure__measure")
        ],
        "may_decide": may_decide(request.user, found.idea),
        "over": found.may_end_by_itself(timezone.localdate()),
        "practice": getattr(found, "practice", None),
        "least": least_of(found, told),
        "back": reverse("improvement:experiments"),
        **_result(found, told),
    }
    return show(request, "experiment.html", context)


@visible_to(PUBLIC)
@require_safe
def registration(request: HttpRequest, identifier: str) -> HttpResponse:
    """What was registered, word by word, when, and where it stands in the public ledger."""
    found = one(request, identifier)
    if found.event is None:
        raise Http404
    leaf = Leaf.objects.filter(event=found.event).first()
    context = {
        "experiment": found,
        "row": leaf.number if leaf else None,
        "sealing": signer() is not None,
        "command": verify_command(),
        "back": found.get_absolute_url(),
    }
    return show(request, "registration.html", context)


@visible_to(PUBLIC)
@require_safe
def receipt(request: HttpRequest, identifier: str) -> HttpResponse:
    """The receipt of an experiment: its rows in the ledger with their texts and proofs, for everybody."""
    found = one(request, identifier)
    made = receipt_of(found.pseudonym) if found.event else None
    if made is None:
        raise Http404
    response = HttpResponse(write_receipt(made), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="experiment-{found.identifier}.json"'
    response["Cache-Control"] = "no-cache"
    return response


def one(request: HttpRequest, identifier: str) -> Experiment:
    """The experiment of an address, if the visitor may read it."""
    readable = Experiment.objects.seen_by(request.user).select_related(
        "idea__service__owner",
        "idea__department",
        "department",
        "service",
        "version__service",
        "measure__measure",
        "event",
    )
    found: Experiment = get_object_or_404(readable, identifier=identifier)
    return found


def least_of(found: Experiment, told: Measured) -> dict[str, Any] | None:
    """How small an effect the plan would show, while it can still be changed."""
    if found.status != Status.DRAFT:
        return None
    seen = seen_at_least(found, timezone.localdate())
    if seen is None:
        return None
    return {
        "words": told.said(seen.least),
        "after": seen.n_after,
        "too_small": abs(found.predicted) < seen.least,
    }


def _result(found: Experiment, told: Measured) -> dict[str, Any]:
    main = found.result.get("main")
    if not main:
        return {"result": None}
    spans = [
        Span(_("Predicted"), found.predicted, found.low, found.high),
        Span(_("What came"), main["estimate"], main["low"], main["high"]),
    ]
    return {
        "result": {
            "sentence": result_words(found.measure, main),
            "estimate": told.said(main["estimate"], signed=True),
            "range": _range(told, main["low"], main["high"]),
            "without": told.said(main["without"]),
            "before": main["n_before"],
            "after": main["n_after"],
            "method": _(main["method"]),
            "notes": [say_kept(each) for each in main["notes"]],
            "beside": main["method"] == Method.DIFFERENCES,
            "mixed": main["method"] == Method.SYNTHETIC,
            "followed": "curves" in main,
            "as_predicted": found.result["as_predicted"],
        },
        "guard_results": [_guard(each) for each in found.result["guards"]],
        "spans": draw_spans(spans, _("What was predicted, and what came")),
        **(_waiting(main["curves"]) if "curves" in main else _course(found, told, main)),
    }


def _course(found: Experiment, told: Measured, main: dict[str, Any]) -> dict[str, Any]:
    """The measure over time with what it would have been, as a picture and as a table."""
    points = [
        Point(date.fromisoformat(day), value, without if after else None)
        for day, value, *_, without, after in main["series"]
    ]
    words = _("%(measure)s over time, and what it would have been") % {"measure": found.measure.name}
    return {
        "course": draw_course(points, found.began_on or points[-1].day, words, "M Y"),
        "rows": [
            {
                "day": each.day,
                "value": told.said(each.value),
                "without": told.said(each.without) if each.without is not None else "",
            }
            for each in points
        ],
    }


def _waiting(curves: dict[str, Any]) -> dict[str, Any]:
    """How many still wait after so many days, before and since, as a picture and as a table."""
    before, after, days = curves["before"], curves["after"], curves["horizon"]
    step = max(1, round(days / TABLE_ROWS))
    words = _("Of 100 applicants, how many still wait after so many days: before the change, and since")
    return {
        "course": draw_waiting(before, after, days, words),
        "rows": [
            {
                "days": ngettext("%(n)d day", "%(n)d days", at) % {"n": at},
                "before": f"{share_at(before, at):.0%}",
                "after": f"{share_at(after, at):.0%}",
            }
            for at in range(0, int(days) + 1, step)
        ],
    }


def _guard(result: dict[str, Any]) -> dict[str, Any]:
    version = MeasureVersion.objects.get(pk=result["measure"])
    told = measured(version)
    return {
        "name": version.name,
        "held": result["held"],
        "estimate": told.said(result.get("estimate"), signed=True),
        "range": _range(told, result.get("low"), result.get("high")),
        "sentence": result_words(version, result),
    }


def _range(told: Measured, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {
        "low": told.said(low, signed=True),
        "high": told.said(high, signed=True),
    }
