"""Plans that make a table coarser: what each step does, their text, and the search for the mildest."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.data.columns import Column, Kind, Tells
from openhall.measure.disclosure import (
    BadPlan,
    Plan,
    Verdict,
    parse_plan,
    propose,
    report,
    report_after,
    suggest,
)
from openhall.measure.disclosure.classes import classes
from openhall.measure.disclosure.steps import Bands, Chance, Drop, Groups, Limit, Prefix, Rare

SECRET = b"sixteen bytes of it"


def after(text: str, values: list, name: str = "x", secret: bytes | None = None) -> list:
    return parse_plan(f"{name}: {text}").apply(pl.DataFrame({name: values}), secret)[name].to_list()


@pytest.mark.parametrize(
    ("rule", "values", "wanted"),
    [
        ("outward", ["PA12 3BC", "ec1a1bb", None], ["PA12", "EC1A", None]),
        ("prefix 2", ["94103", "10", None], ["94", "10", None]),
        ("bands 10", [0, 9, 10, 99, -1, None], ["0-9", "0-9", "10-19", "90-99", "-10 to -1", None]),
        ("bands 0, 16, 65", [0, 15, 16, 64, 65, -3], ["0-15", "0-15", "16-64", "16-64", "65+", "under 0"]),
        ("bands 0.5", [0.2, 0.5], ["0.0 to under 0.5", "0.5 to under 1.0"]),
        ("month", [date(2025, 3, 31), None], [date(2025, 3, 1), None]),
        ("quarter", [date(2025, 6, 30)], [date(2025, 4, 1)]),
        ("year", [date(2025, 6, 30)], [date(2025, 1, 1)]),
        ("nearest 1000", [1499, 1500, -1], [1000, 2000, 0]),
        ("at most 100", [99, 100, 101], [99, 100, 100]),
        ("at least 16, at most 90", [5, 16, 95], [16, 16, 90]),
        ("rare 2", ["a", "a", "b", None], ["a", "a", "other", None]),
        ('groups {"N": ["a", "b"]}', ["a", "b", "c", None], ["N", "N", "other", None]),
    ],
)  # fmt: skip
def test_a_step_makes_a_column_coarser(rule: str, values: list, wanted: list) -> None:
    assert after(rule, values) == wanted


def test_a_place_is_moved_to_the_middle_of_its_square() -> None:
    places = [
        {"longitude": -0.12776, "latitude": 51.50735},
        {"longitude": -0.12775, "latitude": 51.50736},
        None,
    ]
    first, second, none = after("grid 500", places)
    assert first == second and none is None
    assert abs(first["latitude"] - 51.50735) * 111_320 <= 250
    assert first != places[0]


def test_chance_rounds_the_same_row_the_same_way_and_is_right_on_average() -> None:
    values = list(range(10_000))
    rounded = after("random 10", values, secret=SECRET)
    assert all(
        number % 10 == 0 and abs(number - value) < 10 for number, value in zip(rounded, values, strict=True)
    )
    assert rounded == after("random 10", values, secret=SECRET)
    assert rounded != after("random 10", values, secret=SECRET[::-1])
    assert abs(np.mean(rounded) - np.mean(values)) < 0.3
    with pytest.raises(BadPlan, match="secret"):
        after("random 10", values)


@pytest.mark.parametrize(
    "text",
    [
        "age", "age: bands", "age: bands 10, 5", "age: bands 0", "age: nearest -1", "age: nearest nan",
        "age: at least 9, at most 3", "age: evaluate 1", 'age: groups {"a": 1}', 'age: groups {"a": ["x"], "b": ["x"]}',
        '"age: month', "*: drop below 0 by a", "*: drop below 5 by a\nage: month", "age: prefix 0",
    ],
)  # fmt: skip
def test_a_text_that_is_no_plan_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(BadPlan, match=r"Line [12]"):
        parse_plan(text)


def test_a_step_that_does_not_fit_the_column_is_refused_by_name() -> None:
    for rule in ("month", "bands 5", "grid 100"):
        with pytest.raises(BadPlan, match="“x”"):
            after(rule, ["text"])
    with pytest.raises(BadPlan, match="does not have"):
        parse_plan("y: month").apply(pl.DataFrame({"x": [1]}))


NAMES = st.text(min_size=1, max_size=8).filter(lambda name: name == name.strip())
FIGURES = st.floats(0.001, 1e9).map(lambda number: round(number, 3)).filter(lambda number: number > 0)
STEPS = st.one_of(
    st.builds(Prefix, NAMES, st.integers(1, 99)),
    st.builds(Bands, NAMES, st.tuples(FIGURES)),
    st.builds(Chance, NAMES, FIGURES),
    st.builds(Limit, NAMES, st.none(), FIGURES),
    st.builds(Rare, NAMES, st.integers(1, 9999)),
    st.builds(Groups, NAMES, st.tuples(st.tuples(NAMES, st.tuples(NAMES)))),
    st.builds(Drop, NAMES),
)


@given(st.lists(STEPS, max_size=4))
def test_a_plan_is_what_its_text_says(steps: list) -> None:
    plan = Plan(tuple(steps))
    assert parse_plan(plan.text) == plan


def residents(n: int = 3_000) -> pl.DataFrame:
    random = np.random.default_rng(4)
    return pl.DataFrame(
        {
            "postcode": [
                f"PA{a} {b}AB"
                for a, b in zip(random.integers(1, 30, n), random.integers(1, 9, n), strict=True)
            ],
            "age": random.integers(0, 95, n),
            "moved": pl.Series(random.integers(18_000, 20_000, n)).cast(pl.Date),
        }
    )


@pytest.mark.parametrize("k", [2, 5, 20])
@pytest.mark.parametrize("most_dropped", [0.0, 0.02])
def test_the_plan_that_is_found_reaches_k(k: int, most_dropped: float) -> None:
    rows = residents()
    found = propose(rows, rows.columns, k, most_dropped=most_dropped)
    made = found.plan.apply(rows)
    assert classes(made, made.columns).k >= k
    assert rows.height - made.height == found.dropped <= most_dropped * rows.height


def test_no_milder_plan_of_the_ladders_would_do() -> None:
    from openhall.measure.disclosure.ladders import ladder

    rows = residents(400).select("age")
    found = propose(rows, ["age"], 5, most_dropped=0.0)
    for step in ladder(rows["age"]):
        plan = Plan(() if step is None else (step,))
        if plan == found.plan:
            break
        assert classes(plan.apply(rows), ["age"]).k < 5
    else:
        pytest.fail("the plan is none of the ladder's rungs")


def test_rows_that_nobody_needs_to_touch_are_left_as_they_are() -> None:
    rows = pl.DataFrame({"area": ["N"] * 5 + ["S"] * 6})
    assert propose(rows, ["area"], 5).plan == Plan()


def test_too_few_people_for_k_are_refused() -> None:
    with pytest.raises(BadPlan, match="only 2"):
        propose(pl.DataFrame({"area": ["N", "S"]}), ["area"], 5)


def test_the_suggested_plan_makes_rows_safe() -> None:
    rows = residents().with_columns(
        name=pl.Series([f"Person {number}" for number in range(3_000)]),
        illness=pl.Series(["flu", "cold", "burn"] * 1_000),
    )
    columns = [
        Column("postcode", Kind.TEXT, tells=Tells.INDIRECT),
        Column("age", Kind.NUMBER, tells=Tells.INDIRECT),
        Column("moved", Kind.CALENDAR_DATE, tells=Tells.INDIRECT),
        Column("illness", Kind.TEXT, tells=Tells.SENSITIVE),
        Column("name", Kind.TEXT),
    ]
    assert report(rows, columns).verdict is Verdict.REFUSE
    plan = suggest(rows, columns)
    assert "name: drop" in plan.text
    assert report_after(parse_plan(plan.text), rows, columns).verdict is Verdict.PUBLISH
