"""What other systems told of what staff learned there (xAPI)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.exchange.models import ApiKey
from openhall.site.training.models.learning import Completion


class Statement(models.Model):
    """One statement as it came in, about somebody of the staff.

    number  its id (a UUID): the same one is kept once; sent: the statement as JSON
    """

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="+")
    number = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=500)
    activity = models.CharField(max_length=500)
    said_at = models.DateTimeField()
    stored_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64)
    sent = models.JSONField()
    completion = models.ForeignKey(Completion, models.SET_NULL, null=True, related_name="statements")

    class Meta:
        ordering = ["-stored_at"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self) -> str:
        return str(self.number)
