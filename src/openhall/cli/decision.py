"""What `openhall decide` prints: the decisions of a model, or the result of one with the rules that applied."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import typer

from openhall.process.dmn import Model, Outcome, decide, decide_service, read_dmn, siblings
from openhall.process.dmn.plain import read_inputs, write_json, write_text
from openhall.process.dmn.words import annotation_sentences, needed_inputs, rule_sentence
from openhall.process.errors import BadInput, FeelSyntaxError
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.values import Budget, Undefined, Value


def list_decisions(path: Path, as_json: bool) -> None:
    """Print the decisions and decision services of a model with what each needs.

    Raises `BadModel`, and `BadInput` when the file cannot be read.
    """
    model = _read(path)
    rows = [(each.name, "decision", needed_inputs(model, each)) for each in model.decisions]
    rows += [(each.name, "decision service", needed_inputs(model, each)) for each in model.services]
    if as_json:
        listed: list[Value] = [
            {"name": name, "kind": kind, "needs": [{"name": each, "type": of} for each, of in needs]}
            for name, kind, needs in rows
        ]
        typer.echo(write_json({"model": model.name, "decisions": listed}))
        return
    typer.echo(
        f"{path.name}: the model '{model.name}' has {len(rows)} decision{'' if len(rows) == 1 else 's'}."
    )
    for name, kind, needs in rows:
        said = ", ".join(f"{each} ({of})" for each, of in needs) or "nothing"
        typer.echo(_line(f"  {name}{' (service)' if kind != 'decision' else ''} needs {said}"))


def run_decision(path: Path, name: str, inputs: Path | None, values: list[str], as_json: bool) -> None:
    """Print the result of a decision or decision service; exit code 1 when the result is null.

    Raises `BadModel`, `BadInput` and `LimitReached`.
    """
    model = _read(path)
    given = read_inputs(_text(inputs), model, _called(inputs)) if inputs is not None else {}
    for each in values:
        given.update([_value(each)])
    known = {each.name for each in model.services} - {each.name for each in model.decisions}
    outcome = (decide_service if name in known else decide)(model, name, given)
    typer.echo(_as_json(name, outcome) if as_json else _as_words(name, outcome))
    if outcome.value is None:
        raise typer.Exit(1)


def _as_words(name: str, outcome: Outcome) -> str:
    lines = [f"{name}: {'no result (null)' if outcome.value is None else write_text(outcome.value)}"]
    for fired in outcome.fired:
        lines.append(f"  {rule_sentence(fired)}")
        lines.extend(f"    {each}" for each in annotation_sentences(fired))
    if outcome.value is None or (outcome.problems and not outcome.fired):
        lines.extend(f"  In '{each.element}': {each.reason}" for each in outcome.problems[:10])
    return "\n".join(_line(each) for each in lines)


def _line(text: str) -> str:
    """One line without the characters that steer a terminal, whatever a model has put into its names."""
    return "".join(c if c.isprintable() else " " for c in text)


def _as_json(name: str, outcome: Outcome) -> str:
    rules: list[Value] = [
        {
            "table": fired.table,
            "rule": None if fired.rule is None else Decimal(fired.rule),
            "sentence": rule_sentence(fired),
            "conditions": [
                {"input": each.label, "value": each.value, "test": each.test} for each in fired.tested
            ],
            "outputs": [{"name": label, "value": value} for label, value in fired.outputs],
            "notes": list(annotation_sentences(fired)),
        }
        for fired in outcome.fired
    ]
    problems: list[Value] = [{"in": each.element, "reason": each.reason} for each in outcome.problems]
    return write_json(
        {
            "decision": name,
            "value": outcome.value,
            "decisions": dict(outcome.decisions),
            "rules": rules,
            "problems": problems,
        }
    )


def _read(path: Path) -> Model:
    try:
        return read_dmn(path, siblings(path.parent))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None


def _text(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{_called(path)} is not in UTF-8; save it in that encoding.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None


def _called(path: Path | None) -> str:
    return "Standard input" if str(path) == "-" else str(path)


def _value(text: str) -> tuple[str, Value]:
    """A name and its value from NAME=FEEL. Raises `BadInput`."""
    name, equals, words = text.partition("=")
    if not equals or not name.strip():
        raise BadInput(f"--value {text} has no name; write NAME=FEEL, such as Area=120.")
    budget = Budget()
    try:
        value = evaluate(parse_expression(words), {}, budget)
    except (FeelSyntaxError, Undefined) as error:
        raise BadInput(f"--value {text} is no FEEL: {error}") from None
    if value is None and words.strip() != "null":
        hint = f" ({budget.notes[0]})" if budget.notes else ""
        raise BadInput(f"--value {text} has no value{hint}; put text in quotes, such as {name}='\"home\"'.")
    return name.strip(), value
