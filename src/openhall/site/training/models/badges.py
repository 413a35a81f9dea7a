"""Certificates that prove themselves, and the keys that signed them."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.training.models.learning import Completion


class IssuerKey(models.Model):
    """The public half of a key that signed certificates: kept for good, so that old ones can still be checked."""

    name = models.CharField(max_length=64, unique=True)
    public = models.CharField(max_length=64)
    first_used = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-first_used"]
        verbose_name = _("key of certificates")
        verbose_name_plural = _("keys of certificates")

    def __str__(self) -> str:
        return self.name


def new_badge_key() -> str:
    """What a certificate is called in addresses: nothing that can be guessed."""
    return secrets.token_urlsafe(16)


class Badge(models.Model):
    """A certificate (Open Badges 3.0) as it was signed.

    key         its address: only who was given it finds it
    subject     whom it is about, as it says itself: a number that stands for nothing else
    token       the signed credential (Compact JWS)
    place       its place in the status list
    shows_name  whether its page names the person: theirs to say
    """

    key = models.CharField(max_length=22, unique=True, default=new_badge_key, editable=False)
    completion = models.OneToOneField(Completion, models.CASCADE, related_name="badge")
    subject = models.UUIDField(default=uuid.uuid4, editable=False)
    signed_with = models.ForeignKey(IssuerKey, models.PROTECT, related_name="badges")
    token = models.TextField()
    place = models.PositiveIntegerField(unique=True)
    shows_name = models.BooleanField(_("show my name on its page"), default=False)
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.key
