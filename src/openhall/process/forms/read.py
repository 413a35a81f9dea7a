"""Read a form: JSON Schema 2020-12 of one object, with Openhall's words for what a schema does not say.

What of a schema is not understood is refused by name: a rule left out in silence would be one that nobody keeps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from openhall.process.errors import BadService, FeelSyntaxError, LimitReached
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.patterns import pattern_of
from openhall.process.feel.syntax import Node as Expression
from openhall.process.feel.values import Undefined
from openhall.process.forms.model import (
    LONGEST_LINES,
    LONGEST_TEXT,
    Choice,
    Form,
    Page,
    Question,
    QuestionKind,
)
from openhall.process.quoting import listed, meant, quoted

LARGEST = 1_000_000
"""Bytes of a form."""
MOST_QUESTIONS = 500
MOST_CHOICES = 1_000
MOST_DEPTH = 20
FILE = "openhall-file"
TOP = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "type", "properties", "required", "openhall:pages"}
    | {"additionalProperties"}
)
_OF_ALL = frozenset(
    {"title", "description", "type", "$comment", "openhall:personal", "openhall:known", "examples"}
)
_OF_TEXT = frozenset({"minLength", "maxLength", "pattern", "format", "openhall:lines"})
_OF_NUMBER = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "openhall:unit"})
_OF_CHOICES = frozenset({"items", "minItems", "maxItems", "uniqueItems"})
_ALLOWED = {
    QuestionKind.TEXT: _OF_TEXT,
    QuestionKind.LINES: _OF_TEXT,
    QuestionKind.E_MAIL: frozenset({"format", "maxLength"}),
    QuestionKind.DATE: frozenset({"format"}),
    QuestionKind.WHOLE: _OF_NUMBER,
    QuestionKind.NUMBER: _OF_NUMBER,
    QuestionKind.YES_NO: frozenset(),
    QuestionKind.ONE_OF: frozenset({"oneOf", "enum"}),
    QuestionKind.SOME_OF: _OF_CHOICES,
    QuestionKind.FILES: _OF_CHOICES | {"openhall:accept", "openhall:megabytes"},
}
_PAGE = frozenset({"name", "title", "questions", "if"})


def read_form(data: bytes, name: str) -> Form:
    """A form from its file (`forms/NAME.json`). Raises `BadService` with the place and the mend."""
    where = f"forms/{name}.json"
    schema = _json(data, where)
    unknown = sorted(schema.keys() - TOP)
    if unknown:
        raise BadService(f"{where}: {quoted(unknown[0])} is not understood here; {meant(unknown[0], TOP)}")
    if schema.get("type", "object") != "object" or not isinstance(schema.get("properties"), dict):
        raise BadService(
            f"{where}: a form is a schema of “type”: “object” with “properties”, one a question."
        )
    properties = schema["properties"]
    if not properties or len(properties) > MOST_QUESTIONS:
        raise BadService(
            f"{where}: the form has {len(properties):,} questions; give it from 1 to {MOST_QUESTIONS}."
        )
    required = schema.get("required", [])
    missing = [each for each in required if each not in properties]
    if missing:
        raise BadService(f"{where}: “required” names {quoted(missing[0])}; {meant(missing[0], properties)}")
    questions = {
        each: _question(each, held, each in required, f"{where}: {quoted(each)}")
        for each, held in properties.items()
    }
    pages = _pages(schema, questions, where)
    return Form(name, str(schema.get("title") or name), questions, pages, _of_answers(schema))


def _json(data: bytes, where: str) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise BadService(f"{where} has {len(data):,} bytes; at most {LARGEST:,} are taken.")
    try:
        schema = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadService(f"{where}, line {error.lineno}: this is no JSON ({error.msg}).") from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadService(f"{where} cannot be read as JSON: {error}.") from None
    if not isinstance(schema, dict):
        raise BadService(f"{where}: a form is a JSON object; begin it with {{.")
    _look_through(schema, where, 0)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        place = "/".join(str(each) for each in error.absolute_path) or "the form"
        raise BadService(f"{where}: {place} is no JSON Schema 2020-12: {error.message[:200]}.") from None
    return schema


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = (
        next((name for name in names if names.count(name) > 1), None)
        if len(set(names)) < len(names)
        else None
    )
    if twice is not None:
        raise ValueError(f"the name {quoted(twice)} stands twice in one object")
    return dict(pairs)


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def _look_through(part: Any, where: str, depth: int) -> None:
    """No references: what they lead to may lie outside. Not deeper than a form needs."""
    if depth > MOST_DEPTH:
        raise BadService(f"{where} is nested more than {MOST_DEPTH} deep.")
    if isinstance(part, dict):
        for name, held in part.items():
            if name in ("$ref", "$dynamicRef"):
                raise BadService(
                    f"{where}: references are not followed; write the question out in place of {name}."
                )
            _look_through(held, where, depth + 1)
    elif isinstance(part, list):
        for each in part:
            _look_through(each, where, depth + 1)


def _question(name: str, schema: Any, required: bool, where: str) -> Question:
    if not isinstance(schema, dict):
        raise BadService(f"{where} is no question; write an object with “title” and “type”.")
    kind = _kind(schema, where)
    allowed = _OF_ALL | _ALLOWED[kind]
    unknown = sorted(schema.keys() - allowed)
    if unknown:
        raise BadService(
            f"{where}: {quoted(unknown[0])} is not understood for a question of the kind “{kind.value}”; "
            f"{meant(unknown[0], allowed)}"
        )
    texts = {QuestionKind.LINES: LONGEST_LINES}.get(kind, LONGEST_TEXT)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    pattern = schema.get("pattern", "")
    try:
        compiled = pattern_of(pattern, "") if pattern else None
    except (Undefined, LimitReached) as error:
        raise BadService(f"{where}: the pattern {quoted(pattern)} cannot be used: {error}") from None
    return Question(
        name=name,
        title=str(schema.get("title") or name),
        kind=kind,
        hint=str(schema.get("description") or ""),
        choices=_choices(schema, kind, where),
        required=required,
        personal=_flag(schema, "openhall:personal", where),
        known=_known(schema, where),
        least=_number(above if above is not None else schema.get("minimum")),
        most=_number(below if below is not None else schema.get("maximum")),
        above_least=above is not None,
        below_most=below is not None,
        shortest=int(schema.get("minLength", 0)),
        longest=int(schema.get("maxLength", texts)),
        pattern=compiled,
        pattern_text=pattern,
        unit=schema.get("openhall:unit"),
        lines=_whole(schema, "openhall:lines", where, 100) if kind == QuestionKind.LINES else 0,
        accept=_accept(schema, where),
        megabytes=_whole(schema, "openhall:megabytes", where, 1_000) or None,
        few=int(schema.get("minItems", 0)),
        many=schema.get("maxItems"),
        schema=schema,
    )


def _kind(schema: Mapping[str, Any], where: str) -> QuestionKind:
    if "oneOf" in schema or "enum" in schema:
        return QuestionKind.ONE_OF
    kind, form = schema.get("type"), schema.get("format")
    if kind == "boolean":
        return QuestionKind.YES_NO
    if kind in ("integer", "number"):
        return QuestionKind.WHOLE if kind == "integer" else QuestionKind.NUMBER
    if kind == "string":
        if form not in (None, "email", "date"):
            raise BadService(
                f"{where}: the format {quoted(str(form))} is not understood; use “email” or “date”."
            )
        if form:
            return QuestionKind.E_MAIL if form == "email" else QuestionKind.DATE
        return QuestionKind.LINES if schema.get("openhall:lines") else QuestionKind.TEXT
    if kind == "array":
        items = schema.get("items")
        if not isinstance(items, dict):
            raise BadService(f"{where}: say in “items” what it is a list of.")
        if items.get("format") == FILE:
            return QuestionKind.FILES
        if "oneOf" in items or "enum" in items:
            return QuestionKind.SOME_OF
        raise BadService(
            f"{where}: a list is one of choices (“oneOf” in “items”) or of files (“format”: “{FILE}”)."
        )
    raise BadService(
        f"{where}: the type {quoted(str(kind))} is not understood; use string, number, integer, boolean, array, oneOf."
    )


def _choices(schema: Mapping[str, Any], kind: QuestionKind, where: str) -> tuple[Choice, ...]:
    if kind == QuestionKind.SOME_OF:
        schema = schema["items"]
    elif kind != QuestionKind.ONE_OF:
        return ()
    listed_values = schema.get("enum")
    options = schema.get("oneOf") if listed_values is None else [{"const": each} for each in listed_values]
    found: list[Choice] = []
    for option in options or ():
        value = option.get("const") if isinstance(option, dict) else None
        if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
            raise BadService(
                f"{where}: each choice needs a “const” that is a text or a number, and a “title”."
            )
        kept = value if isinstance(value, str) else Decimal(str(value))
        found.append(Choice(kept, str(option.get("title") or value)))
    if len(found) > MOST_CHOICES or len({str(each.value) for each in found}) != len(found) or not found:
        raise BadService(f"{where}: give from 1 to {MOST_CHOICES:,} choices, each value once.")
    return tuple(found)


def _pages(schema: Mapping[str, Any], questions: Mapping[str, Question], where: str) -> tuple[Page, ...]:
    given = schema.get("openhall:pages")
    if given is None:
        return tuple(Page(name, "", (name,)) for name in questions)
    if not isinstance(given, list) or not given:
        raise BadService(f"{where}: “openhall:pages” is a list of pages, each with “name” and “questions”.")
    names = frozenset(questions)
    pages = [_page(each, names, f"{where}: page {k}") for k, each in enumerate(given, 1)]
    asked = [name for page in pages for name in page.questions]
    for name in asked:
        if asked.count(name) > 1:
            raise BadService(f"{where}: {quoted(name)} is asked on two pages; ask it once.")
    if len({page.name for page in pages}) != len(pages):
        raise BadService(f"{where}: two pages have the same name; give each a name of its own.")
    left = [name for name in questions if name not in asked]
    if left:
        raise BadService(
            f"{where}: {listed(left)} {'is' if len(left) == 1 else 'are'} on no page; add a page for it."
        )
    return tuple(pages)


def _page(given: Any, names: frozenset[str], where: str) -> Page:
    if not isinstance(given, dict) or not isinstance(given.get("questions"), list) or not given["questions"]:
        raise BadService(f"{where} is no page; write {{“name”: …, “questions”: [“…”]}}.")
    for each in given:
        if each not in _PAGE:
            raise BadService(f"{where}: {quoted(each)} is not understood; {meant(each, _PAGE)}")
    questions = [str(each) for each in given["questions"]]
    for each in questions:
        if each not in names:
            raise BadService(f"{where} asks {quoted(each)}, which is no question; {meant(each, names)}")
    name = str(given.get("name") or questions[0])
    if (
        not all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in name)
        or len(name) > 60
    ):
        raise BadService(f"{where}: call the page with letters, digits and hyphens, not {quoted(name)}.")
    return Page(name, str(given.get("title") or ""), tuple(questions), *_condition(given, names, where))


def _condition(given: Mapping[str, Any], names: frozenset[str], where: str) -> tuple[Expression | None, str]:
    text = given.get("if")
    if text is None:
        return None, ""
    try:
        return parse_expression(str(text), names), str(text)
    except (FeelSyntaxError, LimitReached) as error:
        raise BadService(f"{where}: the condition {quoted(str(text))} is no FEEL: {error}") from None


def _known(schema: Mapping[str, Any], where: str) -> str | None:
    known = schema.get("openhall:known")
    if known is None:
        return None
    source, _, name = str(known).partition(".")
    if not source or not name:
        raise BadService(f"{where}: “openhall:known” names a source and a field, such as “person.email”.")
    return str(known)


def _flag(schema: Mapping[str, Any], name: str, where: str) -> bool:
    value = schema.get(name, False)
    if not isinstance(value, bool):
        raise BadService(f"{where}: “{name}” is true or false.")
    return value


def _whole(schema: Mapping[str, Any], name: str, where: str, most: int) -> int:
    value = schema.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise BadService(f"{where}: “{name}” is a whole number up to {most:,}.")
    return value


def _accept(schema: Mapping[str, Any], where: str) -> tuple[str, ...]:
    accept = schema.get("openhall:accept", [])
    if not isinstance(accept, list) or not all(isinstance(each, str) and "/" in each for each in accept):
        raise BadService(f"{where}: “openhall:accept” is a list of types such as “application/pdf”.")
    return tuple(accept)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _of_answers(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of the answers alone: what is asked is looked at page by page, so nothing is required of all."""
    properties = {
        name: {key: held for key, held in each.items() if not key.startswith("openhall:")}
        for name, each in schema["properties"].items()
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}
