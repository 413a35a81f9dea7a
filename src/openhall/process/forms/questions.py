"""Read one question of a form. What of its schema is not understood is refused by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from openhall.process.errors import BadService, LimitReached
from openhall.process.feel.patterns import Pattern, pattern_of
from openhall.process.feel.values import Undefined
from openhall.process.forms.model import LONGEST_LINES, LONGEST_TEXT, Choice, Question, QuestionKind
from openhall.process.forms.numbers import MOST_DIGITS
from openhall.process.forms.signs import clean_text
from openhall.process.quoting import fault, meant, quoted
from openhall.process.saying import gettext, message_of

MOST_CHOICES = 1_000
LONGEST_TITLE = 500
LONGEST_HINT = 5_000
LONGEST_VALUE = 200
LONGEST_PATTERN = 1_000
LONGEST_UNIT = 40
MOST_LINES = 100
MOST_MEGABYTES = 1_000
FILE = "openhall-file"
_NAME = re.compile(r"[^\W\d][\w-]*(?: [\w-]+)*")
LONGEST_NAME = 60
_NOTES = frozenset({"$comment", "examples"})
"""What says nothing of an answer, and is only for those who read the file."""
_OF_ALL = _NOTES | {"title", "description", "type", "openhall:personal", "openhall:known"}
_OF_TEXT = frozenset({"minLength", "maxLength", "pattern", "format", "openhall:lines"})
_OF_NUMBER = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "openhall:unit"})
_OF_LISTS = frozenset({"items", "minItems", "maxItems", "uniqueItems"})
_ALLOWED = {
    QuestionKind.TEXT: _OF_TEXT,
    QuestionKind.LINES: _OF_TEXT,
    QuestionKind.E_MAIL: frozenset({"format", "maxLength"}),
    QuestionKind.DATE: frozenset({"format"}),
    QuestionKind.WHOLE: _OF_NUMBER,
    QuestionKind.NUMBER: _OF_NUMBER,
    QuestionKind.YES_NO: frozenset(),
    QuestionKind.ONE_OF: frozenset({"oneOf", "enum"}),
    QuestionKind.SOME_OF: _OF_LISTS,
    QuestionKind.FILES: _OF_LISTS | {"openhall:accept", "openhall:megabytes"},
}
_OF_ITEMS = {
    QuestionKind.SOME_OF: frozenset({"type", "oneOf", "enum", "title", "$comment"}),
    QuestionKind.FILES: frozenset({"type", "format", "title", "$comment"}),
}
_OF_CHOICE = frozenset({"const", "title", "$comment"})


def read_question(name: str, schema: Any, required: bool, where: str) -> Question:
    """A question of a form by the schema of its answer. Raises `BadService` with the place and the mend."""
    if not isinstance(schema, dict):
        raise BadService(
            gettext("%(where)s is no question; write an object with “title” and “type”.", where=where)
        )
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or unicodedata.normalize("NFC", name) != name:
        raise fault(
            where,
            0,
            gettext(
                "call a question with at most %(longest)s letters, digits, hyphens, a letter first.",
                longest=LONGEST_NAME,
            ),
        )
    kind = _kind(schema, where)
    _all_understood(
        schema,
        _OF_ALL | _ALLOWED[kind],
        gettext("a question of the kind %(kind)s", kind=gettext("“%(name)s”", name=gettext(kind.value))),
        where,
    )
    if kind in _OF_ITEMS:
        _all_understood(schema["items"], _OF_ITEMS[kind], quoted("items"), where)
    least, above_least = _bound(schema, "minimum", "exclusiveMinimum", where)
    most, below_most = _bound(schema, "maximum", "exclusiveMaximum", where)
    longest = LONGEST_LINES if kind == QuestionKind.LINES else LONGEST_TEXT
    question = Question(
        name=name,
        title=_text(schema, "title", where, LONGEST_TITLE) or name,
        kind=kind,
        hint=_text(schema, "description", where, LONGEST_HINT) or "",
        choices=_choices(schema["items"] if kind == QuestionKind.SOME_OF else schema, kind, where),
        required=required,
        personal=_flag(schema, "openhall:personal", where),
        known=_known(schema, where),
        least=least,
        most=most,
        above_least=above_least,
        below_most=below_most,
        shortest=_whole(schema, "minLength", where, LONGEST_LINES) or 0,
        longest=_whole(schema, "maxLength", where, LONGEST_LINES) or longest,
        pattern=_pattern(schema, where),
        pattern_text=schema.get("pattern", ""),
        unit=_text(schema, "openhall:unit", where, LONGEST_UNIT),
        lines=_whole(schema, "openhall:lines", where, MOST_LINES) or 0,
        accept=_accept(schema, where),
        megabytes=_whole(schema, "openhall:megabytes", where, MOST_MEGABYTES),
        few=_whole(schema, "minItems", where, MOST_CHOICES) or 0,
        many=_whole(schema, "maxItems", where, MOST_CHOICES),
        schema=schema,
    )
    _answerable(question, where)
    return question


def _all_understood(schema: Mapping[str, Any], allowed: frozenset[str], what: str, where: str) -> None:
    unknown = sorted(schema.keys() - allowed)
    if unknown:
        raise fault(
            where,
            0,
            gettext(
                "%(name)s is not understood for %(what)s; %(mend)s",
                name=quoted(unknown[0]),
                what=what,
                mend=meant(unknown[0], allowed),
            ),
        )


def _kind(schema: Mapping[str, Any], where: str) -> QuestionKind:
    if "oneOf" in schema or "enum" in schema:
        return QuestionKind.ONE_OF
    kind = schema.get("type")
    if kind == "boolean":
        return QuestionKind.YES_NO
    if kind in ("integer", "number"):
        return QuestionKind.WHOLE if kind == "integer" else QuestionKind.NUMBER
    if kind == "string":
        return _kind_of_text(schema, where)
    if kind == "array":
        return _kind_of_list(schema, where)
    raise fault(
        where,
        0,
        gettext(
            "the type %(kind)s is not understood; use string, number, integer, boolean, array, oneOf.",
            kind=quoted(str(kind)),
        ),
    )


def _kind_of_text(schema: Mapping[str, Any], where: str) -> QuestionKind:
    form = schema.get("format")
    if form is None:
        return QuestionKind.LINES if "openhall:lines" in schema else QuestionKind.TEXT
    if form not in ("email", "date"):
        raise fault(
            where,
            0,
            gettext(
                "the format %(format)s is not understood; use “email” or “date”.",
                format=quoted(str(form)),
            ),
        )
    return QuestionKind.E_MAIL if form == "email" else QuestionKind.DATE


def _kind_of_list(schema: Mapping[str, Any], where: str) -> QuestionKind:
    items = schema.get("items")
    if not isinstance(items, dict):
        raise fault(where, 0, gettext("say in “items” what it is a list of."))
    if schema.get("uniqueItems", True) is not True:
        raise fault(where, 0, gettext("each answer of a list counts once; take “uniqueItems” out."))
    if items.get("format") == FILE and items.get("type") == "string":
        return QuestionKind.FILES
    if "oneOf" in items or "enum" in items:
        return QuestionKind.SOME_OF
    raise fault(
        where,
        0,
        gettext(
            "a list is one of choices (“oneOf” in “items”) or of files "
            "(“type”: “string”, “format”: “%(format)s”).",
            format=FILE,
        ),
    )


def _choices(schema: Mapping[str, Any], kind: QuestionKind, where: str) -> tuple[Choice, ...]:
    if kind not in (QuestionKind.ONE_OF, QuestionKind.SOME_OF):
        return ()
    if "oneOf" in schema and "enum" in schema:
        raise BadService(
            gettext("%(where)s has “oneOf” and “enum”; give the choices in one of them.", where=where)
        )
    listed = schema.get("enum")
    options: Sequence[Any] = (
        schema.get("oneOf", ()) if listed is None else [{"const": each} for each in listed]
    )
    found = [_choice(option, schema.get("type"), where) for option in options]
    if not 0 < len(found) <= MOST_CHOICES or len({str(each.value) for each in found}) != len(found):
        raise fault(where, 0, gettext("give from 1 to %(most)s choices, each value once.", most=MOST_CHOICES))
    return tuple(found)


def _choice(option: Any, kind: Any, where: str) -> Choice:
    value = option.get("const") if isinstance(option, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        raise fault(
            where, 0, gettext("each choice needs a “const” that is a text or a number, and a “title”.")
        )
    _all_understood(option, _OF_CHOICE, gettext("a choice"), where)
    if kind not in ((None, "string") if isinstance(value, str) else (None, "number", "integer")):
        raise fault(
            where,
            0,
            gettext(
                "the choice %(value)s is not of the type %(kind)s.",
                value=quoted(str(value)),
                kind=quoted(str(kind)),
            ),
        )
    if isinstance(value, str) and (clean_text(value, lines=False) != value or len(value) > LONGEST_VALUE):
        raise fault(
            where,
            0,
            gettext(
                "the choice %(value)s needs a value of one line, of at most %(longest)s letters, "
                "without blanks around it.",
                value=quoted(value),
                longest=LONGEST_VALUE,
            ),
        )
    kept = value if isinstance(value, str) else _number(value, "const", where)
    title = _text(option, "title", where, LONGEST_TITLE)
    return Choice(kept, title or (kept if isinstance(kept, str) else f"{kept:f}"))


def _answerable(question: Question, where: str) -> None:
    """That its bounds leave an answer."""
    least, most = question.least, question.most
    if least is not None and most is not None:
        strict = question.above_least or question.below_most
        if least > most or (strict and least == most):
            raise fault(
                where, 0, gettext("no number is both large and small enough; change one of its bounds.")
            )
    if question.shortest > question.longest:
        raise fault(where, 0, gettext("“minLength” is more than its texts may have; change one of them."))
    most_chosen = question.many if question.many is not None else MOST_CHOICES
    if question.choices:
        most_chosen = min(most_chosen, len(question.choices))
    if question.few > most_chosen:
        raise fault(where, 0, gettext("“minItems” is more than can be given; change it."))


def _bound(schema: Mapping[str, Any], name: str, strict: str, where: str) -> tuple[Decimal | None, bool]:
    """A bound of a number, and whether it is one that the number may not reach."""
    if name in schema and strict in schema:
        raise BadService(
            gettext(
                "%(where)s has %(name)s and %(strict)s; leave one of them.",
                where=where,
                name=quoted(name),
                strict=quoted(strict),
            )
        )
    if strict in schema:
        return _number(schema[strict], strict, where), True
    return (_number(schema[name], name, where) if name in schema else None), False


def _number(value: int | float, name: str, where: str) -> Decimal:
    number = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    exponent = number.as_tuple().exponent
    if number.adjusted() >= MOST_DIGITS or not isinstance(exponent, int) or exponent < -MOST_DIGITS:
        raise fault(
            where,
            0,
            gettext(
                "%(name)s has too many digits; at most %(most)s are taken.",
                name=quoted(name),
                most=MOST_DIGITS,
            ),
        )
    # Written out: 1e3 is 1000, as a page says and takes it.
    plain = f"{number:f}"
    return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _pattern(schema: Mapping[str, Any], where: str) -> Pattern | None:
    text = schema.get("pattern", "")
    if not text:
        return None
    if len(text) > LONGEST_PATTERN:
        raise fault(
            where,
            0,
            gettext(
                "the pattern is longer than %(longest)s characters; shorten it.",
                longest=LONGEST_PATTERN,
            ),
        )
    try:
        return pattern_of(text, "")
    except (Undefined, LimitReached) as error:
        raise fault(
            where,
            0,
            gettext("the pattern %(text)s cannot be used: %(why)s", text=quoted(text), why=message_of(error)),
        ) from None


def _known(schema: Mapping[str, Any], where: str) -> str | None:
    known = _text(schema, "openhall:known", where, 2 * LONGEST_NAME)
    if known is None:
        return None
    source, _, name = known.partition(".")
    if not source or not name:
        raise fault(where, 0, gettext("“openhall:known” names a source and a field, such as “person.email”."))
    return known


def _text(schema: Mapping[str, Any], name: str, where: str, longest: int) -> str | None:
    """A text on its own; None where there is none."""
    value = schema.get(name)
    if value is None and name not in schema:
        return None
    if not isinstance(value, str) or len(value) > longest:
        raise fault(
            where,
            0,
            gettext("%(name)s is a text of at most %(longest)s letters.", name=quoted(name), longest=longest),
        )
    return value.strip() or None


def _flag(schema: Mapping[str, Any], name: str, where: str) -> bool:
    value = schema.get(name, False)
    if not isinstance(value, bool):
        raise fault(where, 0, gettext("“%(name)s” is true or false.", name=name))
    return value


def _whole(schema: Mapping[str, Any], name: str, where: str, most: int) -> int | None:
    """A whole number from 1; None where there is none. 0 of what is at least is none, too."""
    if name not in schema:
        return None
    value, fewest = schema[name], 0 if name.startswith("min") else 1
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not fewest <= value <= most
        or value % 1
    ):
        raise fault(
            where,
            0,
            gettext(
                "“%(name)s” is a whole number from %(fewest)s to %(most)s.",
                name=name,
                fewest=fewest,
                most=most,
            ),
        )
    return int(value)


def _accept(schema: Mapping[str, Any], where: str) -> tuple[str, ...]:
    accept = schema.get("openhall:accept", [])
    if not isinstance(accept, list) or not all(isinstance(each, str) and "/" in each for each in accept):
        raise fault(where, 0, gettext("“openhall:accept” is a list of types such as “application/pdf”."))
    return tuple(accept)
