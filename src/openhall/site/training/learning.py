"""To learn: a course is begun, its parts are done, quizzes are tried, and all of it done is a completion."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.site.people.models import User
from openhall.site.training.badges.issuing import issue, signer
from openhall.site.training.content.marking import mark
from openhall.site.training.content.model import Content, Part, Quiz
from openhall.site.training.drafting import NotPossible, content_of
from openhall.site.training.models import Attempt, Completion, Course, CourseVersion, Done, Enrolment


@dataclass(frozen=True)
class Standing:
    """How far somebody is with a course. done: ids of parts."""

    enrolment: Enrolment
    content: Content
    done: frozenset[str]

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 * len(self.done) // len(self.content.parts) if self.content.parts else 0

    def next_part(self) -> Part | None:
        """The first part that is not done."""
        return next((each for each in self.content.parts if each.id not in self.done), None)

    def is_open(self, part: Part) -> bool:
        """Whether a part may be looked at: in a course that goes in order, when those before it are done."""
        if not self.content.in_order or part.id in self.done:
            return True
        first = self.next_part()
        return first is not None and first.id == part.id


def months_later(day: date, months: int) -> date:
    """The day so many months later; the last one of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def standing_of(enrolment: Enrolment) -> Standing:
    """How far an enrolment is."""
    content = content_of(enrolment.version)
    ids = {each.id for each in content.parts}
    done = frozenset(enrolment.done.filter(part__in=ids).values_list("part", flat=True))
    return Standing(enrolment, content, done)


def under_way(person: User, course: Course) -> Enrolment | None:
    """The enrolment of a person in a course that is not ended."""
    return (
        Enrolment.objects.filter(person=person, course=course, ended_at=None)
        .select_related("version", "course")
        .first()
    )


def begin(
    person: User, course: Course, *, due_on: date | None = None, asked_by: User | None = None
) -> Enrolment:
    """Begin a course, or go on with it. Raises `NotPossible` where nothing of it is published."""
    found = under_way(person, course)
    if found is None:
        version = course.open_version
        if version is None:
            raise NotPossible(_("This course cannot be begun now."))
        try:
            with transaction.atomic():
                found = Enrolment.objects.create(
                    person=person, course=course, version=version, due_on=due_on, asked_by=asked_by
                )
        except IntegrityError:
            found = under_way(person, course)
            assert found is not None
    elif due_on is not None and (found.due_on is None or due_on < found.due_on):
        found.due_on, found.asked_by = due_on, asked_by or found.asked_by
        found.save(update_fields=["due_on", "asked_by"])
    return found


def do(enrolment: Enrolment, part: Part) -> Completion | None:
    """A part is done; the completion when it was the last one."""
    with transaction.atomic():
        _hold(enrolment)
        Done.objects.get_or_create(enrolment=enrolment, part=part.id)
        return _complete_if_all(enrolment)


def tries_left(enrolment: Enrolment, quiz: Quiz) -> int | None:
    """How many attempts are left; None for as many as one likes."""
    if not quiz.attempts:
        return None
    return max(0, quiz.attempts - enrolment.attempts.filter(part=quiz.id).count())


def attempt(enrolment: Enrolment, quiz: Quiz, answers: Mapping[int, Sequence[int]]) -> Attempt:
    """Try a quiz: the attempt is kept; a quiz that is passed is done. Raises `NotPossible` when none is left."""
    marked = mark(quiz, answers)
    with transaction.atomic():
        _hold(enrolment)
        if tries_left(enrolment, quiz) == 0:
            raise NotPossible(_("No attempt is left. Your head of service can open the quiz again for you."))
        last = enrolment.attempts.filter(part=quiz.id).aggregate(last=Max("number"))["last"] or 0
        made = Attempt.objects.create(
            enrolment=enrolment,
            part=quiz.id,
            number=last + 1,
            answers=[list(answers.get(k, ())) for k in range(len(quiz.questions))],
            right=list(marked.right),
            percent=marked.percent,
            passed=marked.passed,
        )
        if marked.passed:
            Done.objects.get_or_create(enrolment=enrolment, part=quiz.id)
            _complete_if_all(enrolment)
    return made


def start_again(enrolment: Enrolment) -> None:
    """End an enrolment without a completion, so that the person may begin anew: attempts are kept where they are."""
    Enrolment.objects.filter(pk=enrolment.pk, ended_at=None).update(ended_at=timezone.now())


def _hold(enrolment: Enrolment) -> None:
    """Let acts on one enrolment follow each other. Raises `NotPossible` when it was ended meanwhile."""
    held = Enrolment.objects.select_for_update().filter(pk=enrolment.pk, ended_at=None).first()
    if held is None:
        raise NotPossible(_("You have completed this course already."))


def _complete_if_all(enrolment: Enrolment) -> Completion | None:
    standing = standing_of(enrolment)
    if standing.next_part() is not None:
        return None
    made = complete(enrolment.person, enrolment.course, version=enrolment.version, enrolment=enrolment)
    Enrolment.objects.filter(pk=enrolment.pk).update(ended_at=timezone.now())
    return made


def complete(
    person: User,
    course: Course,
    *,
    version: CourseVersion | None,
    enrolment: Enrolment | None = None,
    on: date | None = None,
    source: str = Completion.Source.HERE,
    evidence: str = "",
    by: User | None = None,
) -> Completion:
    """Record that somebody completed a course; for how long it counts is said by the version."""
    day = on or timezone.localdate()
    months = content_of(version).months if version is not None else 0
    made = Completion.objects.create(
        person=person,
        course=course,
        version=version,
        enrolment=enrolment,
        source=source,
        on=day,
        until=months_later(day, months) if months else None,
        evidence=evidence,
        by=by,
    )
    if source != Completion.Source.TYPED and version is not None and signer() is not None:
        issue(made)
    return made


def withdraw(completion: Completion, because: str) -> None:
    """Let a completion not count any more, with the reason; its certificate is revoked with it."""
    Completion.objects.filter(pk=completion.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_because=because
    )
