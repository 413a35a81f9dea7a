"""Services and their versions. A version is a service folder as it was published; it never changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.site.people.models import Department


class Service(models.Model):
    """A public service: what people ask for. What it does is said by its versions."""

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    owner = models.ForeignKey(Department, models.PROTECT, related_name="services")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.name

    @property
    def open_version(self) -> Version | None:
        """The version that new cases are begun on; None before the first one is published and after it is closed."""
        return self.versions.filter(status=Version.Status.OPEN).first()


class Version(models.Model):
    """A service folder as it was given, packed; `digest` is of its files."""

    class Status(models.TextChoices):
        """What a version is used for."""

        DRAFT = "draft", _("Draft")
        OPEN = "open", _("New cases begin here")
        KEPT = "kept", _("Only for cases that are open")

    service = models.ForeignKey(Service, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    digest = models.CharField(max_length=64)
    folder = models.BinaryField()
    status = models.CharField(max_length=5, choices=Status.choices, default=Status.DRAFT)
    note = models.TextField(_("what changed"), blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["service", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="one_number_once"),
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(status="open"), name="one_version_open"
            ),
        ]
        verbose_name = _("version")
        verbose_name_plural = _("versions")

    def __str__(self) -> str:
        return f"{self.service} {self.number}"


class Shared(models.Model):
    """An entry of the shared library: a service, form, decision or letter that a department offers to others.

    path     the file in the folder of `version`; "" for a whole service
    version  the version it is offered from, renewed when a newer one is shared
    """

    class Kind(models.TextChoices):
        """What is shared."""

        SERVICE = "service", _("service")
        FORM = "form", _("form")
        DECISION = "decision", _("decision")
        LETTER = "letter", _("letter")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=150)
    summary = models.CharField(_("what it is good for"), max_length=500)
    version = models.ForeignKey(Version, models.PROTECT, related_name="shared")
    path = models.CharField(max_length=200, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="shared")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("entry of the library")
        verbose_name_plural = _("entries of the library")

    def __str__(self) -> str:
        return self.name


class Adoption(models.Model):
    """That a service took something from the library, and from which version: later changes are shown to it.

    path  where it lies in the adopting service's folder; "" for a whole service
    """

    shared = models.ForeignKey(Shared, models.PROTECT, related_name="adoptions")
    service = models.ForeignKey(Service, models.CASCADE, related_name="adoptions")
    path = models.CharField(max_length=200, blank=True)
    from_version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["shared", "service", "path"], name="adopted_once")]
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")

    def __str__(self) -> str:
        return f"{self.service}: {self.shared}"
