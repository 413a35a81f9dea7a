"""Which row of the record stands where in the published ledger, and the keys that open what it keeps to itself."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.site.ledger.models.events import Event


def new_case_key() -> bytes:
    """A secret from which the salts of a case's rows follow."""
    return secrets.token_bytes(32)


class CaseKey(models.Model):
    """The secret of one case. Who deletes it makes unknowable whose rows these are, and no proof changes."""

    case = models.CharField(max_length=12, unique=True)
    key = models.BinaryField(max_length=32, default=new_case_key)

    class Meta:
        verbose_name = _("key of a case")
        verbose_name_plural = _("keys of cases")

    def __str__(self) -> str:
        return self.case


class Batch(models.Model):
    """Rows that are sealed together. A batch is planned before it is written, so a crash leaves no doubt what is in it.

    first      the number of its first row in the ledger; its seal stands at `first + rows`
    last_event the highest number of an event in it
    made_at    when it was planned, which is also when it says that it was sealed
    """

    first = models.BigIntegerField(unique=True)
    rows = models.PositiveIntegerField()
    last_event = models.BigIntegerField()
    made_at = models.DateTimeField()
    late = models.CharField(max_length=200, blank=True)
    is_sealed = models.BooleanField(default=False)

    class Meta:
        ordering = ["first"]
        verbose_name = _("sealed batch")
        verbose_name_plural = _("sealed batches")

    def __str__(self) -> str:
        return f"{self.first} to {self.first + self.rows}"


class Leaf(models.Model):
    """The place of an event in the ledger."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="leaf")
    number = models.BigIntegerField(unique=True)

    class Meta:
        verbose_name = _("leaf of the ledger")
        verbose_name_plural = _("leaves of the ledger")

    def __str__(self) -> str:
        return str(self.number)
