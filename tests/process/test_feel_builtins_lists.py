"""Functions of lists and contexts (DMN 1.5, tables 75, 80 and 81)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.process.calling import call, call_named, feel, is_undefined

from openhall.process.errors import LimitReached
from openhall.process.feel.builtins import BUILTINS
from openhall.process.feel.temporal import parse_date
from openhall.process.feel.values import Budget, Limits, Undefined


@dataclass(frozen=True)
class Precedes:
    """A function of FEEL, made of one of Python."""

    decide: object
    parameters: tuple[str, ...] = ("x", "y")
    name: str = "precedes"

    def call(self, arguments, budget):
        return self.decide(*arguments)


UP = Precedes(lambda x, y: x < y)


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("list contains", ([1, 2, 3], 2), True),
        ("list contains", ([1, None], None), True),
        ("list contains", ([1, 2], None), False),
        ("list contains", ([1, 2], "1"), False),
        ("list contains", ([[1], [2]], [2]), True),
        ("count", ([1, [2, 3]],), 2),
        ("count", ([],), 0),
        ("count", ("a",), 1),
        ("sublist", ([4, 5, 6], 1, 2), [4, 5]),
        ("sublist", ([4, 5, 6], -2), [5, 6]),
        ("append", ([1], 2, 3), [1, 2, 3]),
        ("append", ([1], [2]), [1, [2]]),
        ("append", ([1], None), [1, None]),
        ("append", (1, 2), [1, 2]),
        ("concatenate", ([1, 2], [3]), [1, 2, 3]),
        ("concatenate", ([[1], [2]],), [[1], [2]]),
        ("concatenate", ([1], 2), [1, 2]),
        ("insert before", ([1, 3], 1, 2), [2, 1, 3]),
        ("insert before", ([1, 3], -1, 2), [1, 2, 3]),
        ("remove", ([1, 2, 3], 2), [1, 3]),
        ("remove", ([1, 2, 3], -1), [1, 2]),
        ("reverse", ([1, 2, 3],), [3, 2, 1]),
        ("index of", ([1, 2, 3, 2], 2), [2, 4]),
        ("index of", ([1, None], None), [2]),
        ("index of", ([1, 2], 9), []),
        ("union", ([1, 2], [2, 3]), [1, 2, 3]),
        ("distinct values", ([1, 2.0, 3, 2, 1],), [1, 2, 3]),
        (
            "distinct values",
            ([None, "1", 1, True, None, [1], [1], {"a": 1}],),
            [None, "1", 1, True, [1], {"a": 1}],
        ),
        ("duplicate values", ([1, 2, 3, 2, 1, 2, [4], [4]],), [2, 1, [4]]),
        ("flatten", ([[1, 2], [[3]], 4, []],), [1, 2, 3, 4]),
        ("list replace", ([2, 4, 7, 8], 3, 6), [2, 4, 6, 8]),
        ("list replace", ([1, 2, 3], -1, None), [1, 2, None]),
        ("list replace", (1, 1, 5), [5]),
        ("list replace", ([2, 4, 7, 8], UP, 5), [5, 5, 7, 8]),
        ("sort", ([3, 1, 4, 5, 2], UP), [1, 2, 3, 4, 5]),
        ("sort", ([], UP), []),
    ],
)
def test_lists_are_made_as_the_table_says(name, arguments, result):
    assert call(name, *arguments) == feel(result)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        *(("list contains", (None, 1)), ("count", (None,)), ("count", ()), ("count", ([], []))),
        *(
            ("sublist", ([1, 2], 0)),
            ("sublist", ([1, 2], 3)),
            ("sublist", ([1, 2], 1, 3)),
            ("sublist", ([1], "1")),
        ),
        *(("append", (None, 1)), ("append", ([1],)), ("concatenate", ()), ("concatenate", ([1], None))),
        *(
            ("insert before", ([1], 2, 3)),
            ("insert before", ([1], 0, 3)),
            ("remove", ([1], 2)),
            ("remove", ([], 1)),
        ),
        *(("reverse", (None,)), ("index of", (None, 1)), ("union", (None,)), ("flatten", (None,))),
        *(("list replace", ([1], 0, 4)), ("list replace", ([1], None, 4)), ("list replace", ([1], "1", 4))),
        *(("sort", ([1, 2], 1)), ("sort", ([2, 1],)), ("sort", (None, UP))),
        ("sort", ([2, 1], Precedes(lambda x: True, ("x",)))),
        ("sort", ([2, 1], Precedes(lambda x, y: None))),
        ("list replace", ([2, 1], Precedes(lambda x, y: x), 5)),
    ],
)
def test_lists_outside_the_domain_are_undefined(name, arguments):
    is_undefined(name, *arguments)


def test_a_list_is_replaced_by_position_or_by_match_when_named():
    assert call_named("list replace", list=[1, 2, 3], position=2, newItem=4) == feel([1, 4, 3])
    match = Precedes(lambda item, new: item == 2)
    assert call_named("list replace", list=[1, 2, 3], match=match, newItem=4) == feel([1, 4, 3])
    with pytest.raises(Undefined):
        call_named("list replace", list=[1, 2, 3], match=1, newItem=4)


def test_variable_arguments_can_be_named():
    assert call_named("append", list=[1], item=[2]) == feel([1, [2]])
    assert call_named("concatenate", list=[1, 2]) == feel([1, 2])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers())))
def test_sorting_keeps_the_order_of_equals(pairs):
    by_first = Precedes(lambda x, y: x[0] < y[0])
    result = call("sort", [list(each) for each in pairs], by_first)
    assert result == feel([list(each) for each in sorted(pairs, key=lambda pair: pair[0])])


@given(st.lists(st.one_of(st.integers(0, 5), st.sampled_from("ab"), st.lists(st.integers(0, 2), max_size=2))))
def test_distinct_values_are_each_in_the_list_once(items):
    distinct = call("distinct values", items)
    assert all(call("index of", distinct, each) == [i] for i, each in enumerate(distinct, start=1))
    assert all(call("list contains", distinct, each) for each in items)
    duplicates = call("duplicate values", items)
    assert all(len(call("index of", items, each)) > 1 for each in duplicates)


def test_arguments_are_never_changed():
    items = feel([3, 1, 2])
    for name, rest in (
        ("append", [4]),
        ("remove", [1]),
        ("reverse", []),
        ("insert before", [1, 0]),
        ("sort", [UP]),
    ):
        BUILTINS[name].call([items, *feel(rest)], Budget())
    assert items == feel([3, 1, 2])
    context = feel({"a": {"b": 1}})
    BUILTINS["context put"].call([context, ["a", "b"], feel(2)], Budget())
    BUILTINS["context merge"].call([[context, feel({"a": 3})]], Budget())
    assert context == feel({"a": {"b": 1}})


def test_long_lists_spend_from_the_budget():
    many = list(range(200))
    for name, arguments in (
        ("append", (many, 1)),
        ("concatenate", (many, many)),
        ("flatten", (many,)),
        ("sort", (many, UP)),
        ("sublist", (many, 1)),
        ("list replace", (many, UP, 1)),
    ):
        with pytest.raises(LimitReached):
            call(name, *arguments, budget=Budget(Limits(size=100)))
    for name, arguments in (
        ("distinct values", (many,)),
        ("sum", (many,)),
        ("index of", (many, 1)),
        ("min", (many,)),
    ):
        with pytest.raises(LimitReached):
            call(name, *arguments, budget=Budget(Limits(steps=100)))


def test_a_list_nested_very_deep_is_flattened():
    nested = feel([1])
    for _ in range(50_000):
        nested = [nested]
    assert BUILTINS["flatten"].call([nested], Budget()) == feel([1])


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("get value", ({"a": "foo"}, "a"), "foo"),
        ("get value", ({"a": None}, "a"), None),
        ("get entries", ({"a": 1, "b": 2},), [{"key": "a", "value": 1}, {"key": "b", "value": 2}]),
        ("context", ([{"key": "a", "value": 1}, {"key": "b", "value": 2, "more": 3}],), {"a": 1, "b": 2}),
        ("context", ({"key": "a", "value": 1},), {"a": 1}),
        ("context", ([],), {}),
        ("context put", ({"x": 1, "y": 0, "z": 0}, "y", 2), {"x": 1, "y": 2, "z": 0}),
        ("context put", ({"x": 1}, ["y"], 2), {"x": 1, "y": 2}),
        ("context put", ({"x": 1, "y": {"a": 0}}, ["y", "a"], 2), {"x": 1, "y": {"a": 2}}),
        ("context put", ({"x": 1, "y": {"a": 0}}, ["y", "b"], 2), {"x": 1, "y": {"a": 0, "b": 2}}),
        ("context put", ({}, "a", None), {"a": None}),
        ("context merge", ([{"x": 1, "y": 0}, {"y": 2}],), {"x": 1, "y": 2}),
        ("context merge", ([{"a": {"aa": 1}}, {"a": {"bb": 2}}],), {"a": {"bb": 2}}),
        ("context merge", ({"a": 1},), {"a": 1}),
    ],
)
def test_contexts_are_made_as_the_table_says(name, arguments, result):
    found = call(name, *arguments)
    assert found == feel(result)
    if isinstance(found, dict):
        assert list(found) == list(result)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        *(("get value", ({"a": 1}, "b")), ("get value", ({"a": 1}, 1)), ("get value", (None, "a"))),
        *(
            ("get entries", (None,)),
            ("get entries", ([1, 2],)),
            ("context", ([{"key": "a", "value": 1}, {"key": "b"}],)),
        ),
        ("context", ([{"key": "a", "value": 1}, {"key": "a", "value": 2}],)),
        *(("context", ([{"key": 1, "value": 1}],)), ("context", (None,)), ("context put", ({}, None, 1))),
        *(("context put", (None, "a", 1)), ("context put", ({}, [], 1)), ("context put", ({}, [None], 1))),
        *(
            ("context put", ({"a": 1}, ["a", "b"], 1)),
            ("context put", ({}, ["a", "b"], 1)),
            ("context put", ({}, "a")),
        ),
        *(("context merge", (None,)), ("context merge", ([1],)), ("context merge", ([], "a"))),
    ],
)
def test_contexts_outside_the_domain_are_undefined(name, arguments):
    is_undefined(name, *arguments)


def test_context_put_takes_one_key_or_many_when_named():
    assert call_named("context put", context={}, key="a", value=1) == feel({"a": 1})
    assert call_named("context put", context={"a": {}}, keys=["a", "b"], value=1) == feel({"a": {"b": 1}})
    with pytest.raises(Undefined):
        call_named("context put", context={"a": {}}, key=["a", "b"], value=1)


def test_dates_are_found_in_lists_by_their_value():
    days = [parse_date("2021-01-01"), parse_date("2021-01-02"), parse_date("2021-01-01")]
    assert call("distinct values", days) == days[:2]
    assert call("index of", days, days[0]) == feel([1, 3])
