"""A rule task asks the service's DMN models with what the case knows, and gets the rules that fired."""

from decimal import Decimal

import pytest
from dmn_models import decision, definitions, input_data, table

from openhall.process.decisions import Decisions
from openhall.process.errors import BadService
from openhall.process.feel.values import Budget
from openhall.process.model import Work

FEES = definitions(
    input_data("area", "number")
    + decision("Fee", table(["area"], [("< 50", "40"), (">= 50", "120")]), ["in_area"], kind="number")
)


def files(**named: object) -> dict[str, bytes]:
    return {
        f"{name}.dmn": text if isinstance(text, bytes) else str(text).encode() for name, text in named.items()
    }


def test_a_decision_takes_its_inputs_by_name_and_says_which_rule_applied():
    decisions = Decisions.of_files(files(fees=FEES))
    outcome = decisions(Work(decision="Fee"), {"area": Decimal(70), "other": "unused"}, Budget())
    assert outcome.value == Decimal(120)
    assert outcome.reasons[0].startswith("Rule 2 of 'Fee' applied: area is 70")


def test_what_the_case_does_not_know_is_null():
    assert Decisions.of_files(files(fees=FEES))(Work(decision="Fee"), {}, Budget()).value is None


def test_a_decision_that_is_nowhere_or_in_two_files_is_refused_by_name():
    with pytest.raises(BadService, match="“Gone” is in no DMN file"):
        Decisions.of_files(files(fees=FEES)).find(Work(decision="Gone"))
    two = Decisions.of_files(files(fees=FEES, more=FEES))
    with pytest.raises(BadService, match="in more than one DMN file"):
        two.find(Work(decision="Fee"))
    assert two.find(Work(decision="Fee", model="more.dmn")) is two.models["more.dmn"]
