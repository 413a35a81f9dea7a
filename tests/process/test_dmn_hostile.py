"""A model made to harm is refused or ends within its bounds, soon."""

from __future__ import annotations

import contextlib

import pytest
from dmn_models import decision, definitions, input_data, knowledge, literal, outcome, read, table

from openhall.process.dmn import decide, read_dmn
from openhall.process.dmn.check import faults
from openhall.process.errors import BadModel, LimitReached
from openhall.process.feel.values import Limits

# What hangs fails; a busy machine does not.
pytestmark = pytest.mark.timeout(60)


def bomb() -> bytes:
    lines = ['<!ENTITY l0 "lol">'] + [f'<!ENTITY l{k} "{f"&l{k - 1};" * 10}">' for k in range(1, 12)]
    return f"<!DOCTYPE d [{''.join(lines)}]><d>&l11;</d>".encode()


@pytest.mark.parametrize(
    "data",
    [
        bomb(),
        b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions/>',
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1/x">]><d>&x;</d>',
    ],
)
def test_a_doctype_is_refused_before_anything_in_it_is_followed(data: bytes) -> None:
    with pytest.raises(BadModel, match="has a DOCTYPE"):
        read_dmn(data)


@pytest.mark.parametrize("depth", [150, 100_000])
def test_deep_elements_are_refused(depth: int) -> None:
    nested = "<list>" * depth + "</list>" * depth
    with pytest.raises(BadModel, match=r"nested more than 120 deep|Excessive depth"):
        read(decision("D", nested))


def test_too_many_bytes_and_too_many_elements_are_refused() -> None:
    with pytest.raises(BadModel, match="has 20,000,000 bytes"):
        read_dmn(b" " * 20_000_000)
    with pytest.raises(BadModel, match="more than 1,000,000 elements"):
        read_dmn(b"<a>" + b"<b/>" * 1_000_001 + b"</a>")


def test_a_hundred_thousand_rules_are_refused() -> None:
    rules = [(str(k), str(k)) for k in range(100_000)]
    with pytest.raises(BadModel, match=r"\(id t1\).*has 100,000 rules"):
        read(input_data("x"), decision("D", table(["x"], rules), ["in_x"]))


def test_as_many_rules_as_are_allowed_end_within_the_steps() -> None:
    rules = [(str(k), str(k)) for k in range(50_000)]
    model = read(input_data("x"), decision("D", table(["x"], rules), ["in_x"]))
    with contextlib.suppress(LimitReached):
        assert outcome(model, "D", x=49_999).fired[0].rule == 50_000


def test_knowledge_that_calls_itself_without_end_is_stopped() -> None:
    model = read(
        knowledge("F", ["n"], literal("F(n + 1)"), ["bkm_F"]),
        decision("D", literal("F(1)"), ["bkm_F"]),
    )
    with pytest.raises(LimitReached):
        outcome(model, "D")


def test_services_that_call_themselves_are_stopped() -> None:
    model = read(
        input_data("x"),
        decision("A", literal("S(x)"), ["in_x", "ds_S"]),
        '<decisionService id="ds_S" name="S"><outputDecision href="#d_A"/><inputData href="#in_x"/></decisionService>',
    )
    with pytest.raises(LimitReached):
        outcome(model, "A", x=1)


def test_a_long_chain_of_decisions_is_evaluated() -> None:
    chain = [decision("D0", literal("1"))]
    chain += [decision(f"D{k}", literal(f"D{k - 1} + 1"), [f"d_D{k - 1}"]) for k in range(1, 3_000)]
    assert str(outcome(read(*chain), "D2999").value) == "3000"


def test_many_ways_to_the_same_decision_are_gone_once() -> None:
    layers = [decision("A0", literal("1")), decision("B0", literal("1"))]
    for k in range(1, 60):
        needs = [f"d_A{k - 1}", f"d_B{k - 1}"]
        text = f"A{k - 1} + B{k - 1}"
        layers += [decision(f"A{k}", literal(text), needs), decision(f"B{k}", literal(text), needs)]
    assert str(outcome(read(*layers), "A59").value) == str(2**59)


def test_many_ways_through_imports_are_bounded() -> None:
    kind = "https://www.omg.org/spec/DMN/20230324/MODEL/"
    files = {"http://city.example/M0": definitions(decision("D", literal("1")), name="M0")}
    for k in range(1, 40):
        below = f"http://city.example/M{k - 1}"
        brings = "".join(f'<import name="{each}" namespace="{below}" importType="{kind}"/>' for each in "ab")
        files[f"http://city.example/M{k}"] = definitions(
            brings, decision("D", literal("a.D"), [f"{below}#d_D"]), name=f"M{k}"
        )
    model = read_dmn(files["http://city.example/M39"], files.get)
    outcome(model, "D")
    assert faults(model) == []


@pytest.mark.parametrize(
    "text",
    [
        "for a in 1..100000, b in 1..100000 return a",
        "count(for a in 1..10000000 return [a])",
        "sum(for i in 1..1000, j in 1..1000, k in 1..1000 return 1)",
        "(" * 5_000 + "1" + ")" * 5_000,
        "1" + "+1" * 100_000,
        "-" * 10_000 + "1",
        "2 ** 9999999999",
        "[" * 3_000 + "]" * 3_000,
        'string join(for i in 1..100000 return "0123456789")',
    ],
)
def test_an_expression_that_would_not_end_is_stopped_or_null(text: str) -> None:
    model = read(decision("D", literal(text)))
    with contextlib.suppress(LimitReached):
        outcome(model, "D")
    assert isinstance(faults(model), list)


def test_the_limits_are_those_that_were_given() -> None:
    model = read(decision("D", literal("sum(for a in 1..1000 return a)")))
    assert decide(model, "D", {}).value is not None
    with pytest.raises(LimitReached):
        decide(model, "D", {}, Limits(steps=100))


def test_text_of_a_model_is_no_python() -> None:
    for text in ("__import__('os').getcwd()", "().__class__", "D.__class__.__mro__", 'open("/etc/passwd")'):
        result = outcome(read(decision("D", literal(text))), "D")
        assert result.value is None
        assert result.problems


def test_a_type_chain_without_end_is_refused_or_bounded() -> None:
    chain = "".join(
        f'<itemDefinition name="t{k}"><typeRef>t{k + 1}</typeRef></itemDefinition>' for k in range(20_000)
    )
    model = read(chain, input_data("x", "t0"), decision("D", literal("x"), ["in_x"]))
    with pytest.raises(LimitReached):
        outcome(model, "D", x=1)
