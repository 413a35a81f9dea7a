"""What a key sees of cases and work: what its department does, by the one policy for people, and what it
began itself."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from openhall.process.feel.values import Value
from openhall.site.cases.access import Sight, cases_for, sight_of, tasks_for
from openhall.site.cases.by import By
from openhall.site.cases.models import Case, Task
from openhall.site.exchange.models import ApiKey
from openhall.site.services.loading import ready


def cases_of(key: ApiKey) -> QuerySet[Case]:
    """The cases that a key may look at."""
    mine = Q(application__key=key)
    theirs = Q(pk__in=cases_for(key.account).order_by().values("pk"))
    return Case.objects.filter(mine | theirs).select_related("version__service", "application")


def tasks_of(key: ApiKey) -> QuerySet[Task]:
    """The open work that a key may do: its department's, and that of the applicants of cases it began."""
    departments = Q(pk__in=tasks_for(key.account).values("pk"))
    applicants = Q(status=Task.Status.OPEN, for_applicant=True, case__application__key=key)
    found = Task.objects.filter(departments | applicants)
    return found.select_related("case__version__service", "department", "claimed_by")


def owns(key: ApiKey, case: Case) -> bool:
    """Whether a key speaks for the department that answers for a case."""
    return key.department_id is not None and case.version.service.owner_id == key.department_id


def began(key: ApiKey, case: Case) -> bool:
    """Whether a case came in by a key."""
    application = getattr(case, "application", None)
    return application is not None and application.key_id == key.pk


def sight_by(key: ApiKey, case: Case) -> Sight:
    """What of a case a key sees: what its department does, and the applicant's own answers where it sent them."""
    sees = sight_of(key.account, case)
    if sees.whole or not began(key, case):
        return sees
    text = ready(case.version_id).folder.text
    forms = {text.form, *(each.form for each in text.may_happen if each.form)}
    return Sight(False, sees.allowed | {name for name in forms if name})


def answers_by(key: ApiKey, case: Case) -> dict[str, Value]:
    """What a key sees of what a case knows."""
    return sight_by(key, case).answers(case)


def by_of(key: ApiKey, department: bool = True) -> By:
    """Who acts: the key's account, for its department or for an applicant."""
    return By(key.account, key.department.key if department and key.department else "")
