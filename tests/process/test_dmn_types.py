"""A value that is not of its type becomes null, one that nearly is is converted, and the reason is told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from dmn_models import decision, feel, input_data, knowledge, literal, outcome, read

from openhall.process.dmn import Model
from openhall.process.feel.temporal import parse_date, parse_date_time
from openhall.process.feel.values import Value

TYPES = """
<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>
<itemDefinition name="tUse"><typeRef>string</typeRef><allowedValues><text>"home","shop"</text></allowedValues>
</itemDefinition>
<itemDefinition name="tUses" isCollection="true"><typeRef>string</typeRef>
<allowedValues><text>"home","shop"</text></allowedValues></itemDefinition>
<itemDefinition name="tFew" isCollection="true"><typeRef>number</typeRef>
<typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<itemDefinition name="tPlot"><itemComponent name="floor area"><typeRef>number</typeRef></itemComponent>
<itemComponent name="use"><typeRef>tUse</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tPlots" isCollection="true"><typeRef>tPlot</typeRef></itemDefinition>
<itemDefinition name="tTree"><itemComponent name="below" isCollection="true"><typeRef>tTree</typeRef>
</itemComponent></itemDefinition>
<itemDefinition name="tRate"><functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/>
</functionItem></itemDefinition>
"""


def echo(kind: str) -> Model:
    return read(TYPES, input_data("x", kind), decision("D", literal("x"), ["in_x"]))


@pytest.mark.parametrize(
    ("kind", "given", "result"),
    [
        ("number", 5, 5),
        ("number", "5", None),
        ("number", True, None),
        ("boolean", 1, None),
        ("number", [5], 5),
        ("number", [5, 6], None),
        ("number", [[5]], None),
        ("tNumbers", [1, 2], [1, 2]),
        ("tNumbers", 1, [1]),
        ("tNumbers", [1, "x"], None),
        ("tNumbers", [1, None], [1, None]),
        ("tUse", "home", "home"),
        ("tUse", "farm", None),
        ("tUses", ["home", "farm"], None),
        ("tUses", ["home", "shop"], ["home", "shop"]),
        ("tFew", [1, 2], [1, 2]),
        ("tFew", [1, 2, 3], None),
        ("tPlot", {"floor area": 1, "use": "home"}, {"floor area": 1, "use": "home"}),
        ("tPlot", {"floor area": 1, "use": "home", "more": 1}, {"floor area": 1, "use": "home", "more": 1}),
        ("tPlot", {"floor area": 1, "use": "farm"}, None),
        ("tPlot", {"floor area": 1}, None),
        ("tPlot", {"floor area": 1, "use": None}, {"floor area": 1, "use": None}),
        ("tPlots", {"floor area": 1, "use": "home"}, [{"floor area": 1, "use": "home"}]),
        ("tTree", {"below": [{"below": []}]}, {"below": [{"below": []}]}),
        ("tTree", {"below": [{}]}, None),
        ("Any", "x", "x"),
    ],
)
def test_an_input_is_taken_as_its_type_has_it(kind: str, given: object, result: object) -> None:
    found = outcome(echo(kind), "D", x=given)
    assert found.value == feel(result)
    assert bool(found.problems) is (result is None)


def test_a_date_is_its_midnight_in_utc_where_a_date_and_time_is_needed() -> None:
    found = outcome(echo("dateTime"), "D", x=parse_date("2026-05-01"))
    assert found.value == parse_date_time("2026-05-01T00:00:00Z")


def test_the_reason_names_the_field_that_does_not_fit() -> None:
    found = outcome(echo("tPlot"), "D", x={"floor area": 1, "use": "farm"})
    assert "'use'" in found.problems[0].reason
    assert "'farm' is not one of the allowed values of tUse" in found.problems[0].reason


def test_a_path_reads_a_field_whose_name_has_blanks() -> None:
    model = read(TYPES, input_data("x", "tPlot"), decision("D", literal("x.floor area * 2"), ["in_x"]))
    assert outcome(model, "D", x={"floor area": 4, "use": "home"}).value == Decimal(8)


def test_a_result_that_does_not_fit_its_decision_is_null() -> None:
    model = read(
        decision("D", literal('"text"'), kind="number"), decision("E", literal("[7]"), kind="number")
    )
    found = outcome(model, "D")
    assert found.value is None
    assert found.problems[0].reason == "A value of the type number is needed, and 'text' is no number."
    assert outcome(model, "E").value == Decimal(7)


def test_knowledge_is_not_called_with_what_does_not_fit_its_parameter() -> None:
    model = read(
        TYPES,
        knowledge("Given", ["use:tUse"], literal("use = null")),
        decision("D", literal('Given("farm")'), ["bkm_Given"]),
        decision("E", literal('Given("home")'), ["bkm_Given"]),
    )
    assert outcome(model, "D").value is None
    assert outcome(model, "E").value is False


def test_a_function_fits_a_function_type_and_its_result_type_holds() -> None:
    model = read(
        TYPES,
        knowledge("Rate", ["n"], literal("n"), kind="tRate"),
        knowledge("Use", ["f:tRate"], literal("f(3)")),
        decision("D", literal("Use(Rate)"), ["bkm_Rate", "bkm_Use"]),
        decision("E", literal("Use(3)"), ["bkm_Use"]),
        decision("F", literal('Rate("x")'), ["bkm_Rate"]),
    )
    assert outcome(model, "D").value == Decimal(3)
    assert outcome(model, "E").value is None
    assert outcome(model, "F").value is None


def test_a_type_that_is_not_defined_checks_nothing_and_is_told() -> None:
    found = outcome(echo("tMissing"), "D", x=1)
    value: Value = found.value
    assert value == Decimal(1)
    assert "'tMissing' is not defined" in found.problems[0].reason
