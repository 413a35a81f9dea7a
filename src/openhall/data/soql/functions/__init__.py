"""The allow-list: every function and operator of SoQL that there is, with what it takes and the SQL that it becomes."""

from openhall.data.soql.functions import aggregates, areas, choices, comparing, dates, numbers, places, texts
from openhall.data.soql.functions.function import Function

ALL: tuple[Function, ...] = (
    *comparing.FUNCTIONS,
    *choices.FUNCTIONS,
    *texts.FUNCTIONS,
    *numbers.FUNCTIONS,
    *dates.FUNCTIONS,
    *places.FUNCTIONS,
    *areas.FUNCTIONS,
    *aggregates.FUNCTIONS,
)
BY_NAME: dict[str, tuple[Function, ...]] = {
    name: tuple(each for each in ALL if each.name == name) for name in {each.name for each in ALL}
}

__all__ = ["ALL", "BY_NAME", "Function"]
