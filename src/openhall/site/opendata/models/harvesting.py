"""Other portals, what was read of their catalogues, and what came of each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.opendata.models.refreshing import Scheduled
from openhall.site.people.models import Department


class Portal(Scheduled):
    """A catalogue that is harvested for a department."""

    class Kind(models.TextChoices):
        """How the catalogue is written."""

        DCAT = "dcat", _("DCAT (Turtle, RDF/XML or JSON-LD)")
        CKAN = "ckan", _("CKAN")
        DATA_JSON = "datajson", _("data.json (DCAT-US)")

    title = models.CharField(_("name of the portal"), max_length=120)
    kind = models.CharField(_("kind of catalogue"), max_length=8, choices=Kind.choices, default=Kind.DCAT)
    address = models.CharField(_("address of the catalogue"), max_length=1_000)
    department = models.ForeignKey(Department, models.CASCADE, related_name="+", verbose_name=_("department"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    if TYPE_CHECKING:
        datasets: models.Manager[Any]

    class Meta:
        ordering = ["title"]
        verbose_name = _("portal that is harvested")
        verbose_name_plural = _("portals that are harvested")

    def __str__(self) -> str:
        return self.title


class HarvestRun(models.Model):
    """One harvest.

    why       why it failed, or {} where it came to its end
    refused   [title, why] of those that were not taken, the first ones; n_refused: how many
    problems  what could not be understood

    Sentences are as `process.saying.keep` keeps them.
    """

    portal = models.ForeignKey(Portal, models.CASCADE, related_name="runs")
    at = models.DateTimeField(default=timezone.now)
    why = models.JSONField(default=dict)
    found = models.PositiveIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    n_refused = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("harvest")
        verbose_name_plural = _("harvests")

    def __str__(self) -> str:
        return f"{self.portal}: {self.at:%Y-%m-%d %H:%M}"


class DatasetElsewhere(models.Model):
    """A dataset of another portal: known by its description, with the address where it is. Its rows are not here."""

    portal = models.ForeignKey(Portal, models.CASCADE, related_name="datasets")
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=1_000, blank=True)
    address = models.CharField(max_length=2_000)
    formats = models.JSONField(default=list)
    words = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["portal", "key"], name="one_key_a_portal")]
        verbose_name = _("dataset of another portal")
        verbose_name_plural = _("datasets of other portals")

    def __str__(self) -> str:
        return self.title
