"""Evidence as it is found on another page: words and numbers of that moment, kept with the address."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from openhall.mining.filter_text import parse_filter
from openhall.mining.findings import Finding
from openhall.mining.words import duration, share
from openhall.site.improvement.models import Evidence, Idea
from openhall.site.observatory.choice import Choice
from openhall.site.observatory.models import Log
from openhall.site.observatory.shelf import View
from openhall.site.people.models import User
from openhall.site.portal.models import Feedback
from openhall.site.web.speech import say

FEWEST = 10
"""What is about fewer cases is not shown to everybody."""
Kind = Evidence.Kind


@dataclass(frozen=True)
class Found:
    """Evidence that is not attached yet; plain values, so that it may lie in a session.

    service   the address of the service it is about; "" where it is not known
    numbers   [name, value in words] pairs
    people    how many cases it is about; None where that is not said
    feedback  the number of the feedback it is; 0 for other kinds
    """

    kind: str
    title: str
    words: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    people: int | None = None
    address: str = ""
    service: str = ""
    feedback: int = 0

    def kept(self) -> dict[str, Any]:
        """As it lies in a session."""
        return asdict(self)

    @staticmethod
    def read(kept: dict[str, Any]) -> Found:
        """From a session."""
        numbers = tuple((str(name), str(value)) for name, value in kept.get("numbers", ()))
        return Found(**{**kept, "numbers": numbers})

    def attach(self, idea: Idea, by: User | None) -> Evidence:
        """Keep it with an idea; what is attached already stays as it is."""
        made, _new = Evidence.objects.get_or_create(
            idea=idea,
            kind=self.kind,
            title=self.title[:300],
            address=self.address[:2_000],
            defaults={
                "words": self.words,
                "numbers": [list(each) for each in self.numbers],
                "people": self.people,
                "feedback_id": self.feedback or None,
                "by": by,
            },
        )
        return made


def figures_of(finding: Finding) -> tuple[tuple[str, str], ...]:
    """How much a finding is about, in words."""
    return (
        (_("Cases"), number_format(finding.cases, force_grouping=True)),
        (_("Days lost"), number_format(round(finding.days), force_grouping=True)),
        (_("Share of all days"), say(share(finding.share))),
    )


def of_finding(log: Log, view: View, choice: Choice, key: str) -> Found:
    """One finding of a map. Raises `BadFilter` when the log has it no more."""
    found = view.finding(key)
    return Found(
        Kind.FINDING,
        f"{log.name}: {say(found.where)}",
        say(found.evidence),
        (*figures_of(found), (_("What could be tried"), say(found.attempt))),
        found.cases,
        # The finding by its place and kind, on the map of the cases it meets.
        reverse("observatory:map", args=[log.id]) + choice.query(finding=key if not choice.filters else ""),
        log.live,
    )


def of_map(log: Log, view: View, choice: Choice) -> Found:
    """A map as it is shown, with its filters."""
    half = view.log.durations
    filters = [say(parse_filter(text).in_words()) for text in choice.filters]
    numbers = [
        (_("Cases"), number_format(view.log.n_cases, force_grouping=True)),
        (_("Activities"), number_format(len(view.log.activities), force_grouping=True)),
    ]
    if len(half):
        numbers.append((_("Half of the cases take more than"), say(duration(float(np.median(half)) / 1e6))))
    if filters:
        numbers.append((_("Only cases"), _(", ").join(filters)))
    return Found(
        Kind.MAP,
        _("Map of %(log)s") % {"log": log.name},
        "",
        tuple(numbers),
        view.log.n_cases,
        reverse("observatory:map", args=[log.id]) + choice.query(),
        log.live,
    )


def of_feedback(said: Feedback) -> Found:
    """What a resident said; their words are not copied."""
    return Found(
        Kind.FEEDBACK,
        _("Feedback on %(service)s") % {"service": said.service},
        "",
        ((_("Points of 5"), str(said.score)), (_("When"), said.get_ending_display())),
        service=said.service.slug,
        feedback=said.pk,
    )


def is_for_everybody(evidence: Evidence) -> bool:
    """Whether everybody may see the numbers: not those about a few cases, nor what one resident said."""
    return evidence.kind != Kind.FEEDBACK and evidence.people is not None and evidence.people >= FEWEST
