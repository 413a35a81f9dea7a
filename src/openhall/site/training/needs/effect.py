"""Whether a course helped: the share of cases in which its task is done again, before and after it was taught.

This is the seam to improvement: `change_of` says what an experiment or a page needs to know of a course as a change,
and `openhall.measure.effects` evaluates it like any other one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from openhall.measure.effects import Interrupted, Model, Series, Shape, interrupted
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Direction
from openhall.mining.errors import MiningError
from openhall.process.saying import message_of
from openhall.site.observatory.shelf import shelf
from openhall.site.training.models import Proposal
from openhall.site.training.needs.evidence import again_by_month

TAUGHT = Model(Shape.LEVEL)
"""What a course is expected to do: to lower the share from some month on, beside a trend that there was before."""
FEWEST = 3
"""Months on each side of the day that an effect needs."""


@dataclass(frozen=True)
class Change:
    """A course as a change: since when, what it is to lower, and how that went by month.

    start   the day on which most of those who need the course had completed it; None while they have not
    series  percent of cases in which the activity is done again, by the month of its first time
    """

    activity: str
    course: str
    start: date | None
    series: Series


def change_of(proposal: Proposal) -> Change:
    """What is known of a course that was given for an activity. A log that cannot be read has an empty series."""
    try:
        found = again_by_month(shelf.view(proposal.log).log, proposal.activity)
    except MiningError:
        found = Series((), ())
    return Change(proposal.activity, str(proposal.course or ""), proposal.taught_on, found)


def evaluate(change: Change) -> Interrupted | str:
    """What the course did, or why that cannot be said yet, in a sentence for its reader."""
    if change.start is None:
        return _("Most of those who need the course have not completed it yet.")
    days = change.series.dates
    before = sum(day < change.start.replace(day=1) for day in days)
    after = sum(day >= change.start for day in days)
    if min(before, after) < FEWEST:
        return _(
            "Whole months that are known before %(day)s: %(before)s; and since: %(after)s. The effect is worked out "
            "when there are %(least)s on each side."
        ) % {
            "before": before,
            "after": after,
            "day": formats.date_format(change.start, "j F Y"),
            "least": FEWEST,
        }
    try:
        return interrupted(change.series, change.start, TAUGHT, Direction.DECREASE)
    except BadSeries as error:
        return message_of(error)
