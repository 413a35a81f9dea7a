"""The built-in functions of FEEL (DMN 1.5, 10.3.4), one module a subject."""

from openhall.process.feel.builtins import (
    contexts,
    conversion,
    dates,
    lists,
    numbers,
    ranges,
    strings,
    totals,
)
from openhall.process.feel.function import Builtin

BUILTINS: dict[str, Builtin] = {
    each.name: each
    for module in (conversion, strings, lists, totals, numbers, dates, ranges, contexts)
    for each in module.FUNCTIONS
}
"""All of them by name."""

__all__ = ["BUILTINS"]
