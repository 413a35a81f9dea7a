"""The decision to publish: who, when, knowing what, and why. It is written down before anything is built."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openhall.data.columns import Tells
from openhall.process.saying import gettext
from openhall.site.opendata.models import DatasetVersion, Decision
from openhall.site.opendata.publishing.noising import is_noised
from openhall.site.opendata.publishing.receiving import set_state
from openhall.site.opendata.publishing.risks import is_safe
from openhall.site.people.models import User

Status = DatasetVersion.Status


class NotDecided(Exception):
    """It cannot be decided so; the message says why."""


def decide(
    version: DatasetVersion,
    by: User | None,
    reasons: str,
    release_at: datetime,
    notes: str = "",
    follows: Decision | None = None,
) -> Decision:
    """Record the decision to publish a draft, and hand it on to be built. Raises `NotDecided`."""
    with transaction.atomic():
        found = DatasetVersion.objects.select_for_update().get(pk=version.pk)
        if found.status != Status.DRAFT:
            raise NotDecided(gettext("Somebody has decided on this version already."))
        if is_noised(found.dataset) and not found.noisy.exists():
            raise NotDecided(
                gettext(
                    "This dataset is counted with noise, and exact rows would undo that. Draw counts of this version, "
                    "or give its file as another dataset."
                )
            )
        if not found.risk.get("after"):
            raise NotDecided(
                gettext(
                    "The risks have not been looked at since the columns were changed. Look at them first."
                )
            )
        if not is_safe(found.risk["after"]):
            raise NotDecided(
                gettext("The report says that it must not be published like this. Go back to the risks.")
            )
        if found.columns.filter(is_kept=True, tells=Tells.DIRECT.value).exists():
            raise NotDecided(gettext("A column that names people would be published. Leave it out first."))
        if not found.columns.filter(is_kept=True).exists():
            raise NotDecided(gettext("No column would be published. Choose at least one."))
        made = Decision.objects.create(
            version=found,
            by=by,
            before=found.risk["before"],
            after=found.risk["after"],
            plan=found.risk.get("plan", {}),
            reasons=reasons,
            follows=follows,
        )
        set_state(found, status=Status.BUILDING, progress=5, release_at=release_at, notes=notes, tries=0)
    version.refresh_from_db()
    return made
