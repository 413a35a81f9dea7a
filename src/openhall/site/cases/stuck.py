"""What keeps a case from going on though nobody has to do anything: what could not be sent, and times that could not be
told. Officers see it in the case, and may have things sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.site.cases.mailing import RECEIVED
from openhall.site.cases.models import Case, Outgoing, Timer
from openhall.site.cases.speaking import words_of

Kind = Outgoing.Kind
_NOT_SENT = {
    Kind.LETTER: gettext_lazy("The letter of “%(name)s” is not sent."),
    Kind.NOTICE: gettext_lazy("The e-mail about “%(name)s” is not sent."),
    Kind.MESSAGE: gettext_lazy("The message of “%(name)s” has not reached the other system."),
    Kind.CALL: gettext_lazy("“%(name)s” waits for another system."),
    Kind.SIGNAL: gettext_lazy("The signal of “%(name)s” has not reached every case that waits for it."),
}


@dataclass(frozen=True)
class Stuck:
    """One thing that does not go on by itself.

    why       the reason, in the reader's language
    again_at  when it is tried again; None where it was given up
    tries     how often it was tried; 0 for what has a time
    outgoing  the number of what is to be sent; None where nothing is
    timer     the number of the timer whose time could not be told; None where it is none
    """

    what: str
    why: str
    again_at: datetime | None
    tries: int = 0
    outgoing: int | None = None
    timer: int | None = None


def stuck(case: Case) -> list[Stuck]:
    """What keeps a case up, what was to leave it first."""
    words = words_of(case)
    found = []
    for each in case.outgoing.filter(sent_at=None).exclude(problem="").order_by("made_at", "pk"):
        if each.name == RECEIVED:
            said = _("The e-mail that the application is here is not sent.")
        else:
            said = _NOT_SENT[Kind(each.kind)] % {"name": words.node(each.content["node"])}
        again = None if each.failed_at else each.due_at
        found.append(Stuck(said, each.why, again, each.tries, each.pk))
    for timer in case.timers.exclude(problem="").order_by("due_at", "pk"):
        said = _("“%(name)s” has a time that could not be told.") % {"name": words.node(timer.node)}
        found.append(Stuck(said, timer.why, timer.due_at, timer=timer.pk))
    return found


def held_up(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of some cases in which something was given up, or has a time that could not be told; the oldest first."""
    given_up = Outgoing.objects.filter(sent_at=None, failed_at__isnull=False).values("case")
    timeless = Timer.objects.exclude(problem="").values("case")
    # Each has an index of its own, and as one list it is where the database begins: all cases are not gone through.
    return cases.filter(pk__in=given_up.union(timeless)).order_by("opened_at", "pk")
