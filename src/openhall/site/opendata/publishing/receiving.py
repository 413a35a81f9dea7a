"""A file comes in: it is kept beside the database, and read in the background into a draft with its columns."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.data.columns import Column, Tells
from openhall.data.formats import FileError, Reading, read
from openhall.measure.disclosure.identifiers import find_in_title, find_in_values
from openhall.measure.disclosure.reporting import SOFT
from openhall.process.saying import gettext, gettext_noop, keep, message_of
from openhall.site.opendata.models import Dataset, DatasetVersion, Refresh, VersionColumn
from openhall.site.opendata.publishing.checking import checked
from openhall.site.opendata.publishing.places import placed_as_before
from openhall.site.people.models import User

logger = logging.getLogger(__name__)
ROWS = "rows.parquet"
MOST_PROBLEMS = 30
SAMPLES = 3
LONGEST_SAMPLE = 40
Status = DatasetVersion.Status
NOT_WHOLE = gettext_noop("%(name)s did not arrive whole. Take it back, and give it again.")
NO_ROWS = gettext_noop("%(name)s has columns, but no row below them. Give a file with rows.")
A_FAULT = gettext(
    "Openhall failed while it worked on this file. That is a fault of Openhall's, and it is recorded for the "
    "operator. Take the file back, or try it in another format."
)


def receive(dataset: Dataset, name: str, chunks: Iterable[bytes], by: User) -> DatasetVersion:
    """Keep a file as the next version of a dataset. It is not read yet."""
    with transaction.atomic():
        Dataset.objects.select_for_update().get(pk=dataset.pk)
        version: DatasetVersion = dataset.versions.create(
            number=dataset.next_number, file_name=name[:255], made_by=by
        )
    version.home.mkdir(parents=True, exist_ok=True)
    # Under another name until it is whole: what a killed process leaves of a file must not be read as if it were all.
    coming = version.upload.with_suffix(".part")
    with coming.open("wb") as kept:
        for chunk in chunks:
            kept.write(chunk)
    coming.rename(version.upload)
    return version


def read_upload(version: DatasetVersion) -> None:
    """Read the file of a version into a draft. A file that cannot be read leaves a sentence in `problem`."""
    set_state(version, progress=10)
    if not version.upload.exists():
        _fail(version, gettext(NOT_WHOLE, name=version.file_name))
        return
    try:
        found = read(version.upload, version.file_name)
        if not len(found.frame):
            _fail(version, gettext(NO_ROWS, name=version.file_name))
            return
    except FileError as error:
        _fail(version, message_of(error))
        return
    except Exception:
        logger.exception("reading version %s failed", version.pk)
        _fail(version, A_FAULT)
        raise
    set_state(version, progress=70)
    keep_draft(version, found)


def keep_draft(version: DatasetVersion, found: Reading) -> None:
    """Keep a table as the draft of a version, with what was said of its columns in the version before."""
    version.draft_folder.mkdir(parents=True, exist_ok=True)
    before = _known_columns(version)
    found = placed_as_before(found, before)
    found.frame.write_parquet(version.draft_folder / ROWS)
    with transaction.atomic():
        version.columns.all().delete()
        VersionColumn.objects.bulk_create(
            _as_row(version, place, column, found.frame[column.name], before)
            for place, column in enumerate(found.columns)
        )
        digest = hashlib.sha256()
        if version.upload.exists():
            with version.upload.open("rb") as given:
                while chunk := given.read(1 << 20):
                    digest.update(chunk)
        set_state(
            version,
            status=Status.DRAFT,
            progress=100,
            problem={},
            tries=0,
            rows=len(found.frame),
            quality={
                "file_sha256": digest.hexdigest() if version.upload.exists() else "",
                "rows": len(found.frame),
                "checked": checked(found.frame, found.columns),
                "notes": [
                    {"said": keep(each.placed), "weight": each.weight.value}
                    for each in found.problems[:MOST_PROBLEMS]
                ],
                "more_notes": max(0, len(found.problems) - MOST_PROBLEMS),
            },
        )


def draft_rows(version: DatasetVersion) -> pl.DataFrame:
    """The rows of a draft: as they were read, or the counts with noise that were drawn of them."""
    drawn = version.noisy.first()
    return drawn.frame() if drawn is not None else pl.read_parquet(version.draft_folder / ROWS)


def samples(version: DatasetVersion) -> dict[str, list[str]]:
    """A few values of each column of a draft, shortened, to recognise it by."""
    frame = draft_rows(version).head(200)
    return {
        name: [
            _short(value)
            for value in frame[name].drop_nulls().unique(maintain_order=True).head(SAMPLES).to_list()
        ]
        for name in frame.columns
    }


def take_back(version: DatasetVersion) -> None:
    """Delete a version that was never released, with its file and rows.

    A dataset without any other goes too, but for one that is fetched again, and one of which privacy was spent: what
    was told of it cannot be untold.
    """
    shutil.rmtree(version.home, ignore_errors=True)
    dataset = version.dataset
    version.delete()
    kept = Refresh.objects.filter(dataset=dataset).exists() or hasattr(dataset, "privacy")
    if not dataset.versions.exists() and not kept:
        dataset.delete()


def set_state(version: DatasetVersion, **values: Any) -> None:
    """Write what has changed of a version, and nothing else."""
    values.setdefault("touched_at", timezone.now())
    for name, value in values.items():
        setattr(version, name, value)
    DatasetVersion.objects.filter(pk=version.pk).update(**values)


def _fail(version: DatasetVersion, why: str) -> None:
    set_state(version, status=Status.FAILED, problem=keep(why))


def _known_columns(version: DatasetVersion) -> dict[str, VersionColumn]:
    """What publishers said of the columns of the version before, by name. Columns of counts say nothing of rows."""
    earlier = version.dataset.versions.filter(number__lt=version.number, noisy=None).exclude(columns=None)
    last = earlier.order_by("-number").first()
    return {column.name: column for column in last.columns.all()} if last else {}


def _as_row(
    version: DatasetVersion, place: int, column: Column, values: pl.Series, before: dict[str, VersionColumn]
) -> VersionColumn:
    known = before.get(column.name)
    tells = Tells.DIRECT if _names_people(column, values) else column.tells
    row = VersionColumn(
        version=version,
        place=place,
        name=column.name,
        source_name=column.title[:255],
        kind=column.kind.value,
        title=(known.title if known else column.title or column.name)[:120],
        description=known.description if known else column.description[:1_000],
        unit=(known.unit if known else column.unit)[:40],
        tells=known.tells if known else tells.value,
        is_kept=known.is_kept if known else tells is not Tells.DIRECT,
        facts={"empty": int(values.null_count()), "found": column.kind.value}
        | ({"pair": known.facts["pair"]} if known and "pair" in known.facts else {}),
    )
    return row


def _names_people(column: Column, values: pl.Series) -> bool:
    """Whether a column looks as if it named people, by its title or its values: the publisher is told, and decides."""
    by_title = find_in_title(column.name, column.title)
    seen = [*find_in_values(column.name, values), *([by_title] if by_title else [])]
    return any(each.what not in SOFT for each in seen)


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    words = f"{value['latitude']:.4f}, {value['longitude']:.4f}" if isinstance(value, dict) else str(value)
    return words if len(words) <= LONGEST_SAMPLE else words[: LONGEST_SAMPLE - 1] + "…"
