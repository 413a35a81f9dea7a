"""How many people share what a table says of each: k-anonymity, and which combinations of columns single people out.

Rows that have the same values in all columns by which somebody may be known (quasi-identifiers) form a class. A value
that is not there is a value like any other.

Sources: Samarati and Sweeney (1998); Hundepool et al. (2012), section 3.3; El Emam, Guide to the De-Identification of
Personal Health Information (2013), chapter 16, for the three risks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.measure.disclosure.errors import BadTable

COUNT = "openhall:count"
PERSON = "openhall:person"
MOST_COMBINED = 3
MOST_COMBINATIONS = 300
STRAIGHT = 1 << 23
"""Up to so many possible keys they are counted in an array; above, they are sorted."""


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of a table by some columns.

    columns  the columns
    sizes    int64: how many people (or rows) each class has
    rows     how many there are in all
    """

    columns: tuple[str, ...]
    sizes: NDArray[np.int64]
    rows: int

    @property
    def k(self) -> int:
        """The size of the smallest class; 0 when the table is empty."""
        return int(self.sizes.min()) if len(self.sizes) else 0

    @property
    def unique(self) -> int:
        """How many are alone in their class."""
        return int((self.sizes == 1).sum())

    def classes_below(self, k: int) -> int:
        """How many classes are smaller than k."""
        return int((self.sizes < k).sum())

    def rows_below(self, k: int) -> int:
        """How many people or rows are in classes smaller than k."""
        return int(self.sizes[self.sizes < k].sum())


@dataclass(frozen=True)
class Risk:
    """How likely people are found again, by who looks.

    prosecutor_most  the attacker knows that somebody is in the table: 1 in the size of the smallest class
    prosecutor_mean  the mean of that over all rows
    journalist_most  the attacker does not know it: 1 in the size of that class in the population (None: no population
                     was given)
    marketer         the share of rows that are put right when all are matched with a list of everybody
    """

    prosecutor_most: float
    prosecutor_mean: float
    journalist_most: float | None
    marketer: float


@dataclass(frozen=True)
class Combination:
    """What a few columns together tell: in them alone, how many are alone, and how many below k."""

    columns: tuple[str, ...]
    unique: int
    below: int


@dataclass(frozen=True, eq=False)
class Coded:
    """The different rows of some columns as numbers, from which every choice of the columns is counted.

    columns  their names; codes: uint32, columns x different rows; n: how many codes each column has
    weight   how many rows of the table each different row stands for
    person   a code of the person of each different row, where people have several rows; None else
    rows     how many people or rows in all
    values   the different rows themselves
    """

    columns: tuple[str, ...]
    codes: NDArray[np.uint32]
    n: tuple[int, ...]
    weight: NDArray[np.int64]
    person: NDArray[np.int64] | None
    rows: int
    values: pl.DataFrame

    def keys(self, chosen: Sequence[int]) -> tuple[NDArray[np.int64], int]:
        """A number for each different row that says which class it is in by the chosen columns; and how many."""
        key = np.zeros(self.codes.shape[1], np.int64)
        size = 1
        for column in chosen:
            if size * self.n[column] > 1 << 62:
                key, size = _dense(key)
            key = key * self.n[column] + self.codes[column]
            size *= self.n[column]
        return key, size

    def sizes(self, chosen: Sequence[int]) -> NDArray[np.int64]:
        """The sizes of the classes by the chosen columns (places in `columns`)."""
        key, size = self.keys(chosen)
        if self.person is not None:
            key, _ = _dense(key)
            pairs = np.unique(key * (int(self.person.max(initial=0)) + 1) + self.person)
            key = pairs // (int(self.person.max(initial=0)) + 1)
            return np.unique(key, return_counts=True)[1].astype(np.int64)
        if size > STRAIGHT:
            key, size = _dense(key)
        counted = np.bincount(key, weights=self.weight, minlength=1).astype(np.int64)
        return counted[counted > 0]


def _dense(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    different, place = np.unique(key, return_inverse=True)
    return place.astype(np.int64), max(1, len(different))


def code(frame: pl.DataFrame, columns: Sequence[str], who: str | None = None) -> Coded:
    """The columns as numbers. `who` tells people apart, where they have several rows. Raises `BadTable`."""
    missing = [name for name in (*columns, *([who] if who else [])) if name not in frame.columns]
    if missing:
        raise BadTable(f"The table has no column “{missing[0]}”; it has {', '.join(frame.columns)}.")
    kept = frame.select(*columns, *([pl.col(who).alias(PERSON)] if who else []))
    if not kept.width:
        weight = np.array([frame.height] if frame.height else [], np.int64)
        return Coded((), np.zeros((0, len(weight)), np.uint32), (), weight, None, frame.height, kept)
    different = kept.group_by(kept.columns).agg(pl.len().alias(COUNT))
    codes = [codes_of(different[name]) for name in columns]
    person = None
    rows = frame.height
    if who:
        person = codes_of(different[PERSON])
        rows = int(kept[PERSON].n_unique())
    return Coded(
        tuple(columns),
        np.stack([each.astype(np.uint32) for each in codes])
        if codes
        else np.zeros((0, different.height), np.uint32),
        tuple(int(each.max(initial=0)) + 1 for each in codes),
        different[COUNT].to_numpy().astype(np.int64),
        person,
        rows,
        different,
    )


def codes_of(values: pl.Series) -> NDArray[np.int64]:
    """A number for each different value, from 1 on in their order; 0 where there is none."""
    if values.dtype.is_nested():
        parts = values.to_frame("value")
        known = parts.unique().with_row_index("place")
        listed = parts.join(known, on="value", how="left", maintain_order="left", nulls_equal=True)["place"]
        return listed.to_numpy().astype(np.int64)
    return values.rank("dense").fill_null(0).to_numpy().astype(np.int64)


def classes(frame: pl.DataFrame, columns: Sequence[str], who: str | None = None) -> Classes:
    """The classes of a table by the columns by which somebody may be known. Raises `BadTable`."""
    coded = code(frame, columns, who)
    return Classes(tuple(columns), coded.sizes(range(len(columns))), coded.rows)


def singling_out(coded: Coded, k: int, most: int = MOST_COMBINED) -> list[Combination]:
    """Every choice of up to `most` columns, with how many it singles out; those that tell most with fewest first.

    Where there are too many choices, columns with few values are left out of the larger ones.
    """
    places = list(range(len(coded.columns)))
    told = []
    for width in range(1, min(most, len(places)) + 1):
        chosen = places
        while math.comb(len(chosen), width) > MOST_COMBINATIONS:
            chosen = sorted(chosen, key=lambda column: -coded.n[column])[:-1]
        for columns in combinations(sorted(chosen), width):
            sizes = coded.sizes(columns)
            told.append(
                Combination(
                    tuple(coded.columns[column] for column in columns),
                    int((sizes == 1).sum()),
                    int(sizes[sizes < k].sum()),
                )
            )
    return sorted(told, key=lambda each: (-each.unique, -each.below, len(each.columns)))


def risk(found: Classes, population: Classes | None = None) -> Risk:
    """How likely somebody is found again. `population` has the same columns over everybody, where it is known.

    The journalist's risk takes the smallest class of the population, which bounds it from above.
    """
    rows = int(found.sizes.sum())
    if not rows:
        return Risk(0.0, 0.0, None, 0.0)
    mean = len(found.sizes) / rows
    if population is None:
        return Risk(1 / found.k, mean, None, mean)
    return Risk(1 / found.k, mean, 1 / max(1, population.k), len(population.sizes) / max(1, population.rows))
