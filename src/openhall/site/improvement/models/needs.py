"""What people need of a service: the evidence, the needs that it shows, and how they were weighed."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.opendata.identifiers import new_identifier
from openhall.site.people.roles import Role
from openhall.site.services.models import Service

LONGEST = 3_000
MOST_POINTS = 5


class Assessments(models.QuerySet["Assessment"]):
    """Who sees which assessments."""

    def seen_by(self, person: object) -> Assessments:
        """Those that are published; the staff reads those that are being made too."""
        roles: frozenset[Role] = getattr(person, "roles", frozenset())
        return self if roles else self.exclude(published_at=None)


class Assessment(models.Model):
    """A needs assessment of a service, from what was known of some months. Once it is published it does not change."""

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="assessments", verbose_name=_("service")
    )
    title = models.CharField(_("title"), max_length=150)
    question = models.TextField(_("what you want to find out"), max_length=LONGEST)
    first_day = models.DateField(_("evidence from"))
    last_day = models.DateField(_("evidence until"))
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    conclusion = models.TextField(_("what follows from it"), max_length=LONGEST, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = Assessments.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="assessment_has_time")
        ]
        verbose_name = _("needs assessment")
        verbose_name_plural = _("needs assessments")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The report."""
        return reverse("improvement:assessment", args=[self.identifier])


class Source(models.Model):
    """A piece of evidence of an assessment: words and numbers as they were when it was gathered.

    numbers  [name, value in words] pairs
    people   how many cases or people it is about; None where that is not said. Few are not shown to everybody
    """

    class Kind(models.TextChoices):
        """Where it comes from."""

        MAP = "map", _("The process map")
        MEASURE = "measure", _("A measure")
        FEEDBACK = "feedback", _("Feedback")
        COMPLAINT = "complaint", _("Complaints and appeals")
        EQUALITY = "equality", _("Differences between groups")
        RESIDENTS = "residents", _("A survey of residents")
        STAFF = "staff", _("A survey of staff")
        PARTNERS = "partners", _("A survey of partners")
        OTHER = "other", _("Something else")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    title = models.CharField(_("what it shows, in one sentence"), max_length=300)
    words = models.TextField(_("more about it"), max_length=LONGEST, blank=True)
    numbers = models.JSONField(default=list)
    people = models.PositiveIntegerField(_("how many people or cases it is about"), null=True, blank=True)
    origin = models.CharField(_("where it can be read"), max_length=500, blank=True)
    gathered = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = _("evidence of an assessment")
        verbose_name_plural = _("evidence of assessments")

    def __str__(self) -> str:
        return self.title


class Need(models.Model):
    """Something that people need, and the evidence that says so."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="needs")
    title = models.CharField(_("who needs what, in one sentence"), max_length=200)
    words = models.TextField(_("why"), max_length=LONGEST, blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="needs", verbose_name=_("evidence"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("need")
        verbose_name_plural = _("needs")

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """By what needs are weighed, and how much that counts."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="criteria")
    name = models.CharField(_("criterion"), max_length=100)
    question = models.CharField(_("the question that its points answer"), max_length=300)
    weight = models.PositiveSmallIntegerField(
        _("weight, from 1 to 5"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta:
        ordering = ["-weight", "pk"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return self.name


class Score(models.Model):
    """How many points somebody gave a need by a criterion, and why."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="scores")
    points = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MOST_POINTS)])
    why = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["criterion", "at"]
        constraints = [models.UniqueConstraint(fields=["need", "criterion", "by"], name="one_score_a_person")]
        verbose_name = _("score")
        verbose_name_plural = _("scores")

    def __str__(self) -> str:
        return f"{self.need}: {self.points}"
