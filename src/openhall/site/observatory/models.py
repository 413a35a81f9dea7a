"""What the observatory keeps in the database: which logs there are, and what was published of them."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhall.mining.calendar import Calendar
from openhall.mining.calendar_text import parse_calendar
from openhall.mining.errors import BadChange
from openhall.mining.findings.limits import Limit, parse_limit
from openhall.mining.simulation.changes import parse_changes
from openhall.mining.simulation.words import change_words
from openhall.process.saying import semicolons
from openhall.site.web.speech import say, say_text

LIVE = " (live)"
"""How the title of a log of cases under way ends, as it is kept."""


class Log(models.Model):
    """A log that somebody gave: its events lie beside the database, in the folder that `folder` names.

    live     the address of a service whose cases under way it is of: its events are rows of the ledger
    problem  why its file cannot be read, as `speech.keep_text` keeps it
    """

    class Status(models.TextChoices):
        """How far the reading of the file is."""

        WAITING = "waiting", _("Waiting to be read")
        READING = "reading", _("Being read")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be read")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=255)
    bytes = models.BigIntegerField(default=0)
    options = models.JSONField(default=dict)
    live = models.CharField(max_length=50, blank=True, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    limit_text = models.CharField(_("time limit"), max_length=500, blank=True)
    hours_text = models.CharField(_("office hours"), max_length=500, blank=True)
    holidays_text = models.TextField(_("holidays"), blank=True)
    columns = models.JSONField(default=list)
    cases = models.BigIntegerField(default=0)
    events = models.BigIntegerField(default=0)
    activities = models.IntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["live"], condition=~models.Q(live=""), name="one_live_log_a_service"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The map of the log, or how far its reading is."""
        return reverse("observatory:map" if self.ready else "observatory:progress", args=[self.id])

    @property
    def name(self) -> str:
        """Its title, in the reader's language where it is not somebody's own."""
        if self.live and self.title.endswith(LIVE):
            return gettext("%(service)s (live)") % {"service": self.title.removesuffix(LIVE)}
        return self.title

    @property
    def trouble(self) -> str:
        """Why its file cannot be read, for the reader; empty where nothing is wrong."""
        return say_text(self.problem)

    @property
    def folder(self) -> Path:
        """Where the prepared log lies."""
        return settings.OPENHALL_HOME / "logs" / str(self.id)

    @property
    def limit(self) -> Limit | None:
        """How long a case may take, by law or by promise; None when nobody said."""
        return parse_limit(self.limit_text) if self.limit_text else None

    @property
    def calendar(self) -> Calendar | None:
        """When the office works, as somebody said; None when it is to be found from the records."""
        return parse_calendar(self.hours_text, self.holidays_text) if self.hours_text else None

    @property
    def work_folder(self) -> Path:
        """Where the same log lies by pieces of work, if the records tell when each began and was over."""
        return self.folder / "work"

    @property
    def has_work(self) -> bool:
        """Whether the log can be looked at by pieces of work."""
        return bool(self.live) or (self.work_folder / "log.json").exists()

    @property
    def objects_folder(self) -> Path:
        """Where an object-centric log lies by each of its types of object."""
        return self.folder / "objects"

    @property
    def has_objects(self) -> bool:
        """Whether the log can be looked at by all its types of object."""
        return (self.objects_folder / "objects.json").exists()

    @property
    def upload(self) -> Path:
        """Where the file lies as it was given, until it is read."""
        return settings.OPENHALL_HOME / "uploads" / str(self.id)

    @property
    def ready(self) -> bool:
        """Whether the log can be looked at."""
        return self.status == self.Status.READY

    @property
    def under_way(self) -> bool:
        """Whether the file waits or is being read."""
        return self.status in (self.Status.WAITING, self.Status.READING)


class PublicPage(models.Model):
    """A page of a service for everybody. It holds the numbers of the moment it was published, and no event."""

    log = models.ForeignKey(Log, models.SET_NULL, null=True, related_name="pages")
    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("name of the service"), max_length=120)
    summary = models.CharField(_("what it is, in one sentence"), max_length=300)
    one = models.CharField(_("what one case is called"), max_length=60, default="case")
    many = models.CharField(_("what several are called"), max_length=60, default="cases")
    numbers = models.JSONField()
    published = models.DateTimeField(auto_now=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("services:service", args=[self.slug])


class Scenario(models.Model):
    """Changes to the process of a log, and what came of playing it with them.

    changes  as `mining.simulation.changes` reads them, one a line
    cost     of an hour of work; 0 where it is not looked at
    told     as `mining.simulation.report.as_json` has it; empty before it is ready
    motion   as `mining.simulation.motion.Motion` writes it; empty before it is ready, and where it was played before
             there was a map in motion
    problem  why it could not be played, as `speech.keep_text` keeps words
    """

    class Status(models.TextChoices):
        """How far the playing is."""

        WAITING = "waiting", _("Waiting to be played")
        PLAYING = "playing", _("Being played")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be played")

    UNDER_WAY = (Status.WAITING, Status.PLAYING)

    log = models.ForeignKey(Log, models.CASCADE, related_name="scenarios")
    changes = models.TextField()
    cost = models.FloatField(default=0.0)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    told = models.JSONField(default=dict)
    motion = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return say(semicolons(self.said_changes))

    def get_absolute_url(self) -> str:
        """What came of it, or how far it is."""
        return reverse("observatory:scenario", args=[self.log_id, self.pk])

    @property
    def said_changes(self) -> list[str]:
        """The changes in plain words; as they were written where that cannot be read any more."""
        try:
            return [say(change_words(change)) for change in parse_changes(self.changes)]
        except BadChange:
            return self.changes.splitlines()

    @property
    def said_problem(self) -> str:
        """Why it could not be played, in the visitor's language."""
        return say_text(self.problem)

    @property
    def under_way(self) -> bool:
        """Whether it waits or is being played."""
        return self.status in self.UNDER_WAY
