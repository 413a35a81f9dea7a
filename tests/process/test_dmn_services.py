"""Decision services, imports and what a decision needs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from dmn_models import decision, definitions, feel, input_data, knowledge, literal, outcome, read

from openhall.process.dmn import decide, decide_service, read_dmn, siblings
from openhall.process.errors import BadInput, BadModel


def service(name: str, outputs: list[str], decisions: list[str], data: list[str], inside: list[str]) -> str:
    parts = [f'<outputDecision href="#{each}"/>' for each in outputs]
    parts += [f'<encapsulatedDecision href="#{each}"/>' for each in inside]
    parts += [f'<inputDecision href="#{each}"/>' for each in decisions]
    parts += [f'<inputData href="#{each}"/>' for each in data]
    return f'<decisionService id="ds_{name}" name="{name}"><variable name="{name}"/>{"".join(parts)}</decisionService>'


CHAIN = (
    input_data("x", "number"),
    decision("A", literal("x + 1"), ["in_x"]),
    decision("B", literal("A * 10"), ["d_A"]),
    decision("C", literal("B + x"), ["d_B", "in_x"]),
)


def test_a_decision_is_evaluated_once_after_what_it_needs() -> None:
    result = outcome(read(*CHAIN), "C", x=4)
    assert result.value == Decimal(54)
    assert dict(result.decisions) == {"A": Decimal(5), "B": Decimal(50), "C": Decimal(54)}


def test_a_given_value_takes_the_place_of_a_decisions_logic() -> None:
    result = outcome(read(*CHAIN), "C", x=4, A=0)
    assert result.value == Decimal(4)
    assert "A" not in result.decisions


def test_what_was_not_given_is_null_and_named() -> None:
    result = outcome(read(*CHAIN), "A")
    assert result.value is None
    assert result.problems[0].reason == "'x' was not given."


def test_a_decision_without_logic_has_to_be_given() -> None:
    model = read(decision("Officer's view"), decision("D", literal("Officer's view"), ["d_Officer's view"]))
    assert "has no logic; give its value" in outcome(model, "D").problems[0].reason
    assert outcome(model, "D", **{"Officer's view": "good"}).value == "good"


def test_a_name_that_the_model_does_not_have_is_refused_with_the_nearest() -> None:
    model = read(input_data("Floor area"), decision("D", literal("Floor area"), ["in_Floor area"]))
    with pytest.raises(BadInput, match="no input 'Flor area'; is it 'Floor area'"):
        decide(model, "D", {"Flor area": Decimal(1)})
    with pytest.raises(BadInput, match="no decision 'E'; it has 'D'"):
        decide(model, "E", {})


def test_a_service_with_one_output_gives_its_value_and_with_several_a_context() -> None:
    model = read(
        *CHAIN,
        service("One", ["d_B"], [], ["in_x"], ["d_A"]),
        service("Two", ["d_B", "d_A"], [], ["in_x"], []),
    )
    assert decide_service(model, "One", {"x": Decimal(1)}).value == Decimal(20)
    assert decide_service(model, "Two", {"x": Decimal(1)}).value == {"B": Decimal(20), "A": Decimal(2)}


def test_a_service_is_a_function_of_its_data_then_its_decisions() -> None:
    model = read(
        *CHAIN,
        service("S", ["d_C"], ["d_B"], ["in_x"], []),
        decision("D", literal("S(1, 200)"), ["ds_S"]),
        decision("Named", literal("S(B: 200, x: 1)"), ["ds_S"]),
        decision("Bad", literal("S(1)"), ["ds_S"]),
    )
    assert outcome(model, "D").value == Decimal(201)
    assert outcome(model, "Named").value == Decimal(201)
    assert outcome(model, "Bad").value is None


def test_a_service_sees_only_what_it_is_given() -> None:
    model = read(
        *CHAIN,
        service("S", ["d_A"], [], ["in_x"], []),
        decision("D", literal("[S(5), x]"), ["ds_S", "in_x"]),
        service("Blind", ["d_A"], [], [], []),
    )
    assert outcome(model, "D", x=1).value == feel([6, 1])
    assert decide_service(model, "Blind", {"x": Decimal(1)}).value is None


LIBRARY = definitions(
    '<itemDefinition name="tRate"><typeRef>number</typeRef></itemDefinition>',
    input_data("Rate", "tRate"),
    knowledge("Times", ["n:tRate"], literal("n * 2")),
    decision("Doubled", literal("Times(Rate)"), ["in_Rate", "bkm_Times"]),
    name="Library",
)
NAMESPACE = "http://city.example/Library"


def importing(name: str) -> bytes:
    start = f"{name}." if name else ""
    return definitions(
        f'<import name="{name}" namespace="{NAMESPACE}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
        input_data("Own", f"{start}tRate"),
        decision("D", literal(f"{start}Times(Own) + {start}Doubled"), [
            "in_Own", f"{NAMESPACE}#bkm_Times", f"{NAMESPACE}#d_Doubled",
        ]),
        name="Main",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["lib", "fee library", ""])
def test_an_imported_model_is_used_by_the_name_of_the_import(name: str) -> None:
    model = read_dmn(importing(name), {NAMESPACE: LIBRARY}.get)
    assert outcome(model, "D", Own=1, Rate=3).value == Decimal(8)
    if name:
        assert outcome(model, "D", **{"Own": 1, name: {"Rate": 3}}).value == Decimal(8)
    assert outcome(model, "D", Own="x", Rate=3).value is None


def test_imports_are_found_beside_the_model(tmp_path: Path) -> None:
    (tmp_path / "library.dmn").write_bytes(LIBRARY)
    (tmp_path / "broken.dmn").write_bytes(b"<a>")
    main = tmp_path / "main.dmn"
    main.write_bytes(importing("lib"))
    model = read_dmn(main, siblings(tmp_path))
    assert outcome(model, "D", Own=1, Rate=1).value == Decimal(4)


def test_one_model_imported_on_two_ways_may_be_given_two_values() -> None:
    def middle(name: str) -> bytes:
        return definitions(
            f'<import name="lib" namespace="{NAMESPACE}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
            decision("Its", literal("lib.Doubled"), [f"{NAMESPACE}#d_Doubled"]),
            name=name,
        )

    def bring(name: str) -> str:
        kind = "https://www.omg.org/spec/DMN/20230324/MODEL/"
        return f'<import name="{name}" namespace="http://city.example/{name}" importType="{kind}"/>'

    top = definitions(
        bring("North"),
        bring("South"),
        decision("D", literal("[North.Its, South.Its]"), [
            "http://city.example/North#d_Its", "http://city.example/South#d_Its",
        ]),
        name="Top",
    )  # fmt: skip
    files = {
        NAMESPACE: LIBRARY,
        "http://city.example/North": middle("North"),
        "http://city.example/South": middle("South"),
    }
    model = read_dmn(top, files.get)
    both = {"North": {"lib": {"Rate": 1}}, "South": {"lib": {"Rate": 5}}}
    assert outcome(model, "D", **both).value == feel([2, 10])
    assert outcome(model, "D", Rate=3).value == feel([6, 6])


def test_an_import_that_is_not_there_or_no_dmn_is_refused() -> None:
    with pytest.raises(BadModel, match=r"imports 'http://city.example/Library', which is not there"):
        read_dmn(importing("lib"))
    other = definitions('<import name="x" namespace="http://x" importType="http://www.dmg.org/PMML-4_4"/>')
    with pytest.raises(BadModel, match="only DMN can be imported"):
        read_dmn(other, lambda _: LIBRARY)


def test_models_that_import_each_other_are_refused() -> None:
    def one(name: str, brings: str) -> bytes:
        kind = "https://www.omg.org/spec/DMN/20230324/MODEL/"
        return definitions(
            f'<import name="o" namespace="http://city.example/{brings}" importType="{kind}"/>', name=name
        )

    files = {"http://city.example/A": one("A", "B"), "http://city.example/B": one("B", "A")}
    with pytest.raises(BadModel, match="break the circle"):
        read_dmn(files["http://city.example/A"], files.get)
