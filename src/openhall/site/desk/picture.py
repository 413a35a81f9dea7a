"""The process of a case as a picture: what is done, and where it stands."""

from __future__ import annotations

from dataclasses import replace

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openhall.process.draw import Mark, draw_model
from openhall.process.model import Model
from openhall.process.rules.state import State
from openhall.site.cases.models import Case
from openhall.site.cases.speaking import words_of
from openhall.site.ledger.models import Event
from openhall.site.people.models import Department
from openhall.site.services.loading import ready
from openhall.site.services.posts import APPLICANT


def picture_of(case: Case) -> SafeString:
    """The case's version as SVG, with its own acts marked."""
    prepared = ready(case.version_id)
    model = prepared.running.model
    rows = Event.objects.filter(case=case.pseudonym, lifecycle=Event.Lifecycle.COMPLETED)
    marks = dict.fromkeys(rows.values_list("node", flat=True), Mark.DONE)
    for token in State.unpack(case.state).tokens.values():
        marks[model.nodes[token.at if token.at >= 0 else model.flows[~token.at].target].id] = Mark.NOW
    # Our own drawing: every name in it is escaped where it is written.
    words = words_of(case)
    return mark_safe(draw_model(_with_departments(words.model), marks, words.name, _))  # noqa: S308


def _with_departments(model: Model) -> Model:
    """The model with its lanes called as the departments whose they are: a lane may be called by a short name."""
    named = {key.casefold(): name for key, name in Department.objects.values_list("key", "name")}
    named[APPLICANT] = _("the applicant")
    nodes = (
        replace(node, lane=tuple(named.get(lane.casefold(), lane) for lane in node.lane))
        for node in model.nodes
    )
    return replace(model, nodes=tuple(nodes))
