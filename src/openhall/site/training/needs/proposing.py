"""Courses are proposed, given or declined, and it is noted when most of those who need one have had it."""

from __future__ import annotations

from math import ceil

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.mining.errors import MiningError
from openhall.site.cases.access import holds_today
from openhall.site.observatory.models import Log
from openhall.site.observatory.shelf import shelf
from openhall.site.people.models import Post, User
from openhall.site.services.models import Service
from openhall.site.training.content.model import Content, Page
from openhall.site.training.drafting import new_course
from openhall.site.training.models import Completion, Course, CourseVersion, Proposal, Requirement
from openhall.site.training.needs.evidence import evidence_in
from openhall.site.training.requiring import all_requirements, tasks_of

MOST_EVENTS = 3_000_000
"""Events of a log that is looked at without being asked."""
MOST_TAUGHT = 0.5
"""The share of those who need a course that have to have completed it before its effect is looked for."""


def look(log: Log) -> int:
    """Propose a course for each activity of a log that is done again; how many are new. What was decided stays."""
    try:
        view = shelf.view(log)
        found = evidence_in(view.log, view.findings)
    except MiningError:
        return 0
    count = 0
    for each in found:
        made, is_new = Proposal.objects.get_or_create(
            log=log, activity=each.activity, defaults={"evidence": each.as_json()}
        )
        if is_new:
            count += 1
        elif made.status == Proposal.Status.OPEN:
            Proposal.objects.filter(pk=made.pk).update(evidence=each.as_json())
    return count


def look_due() -> int:
    """Look at the logs of cases under way, and note which courses have been taught."""
    logs = Log.objects.filter(status=Log.Status.READY).exclude(live="")
    # A round that says it did something is asked again at once: what is found here waits a day.
    for log in logs:
        if log.events <= MOST_EVENTS:
            look(log)
    note_taught()
    return 0


def service_of(proposal: Proposal) -> Service | None:
    """The service whose task the activity is: that of the live log, or one with a task of this name."""
    services = Service.objects.select_related("owner")
    if proposal.log.live:
        return services.filter(slug=proposal.log.live).first()
    return next(
        (each for each in services if any(task == proposal.activity for task, _d, _r in tasks_of(each))), None
    )


def give(proposal: Proposal, course: Course | None, by: User) -> CourseVersion | None:
    """Give a course for it: one that is there, or a new one, of which the draft is returned.

    It is required of those who do the task, where a service has a task of this name.
    """
    with transaction.atomic():
        service, draft = service_of(proposal), None
        if course is None:
            draft = new_course(_first_draft(proposal, service), service.owner if service else None, by)
            course = draft.course
        if service is not None and any(task == proposal.activity for task, _d, _r in tasks_of(service)):
            Requirement.objects.get_or_create(
                course=course,
                role="",
                department=None,
                post="",
                service=service,
                task=proposal.activity,
                defaults={"by": by},
            )
        _decide(proposal, Proposal.Status.TAKEN, by, course=course)
    return draft


def decline(proposal: Proposal, reason: str, by: User) -> None:
    """Say why no course is given for it."""
    _decide(proposal, Proposal.Status.DECLINED, by, reason=reason)


def reopen(proposal: Proposal) -> None:
    """Let it be decided anew; a course that was given stays."""
    Proposal.objects.filter(pk=proposal.pk).update(
        status=Proposal.Status.OPEN, decided_at=None, decided_by=None, reason="", taught_on=None
    )


def _decide(
    proposal: Proposal, status: str, by: User, course: Course | None = None, reason: str = ""
) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(
        status=status, course=course, reason=reason, decided_by=by, decided_at=timezone.now()
    )
    proposal.refresh_from_db()


def _first_draft(proposal: Proposal, service: Service | None) -> Content:
    """A course with the evidence as its first page, for its maker to go on from."""
    told = proposal.evidence
    name = _("“%(activity)s” right the first time") % {"activity": proposal.activity}
    text = _(
        "In %(again)s of %(of)s cases this was done again (%(percent)s%%).\n\n"
        "## What was not right the first time?\n\n"
        "Look at ten of these cases and write down what you find.\n\n"
        "## How to do it right\n\n- …"
    ) % {"again": told["again"], "of": told["of"], "percent": round(100 * told["share"])}
    summary = _("For whoever does “%(activity)s”.") % {"activity": proposal.activity}
    return Content(name[:150], summary, parts=(Page("why", _("What happens today"), text),))


def note_taught() -> None:
    """For courses that were given: the day on which most of those who need one had completed it."""
    rows = list(Proposal.objects.filter(status=Proposal.Status.TAKEN, taught_on=None).exclude(course=None))
    if not rows:
        return
    known = all_requirements()
    posts = Post.objects.filter(holds_today(), person__is_active=True)
    held = list(posts.values_list("person_id", "department_id", "role"))
    for proposal in rows:
        asked = [each for each in known if each.row.course_id == proposal.course_id]
        people = {
            person
            for person, department, role in held
            if any(each.is_for(department, role) for each in asked)
        }
        done = Completion.objects.filter(course=proposal.course_id, person__in=people, withdrawn_at=None)
        first = done.order_by().values("person").annotate(day=Min("on"))
        days = list(first.order_by("day").values_list("day", flat=True))
        needed = ceil(len(people) * MOST_TAUGHT)
        if people and len(days) >= needed:
            Proposal.objects.filter(pk=proposal.pk).update(taught_on=days[needed - 1])
