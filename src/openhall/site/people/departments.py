"""Departments and partner organisations, and the posts that people hold in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """A part of the body that runs services, or a partner organisation that does a part of them."""

    key = models.SlugField(_("short name"), unique=True, help_text=_("As the lanes of a process name it."))
    name = models.CharField(_("name"), max_length=150)
    is_partner = models.BooleanField(_("is another organisation"), default=False)

    class Meta:
        app_label = "people"
        ordering = ["name"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role that a person holds in a department. Work is offered to posts, never to a person by name."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts")
    department = models.ForeignKey(Department, models.CASCADE, related_name="posts")
    role = models.SlugField(_("role"), blank=True, help_text=_("Empty: every role of the department."))
    stands_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="stand_ins"
    )
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        app_label = "people"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "department", "role", "stands_in_for"], name="one_post_once"
            )
        ]
        verbose_name = _("post")
        verbose_name_plural = _("posts")

    def __str__(self) -> str:
        return f"{self.department}: {self.role or 'every role'}"
