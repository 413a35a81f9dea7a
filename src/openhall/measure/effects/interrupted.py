"""Interrupted time series: one series before and after a change, with trend, season and correlated errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openhall.measure.effects.autocorrelated import Answer, fit
from openhall.measure.effects.design import Season, Shape, design
from openhall.measure.effects.effect import Effect
from openhall.measure.effects.series import Series, lay
from openhall.measure.effects.words import sentence_of
from openhall.measure.spc.model import Direction, Grain

METHOD = "interrupted time series"


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
    correlation  of errors that follow each other; spread  their standard deviation
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
    *,
    shape: Shape = Shape.LEVEL_AND_SLOPE,
    trend: bool = True,
    season: Season = Season.AUTO,
    settling: int = 0,
    direction: Direction = Direction.NEUTRAL,
    grain: Grain | None = None,
) -> Interrupted:
    """What changed in a series on `start`, beyond its trend and season.

    Periods before the change tell what would have been. The first `settling` periods after it are left out. Values
    weigh by their counts as far as these explain their errors. Raises `BadSeries`.
    """
    laid = lay(given, start, grain, settling)
    plan = design(laid, shape=shape, trend=trend, season=season)
    found = fit(laid.values, plan.columns, plan.asked, laid.at, laid.counts if laid.counted else None)
    model = plan.columns @ found.coefficients
    lift = plan.columns[:, list(plan.effect)] @ found.coefficients[list(plan.effect)]
    after = laid.after
    without = float((model - lift)[after].mean())

    def told(answer: Answer, level: float) -> Effect:
        low, high = answer.interval()
        effect = Effect(answer.estimate, low, high, answer.p(), level, laid.n_before, laid.n_after, METHOD)
        return effect.saying(sentence_of(effect, direction))

    answers = dict(zip(plan.names, found.answers, strict=True))
    first = int(after.argmax())
    return Interrupted(
        effect=told(answers["effect"], without),
        step=told(answers["step"], float((model - lift)[first])) if "step" in answers else None,
        bend=told(answers["bend"], float("nan")) if "bend" in answers else None,
        correlation=found.correlation,
        spread=found.spread,
        season=plan.season,
        grain=laid.grain,
        periods=tuple(
            Fitted(day, float(value), float(fitted), float(fitted - moved), bool(late))
            for day, value, fitted, moved, late in zip(
                laid.dates, laid.values, model, lift, after, strict=True
            )
        ),
        notes=_notes(given, laid.left_out, plan.season, season, laid.n_before, laid.n_after),
    )


def _notes(
    given: Series,
    left_out: Sequence[date],
    season: Season,
    wanted: Season,
    before: int,
    after: int,
) -> tuple[str, ...]:
    notes = []
    if left_out:
        days = ", ".join(str(day) for day in left_out[:6])
        notes.append(f"Left out, because the change falls into them or was still settling: {days}.")
    missing = sum(value is None for value in given.values)
    if missing:
        notes.append(f"{missing} of {len(given.values)} values are missing; time goes on over them.")
    if wanted is Season.AUTO and season is Season.NONE:
        notes.append(
            "The series is too short to know its season: a change at the same time of the year cannot be told from it."
        )
    if before < 8:
        notes.append(f"Only {before} values lie before the change: the trend before it is hardly known.")
    if after < 6:
        notes.append(f"Only {after} values lie after the change: look again when there are more.")
    return tuple(notes)
