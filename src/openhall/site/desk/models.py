"""What officers keep for themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A choice of work or cases that a person keeps under a name; `query` is that of the page's address."""

    class Page(models.TextChoices):
        """Where it belongs."""

        INBOX = "inbox", _("Inbox")
        SEARCH = "search", _("Search")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=6, choices=Page.choices)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1_000, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "page", "name"], name="one_view_a_name")]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")

    def __str__(self) -> str:
        return self.name
