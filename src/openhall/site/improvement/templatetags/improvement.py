"""Tags of the pages of improvement."""

from __future__ import annotations

from django import template

from openhall.site.improvement.models import Idea

register = template.Library()
State = Idea.State
TAGS = {
    State.NEW: "govuk-tag--grey",
    State.TRIAGED: "govuk-tag--turquoise",
    State.EXPERIMENT: "govuk-tag--yellow",
    State.ADOPTED: "govuk-tag--green",
    State.ADAPTED: "govuk-tag--green",
    State.REJECTED: "govuk-tag--red",
    State.MERGED: "govuk-tag--grey",
}


@register.filter
def idea_tag(state: str) -> str:
    """The colour of the tag of a state of an idea; its words say the same."""
    return TAGS[State(state)]
