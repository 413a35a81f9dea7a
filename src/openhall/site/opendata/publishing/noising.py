"""A draft becomes a table of counts with noise. The noise is drawn once, and what it costs is written down with it.

Counts and cost are rows of the database, written in one transaction: nobody sees a number that was not paid for, and
nothing is paid for that nobody has. Who does not like the numbers takes the draft back and gives the file again: what
was spent stays spent.
"""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from itertools import product

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from openhall.data.columns import Kind, Tells
from openhall.measure.disclosure.errors import BudgetSpent, NoNoise
from openhall.measure.disclosure.noise import Account, Noisy, People, noisy_histogram
from openhall.process.saying import gettext
from openhall.site.opendata.models import (
    Dataset,
    DatasetVersion,
    NoisyCounts,
    PrivacyAccount,
    VersionColumn,
)
from openhall.site.opendata.models.noise import COUNT, count_name
from openhall.site.opendata.publishing.checking import checked
from openhall.site.opendata.publishing.receiving import draft_rows, set_state
from openhall.site.people.models import User

MOST_CELLS = 2_000
"""Numbers of one table."""
COUNTED_BY = (Kind.TEXT.value, Kind.CHECKBOX.value, Kind.NUMBER.value)
"""Kinds of column whose values can be named beforehand."""
TRUE, FALSE = "true", "false"
"""How the two values of a column of yes and no are written."""
_CELL, _ROW = "openhall:cell", "openhall:row"
_BETWEEN = "\x1f"
Status = DatasetVersion.Status


class NotWithNoise(Exception):
    """The counts cannot be made so; the message says why and what to do."""


@dataclass(frozen=True)
class Asked:
    """What is counted: by which columns, with all values that each can have; who is a person; what it costs.

    total  the budget of the dataset, where it has none yet
    """

    columns: tuple[VersionColumn, ...]
    values: tuple[tuple[str, ...], ...]
    people: str
    most_rows: int
    epsilon: float
    total: float


def why_not(dataset: Dataset) -> NotWithNoise | None:
    """Why a dataset cannot be published with noise; None where it can."""
    if dataset.source != Dataset.Source.FILE:
        return NotWithNoise(
            gettext("Only a dataset whose files you give yourself can be counted with noise.")
        )
    if dataset.versions.decided().filter(noisy=None).exists():
        return NotWithNoise(
            gettext(
                "Exact rows of this dataset were published already, so noise would protect nobody. Give the file as a "
                "new dataset."
            )
        )
    return None


def is_noised(dataset: Dataset) -> bool:
    """Whether anything of a dataset was counted with noise: exact rows of it would undo that."""
    return NoisyCounts.objects.filter(account__dataset=dataset).exists()


def count_with_noise(version: DatasetVersion, asked: Asked, by: User) -> NoisyCounts:
    """Draw the counts of a draft, and let it hold them instead of its rows. Raises `NotWithNoise`."""
    if (reason := why_not(version.dataset)) is not None:
        raise reason
    known = PrivacyAccount.objects.filter(dataset=version.dataset).first()
    account = known.as_account() if known is not None else Account(asked.total)
    # Drawn before the transaction, so that nobody waits for it. Numbers that cannot be paid for are seen by nobody.
    found = _drawn(draft_rows(version), asked, account)
    near = next(iter(found.values())).near
    with transaction.atomic():
        Dataset.objects.select_for_update().get(pk=version.dataset_id)
        held = DatasetVersion.objects.select_for_update().get(pk=version.pk)
        if held.status != Status.DRAFT or held.noisy.exists():
            raise NotWithNoise(gettext("Somebody has decided on this version, or drawn its counts, already."))
        kept, _made = PrivacyAccount.objects.get_or_create(
            dataset=version.dataset, defaults={"total": asked.total, "by": by}
        )
        _spend(kept.as_account(), asked.epsilon)
        made = NoisyCounts.objects.create(
            account=kept,
            version=held,
            number=held.number,
            columns=[each.name for each in asked.columns],
            titles=[each.title for each in asked.columns],
            people=asked.people,
            most_rows=asked.most_rows,
            epsilon=asked.epsilon,
            near=near,
            # A number below 0 is of nobody; to show it as 0 costs no privacy.
            answer=[[*key, max(0, int(each.value))] for key, each in found.items()],
            by=by,
        )
        _describe(held, made)
        # What was noticed in the file tells of its rows, exactly.
        told = {"rows": len(found), "checked": checked(made.frame(), held.draft_columns()), "notes": []}
        set_state(held, rows=len(found), risk={"plan": {}}, problem={}, quality=told)
        # The rows are not needed any more, and hold more than what is to be open.
        transaction.on_commit(lambda: _forget_rows(held))
    version.refresh_from_db()
    return made


def _forget_rows(version: DatasetVersion) -> None:
    shutil.rmtree(version.draft_folder, ignore_errors=True)
    version.upload.unlink(missing_ok=True)


def width_of(epsilon: float, most_rows: int) -> int:
    """How far a number may be from the truth, 95 times in 100: said before anything is drawn."""
    return math.ceil(most_rows / epsilon * math.log(20))


def _spend(account: Account, epsilon: float) -> None:
    try:
        account.spend(epsilon, COUNT)
    except BudgetSpent:
        raise NotWithNoise(
            gettext(
                "That would cost %(cost)s of the privacy budget, and %(left)s of %(total)s is left. Ask for less, or "
                "publish no more of this dataset.",
                cost=f"{epsilon:g}",
                left=f"{account.left:.4g}",
                total=f"{account.total:g}",
            )
        ) from None


def _drawn(frame: pl.DataFrame, asked: Asked, account: Account) -> dict[tuple[str, ...], Noisy]:
    """The counts of all cells that were named. Raises `NotWithNoise`."""
    _spend(account, asked.epsilon)
    cells = list(product(*asked.values))
    counted = frame.with_columns(
        pl.concat_str([_as_text(frame, each.name) for each in asked.columns], separator=_BETWEEN).alias(
            _CELL
        ),
        pl.int_range(pl.len()).alias(_ROW),
    )
    people = People(asked.people or _ROW, asked.most_rows if asked.people else 1)
    keys = [_BETWEEN.join(cell) for cell in cells]
    try:
        found, _left = noisy_histogram(counted, _CELL, keys, people, asked.epsilon, account)
    except NoNoise:
        raise NotWithNoise(
            gettext("This server has no noise installed; ask its operator for the privacy part of Openhall.")
        ) from None
    return {cell: found[key] for cell, key in zip(cells, keys, strict=True)}


def _as_text(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The values of a column as people write them: 5 and not 5.0, without blanks around."""
    kind = frame[name].dtype
    if kind == pl.Boolean:
        return pl.when(pl.col(name)).then(pl.lit(TRUE)).when(~pl.col(name)).then(pl.lit(FALSE))
    if kind.is_float():
        whole = pl.col(name).is_finite() & (pl.col(name) == pl.col(name).round(0))
        number = pl.when(whole).then(pl.col(name)).otherwise(0).cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(whole).then(number).otherwise(pl.col(name).cast(pl.String))
    return pl.col(name).cast(pl.String).str.strip_chars()


def _describe(version: DatasetVersion, made: NoisyCounts) -> None:
    """Let the columns of a draft be those of the counts."""
    version.columns.exclude(name__in=made.columns).delete()
    for place, name in enumerate(made.columns):
        version.columns.filter(name=name).update(
            place=place,
            kind=Kind.TEXT.value,
            tells=Tells.NOTHING.value,
            is_kept=True,
            treatment="",
            facts={"found": Kind.TEXT.value},
        )
    words = _(
        "How many, with noise: in 95 of 100 cases within %(near)s of the truth. A number below 0 is shown as 0."
    ) % {"near": made.within}
    version.columns.create(
        place=len(made.columns),
        name=count_name(made.columns),
        source_name=count_name(made.columns),
        kind=Kind.NUMBER.value,
        title=_("Count"),
        description=words,
        tells=Tells.NOTHING.value,
        facts={"found": Kind.NUMBER.value},
    )
