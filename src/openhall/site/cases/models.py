"""What is kept of a case while it is under way and after: its state and data, its tasks, timers and letters out."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.people.models import LETTERS, Department, new_pseudonym
from openhall.site.services.models import Version


def new_reference() -> str:
    """A reference that a person can read aloud: no vowels, no look-alikes, "4KD7-X2MP-9TBW"."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(12)).upper()
    return "-".join(letters[k : k + 4] for k in (0, 4, 8))


class Case(models.Model):
    """One case of a service.

    state  where its tokens are: the integers of `process.rules.state.State`
    data   what it knows: `process.storing` JSON
    moves  how many steps it has made; a step is written only onto the number it was worked out from
    """

    class Channel(models.TextChoices):
        """How an application came in."""

        ONLINE = "online", _("online")
        ASSISTED = "assisted", _("entered by staff for the applicant")
        PAPER = "paper", _("on paper")
        API = "api", _("from another system")

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    pseudonym = models.CharField(max_length=12, unique=True, default=new_pseudonym, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="cases")
    state = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    moves = models.PositiveIntegerField(default=0)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.ONLINE)
    language = models.CharField(max_length=12, default="en")
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="applications"
    )
    e_mail = models.EmailField(blank=True)
    key = models.CharField(max_length=43, default="", editable=False)
    opened_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)
    legal_due_at = models.DateTimeField(null=True)
    promised_due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at"]
        indexes = [models.Index(fields=["version", "ended_at"])]
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return self.reference


class Task(models.Model):
    """Work that is offered to a post, from then until it is done or withdrawn."""

    class Status(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("open")
        DONE = "done", _("done")
        WITHDRAWN = "withdrawn", _("withdrawn")

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    token = models.BigIntegerField()
    node = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="tasks")
    role = models.CharField(max_length=50, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)
    offered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="tasks")
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    draft = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "token"], name="one_task_a_token")]
        indexes = [
            models.Index(
                fields=["department", "role", "due_at"], condition=models.Q(status="open"), name="inbox"
            ),
            models.Index(
                fields=["claimed_by", "due_at"], condition=models.Q(status="open"), name="desk_of_one"
            ),
        ]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")

    def __str__(self) -> str:
        return f"{self.name} ({self.case})"


class Timer(models.Model):
    """A timer that runs. `number` and `node` are those of `process.rules.events.waited_for`."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="timers")
    number = models.BigIntegerField()
    node = models.CharField(max_length=200)
    since = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    fired = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number", "node"], name="one_timer_once")]
        verbose_name = _("timer")
        verbose_name_plural = _("timers")

    def __str__(self) -> str:
        return f"{self.node} ({self.case})"


class Outgoing(models.Model):
    """Something that is to leave the house: written with the step that sends it, sent afterwards, once."""

    class Kind(models.TextChoices):
        """What it is."""

        LETTER = "letter", _("letter")
        MESSAGE = "message", _("message to a partner")
        CALL = "call", _("call of a service")
        NOTICE = "notice", _("e-mail that something has happened")

    case = models.ForeignKey(Case, models.CASCADE, related_name="outgoing")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(sent_at__isnull=True), name="still_to_send")
        ]
        verbose_name = _("thing to send")
        verbose_name_plural = _("things to send")

    def __str__(self) -> str:
        return self.key
