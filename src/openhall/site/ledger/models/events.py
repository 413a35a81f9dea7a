"""The record: every act in a case is one row, written once, in the transaction of the act itself.

A row names nobody: cases and people are pseudonyms. What is private lies beside it in `Detail`, tied to the row by a
salted commitment, so that it can be deleted without the row losing its proof.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.proof import Opening, canonical, fresh


class Event(models.Model):
    """One act. Rows are never changed nor deleted."""

    class Lifecycle(models.TextChoices):
        """How far an activity is, as XES names it where XES has a name."""

        OFFERED = "schedule", _("offered")
        CLAIMED = "assign", _("claimed")
        DELEGATED = "reassign", _("passed on")
        COMPLETED = "complete", _("completed")
        WITHDRAWN = "withdraw", _("withdrawn")
        FAILED = "ate_abort", _("failed")
        SENT = "sent", _("sent")
        NOTED = "note", _("noted beside the process")
        MOVED = "moved", _("moved to another version")
        LOOKED = "looked", _("looked at")

    at = models.DateTimeField()
    service = models.CharField(max_length=50)
    version = models.PositiveIntegerField()
    case = models.CharField(max_length=12)
    activity = models.CharField(max_length=200)
    node = models.CharField(max_length=200)
    lifecycle = models.CharField(max_length=10, choices=Lifecycle.choices)
    department = models.CharField(max_length=50, blank=True)
    role = models.CharField(max_length=50, blank=True)
    actor = models.CharField(max_length=12, blank=True)
    objects_touched = models.JSONField(default=dict)
    commitment = models.BinaryField(max_length=32, default=b"")

    class Meta:
        indexes = [models.Index(fields=["service", "id"]), models.Index(fields=["case", "id"])]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.case}: {self.activity} {self.lifecycle}"


class Detail(models.Model):
    """What is private about an event: deleted when it is no longer needed."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="detail")
    salt = models.BinaryField(max_length=16)
    content = models.JSONField()

    class Meta:
        verbose_name = _("detail of an event")
        verbose_name_plural = _("details of events")

    def __str__(self) -> str:
        return f"details of {self.event}"

    @property
    def opening(self) -> Opening:
        """What is behind the event's commitment."""
        return Opening(bytes(self.salt), canonical(self.content))


def committed(content: dict[str, Any]) -> tuple[bytes, bytes]:
    """A fresh salt and the commitment to a content (`openhall.proof.private`)."""
    opening = fresh(content)
    return opening.salt, opening.commitment
