"""Words for readers who are not known yet: English text that knows how it was made, to be said in any language later.

An engine works once for everybody, and what it finds is kept: in memory, in a row, on a page that was published. So it
keeps no sentence of one language. `gettext` and `ngettext` make a `Saying`: a string, in English, with its parts. A
`Speech` says it in its own language. `keep` and `read` turn it into plain values and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import index
from typing import Any, Protocol

Value = str | int
"""What stands in a sentence: words, the name of something (plain text), or a whole number."""


@dataclass(frozen=True)
class Speech:
    """A language: the words for English ones, and how numbers, days and names are written in it.

    number  a number (0 or above) with so many decimal places
    day     a day in the shape that a pattern of Django's dates names: "j F Y", "F Y", "M Y", "F" or "Y"
    name    a name from a record inside a sentence: where lines run from the right, it has to be set apart
    from_right  whether lines run from the right, as in Arabic: pictures then begin there, too
    """

    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    pgettext: Callable[[str, str], str]
    number: Callable[[float, int], str]
    day: Callable[[date, str], str]
    name: Callable[[str], str] = str
    from_right: bool = False

    def say(self, words: str) -> str:
        """Words in this language; what is no `Saying` is a text of somebody's own and stays as it is."""
        if not isinstance(words, Saying):
            return words
        return str(words) if self is ENGLISH else words.made.said(self)

    def value(self, value: Value) -> str:
        """What stands in a sentence, as this language writes it."""
        if isinstance(value, str):
            return self.say(value) if isinstance(value, Saying) else self.name(value)
        return self.number(value, 0)


class Made(Protocol):
    """How words are made: in each language anew."""

    def said(self, speech: Speech) -> str:
        """The words in a language."""

    def named(self, change: Callable[[str], str]) -> Made:
        """The same with each name from a record changed."""

    def kept(self) -> dict[str, Any]:
        """As plain values."""


class Saying(str):
    """English words that know how they were made."""

    __slots__ = ("made",)
    made: Made

    def __new__(cls, made: Made) -> Saying:
        """Say it in English at once: whoever needs no other language has a string like any other."""
        words = super().__new__(cls, made.said(ENGLISH))
        words.made = made
        return words

    def __deepcopy__(self, memo: object) -> Saying:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return read, (keep(self),)


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a part of one, with %(name)s where values stand.

    many, number  where it counts: its English plural, and the number that chooses among a language's forms
    context       for translators, where the same English means different things
    """

    text: str
    values: Mapping[str, Value]
    many: str = ""
    number: int = 0
    context: str = ""

    def said(self, speech: Speech) -> str:
        """See `Made`."""
        if self.many:
            text = speech.ngettext(self.text, self.many, self.number)
        else:
            text = speech.pgettext(self.context, self.text) if self.context else speech.gettext(self.text)
        return (
            text % {name: speech.value(value) for name, value in self.values.items()} if self.values else text
        )

    def named(self, change: Callable[[str], str]) -> Sentence:
        """See `Made`."""
        values = {
            name: with_names(value, change) if isinstance(value, str) else value
            for name, value in self.values.items()
        }
        return Sentence(self.text, values, self.many, self.number, self.context)

    def kept(self) -> dict[str, Any]:
        """See `Made`."""
        counted = {"many": self.many, "number": self.number} if self.many else {}
        meant = {"context": self.context} if self.context else {}
        values = {
            name: keep(value) if isinstance(value, str) else value for name, value in self.values.items()
        }
        return {"text": self.text, "values": values, **counted, **meant}


@dataclass(frozen=True)
class Figure:
    """A number with decimal places; `signed`: with its + or −, and without a sign where it rounds to nothing."""

    value: float
    places: int = 0
    signed: bool = False

    def said(self, speech: Speech) -> str:
        """See `Made`."""
        if not self.signed:
            return speech.number(self.value, self.places)
        digits = speech.number(abs(self.value), self.places)
        return speech.name(f"{'+' if self.value > 0 else '−'}{digits}") if self.value else digits

    def named(self, change: Callable[[str], str]) -> Figure:
        """See `Made`."""
        return self

    def kept(self) -> dict[str, Any]:
        """See `Made`."""
        return {"figure": self.value, "places": self.places, "signed": self.signed}


@dataclass(frozen=True)
class Day:
    """A day, or its month or year; `shape` as `Speech.day` takes it."""

    day: date
    shape: str

    def said(self, speech: Speech) -> str:
        """See `Made`."""
        return speech.day(self.day, self.shape)

    def named(self, change: Callable[[str], str]) -> Day:
        """See `Made`."""
        return self

    def kept(self) -> dict[str, Any]:
        """See `Made`."""
        return {"day": self.day.isoformat(), "shape": self.shape}


@dataclass(frozen=True)
class Listing:
    """Several things one after the other.

    way  "and" for parts of a sentence ("a, b and c"), "or", "commas" ("a, b, c"), "semicolons" for parts that have
         commas themselves, "then" for steps, "spaces" for whole sentences, "lines" for those that stand on a line each
    """

    items: tuple[str, ...]
    way: str = "and"

    def said(self, speech: Speech) -> str:
        """See `Made`."""
        said = [speech.value(item) for item in self.items]
        if self.way in ("spaces", "lines"):
            return (" " if self.way == "spaces" else "\n").join(said)
        if self.way == "semicolons":
            return speech.gettext("; ").join(said)
        if self.way == "then":
            return speech.gettext(", then ").join(said)
        comma = speech.gettext(", ")
        if self.way == "commas" or len(said) < 2:
            return comma.join(said)
        ends = {"first": comma.join(said[:-1]), "last": said[-1]}
        if self.way == "or":
            return speech.gettext("%(first)s or %(last)s") % ends
        return speech.gettext("%(first)s and %(last)s") % ends

    def named(self, change: Callable[[str], str]) -> Listing:
        """See `Made`."""
        return Listing(tuple(with_names(item, change) for item in self.items), self.way)

    def kept(self) -> dict[str, Any]:
        """See `Made`."""
        return {"list": [keep(item) for item in self.items], "way": self.way}


def gettext(text: str, /, **values: Value) -> Saying:
    """A sentence; programs that gather sentences for translators know it by this name, as they know the next ones."""
    return Saying(Sentence(text, _plain(values)))


def gettext_noop(text: str) -> str:
    """The text itself, for those who say it later: programs that gather sentences know it by this name."""
    return text


def pgettext(context: str, text: str, /, **values: Value) -> Saying:
    """A sentence whose English means different things."""
    return Saying(Sentence(text, _plain(values), context=context))


def ngettext(one: str, many: str, counted: int, /, **values: Value) -> Saying:
    """A sentence that counts; `%(number)s` in it is the number, unless another value has that name."""
    return Saying(Sentence(one, {"number": index(counted), **_plain(values)}, many, index(counted)))


def figure(value: float, places: int = 0, *, signed: bool = False) -> Saying:
    """A number with decimal places."""
    return Saying(Figure(float(value), places, signed))


def day(value: date, shape: str = "j F Y") -> Saying:
    """A day: "3 May 2024"; or, as the shape says, "3 May", "May 2024", "May" or "2024"."""
    return Saying(Day(value, shape))


def listing(items: Sequence[str]) -> Saying:
    """Several things in one part of a sentence: "a, b and c"."""
    return Saying(Listing(tuple(items)))


def either(items: Sequence[str]) -> Saying:
    """Several things of which one holds: "a, b or c"."""
    return Saying(Listing(tuple(items), "or"))


def commas(items: Sequence[str]) -> Saying:
    """Several things with commas between them: "a, b, c"."""
    return Saying(Listing(tuple(items), "commas"))


def semicolons(items: Sequence[str]) -> Saying:
    """Several things with semicolons between them: "a; b; c"."""
    return Saying(Listing(tuple(items), "semicolons"))


def one_after_the_other(items: Sequence[str]) -> Saying:
    """Steps in their order: "a, then b, then c"."""
    return Saying(Listing(tuple(items), "then"))


def sentences(*parts: str) -> Saying:
    """Sentences one after the other; those that are empty are left out."""
    return Saying(Listing(tuple(part for part in parts if part), "spaces"))


def lines(parts: Sequence[str]) -> Saying:
    """Sentences on a line each; `each_line` gives them back."""
    return Saying(Listing(tuple(parts), "lines"))


def each_line(words: str) -> list[str]:
    """The sentences that `lines` put on a line each; the lines of a plain text, without those that are empty."""
    if isinstance(words, Saying):
        made = words.made
        return list(made.items) if isinstance(made, Listing) and made.way == "lines" else [words]
    return [line for line in words.splitlines() if line.strip()]


def with_names(words: str, change: Callable[[str], str]) -> str:
    """Words in which each name from a record is changed, such as one on two lines to one on one line."""
    return Saying(words.made.named(change)) if isinstance(words, Saying) else change(words)


class Unsaid(Exception):
    """An error of which most are never told: its sentence is made when somebody asks for it.

    why     the sentence with %(name)s where values stand; `gettext_noop` marks it for those who gather sentences
    values  what stands in it
    """

    def __init__(self, why: str, /, **values: Value) -> None:
        # `Exception` has taken `why` already; asking it again would cost what most of these errors cost in all.
        self.values = values

    @property
    def made_of(self) -> tuple[str, Mapping[str, Value]]:
        """What `made` makes its sentence of."""
        return self.args[0], self.values

    @property
    def sentence(self) -> str:
        """What it says."""
        return made(*self.made_of)

    def __str__(self) -> str:
        return str(self.sentence)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args, self.__dict__


def made(text: str, values: Mapping[str, Value]) -> str:
    """A sentence of its parts, which was not made when they were known."""
    return text if isinstance(text, Saying) else gettext(text, **values)


def message_of(error: Exception) -> str:
    """What an error says; `str(error)` would be its English alone."""
    if isinstance(error, Unsaid):
        return error.sentence
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)


def keep(words: str) -> Any:
    """Words as plain values (JSON), to be kept."""
    return words.made.kept() if isinstance(words, Saying) else words


def read(kept: Any) -> str:
    """What `keep` kept; a plain text stays what it is."""
    if isinstance(kept, str):
        return kept
    if "template" in kept:
        return _read_template(kept["template"], kept["parts"])
    if "figure" in kept:
        return figure(kept["figure"], kept["places"], signed=kept["signed"])
    if "day" in kept:
        return day(date.fromisoformat(kept["day"]), kept["shape"])
    if "list" in kept:
        return Saying(Listing(tuple(read(item) for item in kept["list"]), kept["way"]))
    values = {
        name: value if isinstance(value, int) else read(value) for name, value in kept["values"].items()
    }
    counted = kept.get("many", ""), kept.get("number", 0)
    return Saying(Sentence(kept["text"], values, *counted, kept.get("context", "")))


def _read_template(text: str, parts: Mapping[str, Any]) -> str:
    """A sentence as rows from before have it: with parts that are texts, numbers too, and lists one part in another."""
    values = {name: read(part) for name, part in parts.items()}
    if text == "%(names)s and %(last)s":
        return Saying(Listing((values["names"], values["last"])))
    if text == "%(names)s, %(last)s":
        return Saying(Listing((values["names"], values["last"]), "commas"))
    return Saying(Sentence(text, values)) if text else ""


def _plain(values: Mapping[str, Value]) -> dict[str, Value]:
    """Whole numbers of any kind as Python's own; a fraction is refused: it has to say its places."""
    return {name: value if isinstance(value, str) else index(value) for name, value in values.items()}


def _english_day(value: date, shape: str) -> str:
    shapes = {"j F Y": f"{value.day} {value:%B %Y}", "F Y": f"{value:%B %Y}", "M Y": f"{value:%b %Y}"}
    shapes["j F"] = f"{value.day} {value:%B}"
    return shapes.get(shape) or (f"{value:%B}" if shape == "F" else f"{value.year}")


ENGLISH = Speech(
    str,
    lambda one, many, number: one if number == 1 else many,
    lambda context, text: text,
    lambda value, places: f"{value:,.{places}f}",
    _english_day,
)
