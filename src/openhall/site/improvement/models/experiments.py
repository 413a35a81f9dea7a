"""An experiment: what was predicted before it began, and what came of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.improvement.models.ideas import LONGEST_TITLE, LONGEST_WORDS, Idea
from openhall.site.ledger.models import Event
from openhall.site.measures.models import MeasureVersion
from openhall.site.opendata.identifiers import new_identifier
from openhall.site.people.models import Department, new_pseudonym
from openhall.site.people.roles import Role
from openhall.site.services.models import Service, Shared, Version


class Experiments(models.QuerySet["Experiment"]):
    """Who sees which experiments."""

    def public(self) -> Experiments:
        """Those that are registered: from then on everybody may read them, whatever comes of them."""
        return self.exclude(status=Experiment.Status.DRAFT)

    def seen_by(self, person: object) -> Experiments:
        """Those that a visitor may read: the staff reads drafts too."""
        roles: frozenset[Role] = getattr(person, "roles", frozenset())
        return self if roles else self.public()


class Experiment(models.Model):
    """An idea being tried: registered before it starts, ended, evaluated, and only then decided on.

    pseudonym   what its rows in the ledger belong to
    version     the version of the service that brings the change; None where no version does
    others      departments that go on as before, to compare with; none where its own past is all there is
    predicted   how much the measure will be higher (above 0) or lower, between `low` and `high`
    settling    periods after the start that do not count, while people get used to it
    text        what was registered, word by word; `digest` is its SHA-256, `event` its row in the record
    result      what the evaluation said, as JSON (`experiments.evaluating`); empty before
    """

    class Status(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("Being planned")
        REGISTERED = "registered", _("Registered")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        DECIDED = "decided", _("Decided")
        WITHDRAWN = "withdrawn", _("Withdrawn before it started")

    class Source(models.TextChoices):
        """Where a prediction comes from."""

        JUDGED = "judged", _("What people who know the work expect")
        SIMULATED = "simulated", _("A simulation")

    class Compared(models.TextChoices):
        """How it is compared with other departments."""

        MEAN = "mean", _("With what they did on average")
        MIXTURE = (
            "mixture",
            _("With a mixture of them that moved as this one did before; five of them at least"),
        )

    class Decision(models.TextChoices):
        """What becomes of it."""

        ADOPT = "adopt", _("Adopt it as it was tried")
        ADAPT = "adapt", _("Adopt it with changes")
        REJECT = "reject", _("Do not take it up")
        AGAIN = "again", _("Try again: the result does not tell")

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    pseudonym = models.CharField(max_length=12, unique=True, default=new_pseudonym, editable=False)
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="experiments")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField(_("what is tried, in one sentence"), max_length=LONGEST_TITLE)
    hypothesis = models.TextField(_("what you expect, and why"), max_length=LONGEST_WORDS)
    change = models.TextField(_("what is done differently"), max_length=LONGEST_WORDS)
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="experiments")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="experiments")
    department = models.ForeignKey(Department, models.PROTECT, related_name="experiments")
    others = models.ManyToManyField(Department, related_name="+", blank=True)
    compared = models.CharField(max_length=7, choices=Compared.choices, default=Compared.MEAN)
    measure = models.ForeignKey(MeasureVersion, models.PROTECT, related_name="experiments")
    followed = models.BooleanField(default=False)
    predicted = models.FloatField(_("predicted effect"))
    low = models.FloatField(_("at least"), null=True, blank=True)
    high = models.FloatField(_("at most"), null=True, blank=True)
    source = models.CharField(max_length=9, choices=Source.choices, default=Source.JUDGED)
    grounds = models.TextField(_("where the prediction comes from"), max_length=LONGEST_WORDS)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2)
    cost_words = models.CharField(_("what is paid for"), max_length=500, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    settling = models.PositiveSmallIntegerField(_("periods to get used to it"), default=0)
    stopping = models.TextField(_("when it is stopped early"), max_length=LONGEST_WORDS)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(null=True)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_words = models.TextField(max_length=LONGEST_WORDS, blank=True)
    result = models.JSONField(default=dict)
    evaluated_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    reason = models.TextField(max_length=LONGEST_WORDS, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = Experiments.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")), name="ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(event__isnull=False),
                name="registered_in_record",
            ),
        ]
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the experiment."""
        return reverse("improvement:experiment", args=[self.identifier])

    def may_end_by_itself(self, today: date) -> bool:
        """Whether its last day is over."""
        return today > self.ends_on


class Guard(models.Model):
    """A measure that must not get worse while something else is improved.

    most  how much worse it may get, in its unit, and still be all right
    """

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="guards")
    measure = models.ForeignKey(MeasureVersion, models.PROTECT, related_name="+")
    most = models.FloatField(_("how much worse it may get"), default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["experiment", "measure"], name="one_guard_a_measure")]
        verbose_name = _("guard measure")
        verbose_name_plural = _("guard measures")

    def __str__(self) -> str:
        return str(self.measure)


class Practice(models.Model):
    """What an experiment proved, told to other departments.

    shared  the entry of the library from which it can be taken; None where there are no files to take
    """

    experiment = models.OneToOneField(Experiment, models.CASCADE, related_name="practice")
    shared = models.ForeignKey(Shared, models.SET_NULL, null=True, related_name="+")
    summary = models.CharField(_("what others should know"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("best practice")
        verbose_name_plural = _("best practices")

    def __str__(self) -> str:
        return self.summary
