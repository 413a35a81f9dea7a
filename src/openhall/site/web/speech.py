"""What engines and workers found, said in the language of who reads it.

Their words are kept as they were made: on the shelf, in rows, on published pages (`process.saying`). They are said when
a page is drawn, so that nobody meets the language of whoever looked, read or published before.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import get_language, gettext, ngettext, pgettext

from openhall.process.saying import ENGLISH, Saying, Speech, day, keep, message_of, read

APART, TOGETHER = "\u2068", "\u2069"
"""Around a name, so that its direction does not mix with that of the sentence (Unicode 6.3, first strong isolate)."""
KEPT = '{"text": '
"""How a sentence begins that is kept as text."""


def digits(number: float, places: int) -> str:
    """A number rounded to so many places, as the reader's language writes it."""
    if _writes_as_python(get_language() or "en"):
        return f"{number:,.{places}f}"
    return formats.number_format(Decimal(f"{number:.{places}f}"), decimal_pos=places, force_grouping=True)


@lru_cache(maxsize=64)
def _writes_as_python(language: str) -> bool:
    """Whether numbers are written as Python writes them, which is ten times as fast as Django's own way."""
    marks = ("DECIMAL_SEPARATOR", "THOUSAND_SEPARATOR", "NUMBER_GROUPING")
    return [formats.get_format(mark, language) for mark in marks] == [".", ",", 3]


SITE = Speech(gettext, ngettext, pgettext, digits, formats.date_format)
FROM_RIGHT = replace(SITE, name=lambda name: f"{APART}{name}{TOGETHER}", from_right=True)


def speech() -> Speech:
    """The language of who reads the page that is being made."""
    return _speech_of(get_language() or "en")


@lru_cache(maxsize=64)
def _speech_of(language: str) -> Speech:
    # Asked for each name in a table, so it is looked up once.
    base = language.split("-")[0]
    if base == "en":
        return ENGLISH
    return FROM_RIGHT if base in settings.LANGUAGES_BIDI else SITE


def set_apart(name: str) -> str:
    """A name from a record, as it stands in a sentence of the reader's language."""
    return speech().name(name)


def say(words: str) -> str:
    """The engine's words for the reader; a text of somebody's own stays as it is."""
    return speech().say(words)


def stays_english(words: str) -> bool:
    """Whether words of an engine are English alone, and the reader's language is another one."""
    return speech() is not ENGLISH and not isinstance(words, Saying)


def say_kept(kept: Any) -> str:
    """What `saying.keep` kept, or words that are not kept yet; "" for none."""
    return say(read(kept)) if kept else ""


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
