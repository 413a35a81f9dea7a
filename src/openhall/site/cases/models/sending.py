"""What is to leave the house, and where it goes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.site.cases.models.case import Case
from openhall.site.web.speech import say_text


class Outgoing(models.Model):
    """Something that is to leave the case: written with the step that sends it, sent afterwards, once.

    content    what is sent; `process.storing` JSON where it is data of the case
    due_at     when it is to be tried (again)
    failed_at  when it was given up; `why` says why, and an officer may have it tried again
    problem    why it was not sent, as `keep_text` keeps it
    """

    class Kind(models.TextChoices):
        """What it is."""

        LETTER = "letter", _("letter")
        MESSAGE = "message", _("message to a partner")
        CALL = "call", _("call of a service")
        NOTICE = "notice", _("e-mail that something has happened")
        SIGNAL = "signal", _("signal to other cases")

    case = models.ForeignKey(Case, models.CASCADE, related_name="outgoing")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
                name="still_to_send",
            ),
            models.Index(
                fields=["case"],
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=False),
                name="given_up",
            ),
        ]
        verbose_name = _("thing to send")
        verbose_name_plural = _("things to send")

    def __str__(self) -> str:
        return self.key

    @property
    def why(self) -> str:
        """Why it was not sent, in the reader's language."""
        return say_text(self.problem)


class Endpoint(models.Model):
    """Where calls and messages of a name go: another system's address, which the operator binds to the name."""

    name = models.CharField(
        _("operation or message"), max_length=200, unique=True, help_text=_("As the process names it.")
    )
    url = models.URLField(_("address"), max_length=500)
    secret_name = models.SlugField(
        _("name of its secret"),
        blank=True,
        help_text=_("What is sent is signed with the environment variable OPENHALL_SECRET_ and this name."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")

    def __str__(self) -> str:
        return self.name
