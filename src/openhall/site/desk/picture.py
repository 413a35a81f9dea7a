"""The process of a case as a picture: what is done, and where it stands."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from openhall.process.draw import Mark, draw_model
from openhall.process.rules.state import State
from openhall.site.cases.models import Case
from openhall.site.ledger.models import Event
from openhall.site.services.loading import ready


def picture_of(case: Case) -> SafeString:
    """The case's version as SVG, with its own acts marked."""
    prepared = ready(case.version_id)
    model = prepared.running.model
    rows = Event.objects.filter(case=case.pseudonym, lifecycle=Event.Lifecycle.COMPLETED)
    marks = dict.fromkeys(rows.values_list("node", flat=True), Mark.DONE)
    for token in State.unpack(case.state).tokens.values():
        marks[model.nodes[token.at if token.at >= 0 else model.flows[~token.at].target].id] = Mark.NOW
    # Our own drawing: every name in it is escaped where it is written.
    return mark_safe(draw_model(model, marks, case.version.service.name, gettext))  # noqa: S308
