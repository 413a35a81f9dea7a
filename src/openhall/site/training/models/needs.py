"""Courses that were proposed because the record shows work that is done again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.observatory.models import Log
from openhall.site.training.models.courses import Course


class Proposal(models.Model):
    """A course that may help with one activity of one log.

    evidence  what the record showed when it was proposed (`needs.evidence.Evidence` as JSON); it stays as it was
    course    the course that was made or chosen for it
    taught_on the day from which its effect is looked for: when most of those who need the course had completed it
    """

    class Status(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("To be decided")
        TAKEN = "taken", _("A course is given")
        DECLINED = "declined", _("Declined")

    log = models.ForeignKey(Log, models.CASCADE, related_name="proposals")
    activity = models.CharField(max_length=200)
    evidence = models.JSONField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    course = models.ForeignKey(Course, models.SET_NULL, null=True, related_name="proposals")
    taught_on = models.DateField(null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["log", "activity"], name="proposed_once")]
        verbose_name = _("proposed course")
        verbose_name_plural = _("proposed courses")

    def __str__(self) -> str:
        return self.activity
