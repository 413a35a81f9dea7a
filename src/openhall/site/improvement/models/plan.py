"""A strategic plan: its working copy in rows, and its published versions, which never change."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.improvement.models.experiments import Experiment
from openhall.site.measures.models import MeasureVersion
from openhall.site.people.models import Department

LONGEST = 3_000
SCALE = [MinValueValidator(1), MaxValueValidator(5)]


class Plan(models.Model):
    """A plan for some years: of the whole body, or of a department."""

    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("title"), max_length=150)
    vision = models.TextField(_("vision"), max_length=LONGEST)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("department")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        ordering = ["-first_day", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="plan_ends_after_it_begins")
        ]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page of its newest version."""
        return reverse("improvement:plan", args=[self.slug])

    @property
    def newest(self) -> PlanVersion | None:
        """The version that is in force; None before the first one is published."""
        return self.versions.first()


class PlanVersion(models.Model):
    """A plan as it was published: `content` is all of it (`plan.content`), `digest` its SHA-256."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_plan_number_once")]
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class Goal(models.Model):
    """Where a plan leads, in words; its objectives say it in numbers."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals")
    title = models.CharField(_("goal"), max_length=200)
    words = models.TextField(_("what that means for people"), max_length=LONGEST, blank=True)
    place = models.PositiveSmallIntegerField(_("place in the plan"), default=1)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")

    def __str__(self) -> str:
        return self.title


class Objective(models.Model):
    """What a measure is to reach, from a baseline, by a day. How far it is, is worked out and never typed."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="objectives", verbose_name=_("goal"))
    title = models.CharField(_("objective"), max_length=200)
    measure = models.ForeignKey(MeasureVersion, models.PROTECT, related_name="objectives")
    baseline = models.FloatField(_("baseline"))
    baseline_on = models.DateField(_("day of the baseline"))
    target = models.FloatField(_("target"))
    due = models.DateField(_("to be reached by"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="objectives")

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due__gt=F("baseline_on")), name="objective_has_time"),
            models.CheckConstraint(condition=~Q(target=F("baseline")), name="objective_goes_somewhere"),
        ]
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")

    def __str__(self) -> str:
        return self.title


class Action(models.Model):
    """What is done for an objective.

    staff      full-time posts that it takes
    programme  of the published budget: "2026/planning/permits"; "" where none pays for it
    finished_on  the day on which it was done: a fact, not an estimate
    """

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="actions")
    title = models.CharField(_("action"), max_length=200)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="plan_actions")
    lead = models.CharField(_("post that leads it"), max_length=100, blank=True)
    staff = models.DecimalField(_("full-time posts"), max_digits=6, decimal_places=2, default=0)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, default=0)
    programme = models.CharField(_("programme of the published budget"), max_length=200, blank=True)
    depends_on = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="needed_by")
    experiment = models.ForeignKey(Experiment, models.SET_NULL, null=True, blank=True, related_name="actions")
    finished_on = models.DateField(_("finished on"), null=True, blank=True)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="action_ends_after_it_starts")
        ]
        verbose_name = _("action")
        verbose_name_plural = _("actions")

    def __str__(self) -> str:
        return self.title


class Risk(models.Model):
    """What may keep a plan from coming true; likelihood and impact from 1 to 5."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="risks")
    words = models.CharField(_("what may happen"), max_length=300)
    likelihood = models.PositiveSmallIntegerField(_("how likely, from 1 to 5"), validators=SCALE)
    impact = models.PositiveSmallIntegerField(_("how bad, from 1 to 5"), validators=SCALE)
    response = models.TextField(_("what we do about it"), max_length=LONGEST)
    department = models.ForeignKey(Department, models.PROTECT, related_name="plan_risks")

    class Meta:
        ordering = ["-likelihood", "-impact", "pk"]
        verbose_name = _("risk")
        verbose_name_plural = _("risks")

    def __str__(self) -> str:
        return self.words
