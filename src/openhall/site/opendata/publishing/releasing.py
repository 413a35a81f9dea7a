"""Open a version to everybody, at once or at its hour, and take it back with a reason."""

from __future__ import annotations

import shutil
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from openhall.process.saying import gettext
from openhall.site.opendata.models import DatasetVersion
from openhall.site.opendata.publishing.receiving import set_state
from openhall.site.opendata.shelf import shelf
from openhall.site.people.models import User

Status = DatasetVersion.Status


class NotPossible(Exception):
    """The act does not fit how far the version is; the message says why."""


def release_if_due(version: DatasetVersion, now: datetime | None = None) -> bool:
    """Open a scheduled version whose hour has come; says whether it did. Twice asked, it is opened once."""
    now = now or timezone.now()
    changed = DatasetVersion.objects.filter(
        pk=version.pk, status=Status.SCHEDULED, release_at__lte=now
    ).update(status=Status.PUBLISHED, released_at=now)
    if changed:
        version.refresh_from_db()
        version.dataset.save(update_fields=["changed_at"])
        # What was needed to decide is not needed any more, and holds more than what is open.
        shutil.rmtree(version.draft_folder, ignore_errors=True)
        version.upload.unlink(missing_ok=True)
    return bool(changed)


def reschedule(version: DatasetVersion, at: datetime) -> None:
    """Let a version be opened at another hour. Raises `NotPossible` when it is open already."""
    with transaction.atomic():
        changed = DatasetVersion.objects.filter(pk=version.pk, status=Status.SCHEDULED).update(release_at=at)
    if not changed:
        raise NotPossible(gettext("This version is open already, or it is not decided on yet."))
    version.release_at = at


def withdraw(version: DatasetVersion, by: User, reason: str) -> None:
    """Take a version back: its page stays and says why, its rows are gone. Raises `NotPossible`."""
    with transaction.atomic():
        found = DatasetVersion.objects.select_for_update().get(pk=version.pk)
        if found.status not in (Status.PUBLISHED, Status.SCHEDULED):
            raise NotPossible(gettext("Only a version that is open, or is to be, can be withdrawn."))
        set_state(
            found,
            status=Status.WITHDRAWN,
            withdrawn_at=timezone.now(),
            withdrawn_by=by,
            withdrawal_reason=reason,
        )
        found.dataset.save(update_fields=["changed_at"])
    version.refresh_from_db()
    shelf.forget(version)
    shutil.rmtree(version.home, ignore_errors=True)
