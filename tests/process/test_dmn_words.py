"""A rule that fired is one plain sentence, and a decision says what it needs."""

from __future__ import annotations

from dmn_models import decision, input_data, literal, outcome, read, table

from openhall.process.dmn.words import annotation_sentences, needed_inputs, rule_sentence

FEES = read(
    input_data("Use", "string"),
    input_data("Floor area", "number"),
    input_data("Other"),
    decision(
        "Fee",
        table(
            ["Use", "Floor area"],
            [
                ('"home"', "> 100", "240", "Fees Act, 4"),
                ('"home"', "<= 100", "120", ""),
                ("-", "-", "500", ""),
            ],
            policy="FIRST",
            annotations=["Law"],
        ),
        ["in_Use", "in_Floor area"],
    ),
    decision("Total", literal("Fee + View"), ["d_Fee", "d_View"]),
    decision("View"),
)


def test_a_rule_is_told_with_its_number_its_table_and_what_was_met() -> None:
    fired = outcome(FEES, "Fee", **{"Use": "home", "Floor area": 120}).fired[0]
    assert rule_sentence(fired) == (
        "Rule 1 of 'Fee' applied: Use is home and Floor area is 120, which fits > 100; the result is 240."
    )
    assert annotation_sentences(fired) == ["Law: Fees Act, 4"]


def test_a_rule_without_conditions_and_a_default_are_told_too() -> None:
    fired = outcome(FEES, "Fee", **{"Use": "shop", "Floor area": 1}).fired[0]
    assert rule_sentence(fired) == "Rule 3 of 'Fee' applied, which has no conditions; the result is 500."
    logic = table(["x"], [("1", "2")], defaults=["9"])
    fired = outcome(read(input_data("x"), decision("D", logic, ["in_x"])), "D", x=5).fired[0]
    assert rule_sentence(fired) == "No rule of 'D' matched, so its default applied; the result is 9."


def test_a_decision_needs_the_inputs_behind_it_and_the_decisions_without_logic() -> None:
    total = next(each for each in FEES.decisions if each.name == "Total")
    assert needed_inputs(FEES, total) == [("Use", "string"), ("Floor area", "number"), ("View", "any")]
