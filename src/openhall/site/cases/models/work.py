"""Work in a case: tasks, the timers that run, hand-overs between departments, and the team around a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.cases.models.case import Case
from openhall.site.people.models import Department
from openhall.site.web.speech import say_text


class Task(models.Model):
    """Work that is offered to a post, from then until it is done or withdrawn."""

    class Status(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("open")
        DONE = "done", _("done")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # Other indexes begin with these columns, or hold the open tasks; an index costs every step.
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks", db_index=False)
    token = models.BigIntegerField()
    node = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    for_applicant = models.BooleanField(default=False)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="tasks", db_index=False
    )
    role = models.CharField(max_length=50, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)
    offered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="tasks", db_index=False
    )
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    draft = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "token"], name="one_task_a_token")]
        indexes = [
            models.Index(
                fields=["department", "role", "due_at"], condition=models.Q(status="open"), name="inbox"
            ),
            models.Index(
                fields=["claimed_by", "due_at"],
                condition=models.Q(status="open", claimed_by__isnull=False),
                name="desk_of_one",
            ),
        ]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")

    def __str__(self) -> str:
        return f"{self.name} ({self.case})"


class Timer(models.Model):
    """A timer that runs. `number` and `node` are those of `process.rules.events.waited_for`.

    problem  why it could not fire when it was due, as `keep_text` keeps it; it is tried again
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="timers", db_index=False)
    number = models.BigIntegerField()
    node = models.CharField(max_length=200)
    since = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    fired = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number", "node"], name="one_timer_once")]
        indexes = [models.Index(fields=["case"], condition=~models.Q(problem=""), name="not_fired")]
        verbose_name = _("timer")
        verbose_name_plural = _("timers")

    def __str__(self) -> str:
        return self.node

    @property
    def why(self) -> str:
        """Why it could not fire, in the reader's language."""
        return say_text(self.problem)


class Handover(models.Model):
    """A task that one department gave to another, with a clock of its own, until it comes back or is done there."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="handovers")
    from_department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    from_role = models.CharField(max_length=50, blank=True)
    to_department = models.ForeignKey(Department, models.PROTECT, related_name="handovers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(back_at__isnull=True), name="one_handover_at_a_time"
            )
        ]
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")

    def __str__(self) -> str:
        return f"{self.task}: {self.from_department} → {self.to_department}"


class Member(models.Model):
    """A person who works on one case together with others, whatever their department."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="team")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="teams")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="once_in_a_team")]
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")

    def __str__(self) -> str:
        return f"{self.person} ({self.case})"
