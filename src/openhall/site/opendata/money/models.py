"""A version of a year's budget, payments and contracts; its rows lie beside the database and never change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1900, 2200


class MoneyVersions(models.QuerySet["MoneyVersion"]):
    """Which versions are open to everybody."""

    def published(self) -> MoneyVersions:
        """Those that are open."""
        return self.filter(status=MoneyVersion.Status.PUBLISHED)

    def under_way(self) -> MoneyVersions:
        """Those on which the worker has something to do."""
        return self.filter(status__in=MoneyVersion.UNDER_WAY)

    def citable(self) -> MoneyVersions:
        """Those that have a page: open, or withdrawn after they had been."""
        return self.filter(status__in=(MoneyVersion.Status.PUBLISHED, MoneyVersion.Status.WITHDRAWN))

    def current(self) -> list[MoneyVersion]:
        """The newest open version of each year, the first year first."""
        newest = {each.year: each for each in self.published().order_by("year", "number")}
        return list(newest.values())


class MoneyVersion(models.Model):
    """What was given for a year, what was found in it, and whether it is open.

    number       1 for the first version of its year; a new one replaces it on the pages, and it stays citable
    first_day    on which the year begins
    residents, price_index  by which years are compared; None where nobody said
    options      how the files are read: `comma`, and `said`: our column -> heading, by table
    files        what was given: table, name, sha256, bytes
    findings     of the checks: kind, weight, said, lines
    problem      why the files could not be read, {} where they could

    Sentences are as `process.saying.keep` keeps them.
    figures      sums of the whole year in minor units: plan, revised, spent, paid, payments
    results      what services did: service, title, one, programme (its key), cases
    digest       SHA-256 of the stored rows
    tries        how often the worker that read the files was killed
    """

    class Status(models.TextChoices):
        """How far a version is."""

        WAITING = "waiting", _("Waiting to be read")
        READING = "reading", _("Being read")
        FAILED = "failed", _("Could not be read")
        CHECKED = "checked", _("Read and checked")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    UNDER_WAY = (Status.WAITING, Status.READING)

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    number = models.PositiveIntegerField(editable=False)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    first_day = models.DateField(_("first day"))
    residents = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    price_index = models.DecimalField(
        _("price index"), max_digits=10, decimal_places=4, null=True, blank=True
    )
    options = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    headings = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    results = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    notes = models.CharField(_("what is different"), max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    objects = MoneyVersions.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="one_number_a_money_version")]
        verbose_name = _("year of budget and spending")
        verbose_name_plural = _("years of budget and spending")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the version, which stays."""
        return reverse("money:version", args=[self.year, self.number])

    @property
    def name(self) -> str:
        """By which it is cited, also in addresses: `2026-1`."""
        return f"{self.year}-{self.number}"

    @property
    def home(self) -> Path:
        """All that lies beside the database of this version."""
        return settings.OPENHALL_HOME / "money" / self.name

    @property
    def folder(self) -> Path:
        """Where the prepared rows lie, as `openhall.data.money.keeping` keeps them."""
        return self.home / "rows"

    def upload(self, table: str) -> Path:
        """Where a file lies as it was given. It may name people: it is deleted when the version is published."""
        return self.home / f"given-{table}"

    @property
    def under_way(self) -> bool:
        """Whether the worker has something to do on it."""
        return self.status in self.UNDER_WAY

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        return self.status == self.Status.PUBLISHED

    @property
    def stops(self) -> list[dict[str, Any]]:
        """What must be mended before it is published."""
        return [each for each in self.findings if each["weight"] == "stops"]

    @property
    def last_day(self) -> date:
        """The last day of the year."""
        from openhall.data.money.prepare import Asked
        from openhall.data.money.values import Reading

        return Asked(self.year, Reading(self.currency), self.first_day).ends
