"""Numbers as people type them: "1,250.50", "1.250,50", "1 250", "£ 1,200", "12,5", "40 m2"."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from openhall.process.feel.values import NUMBERS
from openhall.process.forms.signs import with_usual_digits

MOST_DIGITS = 30
"""Before the decimal point, and behind it."""
_BODY = re.compile(r"[0-9.,' ]+")
_SIMPLE = re.compile(r"(?P<whole>[0-9]*)(?:[.,](?P<part>[0-9]*))?")
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<by>[,.' ])[0-9]{3}(?:(?P=by)[0-9]{3})*)(?:(?!(?P=by))[.,](?P<part>[0-9]*))?"
)
_INDIAN = re.compile(r"(?P<whole>[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3})(?:\.(?P<part>[0-9]*))?")


def read_number(text: str, unit: str | None = None) -> Decimal | None:
    """The number that a text is, with its unit or a sign of money before or behind it; None where it is none.

    "1,250" has thousands, "1.250" a decimal point: the form's own way to write numbers is that of English.
    """
    rest = _without_money(with_usual_digits(text).strip())
    negative = rest.startswith("-")
    if rest.startswith(("-", "+")):
        rest = _without_money(rest[1:].lstrip())
    body = _BODY.match(rest)
    if body is None:
        return None
    behind = _folded(_without_money(rest[body.end() :]))
    if behind and behind != _folded(unit or ""):
        return None
    written = _plain(body[0].strip())
    if written is None:
        return None
    number = NUMBERS.create_decimal(f"-{written}" if negative else written)
    return NUMBERS.create_decimal(int(number)) if number == number.to_integral_value() else number


def _plain(text: str) -> str | None:
    """A number with a decimal point and no other signs; None where the signs are not those of one number."""
    grouped = _INDIAN.fullmatch(text) or _GROUPED.fullmatch(text)
    # One point alone is a decimal point, even before three digits.
    if grouped and re.fullmatch(r"[0-9]+\.[0-9]+", text) is None:
        whole, part = re.sub("[^0-9]", "", grouped["whole"]), grouped["part"] or ""
    else:
        simple = _SIMPLE.fullmatch(text)
        if simple is None:
            return None
        whole, part = simple["whole"], simple["part"] or ""
    if not (whole or part) or len(whole) > MOST_DIGITS or len(part) > MOST_DIGITS:
        return None
    return f"{whole or 0}.{part or 0}"


def _without_money(text: str) -> str:
    """A text without a sign of money at one of its ends."""
    if text and unicodedata.category(text[0]) == "Sc":
        return text[1:].lstrip()
    if text and unicodedata.category(text[-1]) == "Sc":
        return text[:-1].rstrip()
    return text


def _folded(unit: str) -> str:
    """A unit, so that "M2", "m ²" and "m²" are the same."""
    return "".join(unicodedata.normalize("NFKC", unit).casefold().split())
