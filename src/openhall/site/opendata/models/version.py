"""A version of a dataset: rows that never change once they are open, and how they came to be so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhall.data.columns import Column, Kind, Tells
from openhall.site.opendata.models.dataset import Dataset


class Versions(models.QuerySet["DatasetVersion"]):
    """Which versions are open to whom."""

    def released(self) -> Versions:
        """Those whose rows are open to everybody now."""
        return self.filter(status=DatasetVersion.Status.PUBLISHED, released_at__lte=timezone.now())

    def citable(self) -> Versions:
        """Those that have a page for everybody: open now, or withdrawn after they had been."""
        return self.filter(
            status__in=(DatasetVersion.Status.PUBLISHED, DatasetVersion.Status.WITHDRAWN),
            released_at__lte=timezone.now(),
        )

    def decided(self) -> Versions:
        """Those that everybody sees, saw once, or will see: what is in them is taken to be known."""
        status = DatasetVersion.Status
        return self.filter(status__in=(status.BUILDING, status.SCHEDULED, status.PUBLISHED, status.WITHDRAWN))

    def unfinished(self) -> Versions:
        """Those that are not open and not ready to be: one is finished, or taken back, before the next comes."""
        status = DatasetVersion.Status
        return self.exclude(status__in=(status.SCHEDULED, status.PUBLISHED, status.WITHDRAWN))

    def under_way(self) -> Versions:
        """Those on which the worker has something to do."""
        status = DatasetVersion.Status
        return self.filter(status__in=(status.READING, status.CHECKING, status.BUILDING))

    def due(self) -> Versions:
        """Those whose hour of release has come."""
        return self.filter(status=DatasetVersion.Status.SCHEDULED, release_at__lte=timezone.now())


class DatasetVersion(models.Model):
    """One version. Its rows lie in `folder`, its file as it was given in `upload` until it is decided on.

    status        how far it is: see `Status`
    progress      percent of the work that is under way
    problem       why the work failed, as `process.saying.keep` keeps it; {} where it did not
    touched_at    when something was noted of it last
    tries         how often a worker was killed at the work that is under way
    risk          before a decision: the report on the rows as they came, the plan, and the report after it
    digest        SHA-256 of the stored rows, which citations name
    quality       what the file held: rows, rows that could not be read, cells that are empty (`quality.py`)
    differences   what changed since the version before (`differences.py`)
    record        of service performance: its counts with those that were left empty, so that the next version is
                  attacked together with this one (`performance.Months`); no page or interface shows it
    """

    class Status(models.TextChoices):
        """How far a version is."""

        READING = "reading", _("Being read")
        FAILED = "failed", _("Could not be read")
        CHECKING = "checking", _("Being looked at for risks")
        DRAFT = "draft", _("Draft")
        BUILDING = "building", _("Being made ready")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.READING)
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.JSONField(default=dict)
    touched_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    file_name = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    rows = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    notes = models.TextField(_("what changed"), blank=True)
    quality = models.JSONField(default=dict)
    differences = models.JSONField(default=dict)
    risk = models.JSONField(default=dict)
    record = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    release_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawal_reason = models.TextField(blank=True)

    objects = Versions.as_manager()
    if TYPE_CHECKING:
        columns: models.Manager[Any]
        decisions: models.Manager[Any]
        noisy: models.Manager[Any]

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="one_number_a_dataset_version")
        ]
        indexes = [
            models.Index(
                fields=["release_at"], condition=models.Q(status="scheduled"), name="versions_to_release"
            )
        ]
        verbose_name = _("version of a dataset")
        verbose_name_plural = _("versions of datasets")

    def __str__(self) -> str:
        return f"{self.dataset.identifier} {self.number}"

    def get_absolute_url(self) -> str:
        """The page of the version, which stays."""
        return reverse("opendata:version", args=[self.dataset.identifier, self.number])

    @property
    def folder(self) -> Path:
        """Where the rows that are open (or are to be) lie, as `openhall.data.store` keeps them."""
        return self.home / "open"

    @property
    def draft_folder(self) -> Path:
        """Where the rows lie as they were read, until it is decided on them. Nobody outside sees them."""
        return self.home / "draft"

    @property
    def upload(self) -> Path:
        """Where the file lies as it was given, until it is decided on."""
        return self.home / "upload"

    @property
    def home(self) -> Path:
        """All that lies beside the database of this version."""
        return settings.OPENHALL_HOME / "opendata" / self.dataset.identifier / str(self.number)

    @property
    def is_open(self) -> bool:
        """Whether everybody may read the rows now."""
        released = self.released_at is not None and self.released_at <= timezone.now()
        return self.status == self.Status.PUBLISHED and released

    @property
    def under_way(self) -> bool:
        """Whether the worker has something to do on it."""
        return self.status in (self.Status.READING, self.Status.CHECKING, self.Status.BUILDING)

    def open_columns(self) -> tuple[Column, ...]:
        """The columns of the rows that are open, for the engines."""
        return tuple(each.as_column() for each in self.columns.filter(is_kept=True))

    def draft_columns(self) -> tuple[Column, ...]:
        """All columns that were found, for the engines."""
        return tuple(each.as_column() for each in self.columns.all())


class VersionColumn(models.Model):
    """A column of a version, with what its publisher says of it: the data dictionary.

    source_name  how the file calls it
    is_kept      whether it is published; what names people never is
    treatment    what is done to its values before they are published (see `protecting.py`); "" for nothing
    facts        counted when it was built: what the page of the dataset says of it
    """

    KINDS = (
        (Kind.TEXT.value, _("Text")),
        (Kind.NUMBER.value, _("Number")),
        (Kind.CHECKBOX.value, _("Yes or no")),
        (Kind.CALENDAR_DATE.value, _("Date and time (local)")),
        (Kind.FIXED_TIMESTAMP.value, _("Instant (UTC)")),
        (Kind.POINT.value, _("Place")),
        (Kind.MULTIPOLYGON.value, _("Area")),
        (Kind.URL.value, _("Web address")),
    )
    TELLS = (
        (Tells.NOTHING.value, _("Nothing of anybody")),
        (Tells.INDIRECT.value, _("With others it may single somebody out")),
        (Tells.SENSITIVE.value, _("Something that must not become known of somebody")),
        (Tells.DIRECT.value, _("It names somebody: it is left out")),
    )

    version = models.ForeignKey(DatasetVersion, models.CASCADE, related_name="columns")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    source_name = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=20, choices=KINDS)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=1_000)
    unit = models.CharField(max_length=40, blank=True)
    tells = models.CharField(max_length=10, choices=TELLS, default=Tells.NOTHING.value)
    is_kept = models.BooleanField(default=True)
    treatment = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="one_column_a_name")]
        verbose_name = _("column")
        verbose_name_plural = _("columns")

    def __str__(self) -> str:
        return self.name

    def as_column(self) -> Column:
        """The column for the engines."""
        return Column(self.name, Kind(self.kind), self.title, self.description, self.unit, Tells(self.tells))


class Decision(models.Model):
    """That somebody decided to publish a version, and what they knew of its risks. It is never changed.

    before, after  the report of the disclosure engine on the rows as they came, and as they are published
    plan           what was done to the rows between
    follows        of the system's own decision that of a person which it takes again, with its reasons
    """

    version = models.ForeignKey(DatasetVersion, models.CASCADE, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    reasons = models.TextField()
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at"]
        verbose_name = _("decision to publish")
        verbose_name_plural = _("decisions to publish")

    def __str__(self) -> str:
        return f"{self.version}: {self.at:%Y-%m-%d}"

    @property
    def words(self) -> str:
        """Why it was decided so, in the reader's language where the system says it."""
        if self.follows is None:
            return self.reasons
        return gettext(
            "Fetched by itself. The report finds nothing that it did not find in version %(n)s, decided on on %(day)s: "
            "%(reasons)s"
        ) % {
            "n": self.follows.version.number,
            "day": date_format(timezone.localtime(self.follows.at), "j F Y"),
            "reasons": self.reasons,
        }
