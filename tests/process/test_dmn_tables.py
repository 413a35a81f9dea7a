"""A decision table gives what its hit policy says, and tells which rules made it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from dmn_models import decision, input_data, outcome, read, table

from openhall.process.dmn import Model
from openhall.process.errors import BadModel

BANDS = (("< 50", '"low"'), ("[20..100]", '"middle"'), ("> 80", '"high"'))


def area(rules: object = BANDS, **settings: object) -> Model:
    logic = table(["Area"], rules, **settings)  # type: ignore[arg-type]
    return read(input_data("Area", "number"), decision("Band", logic, ["in_Area"]))


def test_unique_gives_the_one_rule_that_matches_and_its_number() -> None:
    result = outcome(area(), "Band", Area=10)
    assert result.value == "low"
    assert [each.rule for each in result.fired] == [1]
    assert [(each.label, each.value, each.test) for each in result.fired[0].tested] == [
        ("Area", Decimal(10), "< 50")
    ]


def test_unique_with_two_matches_is_null_and_names_the_rules() -> None:
    result = outcome(area(), "Band", Area=30)
    assert result.value is None
    assert result.fired == ()
    assert "Rules 1 and 2 of 'Band'" in result.problems[0].reason


def test_first_takes_the_first_in_the_order_of_the_table() -> None:
    assert outcome(area(policy="FIRST"), "Band", Area=30).value == "low"
    assert outcome(area(policy="FIRST"), "Band", Area=90).value == "middle"


def test_any_allows_matches_that_agree_and_refuses_those_that_do_not() -> None:
    same = (("< 50", '"ok"'), ("< 60", '"ok"'))
    assert outcome(area(same, policy="ANY"), "Band", Area=1).value == "ok"
    broken = outcome(area(policy="ANY"), "Band", Area=30)
    assert broken.value is None
    assert "different outputs" in broken.problems[0].reason


def test_priority_and_output_order_follow_the_output_values() -> None:
    values = ['"high", "middle", "low"']
    assert outcome(area(policy="PRIORITY", output_values=values), "Band", Area=30).value == "middle"
    ordered = outcome(area(policy="OUTPUT ORDER", output_values=values), "Band", Area=30)
    assert ordered.value == ["middle", "low"]
    assert [each.rule for each in ordered.fired] == [2, 1]


def test_priority_without_output_values_follows_the_values_of_the_type() -> None:
    kind = (
        '<itemDefinition name="tBand"><typeRef>string</typeRef>'
        '<allowedValues><text>"high","middle","low"</text></allowedValues></itemDefinition>'
    )
    model = read(
        kind,
        input_data("Area", "number"),
        decision("Band", table(["Area"], BANDS, policy="PRIORITY"), ["in_Area"], kind="tBand"),
    )
    assert outcome(model, "Band", Area=30).value == "middle"


def test_rule_order_and_collect_give_all_matches_in_the_order_of_the_table() -> None:
    assert outcome(area(policy="RULE ORDER"), "Band", Area=30).value == ["low", "middle"]
    assert outcome(area(policy="COLLECT"), "Band", Area=30).value == ["low", "middle"]


@pytest.mark.parametrize(("how", "result"), [("SUM", 110), ("MIN", 10), ("MAX", 100), ("COUNT", 2)])
def test_collect_aggregates(how: str, result: int) -> None:
    rules = (("< 50", "10"), ("[20..100]", "100"), ("> 80", "1000"))
    model = area(rules, policy="COLLECT", more=f'aggregation="{how}"')
    assert outcome(model, "Band", Area=30).value == Decimal(result)


def test_several_outputs_make_a_context() -> None:
    rules = (("< 50", '"low"', "10"), (">= 50", '"high"', "20"))
    model = area(rules, outputs=("band", "fee"))
    assert outcome(model, "Band", Area=60).value == {"band": "high", "fee": Decimal(20)}


def test_without_a_match_the_default_applies_and_is_told() -> None:
    model = area((("< 50", '"low"'),), defaults=['"other"'])
    result = outcome(model, "Band", Area=60)
    assert result.value == "other"
    assert [each.rule for each in result.fired] == [None]


def test_without_a_match_and_a_default_the_result_is_null_with_the_reason() -> None:
    result = outcome(area((("< 50", '"low"'),)), "Band", Area=60)
    assert result.value is None
    assert result.problems[0].reason == "No rule of 'Band' matches, and it has no default."
    assert outcome(area((("< 50", '"low"'),), policy="COLLECT"), "Band", Area=60).value == []


def test_an_input_outside_the_input_values_is_null_with_the_reason() -> None:
    result = outcome(area(input_values="[0..100]"), "Band", Area=101)
    assert result.value is None
    assert "'Area' of 'Band' is 101" in result.problems[0].reason
    assert outcome(area(input_values="[0..100]"), "Band", Area=90).value is None


def test_annotations_come_with_the_rule_that_fired() -> None:
    model = area((("< 50", '"low"', "Fees Act, 4"), (">= 50", '"high"', "")), annotations=("Law",))
    assert outcome(model, "Band", Area=1).fired[0].annotations == (("Law", "Fees Act, 4"),)
    assert outcome(model, "Band", Area=70).fired[0].annotations == ()


def test_a_test_may_use_other_inputs() -> None:
    model = read(
        input_data("Area", "number"),
        input_data("Limit", "number"),
        decision(
            "Over", table(["Area"], [("> Limit", "true"), ("<= Limit", "false")]), ["in_Area", "in_Limit"]
        ),
    )
    assert outcome(model, "Over", Area=5, Limit=4).value is True
    assert outcome(model, "Over", Area=4, Limit=4).value is False


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"policy": "BEST"}, "hit policy BEST"),
        ({"policy": "COLLECT", "more": 'aggregation="MEAN"'}, "aggregates by MEAN"),
        ({"outputs": ("a", "")}, "several outputs"),
    ],
)
def test_what_a_table_cannot_be_is_refused_by_its_id(settings: dict[str, object], words: str) -> None:
    with pytest.raises(BadModel, match=words) as refused:
        area((("-", "1", "2"),) if "outputs" in settings else (("-", "1"),), **settings)
    assert "(id t1)" in str(refused.value)


def test_a_rule_with_a_missing_cell_is_refused_by_its_id() -> None:
    with pytest.raises(BadModel, match=r"\(id r1\).*1 inputs and 0 outputs"):
        area((("< 5",),))
