"""Tokens of applications, and how much was asked lately: no addresses, only what they are hashed to."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppToken(models.Model):
    """A token with which an application may ask more often. It opens nothing: the data are everybody's.

    prefix  by which it is found and known in the workshop; digest: SHA-256 of the whole token
    """

    name = models.CharField(_("application"), max_length=100, unique=True)
    e_mail = models.EmailField(_("whom to tell of changes"), blank=True)
    per_minute = models.PositiveIntegerField(_("requests a minute"), default=3000)
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("app token")
        verbose_name_plural = _("app tokens")

    def __str__(self) -> str:
        return self.name


class Asked(models.Model):
    """How many requests somebody made in a minute. `who` is a digest that changes with the day."""

    who = models.CharField(max_length=32)
    minute = models.BigIntegerField(db_index=True)
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "minute"], name="asked_once_a_minute")]
        verbose_name = _("requests in a minute")
        verbose_name_plural = _("requests in minutes")

    def __str__(self) -> str:
        return f"{self.who[:6]}: {self.requests}"
