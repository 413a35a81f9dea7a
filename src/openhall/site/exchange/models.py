"""Keys of partners' systems, and what came in from them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.cases.models import Case
from openhall.site.exchange.scopes import Scope
from openhall.site.people.models import Department


class ApiKey(models.Model):
    """The key of one system of a partner or department. The key itself is known to its holder alone.

    account     as whom it acts: a user that cannot sign in, and holds every role in the department
    scopes      what it may do (`Scope`)
    registers   short names of registers that it may use, besides those of its department
    client      the system as an information mediator names it; where it is set, no other name is taken with this key
    purpose     what it reads data for, as the people whom they are about read it
    prefix      by which it is found; digest: SHA-256 of the whole key
    """

    name = models.CharField(_("system"), max_length=100, unique=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_key", editable=False
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="keys", verbose_name=_("department")
    )
    scopes = models.JSONField(_("may"), default=list)
    registers = models.JSONField(_("registers"), default=list, blank=True)
    client = models.CharField(
        _("name at the information mediator"),
        max_length=200,
        blank=True,
        help_text="INSTANCE/CLASS/MEMBER/SUBSYSTEM",
    )
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    per_minute = models.PositiveIntegerField(_("requests a minute"), default=600)
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("key")
        verbose_name_plural = _("keys")

    def __str__(self) -> str:
        return self.name

    def may(self, scope: Scope) -> bool:
        """Whether the key may do something."""
        return scope in self.scopes


class Application(models.Model):
    """That a case came in from another system: by which key, for whom as that system calls them."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="application")
    key = models.ForeignKey(ApiKey, models.SET_NULL, null=True, related_name="applications")
    applicant = models.CharField(max_length=200, db_index=True)
    name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("application from another system")
        verbose_name_plural = _("applications from other systems")

    def __str__(self) -> str:
        return self.name or str(self.case)


def forget_applicant(case: Case) -> None:
    """A case's details are deleted: what the other system calls the applicant goes too."""
    Application.objects.filter(case=case).update(applicant="", name="")


def new_upload_key() -> str:
    """What an upload is called in addresses: nothing that can be guessed."""
    return secrets.token_urlsafe(16)


def storage_name(upload: Upload, name: str) -> str:
    """Where the file lies: a name that tells nothing and cannot be guessed."""
    name = secrets.token_hex(16)
    return f"uploads/{name[:2]}/{name}"


class Upload(models.Model):
    """A file that came in and belongs to no case yet; it goes with the application or task that names it."""

    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="uploads")
    key = models.CharField(max_length=22, unique=True, default=new_upload_key, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    bytes = models.BigIntegerField()
    file = models.FileField(upload_to=storage_name)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self) -> str:
        return self.name


class Answered(models.Model):
    """What was answered to a request with an Idempotency-Key: the same request again gets the same answer."""

    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="answered")
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "name"], name="answered_once")]
        verbose_name = _("answered request")
        verbose_name_plural = _("answered requests")

    def __str__(self) -> str:
        return self.name
