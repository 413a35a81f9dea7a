"""What happens to what an applicant tells: who sees which answers, for how long, and what stays.

All of it is read off the open version of the service, by the rules that the desk and the worker keep.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhall.process.feel.temporal import YearMonthDuration
from openhall.process.service.folder import Words
from openhall.process.timers import Duration
from openhall.site.cases.sight import access_in
from openhall.site.people.models import Department
from openhall.site.services.loading import Ready, ready
from openhall.site.services.models import Version
from openhall.site.services.posts import WORK_OF_PEOPLE

MONTHS_A_YEAR = 12
NANOSECONDS_A_DAY = 86_400 * 10**9


@dataclass(frozen=True)
class Reader:
    """A department that sees applications.

    whole    whether it sees all of them
    answers  otherwise what it sees of them, in words; empty where it sees none of the answers
    """

    department: Department
    whole: bool
    answers: tuple[str, ...]


def readers(version: Version, words: Words) -> list[Reader]:
    """Who sees applications to a version: the department that answers for them first, then in the order of the work."""
    prepared, access = ready(version.pk), access_in(version)
    owner = version.service.owner
    posts = [prepared.post_of(place) for place in _places_of_work(prepared)]
    numbers = dict.fromkeys([owner.pk, *(post.department_id for post in posts if post.department_id)])
    known = Department.objects.in_bulk(numbers)
    return [_reader(known[number], access.get(known[number].key), prepared, words) for number in numbers]


def _places_of_work(prepared: Ready) -> list[int]:
    return [place for place, node in enumerate(prepared.running.model.nodes) if node.kind in WORK_OF_PEOPLE]


def _reader(department: Department, answers: Collection[str] | None, prepared: Ready, words: Words) -> Reader:
    whole = answers is None and not department.is_partner
    named = (_said(each, prepared, words) for each in answers or ())
    return Reader(department, whole, () if whole else tuple(dict.fromkeys(named)))


def _said(answer: str, prepared: Ready, words: Words) -> str:
    """An answer as its question asks for it; of what the process works out, where it comes from."""
    name, question = answer.partition(".")[::2]
    if name in prepared.folder.forms:
        form = words.form(name)
        asked = form.questions.get(question)
        return asked.title if asked is not None else form.title
    found = (node.id for node in prepared.running.model.nodes if node.work.result == name)
    return next((_("The result of “%(name)s”") % {"name": words.node(node)} for node in found), answer)


def span_in_words(span: Duration) -> str:
    """A span of time: "1 year", "18 months", "30 days"."""
    if isinstance(span, YearMonthDuration):
        if span.months % MONTHS_A_YEAR == 0:
            years = span.months // MONTHS_A_YEAR
            return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
        return ngettext("%(n)d month", "%(n)d months", span.months) % {"n": span.months}
    # What is shorter than a day is kept until the next round of the worker at the least.
    days = max(1, -(-span.nanoseconds // NANOSECONDS_A_DAY))
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
