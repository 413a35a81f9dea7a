"""Names in the logic of a decision that it does not ask for: their value would be null in every case."""

from __future__ import annotations

from collections.abc import Iterator

from openhall.process import dmn
from openhall.process.dmn.check import STEPS
from openhall.process.dmn.model import Decision, Literal, Table
from openhall.process.dmn.tables import PASSES
from openhall.process.errors import ProcessError
from openhall.process.feel.used import names_used
from openhall.process.feel.values import Budget, Limits
from openhall.process.quoting import meant, placed, quoted
from openhall.process.saying import gettext


def names_not_asked(model: dmn.Model, file: str) -> Iterator[str]:
    """A sentence for each name that the logic of a decision uses and no requirement of it brings."""
    budget = Budget(Limits(steps=STEPS))
    for decision in model.decisions:
        asked = [model.elements.get(key) for key in (*decision.information, *decision.knowledge)]
        if any(each is None for each in asked):
            # What is imported comes under names of its own.
            continue
        names = {each.name for each in asked if each is not None}
        for where, text, is_test in _texts(decision):
            read = model.parsed.tests if is_test else model.parsed.expression
            try:
                used = names_used(read(text, frozenset(names | model.paths), budget))
            except ProcessError:
                # What is no FEEL, or too much of it, is an error, told where the file is read.
                continue
            for name in dict.fromkeys(path[0] for path in used):
                if name not in names:
                    mend = meant(name, names) if names else gettext("draw a requirement to what brings it.")
                    lack = gettext(
                        "%(where)s of the decision %(decision)s uses %(name)s, which it does not require; %(mend)s",
                        where=where,
                        decision=quoted(decision.name),
                        name=quoted(name),
                        mend=mend,
                    )
                    yield placed(file, 0, lack)


def _texts(decision: Decision) -> Iterator[tuple[str, str, bool]]:
    """Where a text of the decision stands, the text, and whether it is one of unary tests."""
    logic = decision.logic
    if isinstance(logic, Literal) and logic.text:
        yield gettext("the expression"), logic.text, False
    if not isinstance(logic, Table):
        return
    for clause in logic.inputs:
        if isinstance(clause.expression, Literal) and clause.expression.text:
            yield gettext("an input"), clause.expression.text, False
    for number, rule in enumerate(logic.rules, 1):
        where = gettext("rule %(number)s", number=number)
        yield from ((where, text, True) for text in rule.tests if text not in PASSES)
        yield from ((where, cell.text, False) for cell in rule.outputs if cell.text)
