"""Open cases that were moved to another version of their service, and those that could not be."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.cases.models.case import Case
from openhall.site.services.models import Version
from openhall.site.web.speech import say_text


class Removal(models.Model):
    """One order to move the open cases of a version to another.

    places    ids of nodes of the old version and those of the new one in their stead, where they differ
    cases     how many were open when it was ordered; moved, stayed: how they fared
    problem   what stopped it, as `keep_text` keeps it
    """

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped by a fault")

    from_version = models.ForeignKey(Version, models.CASCADE, related_name="removals_from")
    to_version = models.ForeignKey(Version, models.CASCADE, related_name="removals_to")
    places = models.JSONField(default=dict)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.WAITING)
    cases = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("move of open cases")
        verbose_name_plural = _("moves of open cases")

    def __str__(self) -> str:
        return f"{self.from_version} → {self.to_version}"

    @property
    def why(self) -> str:
        """What stopped it, in the reader's language."""
        return say_text(self.problem)


class Moved(models.Model):
    """How one case fared in a move: moved, or why not, as `process.saying.keep` keeps it."""

    removal = models.ForeignKey(Removal, models.CASCADE, related_name="outcomes")
    case = models.ForeignKey(Case, models.CASCADE, related_name="removals")
    moved = models.BooleanField()
    reason = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["removal", "case"], name="one_outcome_a_case")]
        verbose_name = _("moved case")
        verbose_name_plural = _("moved cases")

    def __str__(self) -> str:
        return f"{self.case}: {self.removal}"
