"""Interrupted time series: one series before and after a change, with trend, season and correlated errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openhall.measure.effects.autocorrelated import Answer, Fit, fit
from openhall.measure.effects.design import ALONE, Design, Model, Season, design
from openhall.measure.effects.effect import ALPHA, Effect
from openhall.measure.effects.sampled import LONGEST, fit_sampled
from openhall.measure.effects.series import Laid, Series, lay
from openhall.measure.effects.words import sentence_of
from openhall.measure.spc.model import Direction, Grain
from openhall.process import saying
from openhall.process.saying import commas, gettext, gettext_noop, ngettext

METHOD = gettext_noop("interrupted time series")


@dataclass(frozen=True)
class Fitted:
    """One period: what was measured, what the model says, and what it would have said without the change."""

    day: date
    value: float
    fitted: float
    without: float
    after: bool


@dataclass(frozen=True)
class Interrupted:
    """An interrupted time series.

    effect       the mean difference over the values after the change
    step, bend   the jump at its start and the change of the trend per period; None where only the level may change
    correlation  of errors that follow each other (where sampling is known, of what is left of them without it);
                 spread  the standard deviation of errors
    season       how the season was described; notes  what a reader must know of the data
    """

    effect: Effect
    step: Effect | None
    bend: Effect | None
    correlation: float
    spread: float
    season: Season
    grain: Grain
    periods: tuple[Fitted, ...]
    notes: tuple[str, ...]


def interrupted(
    given: Series,
    start: date,
    model: Model = ALONE,
    direction: Direction = Direction.NEUTRAL,
    alpha: float = ALPHA,
) -> Interrupted:
    """What changed in a series on `start`, beyond its trend and season.

    Periods before the change tell what would have been. The first periods after it are left out as `model` says. Where
    it is known how far values are off by sampling, it is allowed for; else they weigh by their counts as far as these
    explain their errors. Raises `BadSeries`.
    """
    laid = lay(given, start, model.grain, model.settling)
    plan = design(laid, model)
    found = _fit(laid, plan)
    fitted = plan.columns @ found.coefficients
    lift = plan.columns[:, list(plan.effect)] @ found.coefficients[list(plan.effect)]
    after = laid.after
    without = float((fitted - lift)[after].mean())

    def told(answer: Answer, level: float) -> Effect:
        low, high = answer.interval(alpha)
        effect = Effect(answer.estimate, low, high, answer.p(), level, laid.n_before, laid.n_after, METHOD)
        return effect.saying(sentence_of(effect, direction))

    answers = dict(zip(plan.names, found.answers, strict=True))
    first = int(after.argmax())
    return Interrupted(
        effect=told(answers["effect"], without),
        step=told(answers["step"], float((fitted - lift)[first])) if "step" in answers else None,
        bend=told(answers["bend"], float("nan")) if "bend" in answers else None,
        correlation=found.correlation,
        spread=found.spread,
        season=plan.season,
        grain=laid.grain,
        periods=tuple(
            Fitted(day, float(value), float(level), float(level - moved), bool(late))
            for day, value, level, moved, late in zip(
                laid.dates, laid.values, fitted, lift, after, strict=True
            )
        ),
        notes=_notes(given, laid.left_out, plan.season, model.season, laid.n_before, laid.n_after),
    )


def _fit(laid: Laid, plan: Design) -> Fit:
    if laid.sampled is not None and len(laid.at) <= LONGEST:
        return fit_sampled(laid.values, plan.columns, plan.asked, laid.at, laid.sampled)
    return fit(laid.values, plan.columns, plan.asked, laid.at, laid.counts if laid.counted else None)


def _notes(
    given: Series,
    left_out: Sequence[date],
    season: Season,
    wanted: Season,
    before: int,
    after: int,
) -> tuple[str, ...]:
    notes: list[str] = []
    if left_out:
        notes.append(
            gettext(
                "Left out, because the change falls into them or was still settling: %(days)s.",
                days=commas([saying.day(day) for day in left_out[:6]]),
            )
        )
    missing = sum(value is None for value in given.values)
    if missing:
        notes.append(
            ngettext(
                "%(number)s of %(values)s values is missing; time goes on over it.",
                "%(number)s of %(values)s values are missing; time goes on over them.",
                missing,
                values=len(given.values),
            )
        )
    if wanted is Season.AUTO and season is Season.NONE:
        notes.append(
            gettext(
                "The series is too short to know its season: a change at the same time of the year cannot be told "
                "from it."
            )
        )
    if before < 8:
        notes.append(
            ngettext(
                "Only %(number)s value lies before the change: the trend before it is hardly known.",
                "Only %(number)s values lie before the change: the trend before it is hardly known.",
                before,
            )
        )
    if after < 6:
        notes.append(
            ngettext(
                "Only %(number)s value lies after the change: look again when there are more.",
                "Only %(number)s values lie after the change: look again when there are more.",
                after,
            )
        )
    return tuple(notes)
