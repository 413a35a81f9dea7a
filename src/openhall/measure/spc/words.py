"""What an XmR chart says, in plain words: a sentence below it, and one for each signal."""

from __future__ import annotations

from itertools import pairwise

from openhall.measure.spc.model import Assurance, Chart, Grain, PointType, Run, Spell
from openhall.measure.spc.rules import Signal
from openhall.measure.spc.speech import ENGLISH, Speech, gettext_noop, last_month

COUNTED = (
    gettext_noop("two"), gettext_noop("three"), gettext_noop("four"), gettext_noop("five"), gettext_noop("six"),
)  # fmt: skip

TYPES = {
    PointType.COMMON_CAUSE: gettext_noop("chance"),
    PointType.IMPROVEMENT: gettext_noop("better"),
    PointType.CONCERN: gettext_noop("worse"),
    PointType.NEUTRAL_HIGH: gettext_noop("higher"),
    PointType.NEUTRAL_LOW: gettext_noop("lower"),
}
"""What a point means, in a word, for the table."""

ASSURED = {
    Assurance.HIT: gettext_noop("relied on to be met"),
    Assurance.MISS: gettext_noop("will be missed"),
    Assurance.CHANCE: gettext_noop("met by chance"),
}
"""Whether the target will be met, in a few words."""

SIGNALS = {
    Signal.COMMON_CAUSE: gettext_noop("no signal"),
    Signal.ABOVE_LIMIT: gettext_noop("above the upper limit"),
    Signal.BELOW_LIMIT: gettext_noop("below the lower limit"),
    Signal.RISING: gettext_noop("seven or more rise"),
    Signal.FALLING: gettext_noop("seven or more fall"),
    Signal.NEAR_UPPER: gettext_noop("two of three near the upper limit"),
    Signal.NEAR_LOWER: gettext_noop("two of three near the lower limit"),
    Signal.SHIFT_ABOVE: gettext_noop("seven or more above the mean"),
    Signal.SHIFT_BELOW: gettext_noop("seven or more below the mean"),
}
"""What the rules say of a point, for the table."""

_ONE = {
    Signal.ABOVE_LIMIT: gettext_noop("%(first)s is higher than chance explains"),
    Signal.BELOW_LIMIT: gettext_noop("%(first)s is lower than chance explains"),
    Signal.NEAR_UPPER: gettext_noop("%(first)s and another of three in a row are close to the upper limit"),
    Signal.NEAR_LOWER: gettext_noop("%(first)s and another of three in a row are close to the lower limit"),
    Signal.RISING: gettext_noop("%(first)s is part of seven or more values in a row that rise"),
    Signal.FALLING: gettext_noop("%(first)s is part of seven or more values in a row that fall"),
    Signal.SHIFT_ABOVE: gettext_noop("%(first)s is part of seven or more values in a row above the mean"),
    Signal.SHIFT_BELOW: gettext_noop("%(first)s is part of seven or more values in a row below the mean"),
}
_MANY = {
    Signal.ABOVE_LIMIT: gettext_noop("the values from %(first)s to %(last)s are higher than chance explains"),
    Signal.BELOW_LIMIT: gettext_noop("the values from %(first)s to %(last)s are lower than chance explains"),
    Signal.NEAR_UPPER: gettext_noop("values from %(first)s to %(last)s are close to the upper limit"),
    Signal.NEAR_LOWER: gettext_noop("values from %(first)s to %(last)s are close to the lower limit"),
    Signal.RISING: gettext_noop("values rise from %(first)s to %(last)s, seven or more in a row"),
    Signal.FALLING: gettext_noop("values fall from %(first)s to %(last)s, seven or more in a row"),
    Signal.SHIFT_ABOVE: gettext_noop(
        "the values from %(first)s to %(last)s are part of a run above the mean"
    ),
    Signal.SHIFT_BELOW: gettext_noop(
        "the values from %(first)s to %(last)s are part of a run below the mean"
    ),
}
_HEADS = {
    PointType.IMPROVEMENT: (
        gettext_noop("A sign of improvement: %(what)s."),
        gettext_noop("A sign of improvement since %(since)s: %(what)s."),
    ),
    PointType.CONCERN: (
        gettext_noop("A sign that it is getting worse: %(what)s."),
        gettext_noop("A sign that it is worse since %(since)s: %(what)s."),
    ),
    PointType.NEUTRAL_HIGH: (
        gettext_noop("A sign that it is higher: %(what)s."),
        gettext_noop("A sign that it is higher since %(since)s: %(what)s."),
    ),
    PointType.NEUTRAL_LOW: (
        gettext_noop("A sign that it is lower: %(what)s."),
        gettext_noop("A sign that it is lower since %(since)s: %(what)s."),
    ),
}
"""Of a sign of one value, and of one of several."""
_BEFORE = {
    PointType.IMPROVEMENT: gettext_noop("The last sign before was of improvement: %(what)s."),
    PointType.CONCERN: gettext_noop("The last sign before was that it got worse: %(what)s."),
    PointType.NEUTRAL_HIGH: gettext_noop("The last sign before was upwards: %(what)s."),
    PointType.NEUTRAL_LOW: gettext_noop("The last sign before was downwards: %(what)s."),
}
_LISTED = {
    PointType.IMPROVEMENT: (gettext_noop("Better"), gettext_noop("Better from %(first)s to %(last)s")),
    PointType.CONCERN: (gettext_noop("Worse"), gettext_noop("Worse from %(first)s to %(last)s")),
    PointType.NEUTRAL_HIGH: (gettext_noop("Higher"), gettext_noop("Higher from %(first)s to %(last)s")),
    PointType.NEUTRAL_LOW: (gettext_noop("Lower"), gettext_noop("Lower from %(first)s to %(last)s")),
}
_LEVELS = {
    Assurance.HIT: gettext_noop(
        "The target of %(target)s can be relied on to be met, as long as nothing changes."
    ),
    Assurance.MISS: gettext_noop(
        "The target of %(target)s will be missed again and again, unless something changes."
    ),
    Assurance.CHANCE: gettext_noop(
        "Whether the target of %(target)s is met is chance: values swing between %(lower)s and %(upper)s."
    ),
}
_RISES = {
    1: (gettext_noop("the last rise is chance"), gettext_noop("the last %(count)s rises are chance")),
    -1: (gettext_noop("the last fall is chance"), gettext_noop("the last %(count)s falls are chance")),
}


def sentence(chart: Chart, speech: Speech = ENGLISH) -> str:
    """What a chart says, in one to four short sentences: change or chance, the target, how far to trust it."""
    return " ".join([*variation_sentences(chart, speech), *assurance_sentences(chart, speech)])


def variation_sentences(chart: Chart, speech: Speech = ENGLISH) -> list[str]:
    """Whether it changed, by the phase that goes on; and whether its limits are provisional."""
    phase = chart.phase
    spells = [spell for spell in chart.spells if spell.first >= phase.first]
    if phase.first == phase.last:
        day = speech.day(chart.points[-1].day, chart.grain)
        return [
            speech.say(gettext_noop("Limits begin anew with %(day)s: one value says nothing yet."), day=day)
        ]
    if len({point.value for point in chart.points[phase.first :]}) == 1:
        first = speech.day(chart.points[phase.first].day, chart.grain)
        return [speech.say(gettext_noop("All values since %(first)s are the same."), first=first)]
    if spells and spells[-1].last == phase.last:
        found = [_head(chart, spells[-1], speech)]
    else:
        found = [speech.say(gettext_noop("No sign of change: %(what)s."), what=_chance(chart, speech))]
        if spells:
            what = run_words(chart, spells[-1].strongest, speech)
            found.append(speech.say(_BEFORE[spells[-1].type], what=what))
    if phase.provisional:
        found.append(
            speech.say(
                gettext_noop("The limits are provisional: they come from %(count)s values."),
                count=f"{phase.counted}",
            )
        )
    return found


def assurance_sentences(chart: Chart, speech: Speech = ENGLISH) -> list[str]:
    """Whether the target will be hit; nothing where there is none, or no limits."""
    limits = chart.phase.limits
    if chart.assurance is None or chart.target is None or limits.lower is None or limits.upper is None:
        return []
    return [
        speech.say(
            _LEVELS[chart.assurance],
            target=speech.number(chart.target),
            lower=speech.number(chart.shown(limits.lower)),
            upper=speech.number(chart.shown(limits.upper)),
        )
    ]


def signal_sentences(chart: Chart, speech: Speech = ENGLISH) -> list[str]:
    """A sentence for each spell of signals in all phases, the newest first: better or worse, when, by which rules."""
    return [_listed(chart, spell, speech) for spell in reversed(chart.spells)]


def run_words(chart: Chart, run: Run, speech: Speech = ENGLISH) -> str:
    """What a run says, as the part of a sentence."""
    first, last = _ends(chart, run, speech)
    return speech.say((_ONE if run.first == run.last else _MANY)[run.signal], first=first, last=last)


def _ends(chart: Chart, run: Run | Spell, speech: Speech) -> tuple[str, str]:
    """Where a run begins and ends. Of several quarters these are months: "from January to March 2024 to July to
    September 2026" is read twice."""
    first, last = chart.points[run.first].day, chart.points[run.last].day
    if chart.grain is not Grain.QUARTER or run.first == run.last:
        return speech.day(first, chart.grain), speech.day(last, chart.grain)
    return speech.day(first, Grain.MONTH), speech.day(last_month(last), Grain.MONTH)


def _head(chart: Chart, spell: Spell, speech: Speech) -> str:
    one, many = _HEADS[spell.type]
    what = run_words(chart, spell.strongest, speech)
    if spell.first == spell.strongest.first:
        return speech.say(one, what=what)
    return speech.say(many, what=what, since=speech.day(chart.points[spell.first].day, chart.grain))


def _listed(chart: Chart, spell: Spell, speech: Speech) -> str:
    one, many = _LISTED[spell.type]
    first, last = _ends(chart, spell, speech)
    head = speech.say(one) if len(spell.runs) == 1 else speech.say(many, first=first, last=last)
    return f"{head}: {'; '.join(run_words(chart, run, speech) for run in spell.runs)}."


def _chance(chart: Chart, speech: Speech) -> str:
    """What the last values did and people may take for a change: they rose, fell, or stayed."""
    values = [point.value for point in chart.points[chart.phase.first :]]
    slopes = [(after > before) - (after < before) for before, after in pairwise(values)]
    count = 1
    while count < len(slopes) and slopes[-count - 1] == slopes[-1]:
        count += 1
    if not slopes[-1]:
        return speech.say(gettext_noop("the ups and downs are chance"))
    one, many = _RISES[slopes[-1]]
    if count == 1:
        return speech.say(one)
    return speech.say(many, count=speech.say(COUNTED[count - 2]) if count - 2 < len(COUNTED) else f"{count}")
