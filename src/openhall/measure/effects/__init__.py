"""Did it work: what a change did to a measure, how sure that is, and how small an effect could be seen at all."""

from openhall.measure.effects.departments import Differences, differences
from openhall.measure.effects.design import ALONE, SIDE_BY_SIDE, Model, Season, Shape
from openhall.measure.effects.effect import Effect
from openhall.measure.effects.evaluating import Data, Evaluation, Verdict, evaluate
from openhall.measure.effects.interrupted import Interrupted, interrupted
from openhall.measure.effects.looks import Spending, Stopping
from openhall.measure.effects.power import Detectable, detectable, detectable_beside
from openhall.measure.effects.registration import (
    BadRegistration,
    Guard,
    Measured,
    Method,
    Prediction,
    Registration,
    registration_from,
)
from openhall.measure.effects.series import Series, series, shares
from openhall.measure.effects.several import Outcome, Standing, holm, outcomes
from openhall.measure.effects.survival import Lasting, Times, by_month, lasting
from openhall.measure.effects.synthetic import Synthetic, synthetic

__all__ = [
    "ALONE",
    "SIDE_BY_SIDE",
    "BadRegistration",
    "Data",
    "Detectable",
    "Differences",
    "Effect",
    "Evaluation",
    "Guard",
    "Interrupted",
    "Lasting",
    "Measured",
    "Method",
    "Model",
    "Outcome",
    "Prediction",
    "Registration",
    "Season",
    "Series",
    "Shape",
    "Spending",
    "Standing",
    "Stopping",
    "Synthetic",
    "Times",
    "Verdict",
    "by_month",
    "detectable",
    "detectable_beside",
    "differences",
    "evaluate",
    "holm",
    "interrupted",
    "lasting",
    "outcomes",
    "registration_from",
    "series",
    "shares",
    "synthetic",
]
