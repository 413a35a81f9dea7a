"""A quiz is marked: which questions were answered rightly, and whether that is enough."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openhall.site.training.content.model import Kind, Question, Quiz


@dataclass(frozen=True)
class Marked:
    """What came of an attempt. right: for each question whether it was; percent: of them, rounded down."""

    right: tuple[bool, ...]
    percent: int
    passed: bool


def is_right(question: Question, given: Sequence[int]) -> bool:
    """Whether an answer is right: the number of each answer that was chosen; for an order, all in the order given."""
    if question.kind == Kind.ORDER:
        return list(given) == list(range(len(question.answers)))
    return set(given) == {k for k, each in enumerate(question.answers) if each.right}


def mark(quiz: Quiz, given: Mapping[int, Sequence[int]]) -> Marked:
    """Mark the answers of an attempt, by the number of the question. There are no parts of a right answer."""
    right = tuple(is_right(each, given.get(k, ())) for k, each in enumerate(quiz.questions))
    percent = 100 * sum(right) // len(right) if right else 0
    return Marked(right, percent, percent >= quiz.pass_mark)


def shown_order(question: Question, seed: str) -> list[int]:
    """In which order answers are shown: another one for each seed, and for an order never the right one."""
    order = list(range(len(question.answers)))
    # The order is no secret: what is checked is the answer.
    rng = random.Random(f"{seed}:{question.words}")  # noqa: S311
    rng.shuffle(order)
    if question.kind == Kind.ORDER and order == sorted(order):
        order = [*order[1:], order[0]]
    return order
