"""What a chart shows beside its values: annotations, targets, where it is rebased; and the alerts of its signals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.measures.models.measure import Measure, MeasureVersion
from openhall.site.services.models import Service


class Annotation(models.Model):
    """Something that happened on a day, in words, drawn on the charts of a measure or of all measures of a service.

    Both None: on all charts.
    """

    class Kind(models.TextChoices):
        """What kind of thing happened."""

        VERSION = "version", _("new version of the service")
        LAW = "law", _("change of law")
        EVENT = "event", _("something from outside")
        CHANGE = "change", _("a change that we made")

    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="annotations", verbose_name=_("measure")
    )
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="annotations", verbose_name=_("service")
    )
    date = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.EVENT)
    words = models.CharField(_("what happened"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["date"]
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")

    def __str__(self) -> str:
        return f"{self.date}: {self.words}"


class Target(models.Model):
    """What a measure is to reach, from a day on; the next target takes its place."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="targets")
    valid_from = models.DateField(_("from"))
    number = models.FloatField(_("target"), null=True, blank=True)
    why = models.CharField(_("where it comes from"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "valid_from"], name="one_target_from_a_day")
        ]
        verbose_name = _("target")
        verbose_name_plural = _("targets")

    def __str__(self) -> str:
        return f"{self.measure}: {self.number}"


class Rebase(models.Model):
    """Where the limits of a chart are worked out anew, because the process is known to have changed."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="rebases")
    date = models.DateField(_("from the period of this day"))
    why = models.CharField(_("what changed"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["measure", "date"], name="one_rebase_a_day")]
        verbose_name = _("rebase")
        verbose_name_plural = _("rebases")

    def __str__(self) -> str:
        return f"{self.measure}: {self.date}"


class Alert(models.Model):
    """A signal in a chart, told once.

    rule  the name of the chart's rule that gave it; period  the last period that belongs to it
    """

    version = models.ForeignKey(MeasureVersion, models.CASCADE, related_name="alerts")
    by = models.CharField(max_length=60, blank=True)
    group = models.CharField(max_length=200, blank=True)
    period = models.DateField()
    rule = models.CharField(max_length=40)
    sentence = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "by", "group", "period", "rule"], name="one_alert_of_a_signal"
            )
        ]
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")

    def __str__(self) -> str:
        return self.sentence
