"""What decision models said in a case, in words: what came out, and the rules that applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openhall.process.dmn.plain import write_text
from openhall.process.feel.temporal import Date
from openhall.process.feel.values import Value
from openhall.process.storing import from_stored
from openhall.site.cases.models import Case
from openhall.site.cases.speaking import words_of
from openhall.site.services.loading import ready

Lines = list[tuple[str, str]]
"""Names with their values in words; a value without a name has the name ""."""
LONGEST = 300


@dataclass(frozen=True)
class Ruled:
    """One decision: its name, what came out, and why."""

    title: str
    lines: Lines
    reasons: list[str]


def ruled(case: Case) -> list[Ruled]:
    """The decisions of a case; of one that was made several times, the last one."""
    languages = languages_of(case)
    found = {}
    for each in case.decisions.all():
        found[each.node, each.decision] = Ruled(
            each.decision, in_lines(from_stored(each.value), languages), each.why
        )
    return list(found.values())


def languages_of(case: Case) -> list[str]:
    """The languages of a case's service, that of its reader first."""
    read = words_of(case).language
    return [read, *(each for each in ready(case.version_id).folder.text.languages if each != read)]


def in_lines(value: Value, languages: Iterable[str]) -> Lines:
    """A value in words, a line for each of its members. What has members itself is left out: it is for letters."""
    languages = tuple(languages)
    if isinstance(value, dict) and not _translated(value, languages):
        named = [
            ("" if name in languages else name.replace("_", " "), in_words(each, languages))
            for name, each in value.items()
            # Of the same words in several languages, those of the first one.
            if name not in languages[1:]
        ]
        return [(name, words) for name, words in named if words]
    words = in_words(value, languages)
    return [("", words)] if words else []


def in_words(value: Value, languages: tuple[str, ...]) -> str:
    """A value as one line; "" for none, and for lists and contexts of what has members."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Date) and 0 < value.year < 10_000:
        return date_format(date(value.year, value.month, value.day), "j F Y")
    if isinstance(value, list):
        simple = not any(isinstance(each, list | dict) for each in value)
        return _(", ").join(in_words(each, languages) for each in value)[:LONGEST] if simple else ""
    if isinstance(value, dict):
        return in_words(value[languages[0]], languages) if _translated(value, languages) else ""
    return write_text(value)[:LONGEST]


def _translated(value: dict[str, Value], languages: tuple[str, ...]) -> bool:
    """Whether a context is the same words in several languages."""
    return languages[0] in value and set(value) <= set(languages)
