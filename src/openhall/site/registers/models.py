"""Registers: who lives here, which land belongs to whom. What they hold is not asked again."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.site.people.models import Department


class Register(models.Model):
    """A register of the body. `schema` is JSON Schema 2020-12 of one entry; `key_fields` find an entry."""

    slug = models.SlugField(_("short name"))
    version = models.CharField(_("version"), max_length=20, default="1.0")
    name = models.CharField(_("name"), max_length=150)
    owner = models.ForeignKey(Department, models.PROTECT, null=True, related_name="registers")
    schema = models.JSONField()
    key_fields = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "version"]
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="one_register_a_version")]
        verbose_name = _("register")
        verbose_name_plural = _("registers")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Entry(models.Model):
    """One entry. `person` is the resident whom it is about, where it is about one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.ForeignKey(Register, models.CASCADE, related_name="entries")
    content = models.JSONField(default=dict)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="entries"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["register", "made_at"])]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")

    def __str__(self) -> str:
        return f"{self.register}: {self.pk}"


class Use(models.Model):
    """That an entry was read or changed, by whom and what for. The person whom it is about may see it."""

    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="uses")
    register = models.ForeignKey(Register, models.CASCADE, related_name="uses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="data_uses")
    act = models.CharField(max_length=10)
    by = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("use of data")
        verbose_name_plural = _("uses of data")

    def __str__(self) -> str:
        return f"{self.act} {self.register} {self.at:%Y-%m-%d}"
