"""Texts that say the same in other words: candidates for a person to look at, never a decision.

A text is the bag of its words' trigrams (with word borders, so that "parking" and "parked" share most of theirs), each
weighed by how rare it is (TF-IDF); two texts are as alike as the cosine between their bags. Source: Manning, Raghavan,
Schütze, Introduction to Information Retrieval (2008), 3.2.1 and 6.2 to 6.3.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from openhall.site.portal.finding import WORD, plain

ALIKE = 0.2
"""From this likeness on a text is shown: ideas that differ lie below 0.18, those that say the same mostly above."""
MOST = 5
LONGEST = 4_000
# Words that stand in every idea, and say nothing about which one it is.
# fmt: off
_COMMON = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "do", "does", "for", "from",
    "get", "had", "has", "have", "how", "if", "in", "into", "is", "it", "its", "let", "more", "much", "must",
    "need", "no", "not", "of", "on", "or", "our", "out", "should", "so", "than", "that", "the", "their", "them",
    "then", "there", "they", "this", "to", "too", "us", "want", "was", "we", "were", "what", "when", "which", "who",
    "will", "with", "would", "you", "your",
})
# fmt: on


class Likeness(NamedTuple):
    """One of the texts, by its place among them, and how alike it is: 0 to 1."""

    place: int
    score: float


def alike(text: str, among: Sequence[str], least: float = ALIKE, most: int = MOST) -> list[Likeness]:
    """Those texts that are like `text`, the most alike first; at most `most`, each of at least `least`."""
    bags = [_bag(each[:LONGEST]) for each in among]
    asked = _bag(text[:LONGEST])
    rarity = _rarity([*bags, asked])
    wanted = _weighed(asked, rarity)
    scored = [Likeness(place, _cosine(wanted, _weighed(bag, rarity))) for place, bag in enumerate(bags)]
    found = [each for each in scored if each.score >= least]
    return sorted(found, key=lambda each: (-each.score, each.place))[:most]


@lru_cache(maxsize=4_096)
def _bag(text: str) -> Counter[str]:
    words = [word for word in WORD.findall(plain(text)) if word not in _COMMON]
    return Counter(part for word in words for part in _trigrams(f" {word} "))


def _trigrams(word: str) -> Iterable[str]:
    return (word[k : k + 3] for k in range(len(word) - 2))


def _rarity(bags: Sequence[Counter[str]]) -> dict[str, float]:
    seen = Counter(part for bag in bags for part in bag)
    return {part: math.log((1 + len(bags)) / (1 + count)) + 1 for part, count in seen.items()}


def _weighed(bag: Counter[str], rarity: dict[str, float]) -> dict[str, float]:
    """Counts are damped, so that a word said ten times is not ten times as important."""
    return {part: (1 + math.log(count)) * rarity[part] for part, count in bag.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    product = sum(weight * other[part] for part, weight in one.items() if part in other)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return product / lengths if lengths else 0.0
