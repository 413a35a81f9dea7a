"""What the engine found, said in the language of who reads it.

The engine's words are kept as it made them: on the shelf, in rows, on published pages (`process.saying`). They are said
when a page is drawn, so that nobody meets the language of whoever looked, read or published before.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, pgettext

from openhall.process.saying import ENGLISH, Saying, Speech, day, keep, message_of, read

APART, TOGETHER = "\u2068", "\u2069"
"""Around a name, so that its direction does not mix with that of the sentence (Unicode 6.3, first strong isolate)."""
KEPT = '{"text": '
"""How a sentence begins that is kept as text."""


def digits(number: float, places: int) -> str:
    """A number rounded to so many places, as the reader's language writes it."""
    return formats.number_format(Decimal(f"{number:.{places}f}"), decimal_pos=places, force_grouping=True)


def set_apart(name: str) -> str:
    """A name from a record, as it stands in a sentence of the reader's language."""
    return f"{APART}{name}{TOGETHER}" if get_language_bidi() else name


SITE = Speech(gettext, ngettext, pgettext, digits, formats.date_format, set_apart)


def speech() -> Speech:
    """The language of who reads the page that is being made."""
    return ENGLISH if (get_language() or "en").startswith("en") else SITE


def say(words: str) -> str:
    """The engine's words for the reader; a text of somebody's own stays as it is."""
    return speech().say(words)


def say_day(value: date) -> str:
    """A day: "3 May 2024"."""
    return say(day(value))


def say_error(error: Exception) -> str:
    """What an error of an engine says."""
    return say(message_of(error))


def keep_text(words: str) -> str:
    """Words as one text, for a row that has a column of text for them; `say_text` says them."""
    return json.dumps(keep(words), ensure_ascii=False) if isinstance(words, Saying) else words


def say_text(text: str) -> str:
    """Words that `keep_text` kept; what was never the engine's is said as it stands."""
    return say(read(json.loads(text))) if text.startswith(KEPT) else text
