"""A case: one application to a service, from the first click to its end. And a draft, before it is sent."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.people.models import LETTERS, new_pseudonym
from openhall.site.services.models import Version


def new_reference() -> str:
    """A reference that a person can read aloud: no vowels, no look-alikes, "4KD7-X2MP-9TBW"."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(12)).upper()
    return "-".join(letters[k : k + 4] for k in (0, 4, 8))


def new_key() -> str:
    """The secret in a link by which somebody without an account comes back to what is theirs."""
    return secrets.token_urlsafe(32)


class OrderedJSON(models.JSONField):
    """JSON that keeps the order of names: what a case learned last is seen first. `jsonb` would sort them."""

    def db_type(self, connection: Any) -> str | None:
        """Return the type of the column."""
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return the value as text, which both databases take."""
        return value if value is None or hasattr(value, "as_sql") else json.dumps(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the value; a driver that knows the type has read it already."""
        return super().from_db_value(value, expression, connection) if isinstance(value, str) else value


class Channel(models.TextChoices):
    """How an application came in."""

    ONLINE = "online", _("online")
    ASSISTED = "assisted", _("entered by staff for the applicant")
    PAPER = "paper", _("on paper")
    API = "api", _("from another system")


class Case(models.Model):
    """One case of a service.

    subject, applicant_name  how officers speak of it, and whose it is; neither leaves the desk
    begun_by    the case whose message began this one
    decided_at  when the standard's clock stopped
    state  where its tokens are: the integers of `process.rules.state.State`
    data   what it knows: `process.storing` JSON
    moves  how many steps it has made; a step is written only onto the number it was worked out from
    """

    Channel = Channel

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    pseudonym = models.CharField(max_length=12, unique=True, default=new_pseudonym, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="cases", db_index=False)
    state = models.JSONField(default=list)
    data = OrderedJSON(default=dict)
    moves = models.PositiveIntegerField(default=0)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.ONLINE)
    language = models.CharField(max_length=12, default="en")
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="applications"
    )
    begun_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="begun")
    applicant_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    e_mail = models.EmailField(blank=True)
    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    opened_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)
    legal_due_at = models.DateTimeField(null=True)
    promised_due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at"]
        indexes = [models.Index(fields=["version", "ended_at"])]
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return self.reference


class Draft(models.Model):
    """An application that is not sent yet. Once it is sent or too old its answers go; that it was begun stays.

    answers  `process.storing` JSON of the answers so far, by question
    by       the member of staff who enters it for somebody
    """

    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="drafts")
    answers = models.JSONField(default=dict)
    page = models.CharField(max_length=100, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.ONLINE)
    language = models.CharField(max_length=12, default="en")
    e_mail = models.EmailField(blank=True)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="drafts"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(auto_now=True)
    case = models.OneToOneField(Case, models.SET_NULL, null=True, related_name="draft")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-touched_at"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return f"{self.version} ({self.started_at:%Y-%m-%d})"
