"""A measure and the versions of its definition. A version never changes; charts break where the next one begins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.people.models import Department
from openhall.site.services.models import Service


class Measures(models.QuerySet["Measure"]):
    """Who may see which measures: the one policy of the room."""

    def public(self) -> Measures:
        """Those that everybody may see."""
        return self.filter(published_at__isnull=False, retired_at=None)

    def in_use(self) -> Measures:
        """Those whose values are kept current."""
        return self.filter(retired_at=None)


class Measure(models.Model):
    """A number that people agreed on: its definition is text, in versions.

    slug     the address; for a measure of a service it begins with the service's own
    service  whose cases it counts; None for one of the whole body, or of typed-in values only
    path     the file of the service folder that it comes from ("measures/x.yaml"); "" where it was written in the
             browser, "built-in" where it is one of those that Openhall brings
    """

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="measures", verbose_name=_("service")
    )
    owner = models.ForeignKey(
        Department, models.PROTECT, related_name="measures", verbose_name=_("department that answers for it")
    )
    path = models.CharField(max_length=200, blank=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = Measures.as_manager()
    if TYPE_CHECKING:
        versions: models.Manager[Any]
        typed: models.Manager[Any]
        annotations: models.Manager[Any]
        targets: models.Manager[Any]
        rebases: models.Manager[Any]

    class Meta:
        ordering = ["slug"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    def __str__(self) -> str:
        current = self.current
        return current.name if current is not None else self.slug

    def get_absolute_url(self) -> str:
        """The page of its chart."""
        return reverse("measures:measure", args=[self.slug])

    @property
    def current(self) -> MeasureVersion | None:
        """The newest version of its definition; None before the first one is saved."""
        found: MeasureVersion | None = self.versions.order_by("-number").first()
        return found


class MeasureVersion(models.Model):
    """A definition as it was written, from a day on. Rows are never changed: what is new is a new version.

    text        the YAML that `measure.definitions` reads; everything else follows from it
    digest      of what the definition says (`Definition.digest`): layout and comments are no new version
    valid_from  the day from which values are computed by it; those before stay with the version before
    until       the day from which the next one counts, None for the newest; only `standing_versions` ask for it
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=150)
    text = models.TextField(_("definition"))
    digest = models.CharField(max_length=64)
    valid_from = models.DateField(_("valid from"))
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    if TYPE_CHECKING:
        until: date | None
        values: models.Manager[Any]

    class Meta:
        ordering = ["measure", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="one_measure_number_once"),
        ]
        verbose_name = _("version of a measure")
        verbose_name_plural = _("versions of measures")

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
