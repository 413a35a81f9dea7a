"""Several tables at once: everything that was ever published of the same rows, and how it fits together.

The attacker of one table has its totals. The attacker of all tables has more: tables of other columns of the same rows,
of coarser or crossing codes (wards and districts, bands of five and of seven years), and those of last month. What all
of them share is laid out as *atoms*: the finest codes of every family of columns, crossed. Each cell of each table is a
sum of atoms, and of an older version no atom is larger than of the next. Nothing weaker will do: three tables of two
columns each say more together than any two of them.

Source: Hundepool et al. (2012), section 4.4.2, on linked tables; the atoms are ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from openhall.measure.disclosure.dimensions import UNKNOWN, Dimension
from openhall.measure.disclosure.errors import BadTable
from openhall.measure.disclosure.rules import Need, Rules
from openhall.measure.disclosure.system import System, system_of
from openhall.measure.disclosure.tables import Table

MOST_ATOMS = 200_000


@dataclass(frozen=True, eq=False)
class Family:
    """Columns that say the same thing more or less finely: ward, district and city; an age in bands of 5 and of 7.

    codes  a row for each finest code, text: the value that each of the columns has there
    """

    codes: pl.DataFrame


def family_of(frame: pl.DataFrame, columns: Sequence[str]) -> Family:
    """A family from rows that have all of its columns: each combination that occurs is a finest code."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise BadTable(f"The table has no column “{missing[0]}”; it has {', '.join(frame.columns)}.")
    return Family(
        frame.select(pl.col(name).cast(pl.String).fill_null(UNKNOWN) for name in columns)
        .unique()
        .sort(columns)
    )


@dataclass(frozen=True, eq=False)
class Earlier:
    """A table beside the new one, with what it hides: what its publisher keeps, and nobody else sees.

    table, rules, hidden  what it held, by which rules, and which cells were hidden
    age    0: of the same rows as the new table; 1: of the version before, to which rows were only added since; 2: of
           the one before that ...
    only   columns and their finest values, where the table is of some of the rows only
    published  whether it is public: then what it hides stays hidden, companions of its small cells too
    """

    table: Table
    rules: Rules
    hidden: NDArray[np.bool_]
    age: int = 0
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    published: bool = False


def kept_secret(table: Table, rules: Rules) -> Earlier:
    """A table that nobody publishes, whose small cells must not become known by what is published of others.

    Where codes cross (bands of five and of seven years), the difference of two large cells may be a small one that is
    in neither table. The table of the finest codes, kept secret, holds it.
    """
    return Earlier(table, rules, np.ones(table.values.shape, np.bool_))


def joint_system(
    table: Table,
    rules: Rules,
    earlier: Sequence[Earlier],
    families: Sequence[Family] = (),
    only: Mapping[str, frozenset[str]] | None = None,
) -> System:
    """A new table together with all that is public already. Its cells are the first quantities of the system.

    `families` says how columns of different tables go together; columns of one dimension do of themselves. Raises
    `BadTable`, when tables of counts and of sums are mixed, or there are too many atoms.
    """
    if any(each.table.counts != table.counts for each in earlier):
        raise BadTable(
            "Tables of counts and of sums say nothing of each other; check each with its own kind."
        )
    tables = [Earlier(table, rules, np.zeros(table.values.shape, np.bool_), 0, only or {}), *earlier]
    axes = _axes(tables, families)
    for axis in axes:
        _refuse_crossing(axis, tables)
    n_atoms = math.prod(axis.height for axis in axes)
    ages = sorted({each.age for each in tables})
    if n_atoms * len(ages) > MOST_ATOMS:
        raise BadTable(
            f"Together these tables have {n_atoms * len(ages):,} finest combinations, more than the {MOST_ATOMS:,} "
            "that can be attacked at once; publish fewer columns, or coarser ones."
        )
    own = [system_of(each.table, each.rules) for each in tables]
    laid = [_lay(each, axes) for each in tables]
    starts = np.cumsum([0, *(each.size for each in own)])
    atoms_at = {age: int(starts[-1]) + place * n_atoms for place, age in enumerate(ages)}
    growth_at = int(starts[-1]) + len(ages) * n_atoms
    size = growth_at + (len(ages) - 1) * n_atoms
    rows: list[sparse.coo_array] = []
    for each, system, sums, start in zip(tables, own, laid, starts, strict=False):
        rows.append(_placed(system.relations, int(start), size))
        inner = np.flatnonzero(each.table.inner.ravel())
        to_cells = sparse.csr_array(
            (np.ones(len(inner)), (np.arange(len(inner)), inner)), shape=(len(inner), system.size)
        )
        rows.append(_placed(to_cells, int(start), size) + _placed(-sums, atoms_at[each.age], size))
    for place, (newer, older) in enumerate(pairwise(ages)):
        one = sparse.eye_array(n_atoms, format="csr")
        grown = _placed(-one, growth_at + place * n_atoms, size)
        rows.append(_placed(one, atoms_at[newer], size) + _placed(-one, atoms_at[older], size) + grown)
    return _together(tables, own, laid, sparse.csr_array(sparse.vstack(rows)), axes)


def _together(
    tables: list[Earlier],
    own: list[System],
    laid: list[sparse.csr_array],
    relations: sparse.csr_array,
    axes: list[pl.DataFrame],
) -> System:
    rest = relations.shape[1] - sum(each.size for each in own)
    price = own[0].price.copy()
    # To hide what is public already under another name would protect nothing.
    price[np.isin(_signs_of(tables[0], axes), _signs(tables[1:], axes))] = np.inf
    hidden = [each.hidden.ravel() for each in tables[1:]]
    asked = np.concatenate([np.ones(own[0].size, np.bool_), *hidden, np.zeros(rest, np.bool_)])

    def joined(parts: list[NDArray[np.float64]], fill: float) -> NDArray[np.float64]:
        return np.concatenate([*parts, np.full(rest, fill)])

    value = joined([each.value for each in own], 0.0)
    return System(
        relations=relations,
        value=value,
        low=joined([each.low for each in own], 0.0),
        high=joined([each.high for each in own], np.inf),
        whole=own[0].whole,
        price=np.concatenate([price, np.full(len(value) - len(price), np.inf)]),
        need=Need(
            np.concatenate([*(each.need.small for each in own), np.zeros(rest, np.bool_)]) & asked,
            np.where(asked, joined([each.need.low for each in own], 0.0), value),
            np.where(asked, joined([each.need.high for each in own], 0.0), value),
        ),
        silent=np.concatenate([np.zeros(own[0].size, np.bool_), *hidden, np.ones(rest, np.bool_)]),
        kept=np.concatenate(
            [*(each.hidden.ravel() & each.published for each in tables), np.zeros(rest, np.bool_)]
        ),
        alone=np.concatenate([*(each.alone for each in own), np.zeros(rest, np.bool_)]),
    )


def _placed(matrix: sparse.csr_array, start: int, size: int) -> sparse.coo_array:
    """A matrix moved to where its quantities stand among all."""
    there = matrix.tocoo()
    return sparse.coo_array((there.data, (there.row, there.col + start)), shape=(matrix.shape[0], size))


def _axes(tables: Sequence[Earlier], families: Sequence[Family]) -> list[pl.DataFrame]:
    """A frame for each family of columns, a row for each of its finest codes. Every column is in one of them."""
    axes = [each.codes for each in families]
    known = {name for axis in axes for name in axis.columns}
    loose: dict[frozenset[str], list[pl.DataFrame]] = {}
    for each in tables:
        for dimension in each.table.dimensions:
            paths = _paths(dimension)
            inside = [name for name in paths.columns if name in known]
            if inside and len(inside) < paths.width:
                raise BadTable(
                    f"“{paths.columns[0]}” is not whole in one family; name all its columns there."
                )
            if not inside:
                loose.setdefault(frozenset(paths.columns), []).append(paths)
    for columns, frames in sorted(loose.items(), key=lambda each: -len(each[0])):
        over = next((place for place, axis in enumerate(axes) if columns <= set(axis.columns)), None)
        apart = next((other for other in loose if other != columns and other & columns), None)
        if apart is not None and not (apart < columns or columns < apart):
            raise BadTable(
                f"{_said(columns)} and {_said(apart)} overlap; say with `families` how their codes go together."
            )
        if over is None:
            names = sorted(columns)
            axes.append(pl.concat([each.select(names) for each in frames]).unique().sort(names))
    return axes


def _refuse_crossing(axis: pl.DataFrame, tables: Sequence[Earlier]) -> None:
    """Raise `BadTable` where codes of two tables cross and no table has the pieces that they cut each other into."""
    cuts = [
        (made.name, _leaves_in(axis, made).to_numpy())
        for each in tables
        for made in each.table.dimensions
        if made.name in axis.columns
    ]
    for (first, one), (second, other) in combinations(cuts, 2):
        pieces = _cut(one, other)
        if pieces > max(_cut(one), _cut(other)) and not any(
            _cut(third) == _cut(one, other, third) for _, third in cuts
        ):
            raise BadTable(
                f"The codes of “{first}” and “{second}” cross, so that the difference of two large cells may be a "
                "small one; give the table of their finest codes with `kept_secret` as well."
            )


def _cut(*cuts: NDArray[np.int64]) -> int:
    """Into how many pieces these together cut the codes of a family."""
    return len(np.unique(np.stack(cuts), axis=1)[0])


def _leaves_in(axis: pl.DataFrame, made: Dimension) -> pl.Series:
    """Which leaf of a dimension each finest code of its family is in; -1 for none. Raises `BadTable`."""
    paths = _paths(made)
    on = paths.columns
    if paths.join(axis, on=on, how="anti").height:
        raise BadTable(f"“{on[0]}” has codes that its family does not name; make the family from all rows.")
    joined = axis.join(paths.with_row_index("openhall:leaf"), on=on, how="left", maintain_order="left")
    return joined["openhall:leaf"].cast(pl.Int64).fill_null(-1)


def _said(columns: frozenset[str]) -> str:
    return " and ".join(f"“{name}”" for name in sorted(columns))


def _paths(dimension: Dimension) -> pl.DataFrame:
    """The leaves of a dimension, each with its code on every level, finest level first."""
    rows = []
    for leaf in dimension.leaves.tolist():
        row, node = {}, leaf
        while dimension.parents[node] >= 0:
            row[dimension.levels[node]] = dimension.labels[node]
            node = dimension.parents[node]
        rows.append(row)
    return pl.DataFrame(rows)


def _lay(each: Earlier, axes: list[pl.DataFrame]) -> sparse.csr_array:
    """The finest cells of a table as sums of atoms: cells x atoms."""
    matrix = sparse.csr_array(np.ones((1, 1)))
    order: list[int] = []
    for axis in axes:
        inside = [
            place for place, dimension in enumerate(each.table.dimensions) if dimension.name in axis.columns
        ]
        order += inside
        matrix = sparse.csr_array(sparse.kron(matrix, _along(each, axis, inside), format="csr"))
    # Rows are in the order of the axes; the table has its dimensions in an order of its own.
    lengths = [len(each.table.dimensions[place].leaves) for place in order]
    places = np.arange(math.prod(lengths)).reshape(lengths).transpose(np.argsort(order)).ravel()
    return sparse.csr_array(matrix[places])


def _along(each: Earlier, axis: pl.DataFrame, inside: list[int]) -> sparse.csr_array:
    """Which finest codes of one family each leaf (or pair of leaves) of a table's dimensions takes in."""
    covered = np.ones(axis.height, np.bool_)
    for name, values in each.only.items():
        if name in axis.columns:
            covered &= axis[name].is_in(list(values)).to_numpy()
    rows = np.zeros(axis.height, np.int64)
    n_rows = 1
    for place in inside:
        made = each.table.dimensions[place]
        leaf = _leaves_in(axis, made).to_numpy()
        covered &= leaf >= 0
        rows = rows * len(made.leaves) + np.maximum(leaf, 0)
        n_rows *= len(made.leaves)
    atoms = np.flatnonzero(covered)
    return sparse.csr_array((np.ones(len(atoms)), (rows[atoms], atoms)), shape=(n_rows, axis.height))


def _signs(tables: Sequence[Earlier], axes: list[pl.DataFrame]) -> NDArray[np.float64]:
    """What tells public cells of the same rows apart from others: see `_signs_of`."""
    kept = [_signs_of(each, axes)[~each.hidden.ravel()] for each in tables if each.age == 0]
    return np.concatenate(kept) if kept else np.zeros(0)


def _signs_of(each: Earlier, axes: list[pl.DataFrame]) -> NDArray[np.float64]:
    """A number for each cell that is the same for cells of the same atoms: the product of sums of random numbers."""
    random = np.random.default_rng(20_120_601)
    sign = np.ones(each.table.values.shape)
    for axis in axes:
        weights = random.uniform(1, 2, axis.height)
        inside = [place for place, made in enumerate(each.table.dimensions) if made.name in axis.columns]
        if len(inside) > 1:
            return np.full(sign.size, np.nan)
        sums = _along(each, axis, inside) @ weights
        if not inside:
            sign *= sums[0]
            continue
        nodes = each.table.dimensions[inside[0]].sums @ sums
        sign *= nodes.reshape([-1 if place == inside[0] else 1 for place in range(sign.ndim)])
    return np.asarray(np.round(np.log(np.maximum(sign, 1e-300)), 9).ravel(), np.float64)
