"""Find a service in the words that people use: spelled a little wrong, in one of its languages, in any order.

A search looks through the names, summaries, other words and applicants of all services at once. There are hundreds of
services at the most, so each is looked at each time, and no index has to be kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
LONGEST_QUERY = 200
MOST_WORDS = 12
NAME, KEYWORD, SUMMARY, WHO = 10, 8, 4, 2
"""What a word is worth by where it stands."""
SHORTEST_STEM = 4
# Letters that Arabic keyboards and people use for one another, and marks that are often left out.
_SAME = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي", "ـ": ""}
)
# Words that say nothing about what is looked for.
# fmt: off
_EMPTY = frozenset({
    "a", "about", "an", "and", "apply", "are", "for", "from", "get", "how", "i", "in", "is", "it",
    "me", "my", "need", "of", "on", "or", "please", "the", "to", "want", "what", "with", "you",
    "your",
})
# fmt: on


@dataclass(frozen=True)
class Findable:
    """Something to be found: what it is called, and by which texts it is found, each with its worth."""

    title: str
    summary: str
    address: str
    texts: tuple[tuple[int, str], ...]
    runs: bool = False
    """Whether one can apply for it here."""


def find(query: str, among: Iterable[Findable]) -> list[Findable]:
    """Those that fit a query, the best first; all, by their titles, for a query that says nothing."""
    everything = sorted(among, key=lambda each: (not each.runs, plain(each.title)))
    words = asked_words(query)
    if not words:
        return everything
    scored = [(score(words, each), each) for each in everything]
    return [each for points, each in sorted(scored, key=lambda pair: -pair[0]) if points]


def asked_words(query: str) -> list[str]:
    """The words of a query that say something; all of them where none does."""
    words = WORD.findall(plain(query[:LONGEST_QUERY]))[:MOST_WORDS]
    return [word for word in words if word not in _EMPTY] or words


def score(words: Sequence[str], found: Findable) -> float:
    """How well the words of a query fit: for each its best place; a word that is nowhere takes away from the rest."""
    points = [
        max(
            (worth * _likeness(word, other) for worth, text in found.texts for other in _words(text)),
            default=0,
        )
        for word in words
    ]
    hits = [each for each in points if each]
    return sum(hits) * len(hits) / len(words)


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(WORD.findall(plain(text))))


def plain(text: str) -> str:
    """A text without capitals, accents and marks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn").translate(_SAME)


def _likeness(asked: str, word: str) -> float:
    """How much two words are one: 1 the same, less for a beginning, a plural, a slip of the finger; 0 not at all."""
    if asked == word:
        return 1.0
    short, long = sorted((asked, word), key=len)
    if len(short) >= SHORTEST_STEM and long.startswith(short):
        return 0.8
    if len(asked) >= 2 and word.startswith(asked):
        return 0.5
    slips = 0 if len(asked) < 4 else 1 if len(asked) < 7 else 2
    if slips and abs(len(asked) - len(word)) <= slips:
        apart = distance(asked, word, slips)
        if apart <= slips:
            return 0.6 / apart
    return 0.0


def distance(one: str, other: str, most: int) -> int:
    """How many letters were left out, added, exchanged or turned round; `most` + 1 where it is more than `most`.

    Source: the optimal string alignment distance, as in Boytsov, "Indexing methods for approximate dictionary
    searching" (2011), 2.2.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        following = [i]
        for j, against in enumerate(other, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return min(row[-1], most + 1)
