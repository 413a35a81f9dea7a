"""Several tables at once: what one of them hides, no other and no version gives back."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from openhall.measure.disclosure import (
    BadTable,
    NoProtection,
    Rules,
    Zeros,
    family_of,
    keep,
    kept,
    kept_secret,
    protect,
    tabulate,
    tabulate_sums,
)
from openhall.measure.disclosure.attack import attack, exact_bounds
from openhall.measure.disclosure.linked import joint_system
from openhall.measure.disclosure.protecting import Protected
from openhall.measure.disclosure.tables import Table

WARDS = {"Quay": "North", "Mill": "North", "Hill": "South", "Dale": "South"}


def people(**wards: int) -> pl.DataFrame:
    rows = [(ward, WARDS[ward]) for ward, count in wards.items() for _ in range(count)]
    return pl.DataFrame(rows, schema=["ward", "district"], orient="row")


def grid(counts: list[list[int]]) -> Table:
    rows = [
        (f"row {i}", f"column {j}")
        for i, line in enumerate(counts)
        for j, n in enumerate(line)
        for _ in range(n)
    ]
    return tabulate(pl.DataFrame(rows, schema=["row", "column"], orient="row"), ["row", "column"])


def attacked(
    new: Protected, *earlier: Protected, age: int = 0, families: tuple = (), secret: tuple = ()
) -> list[int]:
    """Which quantities an attacker of all tables gets too close to."""
    tables = [each.as_earlier(age) for each in earlier] + list(secret)
    system = joint_system(new.table, new.rules, tables, families)
    hidden = np.zeros(system.size, bool)
    hidden[: new.table.n_cells] = new.hidden.ravel()
    return attack(system, hidden).breached.tolist()


def test_a_district_table_does_not_give_back_what_the_ward_table_hides() -> None:
    rows = people(Quay=3, Mill=40, Hill=30, Dale=25)
    family = (family_of(rows, ["ward", "district"]),)
    wards = protect(tabulate(rows, ["ward"]))
    assert wards.frame()["hidden"].sum() == 2
    alone = protect(tabulate(rows, ["district"]))
    assert not alone.hidden.any()
    both = protect(tabulate(rows, ["district"]), earlier=[wards.as_earlier()], families=family)
    assert attacked(both, wards, families=family) == []


def test_differences_between_versions_give_nothing_back() -> None:
    """One more person, in a ward that was large: last month's hidden ward could be had by subtraction."""
    before = protect(tabulate(people(Quay=9, Mill=40, Hill=30, Dale=25), ["ward"]))
    assert before.hidden[before.table.cell("Quay")]
    now = tabulate(people(Quay=10, Mill=40, Hill=30, Dale=25), ["ward"])
    alone = protect(now)
    assert not alone.hidden.any()
    assert attacked(alone, before, age=1) != []
    safe = protect(now, earlier=[before.as_earlier(age=1)])
    assert safe.hidden[now.cell("Quay")]
    assert attacked(safe, before, age=1) == []


def test_large_cells_stay_public_beside_an_earlier_table_and_hidden_ones_serve_again_as_partners() -> None:
    before = protect(tabulate(people(Quay=3, Mill=40, Hill=30), ["ward"]))
    now = tabulate(people(Quay=3, Mill=40, Hill=30, Dale=25), ["ward"])
    also = np.zeros(now.values.shape, bool)
    for ward in WARDS:
        if ward != "Dale" and before.hidden[before.table.cell(ward)]:
            also[now.cell(ward)] = True
    safe = protect(now, earlier=[before.as_earlier()], also=also)
    assert not safe.hidden[now.cell("Dale")]
    assert np.array_equal(safe.hidden, also)
    assert attacked(safe, before) == []


def test_bands_that_cross_give_nothing_back() -> None:
    ages = pl.DataFrame({"age": [0] * 20 + [6] * 4 + [8] * 30 + [12] * 40})
    rows = ages.with_columns(
        fives=pl.when(pl.col("age") < 5)
        .then(pl.lit("0-4"))
        .when(pl.col("age") < 10)
        .then(pl.lit("5-9"))
        .otherwise(pl.lit("10+")),
        sevens=pl.when(pl.col("age") < 7).then(pl.lit("0-6")).otherwise(pl.lit("7+")),
    )
    fives = protect(tabulate(rows, ["fives"]))
    sevens = tabulate(rows, ["sevens"])
    assert not fives.hidden.any() and not protect(sevens).hidden.any()
    families = (family_of(rows, ["age", "fives", "sevens"]),)
    public = [fives.as_earlier()]
    with pytest.raises(BadTable, match="cross"):
        protect(sevens, earlier=public, families=families)
    secret = kept_secret(tabulate(rows, ["age"]), Rules())
    safe = protect(sevens, earlier=[*public, secret], families=families)
    assert safe.hidden[sevens.cell("0-6")]
    assert attacked(safe, fives, families=families, secret=(secret,)) == []


def test_what_is_public_already_may_leave_no_way_and_is_refused() -> None:
    """Wards whole, districts whole: then the table of both has one small ward left that everybody can work out."""
    rows = people(Quay=3, Mill=40, Hill=30, Dale=25)
    everything = protect(tabulate(rows, ["ward"]), Rules(at_least=2))
    assert not everything.hidden.any()
    with pytest.raises(NoProtection, match="already"):
        protect(tabulate(rows, ["ward"]), Rules(at_least=10), earlier=[everything.as_earlier()])


def test_tables_of_other_rows_are_refused_with_a_reason() -> None:
    before = protect(tabulate(people(Quay=30, Mill=40, Hill=3, Dale=25), ["ward"]))
    with pytest.raises(BadTable, match="same rows"):
        protect(tabulate(people(Quay=20, Mill=40, Hill=3, Dale=25), ["ward"]), earlier=[before.as_earlier(1)])


def test_counts_and_sums_are_not_taken_for_one_another() -> None:
    rows = people(Quay=3, Mill=40).with_columns(paid=pl.lit(1.0))
    with pytest.raises(BadTable, match="counts and of sums"):
        protect(
            tabulate_sums(rows, ["ward"], "paid"), earlier=[protect(tabulate(rows, ["ward"])).as_earlier()]
        )


@pytest.mark.parametrize("sums", [False, True])
def test_what_was_published_is_kept_and_guards_the_next_table(sums: bool) -> None:
    rows = people(Quay=9, Mill=40, Hill=30, Dale=25).with_columns(paid=pl.lit(2.5))
    table = tabulate_sums(rows, ["ward"], "paid") if sums else tabulate(rows, ["ward"])
    before = protect(table)
    again = kept(keep(before), age=1)
    assert again.age == 1 and again.rules == before.rules
    assert (again.hidden == before.hidden).all() and (again.table.values == before.table.values).all()
    assert protect(table, earlier=[kept(keep(before))]).hidden[table.cell("Quay")]


def test_a_text_that_is_no_published_table_is_refused() -> None:
    for text in ("", "{}", "[1]", '{"dimensions": 3}'):
        with pytest.raises(BadTable, match="no published table"):
            kept(text)


def test_a_companion_of_an_earlier_version_stays_hidden_though_it_is_large_enough_to_be_shown() -> None:
    """Two rows more in the middle column: without care their totals tell that the first cell was exactly 11."""
    rules = Rules(at_least=11, zeros=Zeros.PARTNERS)
    before = protect(grid([[11, 2, 10], [38, 0, 80], [8, 2, 14]]), rules)
    assert before.hidden[0, 0] and not before.small[0, 0]
    after = protect(grid([[11, 2, 10], [38, 1, 80], [8, 3, 14]]), rules, earlier=[before.as_earlier(age=1)])
    system = joint_system(after.table, rules, [before.as_earlier(age=1)])
    hidden = np.concatenate([after.hidden.ravel(), np.zeros(system.size - after.table.n_cells, bool)])
    was_hidden = after.table.n_cells + np.flatnonzero(before.hidden)
    assert len(was_hidden) == 8
    for place, (low, high) in zip(was_hidden, exact_bounds(system, hidden, was_hidden), strict=True):
        assert low < system.value[place] or high > system.value[place]
