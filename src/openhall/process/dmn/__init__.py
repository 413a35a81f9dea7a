"""DMN 1.5: decision models read, checked and evaluated, with the rules that fired and why a value is null."""

from openhall.process.dmn.decide import decide, decide_service
from openhall.process.dmn.model import Model
from openhall.process.dmn.outcome import Fired, Outcome, Problem, Tested
from openhall.process.dmn.read import read_dmn, siblings

__all__ = [
    "Fired",
    "Model",
    "Outcome",
    "Problem",
    "Tested",
    "decide",
    "decide_service",
    "read_dmn",
    "siblings",
]
