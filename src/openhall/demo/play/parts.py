"""A part of the play: how one service is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openhall.demo.play.cast import Resident
from openhall.demo.play.draws import Draws
from openhall.demo.play.pace import Pace

Answers = dict[str, Any]
"""Answers to a form as JSON; a file stands as the name it has."""


USUAL = Pace(1.5)


@dataclass(frozen=True)
class Wish:
    """A message that the applicant may send once the case waits for it.

    chance  in how many of the cases that wait they do, after typically so many days; whether an answer was good is
            asked with `only`, of the case's data
    """

    message: str
    chance: float
    days: float
    form: str = ""
    only: Callable[[Mapping[str, Any]], bool] = lambda data: True


@dataclass(frozen=True)
class Part:
    """How one service is played.

    a_day  how many apply on a usual day
    apply  what a resident answers
    forms  what is answered to each other form, from what the case knows
    pace   how long the work at a node takes; `usual` for those not named
    wishes    what applicants may send of their own accord
    channels  by which way they come
    """

    slug: str
    form: str
    a_day: float
    apply: Callable[[Draws, Resident], Answers]
    forms: Mapping[str, Callable[[Draws, Mapping[str, Any]], Answers]]
    pace: Mapping[str, Pace]
    wishes: tuple[Wish, ...] = ()
    channels: Mapping[str, float] = field(default_factory=lambda: {"online": 0.8, "assisted": 0.2})
    usual: Pace = USUAL
