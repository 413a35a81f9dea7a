"""Publishing a plan: its working copy becomes a version that never changes."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from openhall.site.cases import clock
from openhall.site.improvement.ideas.triage import CannotDecide
from openhall.site.improvement.models import Plan, PlanVersion
from openhall.site.improvement.plan.checking import check
from openhall.site.improvement.plan.content import content_of, digest_of
from openhall.site.people.models import User


@transaction.atomic
def publish(plan: Plan, by: User | None, note: str) -> PlanVersion:
    """Publish the working copy. Raises `CannotDecide` where the plan does not hold together, or nothing changed."""
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    content = content_of(held)
    found = check(content)
    if found.errors:
        raise CannotDecide(found.errors[0])
    digest = digest_of(content)
    newest = held.versions.first()
    if newest is not None and newest.digest == digest:
        raise CannotDecide(_("Nothing has changed since the version that is published."))
    made: PlanVersion = PlanVersion.objects.create(
        plan=held,
        number=newest.number + 1 if newest else 1,
        content=content,
        digest=digest,
        note=note,
        published_at=clock.now(),
        published_by=by,
    )
    return made
