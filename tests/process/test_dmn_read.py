"""DMN 1.1 to 1.5 is read; what is not evaluated is refused by its name and id, what is wrong in a text is told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from dmn_models import (
    DMN_1_5,
    decision,
    definitions,
    input_data,
    knowledge,
    literal,
    outcome,
    read,
    table,
)

from openhall.process.dmn import read_dmn
from openhall.process.dmn.check import faults
from openhall.process.errors import BadModel

SPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    DMN_1_5,
)


@pytest.mark.parametrize("space", SPACES)
def test_every_version_from_1_1_to_1_5_is_read(space: str) -> None:
    kind = "feel:number" if "2015" in space else "number"
    elements = (input_data("x", kind), decision("D", literal("x + 1"), ["in_x"], kind))
    model = read_dmn(
        definitions(*elements, space=space, more='xmlns:feel="http://www.omg.org/spec/FEEL/20140401"')
    )
    assert outcome(model, "D", x=1).value == Decimal(2)
    assert outcome(model, "D", x="a").value is None


def test_another_namespace_is_refused_with_its_name() -> None:
    with pytest.raises(BadModel, match=r"http://example.org/.*no DMN 1.1 to 1.5"):
        read_dmn(definitions(space="http://example.org/"))
    with pytest.raises(BadModel, match="<html>"):
        read_dmn(b"<html/>")


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (decision("D", "<guess id='g1'/>"), r"<guess> \(id g1\).*no expression that can be evaluated"),
        (decision("D", literal("1") + literal("2")), r"\(id d_D\).*second expression"),
        ("<robot id='r9' name='R'/>", r"<robot> \(id r9\).*not known to DMN 1.5"),
        (
            decision("D", '<literalExpression id="l1" expressionLanguage="javascript"/>'),
            r"\(id l1\).*not written in FEEL",
        ),
        (decision("D", literal("x"), ["in_gone"]), r"'D' \(id d_D\) needs .* 'in_gone', which is not in the model"),
        (knowledge("K", [], literal("1"), ["d_D"]) + decision("D", literal("1")), "which is of another kind"),
        (decision("D", literal("1")) + decision("D", literal("1")), "the id d_D of another element"),
        ("<decision id='d1'/>", r"\(id d1\).*has no name"),
        (decision("D", "<conditional id='c1'/>"), r"\(id c1\).*has no <if>"),
        (decision("D", "<invocation id='i1'/>"), r"\(id i1\).*which function it calls"),
        (decision("D", "<for id='f1'/>"), r"\(id f1\).*no iteratorVariable"),
        (decision("D", "<functionDefinition id='f1' kind='Python'/>"), r"\(id f1\).*kind Python"),
        ('<itemDefinition id="t1" name="t"/><itemDefinition id="t2" name="t"/>', r"\(id t2\).*a second time"),
    ],
)  # fmt: skip
def test_what_cannot_be_evaluated_is_refused_by_its_name_and_id(element: str, words: str) -> None:
    with pytest.raises(BadModel, match=words) as refused:
        read(element)
    assert str(refused.value).startswith("Small.dmn: ")


def test_what_only_tells_something_is_passed_over() -> None:
    model = read(
        "<description>A model</description>",
        "<extensionElements><x xmlns='http://x'/></extensionElements>",
        "<knowledgeSource id='k' name='Fees Act'/>",
        "<textAnnotation id='a'><text>hello</text></textAnnotation>",
        "<decision id='d' name='D'><question>How much?</question><allowedAnswers>any</allowedAnswers>"
        f"<variable name='D'/><decisionMaker href='#x'/>{literal('1')}</decision>",
        '<y xmlns="http://y"/>',
    )
    assert outcome(model, "D").value == Decimal(1)
    assert model.decisions[0].question == "How much?"


def test_a_decision_that_needs_itself_is_refused_with_the_way_round() -> None:
    with pytest.raises(BadModel, match=r"'A' \(id d_A\) needs itself by way of B, C"):
        read(
            decision("A", literal("1"), ["d_B"]),
            decision("B", literal("1"), ["d_C"]),
            decision("C", literal("1"), ["d_A"]),
        )
    with pytest.raises(BadModel, match="needs itself;"):
        read(decision("A", literal("A"), ["d_A"]))


def test_a_type_that_is_defined_by_itself_is_refused() -> None:
    with pytest.raises(BadModel, match=r"the type 'a' \(id .*\) is defined by itself"):
        read(
            '<itemDefinition name="a"><typeRef>b</typeRef></itemDefinition>'
            '<itemDefinition name="b"><typeRef>a</typeRef></itemDefinition>'
        )


def test_references_may_name_the_models_own_namespace() -> None:
    model = read(
        input_data("x"),
        decision("D", literal("x"), ["http://city.example/Small#in_x"]),
    )
    assert outcome(model, "D", x=1).value == Decimal(1)


def test_a_model_without_fault_has_none_to_tell() -> None:
    model = read(
        '<itemDefinition name="tArea"><typeRef>number</typeRef><allowedValues><text>&gt; 0</text></allowedValues>'
        "</itemDefinition>",
        input_data("Floor area", "tArea"),
        knowledge("Times", ["n"], literal("n * 2")),
        decision("D", table(["Floor area"], [("< 5", "Times(Floor area)")]), ["in_Floor area", "bkm_Times"]),
    )
    assert faults(model) == []


def test_each_fault_in_a_text_is_told_with_its_place() -> None:
    model = read(
        '<itemDefinition id="t" name="tBad"><typeRef>tGone</typeRef><allowedValues><text>&gt;&gt;</text>'
        "</allowedValues></itemDefinition>",
        input_data("x", "tGone"),
        decision("D", literal("1 +"), ["in_x"]),
        decision("E", table(["x"], [("< <", ")")]), ["in_x"]),
        decision("F", "<functionDefinition kind='Java'/>"),
    )
    told = faults(model)
    assert len(told) == 7
    for start in (
        "The type 'tBad' (id t) refers to the type 'tGone'",
        "The type 'tBad' (id t) has the test '>>', which is no FEEL",
        "'x' (id in_x) has the type 'tGone'",
        "'D' (id d_D) has the expression '1 +', which is no FEEL",
        "'E' (id d_E) has the test '< <', which is no FEEL",
        "'E' (id d_E) has the expression ')', which is no FEEL",
        "'F' (id d_F) has a function in Java, which is not run",
    ):
        assert any(each.startswith(start) for each in told), (start, told)


def test_a_text_that_is_no_feel_makes_its_decision_null_with_the_reason() -> None:
    result = outcome(read(decision("D", literal("1 +"))), "D")
    assert result.value is None
    assert "'1 +' is no FEEL" in result.problems[0].reason
