"""Counts that are published with noise: the privacy that a dataset has, and what each answer spent of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import polars as pl
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.measure.disclosure.noise import Account, Spending
from openhall.site.opendata.models.dataset import Dataset
from openhall.site.opendata.models.version import DatasetVersion

COUNT = "count"
LEAST = 0.001
"""Less of a budget than this is nothing: sums of floating-point numbers leave such crumbs."""


class PrivacyAccount(models.Model):
    """The privacy budget of a dataset (epsilon). It is set once: to raise it would take back what was promised."""

    dataset = models.OneToOneField(Dataset, models.CASCADE, related_name="privacy")
    total = models.FloatField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    if TYPE_CHECKING:
        answers: models.Manager[Any]

    class Meta:
        verbose_name = _("privacy budget")
        verbose_name_plural = _("privacy budgets")

    def __str__(self) -> str:
        return f"{self.dataset}: {self.total:g}"

    def as_account(self) -> Account:
        """The account for the engine, with all that was spent."""
        spent = self.answers.order_by("pk").values_list("epsilon", "columns")
        return Account(self.total, tuple(Spending(epsilon, ", ".join(names)) for epsilon, names in spent))

    @property
    def spent(self) -> float:
        """The epsilon that is gone."""
        return self.total - self.left

    @property
    def left(self) -> float:
        """The epsilon that is left."""
        left = self.as_account().left
        return left if left >= LEAST else 0.0


class NoisyCounts(models.Model):
    """A table of counts with noise, drawn once. It is never changed or deleted, for what it told cannot be untold.

    version   whose rows it is; None where the draft was taken back, and the privacy is spent all the same
    columns   names of the columns that are counted by; `titles` as people read them
    people    the column that tells people apart; "" where each row is a person
    most_rows how many rows of each person count at most
    near      a number is right to within this, 95 times in 100
    answer    the rows: the values of `columns`, and the count
    """

    account = models.ForeignKey(PrivacyAccount, models.CASCADE, related_name="answers")
    version = models.ForeignKey(DatasetVersion, models.SET_NULL, null=True, related_name="noisy")
    number = models.PositiveIntegerField()
    columns = models.JSONField()
    titles = models.JSONField()
    people = models.CharField(max_length=80, blank=True)
    most_rows = models.PositiveIntegerField()
    epsilon = models.FloatField()
    near = models.FloatField()
    answer = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("counts with noise")
        verbose_name_plural = _("counts with noise")

    def __str__(self) -> str:
        return f"{self.account.dataset} {self.number}: {self.epsilon:g}"

    @property
    def within(self) -> int:
        """`near` as a whole number, which differences of whole numbers are."""
        return ceil(self.near)

    def frame(self) -> pl.DataFrame:
        """The rows of the table: the values that are counted by as text, and the counts."""
        names = [*self.columns, count_name(self.columns)]
        kinds = {name: pl.Int64 if name == names[-1] else pl.String for name in names}
        return pl.DataFrame(self.answer, schema=kinds, orient="row")


def count_name(columns: Sequence[str]) -> str:
    """The name of the column of counts: none of those that are counted by."""
    name = COUNT
    while name in columns:
        name += "_"
    return name
