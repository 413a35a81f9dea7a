"""What differs between two versions of a table, counted exactly and said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from openhall.data.columns import Column, Kind
from openhall.data.formats.as_text import flat

_NAMED = 5


@dataclass(frozen=True)
class ColumnChange:
    """A column that is of another kind than before."""

    name: str
    before: Kind
    after: Kind


@dataclass(frozen=True)
class Differences:
    """What differs. Columns by their names; rows counted.

    changed  rows with the same key and other values; None where no key tells which row is which, so that a changed row
             counts as one removed and one added
    cells    by column, how many rows have another value in it; none where there is no key
    """

    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_changed: tuple[ColumnChange, ...] = ()
    rows_before: int = 0
    rows_after: int = 0
    added: int = 0
    removed: int = 0
    changed: int | None = None
    cells: Mapping[str, int] | None = None

    @property
    def nothing(self) -> bool:
        """Whether the two tables are the same, the order of rows and columns aside."""
        columns = self.columns_added or self.columns_removed or self.columns_changed
        return not (columns or self.added or self.removed or self.changed)

    @property
    def text(self) -> str:
        """The differences in English words, one or more sentences."""
        if self.nothing:
            return "Nothing changed."
        said = []
        rows = [
            f"{number:,} {what}"
            for number, what in ((self.added, "added"), (self.removed, "removed"))
            if number
        ]
        if self.changed:
            rows.append(f"{self.changed:,} changed{self._where()}")
        if rows:
            first, *rest = rows
            noun = "row" if first.startswith("1 ") else "rows"
            number, what = first.split(" ", 1)
            said.append(f"{', '.join([f'{number} {noun} {what}', *rest])}.")
        for what, names in (("added", self.columns_added), ("removed", self.columns_removed)):
            if names:
                said.append(f"{'Columns' if len(names) > 1 else 'Column'} {what}: {', '.join(names)}.")
        said += [
            f"Column {each.name} is {each.after.value}, and was {each.before.value}."
            for each in self.columns_changed
        ]
        return " ".join(said)

    def _where(self) -> str:
        most = sorted((self.cells or {}).items(), key=lambda each: (-each[1], each[0]))
        named = [f"{name} in {number:,}" for name, number in most[:_NAMED] if number]
        return f" ({', '.join(named)})" if named else ""


def differences(
    before: pl.DataFrame | pl.LazyFrame,
    columns_before: Sequence[Column],
    after: pl.DataFrame | pl.LazyFrame,
    columns_after: Sequence[Column],
    key: Sequence[str] = (),
) -> Differences:
    """What differs between two versions of a table.

    key  names of columns that single out a row. It is used where both versions have all of them in one kind, filled,
         and no two rows share it; otherwise rows are compared whole.
    Only columns that both have in one kind are compared by value.
    """
    old = {column.name: column for column in columns_before}
    new = {column.name: column for column in columns_after}
    both = [column for column in columns_after if column.name in old and old[column.name].kind == column.kind]
    names = {column.name for column in both}
    first, second = (frame.lazy().select(sorted(names)).collect() for frame in (before, after))
    first, second = flat(first, both), flat(second, both)
    found = Differences(
        columns_added=tuple(name for name in new if name not in old),
        columns_removed=tuple(name for name in old if name not in new),
        columns_changed=tuple(
            ColumnChange(name, old[name].kind, new[name].kind)
            for name in new
            if name in old and old[name].kind != new[name].kind
        ),
        rows_before=_rows(before),
        rows_after=_rows(after),
    )
    if key and set(key) <= names and _singles_out(first, key) and _singles_out(second, key):
        return _by_key(found, first, second, list(key))
    return _by_row(found, first, second)


def _rows(frame: pl.DataFrame | pl.LazyFrame) -> int:
    return int(frame.lazy().select(pl.len()).collect().item())


def _singles_out(frame: pl.DataFrame, key: Sequence[str]) -> bool:
    keys = frame.select(key)
    return not any(keys.null_count().row(0)) and keys.n_unique() == len(keys)


def _by_key(found: Differences, before: pl.DataFrame, after: pl.DataFrame, key: list[str]) -> Differences:
    values = [name for name in after.columns if name not in key]
    added = len(after.join(before, on=key, how="anti"))
    removed = len(before.join(after, on=key, how="anti"))
    pairs = before.join(after, on=key, how="inner", suffix="\0after")
    other = [pl.col(name).ne_missing(pl.col(f"{name}\0after")).alias(name) for name in values]
    cells = (
        dict(zip(values, pairs.select(each.sum() for each in other).row(0), strict=True)) if values else {}
    )
    changed = int(pairs.select(pl.any_horizontal(other).sum()).item()) if values else 0
    return replace(
        found,
        added=added,
        removed=removed,
        changed=changed,
        cells={name: int(number) for name, number in cells.items() if number},
    )


def _by_row(found: Differences, before: pl.DataFrame, after: pl.DataFrame) -> Differences:
    """Rows as a bag: how often each stands in one and in the other."""
    if not after.width:
        added, removed = found.rows_after, found.rows_before
    else:
        counts = _counted(before).join(_counted(after), on=["first", "second"], how="full", suffix="_after")
        more = pl.col("len_after").fill_null(0).cast(pl.Int64) - pl.col("len").fill_null(0).cast(pl.Int64)
        added, removed = counts.select(
            more.clip(lower_bound=0).sum(), (-more).clip(lower_bound=0).sum().alias("less")
        ).row(0)
    return replace(found, added=int(added), removed=int(removed))


def _counted(frame: pl.DataFrame) -> pl.DataFrame:
    # Two hashes of 64 bits: that two different rows share both does not happen in tables that fit a machine.
    row = pl.struct(pl.all())
    hashes = frame.select(row.hash(seed=1).alias("first"), row.hash(seed=2).alias("second"))
    return hashes.group_by("first", "second").len()
