"""A registration and what was measured: what was said beforehand is done, and where that cannot be it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from openhall.measure.effects.departments import differences
from openhall.measure.effects.effect import Effect
from openhall.measure.effects.interrupted import interrupted
from openhall.measure.effects.registration import Method, Registration
from openhall.measure.effects.series import Series
from openhall.measure.effects.several import Outcome, outcomes, unequal
from openhall.measure.effects.survival import Times, lasting
from openhall.measure.effects.synthetic import synthetic
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Direction, Grain
from openhall.measure.spc.speech import ENGLISH, Speech, gettext_noop


class Verdict(StrEnum):
    """What came of a prediction."""

    TOO_EARLY = "too early"
    AS_PREDICTED = "as predicted"
    LESS = "less than predicted"
    MORE = "more than predicted"
    OPPOSITE = "the opposite of what was predicted"
    NO_SIGN = "no sign of change"


_DAY = Grain.DAY
SENTENCES = {
    Verdict.TOO_EARLY: gettext_noop("It is too early: the result is looked at on %(day)s."),
    Verdict.AS_PREDICTED: gettext_noop("It worked as predicted."),
    Verdict.LESS: gettext_noop("It worked, but less than predicted."),
    Verdict.MORE: gettext_noop("It worked, and more than predicted."),
    Verdict.OPPOSITE: gettext_noop("The opposite of what was predicted has happened."),
    Verdict.NO_SIGN: gettext_noop("There is no sign that it worked."),
}


@dataclass(frozen=True)
class Data:
    """What was measured.

    series     of the measure: the only one (any name), or one for each department
    version    the version of the measure that it was worked out by
    guards     a series for each guard measure, by its name; subgroups  of the measure in each group
    times      begin and end of cases, for survival analysis
    """

    series: Mapping[str, Series] = field(default_factory=dict)
    version: int | None = None
    guards: Mapping[str, Series] = field(default_factory=dict)
    subgroups: Mapping[str, Series] = field(default_factory=dict)
    times: Times | None = None


@dataclass(frozen=True)
class Evaluation:
    """What came of a registered change.

    looked      the registered day up to which data were used; None while it is too early
    level       the p below which a change is called one on that day (0.05 where there is a single day)
    effect      None while it is too early
    different   the p of the effect being the same in all subgroups; None without subgroups
    deviations  where something else had to be done than was registered, and what a reader must know
    """

    registration: Registration
    digest: str
    verdict: Verdict
    sentence: str
    looked: date | None
    level: float | None
    effect: Effect | None
    guards: tuple[Outcome, ...]
    subgroups: tuple[Outcome, ...]
    different: float | None
    deviations: tuple[str, ...]


def evaluate(registration: Registration, data: Data, seen: date, speech: Speech = ENGLISH) -> Evaluation:
    """Evaluate `data` just as was registered, with what was known on the last registered day of looking before `seen`.

    Periods are used that begin before that day; the last one should be complete then. Raises `BadSeries` when the data
    do not allow it at all.
    """
    look = registration.stopping.look(seen)
    if look is None:
        first = speech.day(registration.stopping.days[0], _DAY)
        words = speech.say(SENTENCES[Verdict.TOO_EARLY], day=first)
        return Evaluation(
            registration, registration.digest, Verdict.TOO_EARLY, words, None, None, None, (), (), None, ()
        )
    looked = registration.stopping.days[look]
    level = registration.stopping.levels(registration.start)[look]
    said: list[str] = []
    if data.version is not None and data.version != registration.measure.version:
        said.append(
            f"Version {data.version} of {registration.measure.name} was used, and version "
            f"{registration.measure.version} was registered."
        )
    effect = _main(registration, data, looked, level, said)
    guards = _guards(registration, data, looked, level, said)
    groups = _subgroups(registration, data, looked, level, said)
    verdict = _verdict(registration, effect)
    return Evaluation(
        registration=registration,
        digest=registration.digest,
        verdict=verdict,
        sentence=f"{speech.say(SENTENCES[verdict])} {effect.sentence}",
        looked=looked,
        level=level,
        effect=effect,
        guards=guards,
        subgroups=groups,
        different=unequal([each.effect for each in groups], level) if len(groups) > 1 else None,
        deviations=tuple(said),
    )


def _main(registration: Registration, data: Data, looked: date, level: float, said: list[str]) -> Effect:
    direction, start = registration.measure.direction, registration.start
    if registration.method is Method.SURVIVAL:
        if data.times is None:
            raise BadSeries("Survival analysis was registered: give begin and end of the cases.")
        found = lasting(
            data.times,
            start,
            looked,
            horizon=registration.horizon,
            model=registration.model,
            direction=direction,
            alpha=level,
        )
        said += found.notes
        return found.effect
    kept = {name: each.before(looked) for name, each in data.series.items()}
    if registration.method is Method.INTERRUPTED:
        if len(kept) != 1:
            raise BadSeries(f"One series was registered, and {len(kept)} are given.")
        single = interrupted(next(iter(kept.values())), start, registration.model, direction, level)
        said += single.notes
        return single.effect
    changed = {name: kept[name] for name in registration.changed if name in kept}
    others = {name: kept[name] for name in registration.others if name in kept}
    missing = [name for name in (*registration.changed, *registration.others) if name not in kept]
    if missing:
        said.append(f"Registered, but without data: {', '.join(missing[:12])}.")
    if not changed:
        raise BadSeries("There are no data of any department where something changed.")
    if registration.method is Method.SYNTHETIC:
        if len(changed) == 1 and len(others) >= 5:
            alone = synthetic(
                next(iter(changed.values())),
                others,
                start,
                settling=registration.model.settling,
                direction=direction,
                alpha=level,
            )
            said += alone.notes
            return alone.effect
        said.append(
            f"A synthetic control needs one changed department and five others; with {len(changed)} and {len(others)} "
            "a difference in differences was used."
        )
    beside = differences(changed, others, start, model=registration.model, direction=direction, alpha=level)
    said += beside.notes
    return beside.effect


def _guards(
    registration: Registration, data: Data, looked: date, level: float, said: list[str]
) -> tuple[Outcome, ...]:
    asked = [(each.measure.name, each.measure.direction, each.margin) for each in registration.guards]
    return _outcomes("guard measure", asked, data.guards, registration, looked, level, said)


def _subgroups(
    registration: Registration, data: Data, looked: date, level: float, said: list[str]
) -> tuple[Outcome, ...]:
    asked = [(name, registration.measure.direction, None) for name in registration.subgroups]
    found = _outcomes("group", asked, data.subgroups, registration, looked, level, said)
    more = sorted(set(data.subgroups) - set(registration.subgroups))
    if more:
        said.append(f"Not registered, so not looked at: {', '.join(more[:12])}.")
    return found


def _outcomes(
    kind: str,
    asked: Sequence[tuple[str, Direction, float | None]],
    given: Mapping[str, Series],
    registration: Registration,
    looked: date,
    level: float,
    said: list[str],
) -> tuple[Outcome, ...]:
    """Each series that was registered beside the main one: name, which way is better, margin."""
    found = []
    for name, direction, margin in asked:
        try:
            if name not in given:
                raise BadSeries("no data are given.")
            known = given[name].before(looked)
            effect = interrupted(known, registration.start, registration.model, direction, level).effect
            found.append((name, effect, direction, margin))
        except BadSeries as error:
            said.append(f"The {kind} {name} was registered and could not be looked at: {error}")
    return outcomes(found, level)


def _verdict(registration: Registration, effect: Effect) -> Verdict:
    if not effect.clear:
        return Verdict.NO_SIGN
    predicted = registration.predicted
    if predicted.estimate * effect.estimate < 0:
        return Verdict.OPPOSITE
    if effect.low <= predicted.high and effect.high >= predicted.low:
        return Verdict.AS_PREDICTED
    return Verdict.MORE if abs(effect.estimate) > abs(predicted.estimate) else Verdict.LESS
