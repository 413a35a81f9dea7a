"""What happens to what an applicant tells: who sees which answers, for how long, and what stays.

All of it is read off the open version of the service, by the rules that the desk and the worker keep.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhall.process.service.folder import Words
from openhall.site.cases.sight import access_in, sight_through
from openhall.site.people.models import Department
from openhall.site.services.loading import Ready, ready
from openhall.site.services.models import Version
from openhall.site.services.posts import WORK_OF_PEOPLE


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
    places = (place for place, node in enumerate(prepared.running.model.nodes) if node.kind in WORK_OF_PEOPLE)
    posts = [prepared.post_of(place) for place in places]
    numbers = dict.fromkeys([owner.pk, *(post.department_id for post in posts if post.department_id)])
    known = Department.objects.in_bulk(numbers)
    found = []
    for department in (known[number] for number in numbers):
        # Who answers for a service sees all of its cases, whatever `access` says of their work in them.
        answers_for_it = department == owner and not owner.is_partner
        whole = answers_for_it or sight_through([department], access).whole
        answers = () if whole else access.get(department.key, ())
        said = dict.fromkeys(_said(each, prepared, words) for each in answers)
        found.append(Reader(department, whole, tuple(said)))
    return found


def _said(answer: str, prepared: Ready, words: Words) -> str:
    """An answer as its question asks for it; of what the process works out, where it comes from."""
    name, question = answer.partition(".")[::2]
    if name in prepared.folder.forms:
        form = words.form(name)
        asked = form.questions.get(question)
        return asked.title if asked is not None else form.title
    found = (node.id for node in prepared.running.model.nodes if node.work.result == name)
    return next((_("The result of “%(name)s”") % {"name": words.node(node)} for node in found), answer)
