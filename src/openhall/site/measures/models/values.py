"""The values of a measure by period and group, and those that people type in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.measures.models.imports import FiguresImport
from openhall.site.measures.models.measure import Measure, MeasureVersion


class Grain(models.TextChoices):
    """How long a period is."""

    DAY = "day", _("day")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")


class Value(models.Model):
    """What a measure was in one period, of all cases or of one group. The worker keeps it current.

    period       the first day of the period
    by           "" for all cases together, else the dimension: "department", "channel", or a fact's name
    group        the value of that dimension; "" for all cases together
    numerator, denominator  both sides; the denominator is None where a value is no share (a count, a median)
    value        None where nothing can be said (a share of nothing)
    n            cases behind it
    spread       of a mean, median or percentile: its standard error times √n; None where that is not known
    hidden       disclosure control keeps it from everybody but staff
    """

    version = models.ForeignKey(MeasureVersion, models.CASCADE, related_name="values")
    period = models.DateField()
    by = models.CharField(max_length=60, blank=True)
    group = models.CharField(max_length=200, blank=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    value = models.FloatField(null=True)
    n = models.PositiveIntegerField(default=0)
    spread = models.FloatField(null=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["version", "by", "group", "period"]
        constraints = [
            models.UniqueConstraint(fields=["version", "by", "group", "period"], name="one_value_of_a_period")
        ]
        verbose_name = _("value")
        verbose_name_plural = _("values")

    def __str__(self) -> str:
        return f"{self.version}, {self.period}: {self.value}"


class Typed(models.Model):
    """A number that somebody typed in or imported, with who and when. A later one of the same period replaces it.

    name    which input of the definition it is, such as "cost"
    period  the first day of the period that it is for
    source  the file of figures that it came in; None where it was typed in, or came in a file of one measure
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="typed")
    name = models.CharField(_("what it is"), max_length=60)
    period = models.DateField(_("first day of the period"))
    group = models.CharField(_("group"), max_length=200, blank=True)
    number = models.FloatField(_("value"))
    note = models.CharField(_("where it comes from"), max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    source = models.ForeignKey(
        FiguresImport, models.PROTECT, null=True, related_name="numbers", editable=False
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["measure", "name", "period"])]
        verbose_name = _("typed-in value")
        verbose_name_plural = _("typed-in values")

    def __str__(self) -> str:
        return f"{self.measure}, {self.name} {self.period}: {self.number}"
