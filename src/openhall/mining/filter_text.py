"""Filters as text and back: `activity:Check`, `step:Check>Decide`, `days:10..20`, ...

The text is what an address holds, so it is parsed, never evaluated, and bounded in length. In names, the signs that
mean something in the text (% > = |) are written %25, %3E, %3D and %7C.
"""

from __future__ import annotations

import math
import re
from datetime import date
from urllib.parse import unquote

from openhall.mining.errors import BadFilter
from openhall.mining.filters import (
    Duration,
    EndsWith,
    Filter,
    FollowsDirectly,
    FollowsLater,
    HasActivity,
    HasAttribute,
    InVariant,
    LacksActivity,
    Sense,
    StartsWith,
    TimeWindow,
    VariantCoverage,
)
from openhall.process.saying import gettext

LONGEST = 2_000
SENSES: tuple[Sense, ...] = ("starting", "ending", "within", "touching")
KINDS = "activity, without, step, later, start, end, days, time, attr, variants, variant"


def parse_filter(text: str) -> Filter:
    """The filter that a text says. Raises `BadFilter` with what is wrong and an example."""
    if len(text) > LONGEST:
        raise BadFilter(
            gettext(
                "A filter has at most %(most)s characters; this one has %(number)s.",
                most=LONGEST,
                number=len(text),
            )
        )
    kind, colon, rest = text.partition(":")
    if not colon or not rest:
        raise BadFilter(
            gettext(
                "“%(text)s” is no filter; write one like activity:NAME (kinds: %(kinds)s).",
                text=text[:60],
                kinds=KINDS,
            )
        )
    match kind:
        case "activity":
            return HasActivity(unquote(rest))
        case "without":
            return LacksActivity(unquote(rest))
        case "start":
            return StartsWith(unquote(rest))
        case "end":
            return EndsWith(unquote(rest))
        case "step":
            return FollowsDirectly(*_pair(rest, text))
        case "later":
            return FollowsLater(*_pair(rest, text))
        case "days":
            return _duration(rest, text)
        case "time":
            return _window(rest, text)
        case "attr":
            return _attribute(rest, text)
        case "variants":
            return _coverage(rest, text)
        case "variant":
            return _variant(rest, text)
        case _:
            raise BadFilter(
                gettext(
                    "There is no kind of filter “%(kind)s”; the kinds are %(kinds)s.",
                    kind=kind[:30],
                    kinds=KINDS,
                )
            )


def filter_text(each: Filter) -> str:
    """The text of a filter; `parse_filter` gives the same filter back."""
    match each:
        case HasActivity(name):
            return f"activity:{_quote(name)}"
        case LacksActivity(name):
            return f"without:{_quote(name)}"
        case StartsWith(name):
            return f"start:{_quote(name)}"
        case EndsWith(name):
            return f"end:{_quote(name)}"
        case FollowsDirectly(source, target):
            return f"step:{_quote(source)}>{_quote(target)}"
        case FollowsLater(source, target):
            return f"later:{_quote(source)}>{_quote(target)}"
        case Duration(low, high):
            return f"days:{_number(low)}..{_number(high)}"
        case TimeWindow(first, last, sense):
            tail = "" if sense == "starting" else f";{sense}"
            return f"time:{first.isoformat() if first else ''}..{last.isoformat() if last else ''}{tail}"
        case HasAttribute(name, values):
            return f"attr:{_quote(name)}={'|'.join(_quote(value) for value in values)}"
        case VariantCoverage(covered):
            return f"variants:{_number(round(covered * 100, 6))}%"
        case InVariant(rank):
            return f"variant:{rank}"
        case _:
            raise TypeError(f"no text for {type(each).__name__}")


def _quote(name: str) -> str:
    return re.sub(r"[%>=|]", lambda found: f"%{ord(found[0]):02X}", name)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _pair(rest: str, text: str) -> tuple[str, str]:
    source, arrow, target = rest.partition(">")
    if not arrow or not source or not target or ">" in target:
        raise BadFilter(
            gettext(
                "“%(text)s” needs two activities with > between, as in step:Check>Decide.", text=text[:60]
            )
        )
    return unquote(source), unquote(target)


def _duration(rest: str, text: str) -> Duration:
    low, dots, high = rest.partition("..")
    ends = [_days(part, text) for part in (low, high)]
    if not dots or ends == [None, None]:
        raise BadFilter(
            gettext(
                "“%(text)s” needs two numbers of days, as in days:10..20, days:10.. or days:..20.",
                text=text[:60],
            )
        )
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        raise BadFilter(
            gettext("“%(text)s” ends before it begins; put the smaller number first.", text=text[:60])
        )
    return Duration(*ends)


def _days(text: str, whole: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < 1e6:
        raise BadFilter(
            gettext("“%(part)s” in “%(text)s” is no number of days.", part=text[:20], text=whole[:60])
        )
    return value


def _window(rest: str, text: str) -> TimeWindow:
    dates, _, sense = rest.partition(";")
    first, dots, last = dates.partition("..")
    chosen = next((known for known in SENSES if known == (sense or "starting")), None)
    if not dots or (not first and not last) or chosen is None:
        raise BadFilter(
            gettext(
                "“%(text)s” needs two days, as in time:2024-01-01..2024-12-31, and perhaps ;ending, ;within or "
                ";touching.",
                text=text[:60],
            )
        )
    window = TimeWindow(_date(first, text), _date(last, text), chosen)
    if window.first and window.last and window.first > window.last:
        raise BadFilter(
            gettext("“%(text)s” ends before it begins; put the earlier day first.", text=text[:60])
        )
    return window


def _date(text: str, whole: str) -> date | None:
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is None:
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise BadFilter(
            gettext(
                "“%(part)s” in “%(text)s” is no day; write it as 2024-05-03.", part=text[:20], text=whole[:60]
            )
        ) from None
    if not 1000 <= day.year <= 9000:
        raise BadFilter(gettext("“%(day)s” is too far away; give a year between 1000 and 9000.", day=text))
    return day


def _attribute(rest: str, text: str) -> HasAttribute:
    name, equals, values = rest.partition("=")
    if not equals or not name or not values:
        raise BadFilter(
            gettext("“%(text)s” needs a name and a value, as in attr:channel=Desk.", text=text[:60])
        )
    return HasAttribute(unquote(name), tuple(unquote(value) for value in values.split("|")))


def _coverage(rest: str, text: str) -> VariantCoverage:
    try:
        share = float(rest.removesuffix("%"))
    except ValueError:
        share = math.nan
    if not 0 < share <= 100 or not rest.endswith("%"):
        raise BadFilter(gettext("“%(text)s” needs a percentage, as in variants:80%%.", text=text[:60]))
    return VariantCoverage(share / 100)


def _variant(rest: str, text: str) -> InVariant:
    if not re.fullmatch(r"[1-9]\d{0,9}", rest):
        raise BadFilter(gettext("“%(text)s” needs a rank, as in variant:3.", text=text[:60]))
    return InVariant(int(rest))
