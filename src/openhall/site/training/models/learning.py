"""Who learns what, how far they are, what they completed, and what was given without it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.people.models import Department
from openhall.site.training.models.courses import Course, CourseVersion


class Enrolment(models.Model):
    """A person and the version that they take. A version that is published later does not change what they began.

    due_on  until when somebody asked for it; asked_by: who
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments")
    version = models.ForeignKey(CourseVersion, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, models.CASCADE, related_name="enrolments")
    begun_at = models.DateTimeField(default=timezone.now)
    last_part = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(ended_at=None), name="one_course_under_way_once"
            )
        ]
        verbose_name = _("course under way")
        verbose_name_plural = _("courses under way")

    def __str__(self) -> str:
        return f"{self.course_id}: {self.person_id}"


class Done(models.Model):
    """A part that somebody has done."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="done")
    part = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "part"], name="a_part_done_once")]
        verbose_name = _("part that is done")
        verbose_name_plural = _("parts that are done")

    def __str__(self) -> str:
        return self.part


class Attempt(models.Model):
    """One attempt at a quiz, as it was answered. Seen by the person alone.

    answers  for each question the numbers of the answers that were chosen; right: for each whether it was
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attempts")
    part = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    right = models.JSONField()
    percent = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "part", "number"], name="an_attempt_once")
        ]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.part} {self.number}"


class Completions(models.QuerySet["Completion"]):
    """Which completions count."""

    def counting(self, on: object = None) -> Completions:
        """Those that count on a day (today): not withdrawn, not expired."""
        day = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=day), withdrawn_at=None)


class Completion(models.Model):
    """That somebody completed a course.

    until     the last day on which it counts; None for good
    source    how it is known
    evidence  for what was typed in: what it stands on
    """

    class Source(models.TextChoices):
        """How it is known."""

        HERE = "here", _("completed here")
        TOLD = "told", _("told by another system")
        TYPED = "typed", _("recorded by hand")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="completions")
    course = models.ForeignKey(Course, models.PROTECT, related_name="completions")
    version = models.ForeignKey(CourseVersion, models.PROTECT, null=True, related_name="completions")
    enrolment = models.OneToOneField(Enrolment, models.SET_NULL, null=True, related_name="completion")
    source = models.CharField(max_length=5, choices=Source.choices, default=Source.HERE)
    on = models.DateField()
    until = models.DateField(null=True)
    evidence = models.CharField(_("what shows it"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = Completions.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["until"], condition=Q(withdrawn_at=None), name="completions_that_end")
        ]
        verbose_name = _("completion")
        verbose_name_plural = _("completions")

    def __str__(self) -> str:
        return f"{self.course_id}: {self.person_id}"


class Overruled(models.Model):
    """That a post or role was given though a course was missing: by whom and why. It is never changed."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    courses = models.ManyToManyField(Course, related_name="+")
    department = models.ForeignKey(Department, models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=50, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("post given without a course")
        verbose_name_plural = _("posts given without a course")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.reason}"


class Reminded(models.Model):
    """That somebody was reminded: once for each person, course, day it is about, and step before it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    day = models.DateField()
    step = models.SmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "day", "step"], name="reminded_once")
        ]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")

    def __str__(self) -> str:
        return f"{self.course_id}: {self.person_id}, {self.step}"
