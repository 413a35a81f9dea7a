"""Statements are taken: kept once, about staff only, and one that says so completes a course."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from openhall.site.cases.access import holders
from openhall.site.exchange.models import ApiKey
from openhall.site.people.models import User
from openhall.site.training.drafting import content_of
from openhall.site.training.learning import complete
from openhall.site.training.models import Completion, Course, CourseVersion, Statement
from openhall.site.training.xapi.statement import BadStatement, Said, read_statement

MOST = 50
"""Statements in one request."""
AHEAD = timedelta(minutes=10)
"""By which a clock elsewhere may be wrong."""


class Conflict(Exception):
    """Another statement of the same id is here."""


def receive(given: list[Any], key: ApiKey, number: UUID | None = None) -> list[UUID]:
    """Take all of the statements, or none: their ids. Raises `BadStatement` and `Conflict`.

    number  the id that the address says, for a single one
    """
    if not 1 <= len(given) <= MOST:
        raise BadStatement(f"Send 1 to {MOST} statements at once.")
    read = [(each, read_statement(each)) for each in given]
    courses = _activities()
    with transaction.atomic():
        return [_take(sent, said, key, number, courses) for sent, said in read]


def _activities() -> dict[str, CourseVersion]:
    """The versions that people begin, by what other systems call them."""
    found: dict[str, CourseVersion] = {}
    versions = CourseVersion.objects.filter(status=CourseVersion.Status.OPEN, course__retired_at=None)
    for version in versions.select_related("course"):
        for activity in content_of(version).activities:
            found.setdefault(activity, version)
    return found


def _take(
    sent: dict[str, Any], said: Said, key: ApiKey, number: UUID | None, courses: dict[str, CourseVersion]
) -> UUID:
    if number is not None and said.number not in (None, number):
        raise BadStatement("The id in the address and that of the statement are not the same.")
    its_number = number or said.number or uuid4()
    digest = hashlib.sha256(json.dumps(sent | {"id": str(its_number)}, sort_keys=True).encode()).hexdigest()
    there = Statement.objects.filter(number=its_number).first()
    if there is not None:
        if there.digest != digest or there.key_id != key.pk:
            raise Conflict
        return its_number
    person = _person(said, key)
    now = timezone.now()
    at = said.at or now
    if at > now + AHEAD:
        raise BadStatement("The timestamp lies in the future.")
    version = courses.get(said.activity) if said.completed else None
    Statement.objects.create(
        key=key,
        number=its_number,
        person=person,
        verb=said.verb,
        activity=said.activity,
        said_at=at,
        digest=digest,
        sent=sent,
        completion=_complete(person, version, timezone.localdate(min(at, now)), key) if version else None,
    )
    return its_number


def _person(said: Said, key: ApiKey) -> User:
    """Whom a statement is about. One about nobody of the staff is refused: nothing is gathered of others."""
    found = User.objects.filter(is_active=True).exclude(groups=None)
    if key.department_id is not None:
        found = found.filter(pk__in=holders(key.department_id, "").values("pk"))
    if said.account is not None:
        home, name = said.account
        person = found.filter(pseudonym=name).first() if home == settings.OPENHALL_ADDRESS else None
    else:
        person = found.filter(email=said.e_mail).first()
    if person is None:
        raise BadStatement("The actor is nobody of the staff for whom this key may speak.")
    return person


def _complete(person: User, version: CourseVersion, day: Any, key: ApiKey) -> Completion:
    """The completion that a statement tells of: one for a day, however many statements tell of it."""
    course: Course = version.course
    there = Completion.objects.filter(
        person=person, course=course, on=day, source=Completion.Source.TOLD, withdrawn_at=None
    ).first()
    if there is not None:
        return there
    return complete(
        person,
        course,
        version=version,
        on=day,
        source=Completion.Source.TOLD,
        evidence=key.name,
        by=key.account,
    )
