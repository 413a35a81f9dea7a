"""Did it work: what a change did to a measure, how sure that is, and how small an effect could be seen at all."""

from openhall.measure.effects.design import Model, Season, Shape
from openhall.measure.effects.effect import Effect
from openhall.measure.effects.interrupted import Interrupted, interrupted
from openhall.measure.effects.series import Series, series

__all__ = ["Effect", "Interrupted", "Model", "Season", "Series", "Shape", "interrupted", "series"]
