"""Registers: who lives here, which land belongs to whom. What they hold is not asked again."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.site.people.models import Department

LONGEST_KEY = 200


class Register(models.Model):
    """A register of the body, in one version of its schema.

    slug         its short name; registers that share it are versions of one register
    group        what it belongs to, such as “Mother and child”
    schema       JSON Schema 2020-12 of one entry
    key_fields   the fields whose values together are the key of an entry, which no two entries share; () for none
    last_number  the last number that was given to an entry that came without a key
    archived_at  when it was closed: it is not found any more, and who used it stays
    """

    slug = models.SlugField(_("short name"))
    version = models.CharField(_("version"), max_length=20, default="1.0")
    name = models.CharField(_("name"), max_length=150)
    group = models.CharField(_("group"), max_length=150, blank=True)
    owner = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registers",
        verbose_name=_("department"),
    )
    schema = models.JSONField(_("schema"))
    key_fields = models.JSONField(_("key"), default=list, blank=True)
    last_number = models.PositiveBigIntegerField(default=0, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["name", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "version"],
                condition=models.Q(archived_at__isnull=True),
                name="one_register_a_version",
            )
        ]
        verbose_name = _("register")
        verbose_name_plural = _("registers")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def key_of(self, content: dict[str, Any]) -> str:
        """The key of an entry with this content; "" where a part of it is missing."""
        parts = [content.get(name) for name in self.key_fields]
        missing = any(part is None or part == "" for part in parts)
        return "" if missing else "/".join(str(part) for part in parts)[:LONGEST_KEY]


class Entry(models.Model):
    """One entry. `person` is the resident whom it is about, where it is about one; `key` is what its key fields say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.ForeignKey(Register, models.CASCADE, related_name="entries", verbose_name=_("register"))
    key = models.CharField(_("key"), max_length=LONGEST_KEY, blank=True, editable=False)
    content = models.JSONField(_("what it holds"), default=dict)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("person"),
    )
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["register", "made_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "key"], condition=~models.Q(key=""), name="one_entry_a_key"
            )
        ]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")

    def __str__(self) -> str:
        return f"{self.register}: {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key beside the content: an entry is found by it."""
        self.key = self.register.key_of(self.content)
        super().save(*args, **kwargs)


class Use(models.Model):
    """That an entry was read or changed, by whom and what for. The person whom it is about may see it.

    by           the person, service or system that did it, as people call it
    client       the system as an information mediator names it, such as OPEN/GOV/90000009/health
    institution  whose system or staff it is
    """

    class Act(models.TextChoices):
        """What was done."""

        READ = "read", _("read")
        SEARCHED = "searched", _("found in a search")
        CHECKED = "checked", _("asked whether it is there")
        CREATED = "created", _("entered")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")

    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="uses", verbose_name=_("entry"))
    register = models.ForeignKey(Register, models.CASCADE, related_name="uses", verbose_name=_("register"))
    key = models.CharField(_("key"), max_length=LONGEST_KEY, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="data_uses",
        verbose_name=_("person"),
    )
    act = models.CharField(_("what was done"), max_length=10, choices=Act.choices)
    by = models.CharField(_("by whom"), max_length=100)
    client = models.CharField(_("name at the information mediator"), max_length=200, blank=True)
    institution = models.CharField(_("organisation"), max_length=150, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["register", "key", "at"])]
        verbose_name = _("use of data")
        verbose_name_plural = _("uses of data")

    def __str__(self) -> str:
        return f"{self.act} {self.register} {self.at:%Y-%m-%d}"
