"""Reports of a period: what was known when they were made. They are made by the worker and never change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.services.models import Service


class Rhythm(models.TextChoices):
    """How often a report is made."""

    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")


class ReportPlan(models.Model):
    """Says that a service reports in a rhythm. Without one, it does not."""

    service = models.OneToOneField(
        Service, models.CASCADE, related_name="report_plan", verbose_name=_("service")
    )
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["service__name"]
        verbose_name = _("plan of reports")
        verbose_name_plural = _("plans of reports")

    def __str__(self) -> str:
        return f"{self.service}: {self.get_rhythm_display()}"


class Report(models.Model):
    """What a service's public measures said when a period was over.

    period   the first day of the period; rhythm its length
    content  the values, definitions and notes of each chart as they were, so that it is drawn in any language
    pdf      the same as PDF/UA in the site's first language; None until the worker has made it
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="reports")
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    period = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    content = models.JSONField()
    sent_at = models.DateTimeField(null=True)
    pdf = models.BinaryField(null=True)

    class Meta:
        ordering = ["-period", "service__name"]
        constraints = [
            models.UniqueConstraint(fields=["service", "rhythm", "period"], name="one_report_of_a_period")
        ]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return f"{self.service}, {self.period}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("measures:report", args=[self.pk])
