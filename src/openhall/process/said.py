"""What is said is kept as an English sentence with names for its parts, and made a sentence of when somebody reads it.

What a worker finds is read by people of several languages, perhaps in a year. So not the sentence is kept but what it
is made of: `gettext(said.template) % said.parts`. Parts may be said themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

Translate = Callable[[str], str]


def gettext_noop(text: str) -> str:
    """The text itself: the name is how programs that gather messages know it."""
    return text


@dataclass(frozen=True)
class Said:
    """A sentence, or a part of one: an English template and its parts by name. Without parts it is said as it is."""

    template: str
    parts: Mapping[str, str | Said] = field(default_factory=dict)

    def sentence(self, translate: Translate | None = None) -> str:
        """The sentence; `translate` gives a template in another language."""
        template = translate(self.template) if translate and self.template else self.template
        if not self.parts:
            return template
        return (template % {name: _part(part, translate) for name, part in self.parts.items()}).rstrip()

    def kept(self) -> dict[str, Any]:
        """The sentence as JSON keeps it; `from_kept` reads it."""
        parts = {name: part.kept() if isinstance(part, Said) else part for name, part in self.parts.items()}
        return {"template": self.template, "parts": parts}

    @classmethod
    def from_kept(cls, told: Mapping[str, Any]) -> Self:
        """A sentence as `kept` gave it."""
        parts = told["parts"].items()
        return cls(
            told["template"],
            {name: Said.from_kept(part) if isinstance(part, Mapping) else part for name, part in parts},
        )

    def __str__(self) -> str:
        return self.sentence()


class SaidError(Exception):
    """What went wrong, in a sentence that can be said in any language. `str` gives it in English."""

    def __init__(self, template: str, **parts: object) -> None:
        self.said = Said(
            template, {name: part if isinstance(part, Said) else str(part) for name, part in parts.items()}
        )
        super().__init__(str(self.said))


def one_line(text: str) -> str:
    """A text without what cannot be printed, on one line: names in files may hold anything."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def quoted(name: str) -> Said:
    """A name in quotes: “a”."""
    return Said(gettext_noop("“%(name)s”"), {"name": name})


def listed(names: Sequence[str]) -> str | Said:
    """Names in quotes: “a”, “b” and “c”."""
    return enumerated([quoted(name) for name in names])


def enumerated(things: Sequence[str | Said]) -> str | Said:
    """Things of which there are no more: a, b and c."""
    *before, last = things or [""]
    if not before:
        return last
    return Said(gettext_noop("%(names)s and %(last)s"), {"names": joined(before), "last": last})


def joined(things: Sequence[str | Said]) -> str | Said:
    """Things one after the other: a, b, c."""
    if not things:
        return ""
    whole, *rest = things
    for each in rest:
        whole = Said(gettext_noop("%(names)s, %(last)s"), {"names": whole, "last": each})
    return whole


def _part(part: str | Said, translate: Translate | None) -> str:
    return part.sentence(translate) if isinstance(part, Said) else part
