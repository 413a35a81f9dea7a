"""Each boxed expression means what the standard says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from dmn_models import decision, input_data, knowledge, literal, outcome, read

from openhall.process.feel.values import Value


def value(logic: str, **inputs: object) -> Value:
    """The value of one decision that needs inputs `a` and `b`."""
    model = read(input_data("a"), input_data("b"), decision("D", logic, ["in_a", "in_b"]))
    return outcome(model, "D", **inputs).value


def numbers(*values: int) -> list[Decimal]:
    return [Decimal(each) for each in values]


def entry(name: str, logic: str, kind: str = "") -> str:
    variable = (
        f'<variable name="{name}"{f" typeRef={chr(34)}{kind}{chr(34)}" if kind else ""}/>' if name else ""
    )
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def test_a_context_lets_each_entry_see_those_before_it() -> None:
    logic = f"<context>{entry('one', literal('a'))}{entry('two more', literal('one + 2'))}</context>"
    assert value(logic, a=1) == {"one": Decimal(1), "two more": Decimal(3)}


def test_an_entry_without_a_name_is_the_result_of_the_context() -> None:
    logic = f"<context>{entry('one', literal('a'))}{entry('', literal('one * 10'))}</context>"
    assert value(logic, a=4) == Decimal(40)


def test_an_entry_that_does_not_fit_its_type_is_null() -> None:
    assert value(f"<context>{entry('one', literal('a'), 'string')}</context>", a=1) == {"one": None}


def test_a_list_has_the_values_of_its_expressions() -> None:
    assert value(f"<list>{literal('a')}{literal('a + b')}</list>", a=1, b=2) == numbers(1, 3)


def test_a_relation_is_a_list_of_contexts() -> None:
    rows = f"<row>{literal('a')}{literal('10')}</row><row>{literal('b')}{literal('20')}</row>"
    logic = f'<relation><column name="use"/><column name="fee" typeRef="number"/>{rows}</relation>'
    assert value(logic, a="home", b="shop") == [
        {"use": "home", "fee": Decimal(10)},
        {"use": "shop", "fee": Decimal(20)},
    ]


def test_a_conditional_takes_else_for_all_that_is_not_true() -> None:
    logic = f"<conditional><if>{literal('a')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>"
    assert value(logic, a=True) == Decimal(1)
    assert value(logic, a=False) == Decimal(2)
    assert value(logic, a=None) == Decimal(2)


def test_a_filter_keeps_what_matches_and_sees_the_fields_of_an_element() -> None:
    logic = f"<filter><in>{literal('a')}</in><match>{literal('item > 2')}</match></filter>"
    assert value(logic, a=[1, 2, 3, 4]) == numbers(3, 4)
    logic = f"<filter><in>{literal('a')}</in><match>{literal('fee > 2')}</match></filter>"
    assert value(logic, a=[{"fee": 1}, {"fee": 3}]) == [{"fee": Decimal(3)}]


def test_a_for_gives_a_value_for_each_element_and_sees_those_before() -> None:
    logic = f'<for iteratorVariable="x"><in>{literal("a")}</in><return>{literal("x * 2")}</return></for>'
    assert value(logic, a=[1, 2, 3]) == numbers(2, 4, 6)
    logic = (
        f'<for iteratorVariable="x"><in>{literal("a")}</in><return>{literal("count(partial)")}</return></for>'
    )
    assert value(logic, a=[1, 2, 3]) == numbers(0, 1, 2)


def test_a_for_goes_through_a_range_of_numbers_both_ways() -> None:
    def through(text: str) -> Value:
        return value(
            f'<for iteratorVariable="x"><in>{literal(text)}</in><return>{literal("x")}</return></for>'
        )

    assert through("1..3") == numbers(1, 2, 3)
    assert through("[1..3]") == numbers(1, 2, 3)


@pytest.mark.parametrize(
    ("kind", "given", "result"),
    [
        ("some", [1, 5], True),
        ("some", [1, 2], False),
        ("some", [], False),
        ("every", [4, 5], True),
        ("every", [1, 5], False),
        ("every", [], True),
        ("every", [5, "x"], None),
    ],
)
def test_some_and_every(kind: str, given: list[object], result: bool | None) -> None:
    logic = f'<{kind} iteratorVariable="x"><in>{literal("a")}</in><satisfies>{literal("x > 3")}</satisfies></{kind}>'
    assert value(logic, a=given) is result


def invoke(function: str, **arguments: str) -> str:
    bindings = "".join(
        f'<binding><parameter name="{name}"/>{literal(text)}</binding>' for name, text in arguments.items()
    )
    return f"<invocation>{literal(function)}{bindings}</invocation>"


def test_an_invocation_calls_business_knowledge_by_the_names_of_its_parameters() -> None:
    model = read(
        knowledge("Fee", ["area:number", "rate:number"], literal("area * rate")),
        decision("D", invoke("Fee", rate="3", area="7"), ["bkm_Fee"]),
        decision("Wrong name", invoke("Fee", rate="3", size="7"), ["bkm_Fee"]),
        decision("Too few", invoke("Fee", rate="3"), ["bkm_Fee"]),
        decision("No function", invoke("5", rate="3")),
    )
    assert outcome(model, "D").value == Decimal(21)
    for name, words in (
        ("Wrong name", "has no parameter 'size'"),
        ("Too few", "needs a value for 'area'"),
        ("No function", "calls 5, which is no function"),
    ):
        result = outcome(model, name)
        assert result.value is None
        assert words in result.problems[0].reason


def test_business_knowledge_calls_other_knowledge_and_sees_nothing_else() -> None:
    model = read(
        input_data("x"),
        knowledge("Double", ["n"], literal("n * 2")),
        knowledge("Both", ["n"], literal("Double(n) + 1"), ["bkm_Double"]),
        knowledge("Peeks", ["n"], literal("x")),
        decision("D", literal("Both(x)"), ["in_x", "bkm_Both"]),
        decision("P", literal("Peeks(1)"), ["in_x", "bkm_Peeks"]),
    )
    assert outcome(model, "D", x=5).value == Decimal(11)
    assert outcome(model, "P", x=5).value is None


def test_a_boxed_function_keeps_what_it_saw() -> None:
    inner = f'<functionDefinition><formalParameter name="n" typeRef="number"/>{literal("n + a")}</functionDefinition>'
    logic = f"<context>{entry('add', inner)}{entry('', literal('add(2)'))}</context>"
    assert value(logic, a=40) == Decimal(42)


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_a_function_in_java_or_pmml_is_never_run_and_says_so(kind: str) -> None:
    inner = (
        f'<functionDefinition kind="{kind}"><formalParameter name="n"/>{literal("n")}</functionDefinition>'
    )
    model = read(
        decision("D", f"<context>{entry('max', inner)}{entry('', literal('max(2)'))}</context>"),
    )
    result = outcome(model, "D")
    assert result.value is None
    assert any(f"is written in {kind}" in each.reason for each in result.problems)
