"""Values of FEEL from JSON, with the types of a model, and to JSON: numbers exact, dates and durations as text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException

from openhall.process.dmn.links import Links, links_of
from openhall.process.dmn.model import Decision, InputData, Item, Model
from openhall.process.dmn.types import convert, find_item
from openhall.process.errors import BadInput
from openhall.process.feel.temporal import TEMPORAL, parse_date, parse_date_time, parse_duration, parse_time
from openhall.process.feel.values import NUMBERS, Budget, Range, Undefined, Value
from openhall.process.quoting import placed
from openhall.process.saying import gettext, message_of

LARGEST = 4_000_000
"""Characters of the largest input."""
THE_INPUT = gettext("The input")
PLAIN_DIGITS = 40
"""Numbers with more digits before or after the point than this are written with an exponent."""

READ_TEXT: Mapping[str, Callable[[str], Value]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "dateTime": parse_date_time,
    "days and time duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "years and months duration": parse_duration,
    "yearMonthDuration": parse_duration,
}
"""Types whose values stand in JSON as text."""


def read_inputs(text: str, model: Model, where: str = THE_INPUT) -> dict[str, Value]:
    """The values of a JSON object by the names of input data, as the model types them.

    `where` is how sentences call the text. Raises `BadInput` for what is no JSON object, and for a value that is not
    of its type.
    """
    if len(text) > LARGEST:
        raise BadInput(
            gettext(
                "%(where)s has %(number)s characters; at most %(most)s are read.",
                where=where,
                number=len(text),
                most=LARGEST,
            )
        )
    try:
        found = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise BadInput(
            gettext(
                "%(where)s is no JSON: %(msg)s in line %(line)s, column %(column)s.",
                where=where,
                msg=error.msg,
                line=str(error.lineno),
                column=str(error.colno),
            )
        ) from None
    except BadInput as error:
        raise BadInput(placed(where, 0, message_of(error))) from None
    except RecursionError:
        raise BadInput(gettext("%(where)s is nested too deep; make it flatter.", where=where)) from None
    if not isinstance(found, dict):
        raise BadInput(
            gettext(
                "%(where)s must be a JSON object with a name for each value, like %(example)s.",
                where=where,
                example='{"Age": 42}',
            )
        )
    return typed_inputs(found, model, where)


def typed_inputs(inputs: Mapping[str, Value], model: Model, where: str = THE_INPUT) -> dict[str, Value]:
    """Values as JSON has them, by the names of input data, as the model types them. Raises `BadInput`."""
    return _typed(inputs, model, links_of(model), where, Budget())


def _typed(
    inputs: Mapping[str, Value], model: Model, links: Links, where: str, budget: Budget
) -> dict[str, Value]:
    types = {
        each.name: each.variable.type
        for each in model.elements.values()
        if isinstance(each, InputData | Decision)
    }
    aliases = dict(model.imports)
    for _, imported in model.imports:
        for each in imported.elements.values():
            if isinstance(each, InputData | Decision):
                types.setdefault(each.name, _qualified(imported, each.variable.type))
    typed: dict[str, Value] = {}
    for name, value in inputs.items():
        inner = aliases.get(name)
        if inner is not None and isinstance(value, dict):
            typed[name] = dict(_typed(value, inner, links, placed(where, 0, f"'{name}'"), budget))
            continue
        try:
            shaped = _shaped(value, types.get(name), model)
            typed[name] = convert(shaped, types.get(name), model, budget)
        except (Undefined, RecursionError) as reason:
            raise BadInput(placed(where, 0, _unusable(name, reason))) from None
    return typed


def _unusable(name: str, reason: Exception) -> str:
    why = message_of(reason) if isinstance(reason, Undefined) else gettext("it is nested too deep")
    # Why text is no date is a sentence; why a value is not of its type is a part of one.
    if str(why).endswith("."):
        return gettext("'%(name)s' cannot be used, for %(why)s", name=name, why=why)
    return gettext("'%(name)s' cannot be used, for %(why)s.", name=name, why=why)


def _qualified(model: Model, name: str | None) -> str | None:
    return f"{model.namespace}:{name}" if name is not None and find_item(model, name) is not None else name


def _shaped(value: Value, name: str | None, model: Model) -> Value:
    """The value with text made into dates and durations where the type has them. Raises `Undefined`."""
    if name is None or value is None:
        return value
    read = READ_TEXT.get(name)
    if read is not None:
        if isinstance(value, str):
            return read(value)
        if isinstance(value, list):
            return [read(each) if isinstance(each, str) else each for each in value]
        return value
    found = find_item(model, name)
    return _shaped_item(value, found[1], found[0]) if found is not None else value


def _shaped_item(value: Value, item: Item, model: Model) -> Value:
    if item.collection and isinstance(value, list):
        return [_shaped_one(each, item, model) for each in value]
    return _shaped_one(value, item, model)


def _shaped_one(value: Value, item: Item, model: Model) -> Value:
    if item.components and isinstance(value, dict):
        parts = {each.name: each for each in item.components}
        return {
            name: _shaped_item(each, parts[name], model) if name in parts else each
            for name, each in value.items()
        }
    return _shaped(value, item.type, model)


def write_json(value: Value) -> str:
    """The value as JSON text. Numbers keep all their digits; dates, times, durations, ranges are text."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        return write_number(value)
    if isinstance(value, list):
        return f"[{', '.join(write_json(each) for each in value)}]"
    if isinstance(value, dict):
        inside = (
            f"{json.dumps(name, ensure_ascii=False)}: {write_json(each)}" for name, each in value.items()
        )
        return f"{{{', '.join(inside)}}}"
    return json.dumps(write_text(value), ensure_ascii=False)


def write_text(value: Value) -> str:
    """The value as a person reads it: text without quotes, numbers in plain digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, TEMPORAL):
        return str(value)
    if isinstance(value, Range):
        ends = [write_text(each) if each is not None else "" for each in (value.low, value.high)]
        return f"{'[' if value.low_closed else '('}{ends[0]}..{ends[1]}{']' if value.high_closed else ')'}"
    if value is None or isinstance(value, bool | Decimal | list | dict):
        return write_json(value)
    return f"function {value.name}({', '.join(value.parameters)})"


def write_number(value: Decimal) -> str:
    """A number in plain digits; with an exponent only where that would be longer than `PLAIN_DIGITS`."""
    if not value:
        return "0"
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    kept = text.rstrip("0") or "0"
    exponent += len(text) - len(kept)
    if not -PLAIN_DIGITS <= exponent <= PLAIN_DIGITS - len(kept):
        return f"{'-' if sign else ''}{kept[0]}{'.' + kept[1:] if kept[1:] else ''}E{exponent + len(kept) - 1:+d}"
    return format(Decimal((sign, tuple(map(int, kept)), exponent)), "f")


def _number(text: str) -> Decimal:
    try:
        return NUMBERS.create_decimal(text)
    except DecimalException:
        raise BadInput(gettext("the number %(text)s is too large for FEEL.", text=text[:40])) from None


def _constant(text: str) -> Value:
    raise BadInput(gettext("%(text)s is no number.", text=text))


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise BadInput(gettext("'%(twice)s' stands twice in one object; keep one.", twice=twice[:60]))
    return found
