"""What a series is made of without and with the change: the columns of the regression, and what is asked of it.

Without the change a series has a level, a trend and a season. The change moves the level, and may bend the trend. What
is asked is the mean effect over the time after it, and beside that the step at its start and the bend.

Source: Bernal, Cummins and Gasparrini, Interrupted time series regression for the evaluation of public health
interventions, International Journal of Epidemiology 46 (2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from openhall.measure.effects.series import Floats, Laid
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Grain

LEAST_FREE = 8
"""Values that must be left over beyond the columns of the season, so that noise can be told from it."""
YEAR = {Grain.WEEK: 365.2425 / 7, Grain.DAY: 365.2425}


class Shape(StrEnum):
    """What the change may do to a series."""

    LEVEL = "level"
    LEVEL_AND_SLOPE = "level and slope"


class Season(StrEnum):
    """How the season is described; `AUTO` takes what the length of the series allows."""

    AUTO = "auto"
    NONE = "none"
    EACH = "a level for each"
    WAVES_2 = "2 waves a year"
    WAVES_3 = "3 waves a year"
    WAVES_6 = "6 waves a year"


@dataclass(frozen=True)
class Model:
    """What is taken to be known of a series before it is looked at; it can be registered.

    shape     what the change may do; trend  whether there is one that goes on from before
    season    how it is described; settling  whole periods after the start that are left out
    grain     what one value stands for; None: as the days say
    """

    shape: Shape = Shape.LEVEL_AND_SLOPE
    trend: bool = True
    season: Season = Season.AUTO
    settling: int = 0
    grain: Grain | None = None

    def __post_init__(self) -> None:
        if self.settling < 0:
            raise BadSeries(f"{self.settling} periods cannot be left out after the start; give 0 or more.")


ALONE = Model()
"""For one series that has only its own past to be compared with."""
SIDE_BY_SIDE = Model(Shape.LEVEL, trend=False)
"""For departments beside each other: what they share need not be described."""


@dataclass(frozen=True, eq=False)
class Design:
    """The columns of a regression and what is asked of it.

    columns  n × p: level, trend if any, step, bend if any, season
    asked    q × p: each row gives one answer as a sum of coefficients
    names    of the answers: "effect", "step", "bend" (per period)
    effect   the columns that are the effect: where they are 0 the series would have been
    season   how the season is described
    """

    columns: Floats
    asked: Floats
    names: tuple[str, ...]
    effect: tuple[int, ...]
    season: Season


def design(laid: Laid, model: Model = ALONE) -> Design:
    """The columns for a series.

    A season by `AUTO` is: of months, a level for each when there are 30 values or more, 2 waves from 24 on; of
    quarters, a level for each from 12 on; of weeks and days, waves of the year, 6 when there are two and a half years,
    3 from one and a half on; and of days a level for each weekday from 28 days on. Shorter series have none. The mean
    effect is over the values after the change, each counted once.
    """
    n = len(laid.at)
    scale = float(max(1, laid.at[-1]))
    first = int(laid.at[laid.after][0])
    since = (laid.at - first) / scale
    step = laid.after.astype(np.float64)
    parts = [np.ones(n)]
    if model.trend:
        parts.append(since)
    parts.append(step)
    effect = [len(parts) - 1]
    asked = {"effect": {effect[0]: 1.0}, "step": {effect[0]: 1.0}}
    if model.shape is Shape.LEVEL_AND_SLOPE and laid.n_after >= 3:
        parts.append(step * since)
        effect.append(len(parts) - 1)
        asked["effect"][effect[1]] = float(since[laid.after].mean())
        asked["bend"] = {effect[1]: 1.0 / scale}
    else:
        asked.pop("step")
    kind, waves = _season(laid, model.season, len(parts))
    columns = np.column_stack([*parts, *waves])
    rows = np.zeros((len(asked), columns.shape[1]))
    for row, terms in enumerate(asked.values()):
        for place, weight in terms.items():
            rows[row, place] = weight
    return Design(columns, rows, tuple(asked), tuple(effect), kind)


def _season(laid: Laid, wanted: Season, others: int) -> tuple[Season, list[Floats]]:
    span = int(laid.at[-1]) + 1
    kinds = [wanted] if wanted is not Season.AUTO else _possible(laid, span)
    for kind in [*kinds, Season.NONE]:
        columns = _columns(laid, kind)
        if wanted is Season.AUTO and len(laid.at) - others - len(columns) < LEAST_FREE:
            continue
        return kind, columns
    return Season.NONE, []


def _possible(laid: Laid, span: int) -> list[Season]:
    """What a series of this length allows, the most exact first."""
    n = len(laid.at)
    match laid.grain:
        case Grain.MONTH if span >= 24:
            return [Season.EACH, Season.WAVES_2] if n >= 30 else [Season.WAVES_2]
        case Grain.QUARTER if n >= 12:
            return [Season.EACH]
        case Grain.WEEK | Grain.DAY as grain:
            years = span / YEAR[grain]
            if years >= 1.5:
                return [Season.WAVES_6, Season.WAVES_3] if years >= 2.5 else [Season.WAVES_3]
    return []


def _columns(laid: Laid, kind: Season) -> list[Floats]:
    found: list[Floats] = []
    if laid.grain is Grain.DAY and kind is not Season.NONE and len(laid.at) >= 28:
        weekday = np.array([day.weekday() for day in laid.dates])
        found += [(weekday == k).astype(np.float64) - (weekday == 0) for k in range(1, 7)]
    if kind is Season.NONE:
        return found
    if kind is Season.EACH:
        place = np.array(
            [day.month if laid.grain is Grain.MONTH else (day.month - 1) // 3 for day in laid.dates]
        )
        known = sorted(set(place.tolist()))
        # Each is counted from the mean of all, so that the level stays that of the whole year.
        return found + [(place == k).astype(np.float64) - (place == known[0]) for k in known[1:]]
    turn = np.array([_of_year(day) for day in laid.dates]) * 2 * np.pi
    for wave in range(1, int(kind.value[0]) + 1):
        found += [np.sin(wave * turn), np.cos(wave * turn)]
    return found


def _of_year(day: date) -> float:
    """How much of its year has gone, from 0 to 1."""
    first = date(day.year, 1, 1).toordinal()
    return (day.toordinal() - first) / (date(day.year + 1, 1, 1).toordinal() - first)
