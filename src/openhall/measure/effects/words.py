"""What an effect says, in words for everybody, in any language (`spc.speech`)."""

from __future__ import annotations

from openhall.measure.effects.effect import Effect
from openhall.measure.spc.model import Direction
from openhall.measure.spc.speech import ENGLISH, Speech, gettext_noop

_LOWER = {
    Direction.DECREASE: gettext_noop(
        "It got better: %(size)s lower than it would have been (95%% interval: %(low)s to %(high)s)."
    ),
    Direction.INCREASE: gettext_noop(
        "It got worse: %(size)s lower than it would have been (95%% interval: %(low)s to %(high)s)."
    ),
    Direction.NEUTRAL: gettext_noop(
        "It changed: %(size)s lower than it would have been (95%% interval: %(low)s to %(high)s)."
    ),
}
_HIGHER = {
    Direction.DECREASE: gettext_noop(
        "It got worse: %(size)s higher than it would have been (95%% interval: %(low)s to %(high)s)."
    ),
    Direction.INCREASE: gettext_noop(
        "It got better: %(size)s higher than it would have been (95%% interval: %(low)s to %(high)s)."
    ),
    Direction.NEUTRAL: gettext_noop(
        "It changed: %(size)s higher than it would have been (95%% interval: %(low)s to %(high)s)."
    ),
}
_NONE = gettext_noop(
    "No sign of change: the true difference may lie anywhere from %(low)s to %(high)s, and 0 is among them."
)


def sentence_of(
    effect: Effect, direction: Direction = Direction.NEUTRAL, speech: Speech = ENGLISH, unit: str = ""
) -> str:
    """Whether it worked, and how sure that is: "4.5 days lower …", where `unit` is "days" in the reader's language."""
    low, high, size = (
        speech.number(rounded(each, effect)) for each in (effect.low, effect.high, abs(effect.estimate))
    )
    size, high = f"{size} {unit}".strip(), f"{high} {unit}".strip()
    if not effect.clear:
        return speech.say(_NONE, low=low, high=high)
    words = (_HIGHER if effect.estimate > 0 else _LOWER)[direction]
    return speech.say(words, size=size, low=low, high=high)


def rounded(value: float, effect: Effect) -> float:
    """A number to as many places as the width of the interval makes worth reading: two digits of that width."""
    width = effect.high - effect.low
    if not width > 0:
        return value
    places = 1
    while abs(width) * 10**places < 10 and places < 12:
        places += 1
    while places > 0 and abs(width) * 10 ** (places - 1) >= 10:
        places -= 1
    return round(value, places)
