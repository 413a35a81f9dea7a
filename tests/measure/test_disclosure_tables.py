"""Tables of counts: what is hidden stays hidden, whoever adds and subtracts."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from openhall.measure.disclosure import (
    BadRules,
    BadTable,
    NoProtection,
    Rules,
    Zeros,
    protect,
    table_of,
    tabulate,
    tabulate_sums,
)
from openhall.measure.disclosure.attack import attack, exact_bounds
from openhall.measure.disclosure.system import system_of

ROWS = pl.DataFrame(
    {
        "district": ["Quay"] * 40 + ["Hill"] * 30 + ["Quay"] * 3 + ["Mill"] * 25,
        "city": ["Port"] * 73 + ["Inland"] * 25,
        "month": ["2025-01", "2025-02"] * 49,
    }
)


def test_a_table_has_all_totals() -> None:
    table = tabulate(ROWS, [("district", "city"), "month"])
    assert table.values[table.cell("Total", "Total")] == 98
    assert table.values[table.cell("Port", "Total")] == 73
    assert table.values[table.cell("Quay", "2025-01")] + table.values[table.cell("Quay", "2025-02")] == 43
    assert table.n_cells == 6 * 3


def test_hiding_the_small_cells_alone_gives_them_back() -> None:
    """The five-cell test: one small cell in a row with its total."""
    table = table_of(np.array([3, 20, 30, 40]))
    system = system_of(table, Rules(at_least=10))
    assert len(attack(system, system.need.small).breached) == 1
    assert exact_bounds(system, system.need.small, np.array([0])) == [(3.0, 3.0)]


def test_what_is_hidden_with_them_keeps_them_hidden() -> None:
    safe = protect(table_of(np.array([3, 20, 30, 40])), Rules(at_least=10))
    assert safe.hidden.tolist() == [True, True, False, False, False]
    assert safe.frame()["value"].to_list() == [None, None, 30, 40, 93]
    ((low, high),) = exact_bounds(system_of(safe.table, safe.rules), safe.hidden.ravel(), np.array([0]))
    assert low <= 1 and high >= 10


def test_a_table_without_small_cells_is_published_whole() -> None:
    safe = protect(table_of(np.array([[30, 20], [15, 40]])))
    assert not safe.hidden.any()
    assert "all are published" in safe.in_words()


def test_empty_cells_that_are_shown_tell_that_a_hidden_one_is_not_empty() -> None:
    """With 1 + 1 = 2 and no empty cell hidden, both are known: so the total is hidden too."""
    safe = protect(table_of(np.array([[1, 1, 0], [50, 60, 70]])), Rules(at_least=3))
    assert safe.hidden[safe.table.cell("1", "Total")]
    assert not safe.hidden[safe.table.cell("1", "3")]


def test_a_table_that_cannot_be_shown_to_be_safe_in_time_is_refused() -> None:
    random = np.random.default_rng(1)
    with pytest.raises(NoProtection, match="coarser"):
        protect(table_of(random.integers(0, 12, (12, 10, 8))), seconds=0.0)


def test_empty_cells_can_be_hidden_like_small_ones() -> None:
    safe = protect(table_of(np.array([[0, 50], [60, 70]])), Rules(at_least=5, zeros=Zeros.SMALL))
    assert safe.hidden[0, 0]


@pytest.mark.parametrize("at_least", [-1, 0, 1])
def test_rules_that_hide_nothing_are_refused(at_least: int) -> None:
    with pytest.raises(BadRules):
        Rules(at_least=at_least)


def test_a_table_of_a_column_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(BadTable, match="“ward”"):
        tabulate(ROWS, ["ward"])


PAID = pl.DataFrame(
    {
        "trade": ["roads"] * 12 + ["trees"] * 12 + ["lamps"] * 2 + ["bins"],
        "firm": [*range(12), *range(12), 40, 41, 42],
        "paid": [100.0] * 12 + [90.0] * 12 + [60.0, 50.0] + [70.0],
    }
)


def test_a_sum_that_is_nearly_all_of_one_firm_is_small() -> None:
    rows = pl.DataFrame({"trade": ["roads"] * 9, "firm": range(9), "paid": [900.0] + [1.0] * 8})
    table = tabulate_sums(rows, ["trade"], "paid", who="firm")
    place = table.cell("roads")
    assert protect(table, Rules(3)).hidden[place]
    assert protect(table, Rules(3, p_percent=None, dominance=(1, 75))).hidden[place]
    assert not protect(table, Rules(3, p_percent=None)).hidden.any()


def test_a_firm_with_several_contracts_is_one_contributor() -> None:
    rows = pl.DataFrame({"trade": ["roads"] * 9, "firm": [1] * 8 + [2], "paid": [10.0] * 9})
    table = tabulate_sums(rows, ["trade"], "paid", who="firm")
    assert table.contributors[table.cell("roads")] == 2
    assert table.largest is not None and table.largest[0].tolist() == [80.0, 10.0, 0.0]


def test_whoever_is_alone_in_a_cell_cannot_subtract_themselves() -> None:
    """Lamps and bins hide each other; but the one firm of bins knows its own sum, so a third cell is hidden."""
    safe = protect(tabulate_sums(PAID, ["trade"], "paid", who="firm"), Rules(3))
    assert safe.n_small == 2
    assert int(safe.hidden.sum()) == 3


def test_sums_of_what_is_below_zero_are_refused() -> None:
    rows = pl.DataFrame({"trade": ["roads"], "paid": [-1.0]})
    with pytest.raises(BadTable, match="below zero"):
        tabulate_sums(rows, ["trade"], "paid")
