"""A practice that was proved: offered in the shared library, and told to the other departments."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from openhall.site.cases import clock
from openhall.site.cases.access import holds_today
from openhall.site.improvement.ideas.triage import CannotDecide
from openhall.site.improvement.models import Act, Experiment, Practice
from openhall.site.people.models import Post, User
from openhall.site.people.roles import Role
from openhall.site.services.library import kind_of, share
from openhall.site.services.publishing import CannotPublish, files_of

PROVED = (Experiment.Decision.ADOPT, Experiment.Decision.ADAPT)


def to_take(experiment: Experiment) -> list[tuple[str, str]]:
    """What others can take of the version that brought the change: (path, words); the whole of it is "" ."""
    if experiment.version is None:
        return []
    files = sorted(name for name in files_of(experiment.version) if kind_of(name))
    return [("", str(experiment.version)), *((name, name) for name in files)]


@transaction.atomic
def tell(experiment: Experiment, summary: str, path: str | None, by: User | None) -> Practice:
    """Offer it to others; `path` is what they can take, None for nothing. Raises `CannotDecide`."""
    if experiment.decision not in PROVED:
        raise CannotDecide(_("Only what was adopted after a result is told to others as a practice."))
    if Practice.objects.filter(experiment=experiment).exists():
        raise CannotDecide(_("The other departments were told already."))
    shared = None
    if path is not None and experiment.version is not None:
        try:
            shared = share(experiment.version, path, experiment.title[:150], summary, by)
        except CannotPublish as error:
            raise CannotDecide(str(error)) from None
    now = clock.now()
    made: Practice = Practice.objects.create(
        experiment=experiment, shared=shared, summary=summary, by=by, at=now
    )
    Act.objects.create(idea=experiment.idea, kind=Act.Kind.SHARED, words=summary, by=by, at=now)
    return made


def who_is_told(practice: Practice) -> list[User]:
    """Heads of service and analysts of the other departments of the body."""
    own = practice.experiment.department_id
    posts = Post.objects.filter(holds_today(), department__is_partner=False).exclude(department=own)
    roles = Q(groups__name=Role.HEAD_OF_SERVICE) | Q(groups__name=Role.ANALYST)
    inside = Post.objects.filter(holds_today(), department=own).values("person")
    found = User.objects.filter(roles, is_active=True, posts__in=posts).exclude(pk__in=inside)
    return list(found.distinct())
