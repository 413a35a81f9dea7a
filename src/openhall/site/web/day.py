"""What waits for somebody who signed in: the first thing on the first page, with links to where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from openhall.site.cases.access import departments_led
from openhall.site.cases.models import Case
from openhall.site.desk.inbox import FREE, LATE, MINE, Choice, counted
from openhall.site.improvement.ideas.triage import may_decide
from openhall.site.improvement.models import Experiment, Idea
from openhall.site.measures.charts.access import own_measures
from openhall.site.measures.models import Alert
from openhall.site.opendata.models import DatasetRequest
from openhall.site.people.audience import HEADS, OFFICERS, PUBLISHERS
from openhall.site.people.models import User
from openhall.site.training.requiring import held_by

MOST_IDEAS = 200
MOST_EXPERIMENTS = 5


@dataclass(frozen=True)
class Waiting:
    """Something that waits: in words, where it is done, and whether it should be done first."""

    words: str
    address: str
    urgent: bool = False


def waiting_for(person: User) -> list[Waiting]:
    """What waits for a person, what is urgent first. Each room is asked with its own rules of who may see what."""
    found = [*_applications(person), *_learning(person)]
    if OFFICERS.admits(person) or HEADS.admits(person):
        found += _work(person)
    if HEADS.admits(person):
        found += [*_signals(person), *_ideas(person), *_experiments(person)]
    if PUBLISHERS.admits(person):
        found += _requests()
    return sorted(found, key=lambda each: not each.urgent)


def _applications(person: User) -> Iterator[Waiting]:
    n = Case.objects.filter(applicant=person, ended_at=None).count()
    if n:
        words = ngettext("%(n)d of your applications is open", "%(n)d of your applications are open", n)
        yield Waiting(words % {"n": n}, reverse("portal:your_cases"))


def _learning(person: User) -> Iterator[Waiting]:
    for each in held_by(person):
        page = reverse("training:course", args=[each.course.slug])
        if each.missing and each.due_on:
            words = _("Complete the course “%(course)s” by %(day)s")
            yield Waiting(words % {"course": each.course.name, "day": date_format(each.due_on)}, page, True)
        elif each.missing:
            yield Waiting(_("Complete the course “%(course)s”") % {"course": each.course.name}, page, True)
        elif each.ends_soon and each.until:
            words = _("Renew the course “%(course)s”: it counts until %(day)s")
            yield Waiting(words % {"course": each.course.name, "day": date_format(each.until)}, page)


def _work(person: User) -> Iterator[Waiting]:
    tabs = (
        (LATE, ngettext_lazy("%(n)d task is late", "%(n)d tasks are late", "n")),
        (MINE, ngettext_lazy("%(n)d task is yours", "%(n)d tasks are yours", "n")),
        (
            FREE,
            ngettext_lazy(
                "%(n)d task waits for somebody to take it", "%(n)d tasks wait for somebody to take them", "n"
            ),
        ),
    )
    counts = counted(person, Choice())
    for tab, words in tabs:
        if counts[tab]:
            yield Waiting(words % {"n": counts[tab]}, f"{reverse('desk:inbox')}?view={tab}", tab == LATE)


def _signals(person: User) -> Iterator[Waiting]:
    n = Alert.objects.filter(version__measure__in=own_measures(person), seen_at=None).count()
    if n:
        words = ngettext(
            "%(n)d measure changed, and nobody has looked at it",
            "%(n)d measures changed, and nobody has looked at them",
            n,
        )
        yield Waiting(words % {"n": n}, reverse("measures:dashboard"))


def _ideas(person: User) -> Iterator[Waiting]:
    new = Idea.objects.standing().filter(state=Idea.State.NEW).select_related("service__owner", "department")
    n = sum(may_decide(person, each) for each in new[:MOST_IDEAS])
    if n:
        words = ngettext("%(n)d idea waits to be weighed", "%(n)d ideas wait to be weighed", n)
        yield Waiting(words % {"n": n}, reverse("improvement:lab"))


def _experiments(person: User) -> Iterator[Waiting]:
    over = Experiment.objects.filter(
        department__in=departments_led(person), status=Experiment.Status.ENDED, decided_at=None
    )
    for each in over[:MOST_EXPERIMENTS]:
        words = _("Decide what becomes of “%(experiment)s”") % {"experiment": each.title}
        yield Waiting(words, each.get_absolute_url())


def _requests() -> Iterator[Waiting]:
    n = DatasetRequest.objects.filter(answered_at=None).count()
    if n:
        words = ngettext(
            "%(n)d request for data waits for an answer", "%(n)d requests for data wait for an answer", n
        )
        yield Waiting(words % {"n": n}, reverse("opendata:manage_requests"))
