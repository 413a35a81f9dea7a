"""Attacks on what disclosure control would publish: nobody works out what is hidden, from all that is ever published.

Tables are made at random with a fixed seed; nothing is read from the folder of data. The attacker here is none of the
engine's: it is given the published numbers only, writes down every total as an equation, and asks HiGHS for the least
and the most of each hidden cell in whole numbers, two programs a cell, with no cut, cap, witness or order of its own.

OPENHALL_ATTACKS says how many tables of each kind are attacked (1,000).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from openhall.measure.disclosure import (
    NoProtection,
    Protected,
    Rules,
    Zeros,
    family_of,
    protect,
    table_of,
    tabulate,
    tabulate_sums,
)

SEED = 2_026_11
SHAPES = ((2,), (4,), (7,), (2, 2), (3, 3), (4, 3), (6, 4), (2, 2, 2), (3, 2, 2), (3, 3, 2), (2, 2, 2, 2))
"""Small ones: the smaller a table, the more its totals tell."""


@dataclass
class World:
    """What an attacker writes down: unknowns with bounds, equations, and what is public."""

    low: list[float] = field(default_factory=list)
    equations: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def unknown(self, low: float = 0.0) -> int:
        """A new unknown number that is `low` at least."""
        self.low.append(low)
        return len(self.low) - 1

    def says(self, terms: dict[int, float], right: float) -> None:
        """An equation."""
        self.equations.append((terms, right))

    def ends(self, unknown: dict[int, float], whole: bool) -> tuple[float, float]:
        """The least and the most of a sum of unknowns."""
        rows, columns, data = [], [], []
        for row, (terms, _) in enumerate(self.equations):
            rows += [row] * len(terms)
            columns += list(terms)
            data += list(terms.values())
        n = len(self.low)
        right = np.array([each for _, each in self.equations])
        matrix = sparse.csr_array((data, (rows, columns)), shape=(len(right), n))
        price = np.zeros(n)
        for place, weight in unknown.items():
            price[place] = weight
        found = []
        for sign in (1.0, -1.0):
            done = milp(
                sign * price,
                integrality=np.full(n, int(whole)),
                bounds=Bounds(np.array(self.low), np.inf),
                constraints=[LinearConstraint(matrix, right, right)] if len(right) else [],
                options={"time_limit": 60},
            )
            if done.status == 2:
                raise RuntimeError(
                    "the attacker finds what is published impossible: the attack itself is wrong"
                )
            # No bound: the program is unbounded (3), or HiGHS cannot tell unbounded from impossible (4).
            found.append(float(sign * done.fun) if done.status == 0 else -sign * np.inf)
        return found[0], found[1]


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """What was attacked, and what was found out."""
    count = int(os.environ.get("OPENHALL_ATTACKS", "1000"))
    yield "five cells, of which only the small one is hidden, are worked out", _naive()
    for zeros in Zeros:
        yield (
            f"{count:,} small tables, empty cells {zeros.value}: no hidden cell is worked out",
            _tables(count, zeros),
        )
    yield f"{count:,} tables with sub-totals: no hidden cell is worked out", _ladders(count)
    yield (
        f"{count:,} tables of sums: none of the largest is known too well, to nobody who is alone in a cell either",
        _sums(count),
    )
    yield f"{count:,} pairs of versions: subtracting gives nothing back", _versions(count)
    yield (
        f"{count:,} pairs of overlapping tables: laying them over each other gives nothing back",
        _overlaps(count),
    )


def _naive() -> str | None:
    """The attack must work where nothing is done against it, or it would prove nothing."""
    table = table_of(np.array([3, 20, 30, 40]))
    world, cells = _written(table.values, table.values < 10, table.dimensions, 1.0)
    ends = world.ends({cells[(0,)]: 1.0}, whole=True)
    return None if ends == (3.0, 3.0) else f"the attacker found {ends}"


def _written(values, hidden, dimensions, least: float):
    """One table as its reader writes it down: an unknown for each hidden cell, an equation for each total."""
    world = World()
    cells = {place: world.unknown(least) for place in zip(*np.nonzero(hidden), strict=True)}
    _equations(world, cells, values, dimensions)
    return world, cells


def _equations(world: World, cells, values, dimensions) -> None:
    for axis, dimension in enumerate(dimensions):
        others = [range(each.n_nodes) for place, each in enumerate(dimensions) if place != axis]
        for parent in sorted({each for each in dimension.parents if each >= 0}):
            children = [node for node, above in enumerate(dimension.parents) if above == parent]
            for rest in product(*others):
                terms: dict[int, float] = {}
                right = 0.0
                for node, sign in [(parent, 1.0), *((child, -1.0) for child in children)]:
                    place = (*rest[:axis], node, *rest[axis:])
                    if place in cells:
                        terms[cells[place]] = sign
                    else:
                        right -= sign * float(values[place])
                if terms:
                    world.says(terms, right)


def _fault(safe: Protected, world: World, cells, name: str) -> str | None:
    """The first cell that the attacker knows, or knows too well, of what is hidden in a table of counts."""
    for place, unknown in cells.items():
        low, high = world.ends({unknown: 1.0}, whole=True)
        value = int(safe.table.values[place])
        if low == high:
            return f"{name}: the cell {place} is exactly {value}"
        if safe.small[place] and high < safe.rules.at_least:
            return f"{name}: the cell {place} of {value} is known to be {low:g} to {high:g}"
    return None


def _inner(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Cells of which many are small, some empty and some large."""
    return np.where(random.random(shape) < 0.5, random.integers(0, 12, shape), random.integers(0, 120, shape))


def _tables(count: int, zeros: Zeros) -> str | None:
    random = np.random.default_rng(SEED)
    for number in range(count):
        shape = SHAPES[number % len(SHAPES)]
        table = table_of(_inner(random, shape))
        rules = Rules(int(random.integers(2, 12)), zeros=zeros)
        safe = protect(table, rules)
        least = 1.0 if zeros is Zeros.SHOWN else 0.0
        world, cells = _written(table.values, safe.hidden, table.dimensions, least)
        if fault := _fault(safe, world, cells, f"table {number}"):
            return fault
    return None


def _ladders(count: int) -> str | None:
    """Districts in cities, months in years: sub-totals in one or both dimensions, of rows."""
    random = np.random.default_rng(SEED + 1)
    for number in range(count):
        n = int(random.integers(20, 200))
        rows = pl.DataFrame(
            {
                "district": random.choice(list("abcde"), n, p=[0.5, 0.2, 0.15, 0.1, 0.05]),
                "month": random.integers(1, 5, n),
                "kind": random.choice(["x", "y"], n, p=[0.8, 0.2]),
            }
        ).with_columns(
            city=pl.when(pl.col("district") < "c").then(pl.lit("C")).otherwise(pl.lit("D")),
            year=(pl.col("month") + 1) // 2,
        )
        by = ([("district", "city"), "kind"], [("district", "city"), ("month", "year")], [("month", "year")])[
            number % 3
        ]
        safe = protect(tabulate(rows, by), Rules(int(random.integers(3, 12))))
        world, cells = _written(safe.table.values, safe.hidden, safe.table.dimensions, 1.0)
        if fault := _fault(safe, world, cells, f"table {number}"):
            return fault
    return None


def _sums(count: int) -> str | None:
    """What firms were paid: the second largest of a cell knows its own part and looks for the largest's."""
    random = np.random.default_rng(SEED + 2)
    for number in range(count):
        n = int(random.integers(8, 80))
        rows = pl.DataFrame(
            {
                "area": random.choice(list("abcd"), n),
                "trade": random.choice(list("xyz"), n),
                "firm": random.integers(0, 30, n),
                "paid": np.round(random.lognormal(8, 2, n), 2),
            }
        )
        rules = Rules(3, p_percent=10.0, dominance=(2, 85.0))
        safe = protect(tabulate_sums(rows, ["area", "trade"], "paid", who="firm"), rules)
        world, cells = _written(safe.table.values, safe.hidden, safe.table.dimensions, 0.0)
        largest = safe.table.largest.reshape(*safe.table.values.shape, -1)
        for place, unknown in cells.items():
            low, high = world.ends({unknown: 1.0}, whole=False)
            value = float(safe.table.values[place])
            if high - low < 1e-6 * max(1.0, value):
                return f"table {number}: the cell {place} is exactly {value}"
        firms: dict[int, list[tuple[int, ...]]] = {}
        for place in cells:
            inside = _rows_of(rows, safe, place)["firm"].unique().to_list()
            if len(inside) == 1:
                firms.setdefault(inside[0], []).append(place)
        for insider, own in [(None, []), *firms.items()]:
            inside_world = World(list(world.low), list(world.equations))
            for place in own:
                inside_world.says({cells[place]: 1.0}, float(safe.table.values[place]))
            for place, unknown in cells.items():
                if place in own or not safe.small[place]:
                    continue
                high = inside_world.ends({unknown: 1.0}, whole=False)[1]
                first, second = largest[place][:2]
                if high - second < 1.1 * first * (1 - 1e-6):
                    known = f"the largest of {place}, {first}, is known to be {high - second:g} at most"
                    return f"table {number}, seen by firm {insider}: {known}"
    return None


def _rows_of(rows: pl.DataFrame, safe: Protected, place: tuple[int, ...]) -> pl.DataFrame:
    for dimension, node in zip(safe.table.dimensions, place, strict=True):
        if dimension.parents[node] >= 0:
            rows = rows.filter(pl.col(dimension.name) == dimension.labels[node])
    return rows


def _versions(count: int) -> str | None:
    """Rows were added between two publications; the attacker knows that none was taken away."""
    random = np.random.default_rng(SEED + 3)
    refused = 0
    for number in range(count):
        shape = ((3,), (5,), (3, 3), (4, 2))[number % 4]
        old = _inner(random, shape)
        new = old + random.integers(0, 4, shape) * (random.random(shape) < 0.4)
        rules = Rules(int(random.integers(3, 12)), zeros=Zeros.PARTNERS)
        before = protect(table_of(old), rules)
        try:
            after = protect(table_of(new), rules, earlier=[before.as_earlier(age=1)])
        except NoProtection:
            refused += 1
            continue
        world = World()
        first = {place: world.unknown() for place in np.ndindex(before.table.values.shape)}
        second = {place: world.unknown() for place in np.ndindex(after.table.values.shape)}
        for cells, safe in ((first, before), (second, after)):
            _all_known(world, cells, safe)
        for place in zip(*np.nonzero(after.table.inner), strict=True):
            # What was there before, and what came since, which is 0 at least.
            world.says({second[place]: 1.0, first[place]: -1.0, world.unknown(): -1.0}, 0.0)
        for cells, safe in ((first, before), (second, after)):
            hidden = {place: cells[place] for place in zip(*np.nonzero(safe.hidden), strict=True)}
            if fault := _fault(safe, world, hidden, f"pair {number}"):
                return fault
    return f"{refused} of {count} were refused" if refused > count // 10 else None


def _overlaps(count: int) -> str | None:
    """A table by ward and kind, then one by district and age of the same rows; wards lie in districts."""
    random = np.random.default_rng(SEED + 4)
    refused = 0
    for number in range(count):
        finest = _inner(random, (4, 2, 2))
        rows = _rows(finest)
        rules = Rules(int(random.integers(3, 12)), zeros=Zeros.PARTNERS)
        wards = protect(tabulate(rows, ["ward", "kind"]), rules)
        family = (family_of(rows, ["ward", "district"]),)
        try:
            districts = protect(
                tabulate(rows, ["district", "age"]), rules, earlier=[wards.as_earlier()], families=family
            )
        except NoProtection:
            refused += 1
            continue
        world = World()
        atoms = {place: world.unknown() for place in np.ndindex(finest.shape)}
        written = []
        for safe, labels in ((wards, _of_ward), (districts, _of_district)):
            cells = {place: world.unknown() for place in np.ndindex(safe.table.values.shape)}
            _all_known(world, cells, safe)
            for place in zip(*np.nonzero(safe.table.inner), strict=True):
                names = [d.labels[node] for d, node in zip(safe.table.dimensions, place, strict=True)]
                parts = {unknown: -1.0 for atom, unknown in atoms.items() if labels(atom) == names}
                world.says({cells[place]: 1.0, **parts}, 0.0)
            written.append((safe, cells))
        for safe, cells in written:
            hidden = {place: cells[place] for place in zip(*np.nonzero(safe.hidden), strict=True)}
            if fault := _fault(safe, world, hidden, f"pair {number}"):
                return fault
    return f"{refused} of {count} were refused" if refused > count // 10 else None


def _all_known(world: World, cells, safe: Protected) -> None:
    """Write down a table in which every cell is an unknown: what is public of it, and its totals."""
    for place, unknown in cells.items():
        if not safe.hidden[place]:
            world.says({unknown: 1.0}, float(safe.table.values[place]))
    _equations(world, cells, safe.table.values, safe.table.dimensions)


def _rows(finest: np.ndarray) -> pl.DataFrame:
    places = [place for place in np.ndindex(finest.shape) for _ in range(int(finest[place]))]
    return pl.DataFrame(
        [(f"w{ward}", f"d{ward // 2}", f"k{kind}", f"a{age}") for ward, kind, age in places],
        schema=["ward", "district", "kind", "age"],
        orient="row",
    )


def _of_ward(atom: tuple[int, ...]) -> list[str]:
    return [f"w{atom[0]}", f"k{atom[1]}"]


def _of_district(atom: tuple[int, ...]) -> list[str]:
    return [f"d{atom[0] // 2}", f"a{atom[2]}"]
