"""Why a decision, an expression, a form or a letter fails is said in the reader's language; only names stay."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.utils import translation

import openhall.process
from openhall.process import errors
from openhall.process.bpmn.document import read_document
from openhall.process.dmn import read_dmn
from openhall.process.dmn.check import faults
from openhall.process.dmn.plain import read_inputs
from openhall.process.errors import FeelSyntaxError, LimitReached, ProcessError
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.values import Budget, Undefined
from openhall.process.forms.read import read_form
from openhall.process.letters import read_letter
from openhall.process.saying import Saying, each_line, keep, message_of
from openhall.process.saying import read as read_kept
from openhall.process.service.yaml_text import read_yaml
from openhall.site.web.speech import FROM_RIGHT
from tests.process import dmn_models, test_forms_read, test_letters
from tests.process.dmn_models import decision, input_data, literal, table
from tests.site.test_web_languages import latin

RAISED = {name for name in vars(errors) if isinstance(getattr(errors, name), type)} | {
    "Undefined",
    "ValueError",
}
TELLING = {"refuse": 1, "fail": 0, "wrong": 0, "note": 0}
"""Methods that make or keep a reason, and which of their arguments is it."""

TECHNICAL = frozenset(
    re.findall(
        r"\w+",
        # Names of formats, of what stands in files like this, and of parts of FEEL.
        "FEEL DMN BPMN YAML JSON XML UTF HTML Markdown Schema IANA UTC Europe Paris DOCTYPE null true false in if "
        "unique any contextEntry column row binding parameter inputExpression iteratorVariable const title type "
        "items oneOf enum uniqueItems minLength minItems properties object string number integer boolean array "
        "format email date schema additionalProperties required name questions openhall pages known person accept "
        "application pdf subject https mailto from position offset second entries key value keys list replacement "
        "negand divisor scale n length start grouping separator decimal s m i x",
    )
)


def cases(module: ModuleType, *names: str) -> Iterator[tuple[Any, ...]]:
    """What the tests of a module are given that have such parameters, without what they expect."""
    for test in vars(module).values():
        for mark in getattr(test, "pytestmark", ()):
            if mark.name == "parametrize" and mark.args[0] == names:
                for case in mark.args[1]:
                    yield (case if isinstance(case, tuple) else case.values)[:-1]


def refused(read: Callable[..., Any], *given: Any) -> list[str]:
    """Why it is refused; there is a reason for each line."""
    with pytest.raises(ProcessError) as caught:
        read(*given)
    return each_line(message_of(caught.value))


def of_forms() -> Iterator[str]:
    for properties, schema in cases(test_forms_read, "properties", "schema", "words"):
        yield from refused(lambda p=properties, s=schema: test_forms_read.read(p, **s))
    for (data,) in cases(test_forms_read, "data", "words"):
        # What Python says of JSON that it cannot read is Python's.
        if b"9" * 100 not in data and data != b"\xff\xfe" and b"[" * 100 not in data:
            yield from refused(read_form, data, "try")


def of_letters() -> Iterator[str]:
    for (text,) in cases(test_letters, "text", "words"):
        yield from refused(read_letter, text.encode(), "try", ["a", "b"])
    for (body,) in cases(test_letters, "body", "words"):
        yield from refused(read_letter, f"---\nsubject: x\n---\n{body}".encode(), "try", ["v"])
    for body in ("{{ long }}", "{{#for a in many}}{{ a }}{{/for}}"):
        letter = read_letter(f"---\nsubject: x\n---\n{body}".encode(), "try")
        yield from refused(letter.write, {"long": "x" * 200_000, "many": ["x"] * 3_000}, Budget())


def of_models() -> Iterator[str]:
    one = literal("1")
    for element in (
        decision("D", "<guess id='g1'/>"), decision("D", one + one), "<robot id='r9' name='R'/>", "<decision id='d1'/>",
        decision("D", '<literalExpression id="l1" expressionLanguage="javascript"/>'), decision("D", one, ["in_gone"]),
        decision("D", one) + decision("D", one), decision("D", "<conditional id='c1'/>"), decision("D", one, ["d_D"]),
        decision("D", "<invocation id='i1'/>"), decision("D", "<for id='f1'/>"), "<decision", "<!DOCTYPE x>",
        decision("D", "<functionDefinition id='f1' kind='Python'/>"), decision("D", "<relation><cell/></relation>"),
        '<itemDefinition id="t1" name="t"/><itemDefinition id="t2" name="t"/>', '<import importType="PMML"/>',
        '<import importType="DMN"/>',
        '<itemDefinition id="t1" name="t"><typeRef>t</typeRef></itemDefinition>',
        decision("D", table(["x"], [], policy="BEST")), decision("D", table(["x"], [], more='aggregation="MEAN"')),
        decision("D", table(["x"], [["1"]])), decision("D", "<list><context><row/></context></list>"),
        "".join(decision(name, one, [f"d_{needs}"]) for name, needs in zip("ABC", "BCA", strict=True)),
    ):  # fmt: skip
        yield from refused(dmn_models.read, element)
    for data in (b"", b"<html/>", b"<a>" * 200):
        yield from refused(read_dmn, data)
    yield from faults(
        dmn_models.read(decision("D", literal("1 +"), kind="tGone"), decision("E", literal("")))
    )


def of_processes() -> Iterator[str]:
    wide = "".join(f' a{number}=""' for number in range(10_001))
    for data in (b"", b"<a", b"<!DOCTYPE x><a/>", b"<a>" * 300, f"<a{wide}/>".encode(), b"<html/>"):
        yield from refused(read_document, data, "a.bpmn")
    for text in ("a: &b 1", "a: !b 1", "[" * 200, "a: 1\na: 2"):
        yield from refused(read_yaml, text.encode(), "service.yaml")


def of_inputs() -> Iterator[str]:
    model = dmn_models.read(
        '<itemDefinition name="tUse"><typeRef>string</typeRef><allowedValues><text>"home"</text></allowedValues>'
        "</itemDefinition>",
        input_data("Fee", "number"), input_data("Born", "date"), input_data("Use", "tUse"),
    )  # fmt: skip
    for text in (
        "[1]", '{"Fee": "x"}', '{"Born": "2001-02-30"}', '{"Born": "x"}', '{"Use": "farm"}', '{"Fee": NaN}',
        '{"Fee": 1e99999}', '{"Fee": 1, "Fee": 2}', '{"Fee": ' + "[" * 100_000 + "}", " " * 5_000_000,
        '{"Fee": [1, 2]}',
    ):  # fmt: skip
        yield from refused(read_inputs, text, model, "case.json")


def of_decisions() -> Iterator[str]:
    model = dmn_models.read(
        input_data("x", "number"),
        decision("D", table(["x"], [["> 1", "1"], ["> 2", "2"]]), ["in_x"], "number"),
        decision("E", literal('"text"'), kind="number"),
        decision("F"),
    )
    asked: list[tuple[str, dict[str, object]]] = [
        ("D", {"x": 3}),
        ("D", {"x": 0}),
        ("D", {"x": "a"}),
        ("D", {}),
        ("E", {}),
        ("F", {}),
    ]
    for name, inputs in asked:
        problems = dmn_models.outcome(model, name, **inputs).problems
        assert problems
        yield from (each.reason for each in problems)
    yield from refused(lambda: dmn_models.outcome(model, "G"))
    yield from refused(lambda: dmn_models.outcome(model, "D", y=1))


def of_expressions() -> Iterator[str]:
    for text in (
        'gone', '1 + "a"', '-"a"', "1 / 0", "{a: 1}.b", "(1).b", "[1, 2][3]", '[1]["a"]', "1(2)", '1 < "a"',
        "{a: 1, a: 2}", "[2..1]", '[1.."a"]', "[null..2]", "(function(a) external {})(1)", "(function(a) a)(1, 2)",
        "sum(1, 2)(3)", 'date("x")', 'time("x")', 'date and time("x")', 'duration("x")', 'date("2026-02-31")',
        'time("10:00:00@No/where")', 'date("2026-01-01") + 1', 'date("2026-01-01") * 2', 'date("2026-01-01").hour',
        'substring("abc", 9)', "sublist([1], 3)", 'matches("a", "(")', 'matches("a", "[b-a]")',
        'replace("a", "a*", "b")',
        'number("a", ",", ".")', "log(-1)", "modulo(1, 0)", 'upper case(1)', 'min([1, "a"])', 'string join([1])',
        'range("x")', "before(1)", 'before([1..2], "a")', "count(a: 1)", "abs(1, 2)", "for a in null return a",
        'for a in 1.."b" return a', "1 instance of gone", "(function(a: number) a)(\"b\")", "now()",
        "list replace([1], 3, 2)", "context([1])", 'get value({}, "a")', "decimal(1, 99999)",
    ):  # fmt: skip
        budget = Budget()
        assert evaluate(parse_expression(text, ()), {}, budget) in (None, [None], []), text
        assert budget.notes, text
        yield from budget.notes
    for text in (
        "1 +",
        "[1..2",
        "f(a: 1, 2)",
        "f(a: 1, a: 1)",
        "for in x",
        "@1",
        "{1}",
        "1 2",
        "a instance of",
        "(" * 200,
        "if",
        "9" * 7000,
    ):
        with pytest.raises((FeelSyntaxError, Undefined, LimitReached)) as caught:
            parse_expression(text, ())
        yield message_of(caught.value)
    with pytest.raises(LimitReached) as limit:
        evaluate(parse_expression("for a in 1..9999999 return a", ()), {}, Budget())
    yield message_of(limit.value)


@pytest.mark.parametrize(
    "reasons",
    [of_forms, of_letters, of_models, of_processes, of_inputs, of_decisions, of_expressions],
    ids=lambda each: each.__name__,
)
def test_only_names_stay_in_a_reason_that_is_said_in_arabic(reasons: Callable[[], Iterator[str]]) -> None:
    found = list(reasons())
    assert len(found) >= 8
    for words in found:
        assert isinstance(words, Saying), words
        with translation.override("ar"):
            said = FROM_RIGHT.say(words)
            assert FROM_RIGHT.say(read_kept(json.loads(json.dumps(keep(words))))) == said, "kept in a row"
        plain = said
        while plain != (plain := re.sub("\u2068[^\u2068\u2069]*\u2069", "", plain)):
            pass
        assert said != words and latin(plain) <= TECHNICAL, (str(words), said, latin(plain) - TECHNICAL)


def english_alone(source: str) -> list[int]:
    """The lines of a file in which an error or a note is given words that nobody can say in another language."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in RAISED:
            place = 0
        elif isinstance(node.func, ast.Attribute) and node.func.attr in TELLING:
            place = TELLING[node.func.attr]
        else:
            continue
        if len(node.args) > place and any(is_text(each) for each in parts_of(node.args[place])):
            lines.append(node.lineno)
    return lines


def parts_of(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in the place of an argument, also by a condition or a sum; what a function makes is not looked at."""
    if isinstance(node, ast.IfExp | ast.BinOp):
        for each in (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node.left, node.right):
            yield from parts_of(each)
    else:
        yield node


def is_text(node: ast.AST) -> bool:
    """Whether it is a text, or one put together of others by a method of it."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return is_text(node.func.value)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_no_reason_is_written_in_english_alone() -> None:
    root = Path(openhall.process.__file__).parent
    files = sorted(root.rglob("*.py"))
    assert len(files) > 100
    found = {
        str(file.relative_to(root)): lines for file in files if (lines := english_alone(file.read_text()))
    }
    assert not found, "write gettext(…) around it, or gettext_noop(…) in an Undefined"


@pytest.mark.parametrize(
    "line",
    [
        'raise Undefined("No.")',
        'raise BadModel(f"{a} is no DMN.")',
        'reading.refuse(a, b + "is no.")',
        'raise BadInput("\\n".join(a))',
        'raise BadService(gettext("No.") if a else "No.")',
        'self.fail("no")',
    ],
)
def test_a_reason_in_english_alone_is_found(line: str) -> None:
    assert english_alone(line) == [1]
