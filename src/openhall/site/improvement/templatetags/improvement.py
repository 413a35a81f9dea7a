"""Tags of the pages of improvement."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from openhall.site.improvement.measured import result_words
from openhall.site.improvement.models import Act, Experiment, Idea

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


@register.filter
def said_result(experiment: Experiment) -> str:
    """What the measure of an experiment that was evaluated did, in the reader's language."""
    return result_words(experiment.measure, experiment.result["main"])


@register.filter
def act_words(act: Act, experiments: Iterable[Experiment]) -> str:
    """The words of an act; those of a result are the site's own, and said in the reader's language."""
    if act.kind == Act.Kind.EVALUATED:
        for each in experiments:
            if act.words == each.result.get("sentence"):
                return said_result(each)
    return act.words
