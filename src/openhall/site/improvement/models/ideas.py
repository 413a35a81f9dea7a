"""An idea: what somebody would change and why, the evidence for it, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhall.site.opendata.identifiers import new_identifier
from openhall.site.people.models import Department
from openhall.site.people.roles import Role
from openhall.site.portal.models import Feedback
from openhall.site.services.models import Service

LONGEST_TITLE = 120
LONGEST_WORDS = 3_000


class Ideas(models.QuerySet["Idea"]):
    """Who sees which ideas: the one policy of the room."""

    def public(self) -> Ideas:
        """Those that everybody may read: somebody of the staff has read them first."""
        return self.filter(visibility=Idea.Visibility.PUBLIC)

    def seen_by(self, person: object) -> Ideas:
        """Those that a visitor may read: the staff reads all."""
        roles: frozenset[Role] = getattr(person, "roles", frozenset())
        return self if roles else self.public()

    def standing(self) -> Ideas:
        """Those that stand for themselves, not merged into another."""
        return self.exclude(state=Idea.State.MERGED)


class Idea(models.Model):
    """Something that somebody would change.

    author   the member of staff who proposed it; None for a resident
    credit   how the author is named in public; empty for somebody who wants no name
    e_mail   where a resident is told what became of it, until they are; empty afterwards
    reason   why it was rejected, adopted or adapted, or how it fits the idea that it was merged into
    """

    class State(models.TextChoices):
        """How far it is."""

        NEW = "new", _("New")
        TRIAGED = "triaged", _("Worth trying")
        EXPERIMENT = "experiment", _("Being tried")
        ADOPTED = "adopted", _("Adopted")
        ADAPTED = "adapted", _("Adopted with changes")
        REJECTED = "rejected", _("Not taken up")
        MERGED = "merged", _("Merged with another idea")

    class Source(models.TextChoices):
        """Who had it."""

        STAFF = "staff", _("Staff")
        RESIDENT = "resident", _("Resident")
        FEEDBACK = "feedback", _("Feedback of residents")

    class Visibility(models.TextChoices):
        """Who may read it."""

        WAITING = "waiting", _("Not read yet")
        PUBLIC = "public", _("Everybody")
        STAFF = "staff", _("Staff only")

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    title = models.CharField(_("the idea in one sentence"), max_length=LONGEST_TITLE)
    problem = models.TextField(_("what is difficult today"), max_length=LONGEST_WORDS)
    proposal = models.TextField(_("what should be different"), max_length=LONGEST_WORDS)
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="ideas")
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="ideas")
    source = models.CharField(max_length=8, choices=Source.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="ideas")
    credit = models.CharField(max_length=100, blank=True)
    e_mail = models.EmailField(blank=True)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    visibility = models.CharField(max_length=7, choices=Visibility.choices, default=Visibility.WAITING)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    reason = models.TextField(max_length=LONGEST_WORDS, blank=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)

    objects = Ideas.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["state", "-proposed_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged") & Q(merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into__isnull=True),
                name="merged_into_an_idea",
            )
        ]
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the idea."""
        return reverse("improvement:idea", args=[self.identifier])

    @property
    def for_department(self) -> Department | None:
        """The department that answers for it: the one it was given to, else the owner of its service."""
        return self.department or (self.service.owner if self.service else None)

    @property
    def named(self) -> str:
        """How its author is named."""
        if self.credit:
            return self.credit
        if self.source == self.Source.STAFF:
            return gettext("A member of staff")
        return gettext("A resident")

    def absorbed(self) -> list[Idea]:
        """The ideas that were merged into it, at any depth: a query for each depth."""
        found: list[Idea] = []
        level = [self]
        while level:
            level = list(Idea.objects.filter(merged_into__in=level))
            found += level
        return found

    @property
    def authors(self) -> list[str]:
        """All to whom credit is due: its own author and those of the ideas that were merged into it, at any depth, as
        far as everybody may read those: a name stands beside what somebody of the staff has read and shown."""
        shown = [each for each in self.absorbed() if each.visibility == self.Visibility.PUBLIC]
        return list(dict.fromkeys(each.named for each in (self, *shown)))

    @property
    def is_open(self) -> bool:
        """Whether nothing was decided on it yet."""
        return self.state in (self.State.NEW, self.State.TRIAGED, self.State.EXPERIMENT)


class Evidence(models.Model):
    """What speaks for an idea, with its words and numbers as they were when it was attached.

    address   where it can be seen, from `/` on
    numbers   [name, value in words] pairs, in their order
    people    how many cases it is about; None where that is not said. Few, or nobody knows, is not for everybody
    feedback  what a resident said: its words stay where they are, so that they go when they are deleted there
    """

    class Kind(models.TextChoices):
        """Where it comes from."""

        MAP = "map", _("A process map")
        FINDING = "finding", _("A finding on a process map")
        MEASURE = "measure", _("A measure")
        FEEDBACK = "feedback", _("What a resident said")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    numbers = models.JSONField(default=list)
    people = models.PositiveIntegerField(null=True)
    address = models.CharField(max_length=2_000, blank=True)
    feedback = models.ForeignKey(Feedback, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.title


class Act(models.Model):
    """What somebody did with an idea: its history. Rows are never changed.

    by     a member of staff; None where its resident author did it
    words  the reason that was given
    """

    class Kind(models.TextChoices):
        """What was done."""

        PROPOSED = "proposed", _("proposed")
        SHOWN = "shown", _("shown to everybody")
        HIDDEN = "hidden", _("kept to the staff")
        EVIDENCE = "evidence", _("evidence attached")
        TRIAGED = "triaged", _("found worth trying")
        MERGED = "merged", _("merged")
        REJECTED = "rejected", _("not taken up")
        REOPENED = "reopened", _("taken up again")
        REGISTERED = "registered", _("experiment registered")
        STARTED = "started", _("experiment started")
        ENDED = "ended", _("experiment ended")
        EVALUATED = "evaluated", _("experiment evaluated")
        ADOPTED = "adopted", _("adopted")
        ADAPTED = "adapted", _("adopted with changes")
        SHARED = "shared", _("offered to other departments")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("act on an idea")
        verbose_name_plural = _("acts on ideas")

    def __str__(self) -> str:
        return f"{self.idea}: {self.get_kind_display()}"
