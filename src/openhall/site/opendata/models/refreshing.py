"""Where a dataset's rows are fetched from, in which rhythm, and what came of each time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.opendata.models.dataset import Dataset
from openhall.site.opendata.models.version import DatasetVersion
from openhall.site.people.models import Department

KEPT_RUNS = 50


class Every(models.TextChoices):
    """How often something is fetched."""

    HOUR = "hour", _("every hour")
    DAY = "day", _("every day")
    WEEK = "week", _("every week")
    MONTH = "month", _("every 30 days")

    @property
    def span(self) -> timedelta:
        """The time between two."""
        return {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}.get(
            self.value, timedelta(days=30)
        )


class Outcome(models.TextChoices):
    """What came of fetching."""

    PUBLISHED = "published", _("A new version is open")
    SAME = "same", _("Nothing had changed")
    WAITS = "waits", _("A new version waits for you")
    FAILED = "failed", _("It did not come")


class Scheduled(models.Model):
    """Something that is fetched in a rhythm. Those who inherit have `runs`, the newest first."""

    every = models.CharField(_("how often"), max_length=5, choices=Every.choices, default=Every.DAY)
    is_on = models.BooleanField(_("Fetch by itself"), default=True)
    next_at = models.DateTimeField(default=timezone.now, db_index=True)

    if TYPE_CHECKING:
        runs: models.Manager[Any]

    class Meta:
        abstract = True

    @property
    def span(self) -> timedelta:
        """The time between two runs."""
        return Every(self.every).span

    def put_off(self) -> bool:
        """Take the run that is due: whoever changes the time of the next one does it. Says whether that is us."""
        later = timezone.now() + self.span
        taken = type(self).objects.filter(pk=self.pk, next_at=self.next_at).update(next_at=later)  # type: ignore[attr-defined]
        self.next_at = later
        return bool(taken)

    def forget_old_runs(self) -> None:
        """Keep what came of the last runs only."""
        old = self.runs.values_list("pk", flat=True)[KEPT_RUNS:]
        self.runs.filter(pk__in=list(old)).delete()


class Refresh(Scheduled):
    """The source of a dataset that is made anew by itself.

    place     where from: an address, or a name of a file in the folder of the department
    known     what was said of the file when it came last: `fetching.Known`
    """

    class Kind(models.TextChoices):
        """Where from."""

        ADDRESS = "address", _("An address on the web")
        FOLDER = "folder", _("A file in your department's folder on this server")

    dataset = models.OneToOneField(Dataset, models.CASCADE, related_name="refresh")
    kind = models.CharField(_("where from"), max_length=7, choices=Kind.choices, default=Kind.ADDRESS)
    place = models.CharField(_("address or name of the file"), max_length=1_000)
    known = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("source of a dataset")
        verbose_name_plural = _("sources of datasets")

    def __str__(self) -> str:
        return self.place

    @property
    def last(self) -> RefreshRun | None:
        """The last run."""
        found: RefreshRun | None = self.runs.first()
        return found


class RefreshRun(models.Model):
    """One time that a source was fetched. `why`: what a person should know of it, as `process.saying.keep` keeps it."""

    refresh = models.ForeignKey(Refresh, models.CASCADE, related_name="runs")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    why = models.JSONField(default=list)
    bytes = models.BigIntegerField(default=0)
    version = models.ForeignKey(DatasetVersion, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("run of a source")
        verbose_name_plural = _("runs of sources")

    def __str__(self) -> str:
        return f"{self.refresh}: {self.at:%Y-%m-%d %H:%M}"


def inbox_of(department: Department) -> Path | None:
    """The folder in which systems of a department lay files for its datasets; None where the operator names none."""
    named = settings.OPENHALL_DATA_FOLDER
    return Path(named) / department.key if named else None
