"""What is open now. Every answer of the API starts here: nobody sees a version before its hour, or a withdrawn one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Prefetch, Subquery

from openhall.data.columns import Column
from openhall.site.opendata.api.refusing import no_dataset
from openhall.site.opendata.models import Dataset, DatasetVersion, VersionColumn

FORM = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")


@dataclass(frozen=True)
class Offer:
    """A dataset with its newest open version, and the columns of that."""

    dataset: Dataset
    version: DatasetVersion
    kept: tuple[VersionColumn, ...]

    @property
    def key(self) -> str:
        """The name of the dataset in addresses: `k3vq-9t2m`."""
        return self.dataset.identifier

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as the engines know them."""
        return tuple(each.as_column() for each in self.kept)

    @property
    def released_at(self) -> datetime:
        """When the version was opened."""
        assert self.version.released_at is not None
        return self.version.released_at

    @property
    def changed_at(self) -> datetime:
        """When the rows or what is said of them last changed."""
        return max(self.released_at, self.dataset.changed_at)


def offered(key: str) -> Offer:
    """The dataset of that name. Raises `Refused` where nothing of it is open now."""
    if not FORM.fullmatch(key):
        raise no_dataset(key)
    # Most requests begin with this one, so it asks for no more than it needs.
    found = (
        DatasetVersion.objects.released()
        .filter(dataset__identifier=key)
        .select_related("dataset__department")
        .defer("differences", "quality", "risk")
        .order_by("-number")
        .first()
    )
    if found is None:
        raise no_dataset(key)
    return Offer(found.dataset, found, tuple(found.columns.filter(is_kept=True)))


def all_offered() -> list[Offer]:
    """All datasets of which a version is open now, by their titles."""
    last = DatasetVersion.objects.released().filter(dataset=OuterRef("dataset")).order_by("-number")
    kept = Prefetch("columns", VersionColumn.objects.filter(is_kept=True), to_attr="kept_columns")
    found = (
        DatasetVersion.objects.filter(pk=Subquery(last.values("pk")[:1]))
        .select_related("dataset__department")
        .prefetch_related(kept)
        .defer("differences", "quality", "risk")
    )
    offers = [Offer(each.dataset, each, tuple(each.kept_columns)) for each in found]
    return sorted(offers, key=lambda each: each.dataset.title.casefold())
