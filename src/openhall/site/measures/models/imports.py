"""Tables of published figures that staff take over: what was given, how it is read, where it goes, and what became."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.measure.figures import Labels
from openhall.site.people.models import Department


class FiguresImport(models.Model):
    """A file of figures. Its numbers are rows of `Typed` that say where they come from; none is ever deleted.

    content  the file, packed, until it is taken over; empty afterwards, and `digest` says which file it was
    labels   what a heading such as “2013-Q1” stands for
    months   how long the periods are that are taken over; None for those that the file has most of
    unit     the currency of its costs
    routes   by the key of a row of the file: the id of the service that it is of, or 0 for measures of its own
    owner    the department that answers for measures without a service
    """

    class State(models.TextChoices):
        """What became of it."""

        READ = "read", _("to be looked at")
        TAKEN = "taken", _("taken over")
        BACK = "back", _("taken back")

    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(default=bytes)
    note = models.CharField(_("where it comes from"), max_length=400)
    owner = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department that answers for it")
    )
    labels = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Labels], default=Labels.QUARTER.value
    )
    months = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=12, default="EUR")
    routes = models.JSONField(default=dict)
    state = models.CharField(max_length=5, choices=State.choices, default=State.READ)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    back_at = models.DateTimeField(null=True)
    back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    if TYPE_CHECKING:
        numbers: models.Manager[Any]

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("import of figures")
        verbose_name_plural = _("imports of figures")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Its preview, and later what became of it."""
        return reverse("measures:manage_import", args=[self.pk])
