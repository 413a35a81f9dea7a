"""What a simulation says that an idea would do, before it is tried."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.improvement.models.ideas import Idea
from openhall.site.observatory.models import Log
from openhall.site.web.speech import say_text


class Simulated(models.Model):
    """A simulation of changes to a process, on the record of a log.

    changes  as `mining.simulation.changes` reads them: one a line
    problem  why it could not be simulated, as `keep_text` keeps it
    figures  [name, unit, today, changed, difference, low, high] of each figure; empty before it is ready
    """

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Being simulated")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be simulated")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="simulated")
    log = models.ForeignKey(Log, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=200)
    changes = models.TextField(_("what is changed"), max_length=2_000)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.WAITING)
    problem = models.TextField(blank=True)
    figures = models.JSONField(default=list)
    replications = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("simulation of an idea")
        verbose_name_plural = _("simulations of ideas")

    def __str__(self) -> str:
        return f"{self.title}: {self.changes}"

    @property
    def why(self) -> str:
        """Why it could not be simulated, in the reader's language."""
        return say_text(self.problem)
