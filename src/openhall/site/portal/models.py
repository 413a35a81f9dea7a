"""What residents say of a service."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.cases.models import Case
from openhall.site.services.models import Service


class Feedback(models.Model):
    """How it went, on five points and in words. `ending` is where the person was: sent, decided, withdrawn, left."""

    class Ending(models.TextChoices):
        """What had just come to its end."""

        SENT = "sent", _("application sent")
        DECIDED = "decided", _("case decided")
        WITHDRAWN = "withdrawn", _("application withdrawn")
        LEFT = "left", _("application not finished")

    service = models.ForeignKey(Service, models.CASCADE, related_name="feedback")
    version = models.PositiveIntegerField()
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="feedback")
    ending = models.CharField(max_length=9, choices=Ending.choices)
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    words = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(score__gte=1, score__lte=5), name="score_of_five"),
            models.UniqueConstraint(fields=["case", "ending"], name="one_feedback_an_ending"),
        ]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return f"{self.service}: {self.score}"
