"""What measures know of cases, kept beside the ledger, and how far the ledger has been read.

Nothing here names a person: cases are known by their pseudonym. All of it can be made again from the record.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.measures.models.measure import MeasureVersion
from openhall.site.services.models import Service


class CaseFact(models.Model):
    """The facts of one case, or of one application that was begun and not sent, as `openhall.measure.facts` names them.

    case    the pseudonym of the case; "draft:…" for an application that was not sent, "old:…" for a case of the
            records of another system
    over    when it was decided, or ended without a decision
    outcome to department  texts, empty where nothing is known
    groups  facts that definitions add, by their name
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="facts")
    case = models.CharField(max_length=60)
    started = models.DateTimeField(null=True)
    begun = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)
    decided = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    over = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)
    meaning = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=8, blank=True)
    language = models.CharField(max_length=12, blank=True)
    version = models.PositiveIntegerField(null=True)
    department = models.CharField(max_length=50, blank=True)
    due_legal = models.DateTimeField(null=True)
    due_promised = models.DateTimeField(null=True)
    returns = models.PositiveIntegerField(null=True)
    handovers = models.PositiveIntegerField(null=True)
    steps = models.PositiveIntegerField(null=True)
    groups = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "case"], name="one_fact_a_case")]
        indexes = [
            models.Index(fields=["service", "begun"]),
            models.Index(fields=["service", "decided"]),
            models.Index(fields=["service", "over"]),
        ]
        verbose_name = _("facts of a case")
        verbose_name_plural = _("facts of cases")

    def __str__(self) -> str:
        return self.case


class Cursor(models.Model):
    """How far the ledger has been folded into facts. There is one row.

    seen   the highest number of a row that was read
    gaps   numbers below it that had not appeared, with the moment (seconds since 1970) when that was noticed: their
           transactions may still end
    drafts_at  up to when drafts were looked at
    """

    name = models.CharField(max_length=20, unique=True, default="ledger")
    seen = models.BigIntegerField(default=0)
    gaps = models.JSONField(default=dict)
    drafts_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reading position of measures")
        verbose_name_plural = _("reading positions of measures")

    def __str__(self) -> str:
        return f"{self.seen}"


class Standing(models.Model):
    """How the values of a version stand.

    signature  of what they were last worked out from, besides new cases: definition, typed-in numbers, feedback, day
    waiting    cases were folded, and their values are still to be worked out
    problem    why they could not be, in a sentence
    """

    version = models.OneToOneField(MeasureVersion, models.CASCADE, related_name="standing")
    signature = models.CharField(max_length=64, blank=True)
    waiting = models.BooleanField(default=True)
    problem = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("state of computing")
        verbose_name_plural = _("states of computing")

    def __str__(self) -> str:
        return f"{self.version}: {self.problem or 'ok'}"
