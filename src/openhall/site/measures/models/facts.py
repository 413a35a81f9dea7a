"""What measures know of a case, kept beside the ledger, and how far the ledger has been read.

Nothing here names a person: cases are known by their pseudonym. All of it can be made again from the record.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.site.services.models import Service


class CaseFact(models.Model):
    """The facts of one case or of one application that was begun (`measure.facts`), as JSON.

    case    the pseudonym of the case; "draft:…" for an application that has not been sent
    begun, over  when it began, and when it was decided or ended: by these rows are found again
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="facts")
    case = models.CharField(max_length=40, unique=True)
    begun = models.DateTimeField()
    over = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["service", "begun"]),
            models.Index(fields=["service", "over"]),
        ]
        verbose_name = _("facts of a case")
        verbose_name_plural = _("facts of cases")

    def __str__(self) -> str:
        return self.case


class Cursor(models.Model):
    """How far a service's rows of the ledger have been folded into facts.

    seen   the highest number
    gaps   numbers below it that had not appeared: their transactions may still end
    day    the local day up to which values that change with the calendar alone were worked out
    """

    service = models.OneToOneField(Service, models.CASCADE, related_name="measured_to")
    seen = models.BigIntegerField(default=0)
    gaps = models.JSONField(default=list)
    day = models.DateField(null=True)

    class Meta:
        verbose_name = _("reading position of measures")
        verbose_name_plural = _("reading positions of measures")

    def __str__(self) -> str:
        return f"{self.service}: {self.seen}"
