"""Small decision models, written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from openhall.process.dmn import Model, Outcome, decide, read_dmn
from openhall.process.feel.values import Value

DMN_1_5 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(*elements: str, name: str = "Small", space: str = DMN_1_5, more: str = "") -> bytes:
    """A whole file; its namespace is `http://city.example/` and its name."""
    return (
        f'<definitions xmlns="{space}" name="{name}" namespace="http://city.example/{name}" {more}>'
        f"{''.join(elements)}</definitions>"
    ).encode()


def input_data(name: str, kind: str = "") -> str:
    """Input data with the id `in_NAME`."""
    return f'<inputData id="in_{name}" name="{name}"><variable name="{name}"{typed(kind)}/></inputData>'


def typed(kind: str) -> str:
    """The attribute that says a type, where there is one."""
    return f' typeRef="{kind}"' if kind else ""


def literal(text: str, kind: str = "") -> str:
    """A literal expression."""
    return f"<literalExpression{typed(kind)}><text>{escape(text)}</text></literalExpression>"


def decision(name: str, logic: str = "", needs: Sequence[str] = (), kind: str = "") -> str:
    """A decision with the id `d_NAME`. `needs` are ids; `bkm_` and `ds_` ids are functions, `in_` ids are inputs."""
    parts = []
    for each in needs:
        href = each if "#" in each else f"#{each}"
        start = href.partition("#")[2]
        if start.startswith(("bkm_", "ds_")):
            parts.append(f'<knowledgeRequirement><requiredKnowledge href="{href}"/></knowledgeRequirement>')
        else:
            what = "requiredInput" if start.startswith("in_") else "requiredDecision"
            parts.append(f'<informationRequirement><{what} href="{href}"/></informationRequirement>')
    variable = f'<variable name="{name}"{typed(kind)}/>'
    return f'<decision id="d_{name}" name="{name}">{variable}{"".join(parts)}{logic}</decision>'


def knowledge(
    name: str, parameters: Sequence[str], logic: str, needs: Sequence[str] = (), kind: str = ""
) -> str:
    """A business knowledge model with the id `bkm_NAME`; a parameter is `name` or `name:type`."""
    formal = "".join(
        f'<formalParameter name="{each.partition(":")[0]}"{typed(each.partition(":")[2])}/>'
        for each in parameters
    )
    calls = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{each}"/></knowledgeRequirement>' for each in needs
    )
    return (
        f'<businessKnowledgeModel id="bkm_{name}" name="{name}"><variable name="{name}"{typed(kind)}/>'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{calls}</businessKnowledgeModel>"
    )


def table(
    inputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    outputs: Sequence[str] = ("",),
    policy: str = "UNIQUE",
    more: str = "",
    input_values: str = "",
    output_values: Sequence[str] = (),
    defaults: Sequence[str] = (),
    annotations: Sequence[str] = (),
) -> str:
    """A decision table; a rule is its tests, then its outputs, then its annotations."""
    parts = []
    for each in inputs:
        values = f"<inputValues><text>{escape(input_values)}</text></inputValues>" if input_values else ""
        parts.append(f"<input><inputExpression><text>{escape(each)}</text></inputExpression>{values}</input>")
    for k, each in enumerate(outputs):
        name = f' name="{each}"' if each else ""
        values = (
            f"<outputValues><text>{escape(output_values[k])}</text></outputValues>" if output_values else ""
        )
        default = (
            f"<defaultOutputEntry><text>{escape(defaults[k])}</text></defaultOutputEntry>" if defaults else ""
        )
        parts.append(f"<output{name}>{values}{default}</output>")
    parts.extend(f'<annotation name="{each}"/>' for each in annotations)
    for k, rule in enumerate(rules, 1):
        cells = [f"<inputEntry><text>{escape(each)}</text></inputEntry>" for each in rule[: len(inputs)]]
        end = len(inputs) + len(outputs)
        cells += [
            f"<outputEntry><text>{escape(each)}</text></outputEntry>" for each in rule[len(inputs) : end]
        ]
        cells += [f"<annotationEntry><text>{escape(each)}</text></annotationEntry>" for each in rule[end:]]
        parts.append(f'<rule id="r{k}">{"".join(cells)}</rule>')
    return f'<decisionTable id="t1" hitPolicy="{policy}" {more}>{"".join(parts)}</decisionTable>'


def read(*elements: str, name: str = "Small") -> Model:
    """A model of these elements."""
    return read_dmn(definitions(*elements, name=name), name=f"{name}.dmn")


def outcome(model: Model, name: str, /, **inputs: object) -> Outcome:
    """What a decision gives; whole numbers are made numbers of FEEL."""
    return decide(model, name, {key: feel(value) for key, value in inputs.items()})


def feel(value: object) -> Value:
    """A value of Python as FEEL has it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, list):
        return [feel(each) for each in value]
    if isinstance(value, dict):
        return {str(key): feel(each) for key, each in value.items()}
    return value  # type: ignore[return-value]
