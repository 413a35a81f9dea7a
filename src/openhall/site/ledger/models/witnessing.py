"""What this Openhall signed as a witness of other logs, and how it stands with the witnesses of its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.site.web.speech import say_text

NAME = 255


class Cosigned(models.Model):
    """The latest checkpoint of a log that was signed here as its witness. It never goes back to fewer rows."""

    origin = models.CharField(_("log"), max_length=NAME, unique=True)
    size = models.BigIntegerField(_("rows"))
    note = models.TextField(_("signed checkpoint"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["origin"]
        verbose_name = _("checkpoint signed as a witness")
        verbose_name_plural = _("checkpoints signed as a witness")

    def __str__(self) -> str:
        return f"{self.origin}: {self.size}"


class Fork(models.Model):
    """Two checkpoints of a log, both signed by its key, of as many rows that are not the same: it told two stories.

    Both notes are kept, because together they prove it to anybody.
    """

    origin = models.CharField(_("log"), max_length=NAME)
    size = models.BigIntegerField(_("rows"))
    note = models.TextField(_("signed checkpoint"))
    other = models.TextField(_("the other signed checkpoint"))
    found_at = models.DateTimeField(_("found"))

    class Meta:
        ordering = ["origin", "size"]
        verbose_name = _("log that told two stories")
        verbose_name_plural = _("logs that told two stories")

    def __str__(self) -> str:
        return f"{self.origin}: {self.size}"


class Asking(models.Model):
    """How it stands with a witness of this ledger.

    size       so many rows it has signed, as far as is known here
    note       the checkpoint that it signed last, empty before the first
    fault      why the last try came to nothing, as `keep_text` keeps it; empty when it signed
    next_at    not asked before; while it is asked, others keep away
    """

    origin = models.CharField(_("log"), max_length=NAME)
    address = models.CharField(_("address"), max_length=500)
    size = models.BigIntegerField(_("rows"), default=0)
    note = models.TextField(_("signed checkpoint"), blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    fault = models.TextField(_("why it did not sign"), blank=True)
    tries = models.PositiveIntegerField(_("tries that came to nothing"), default=0)
    next_at = models.DateTimeField(_("asked again"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "address"], name="asked_once")]
        verbose_name = _("witness that is asked")
        verbose_name_plural = _("witnesses that are asked")

    def __str__(self) -> str:
        return f"{self.address}: {self.size}"

    @property
    def why(self) -> str:
        """Why the last try came to nothing, in the reader's language."""
        return say_text(self.fault)
