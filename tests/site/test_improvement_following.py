"""An experiment that follows each case: who still waits counts as waiting, and is not left out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from django.test import Client

from openhall.site.improvement.experiments.evaluating import CannotEvaluate, evaluate, seen_at_least
from openhall.site.improvement.experiments.following import MOST_STEPS, share_at, times_of
from openhall.site.improvement.experiments.text import canonical_text
from openhall.site.improvement.models import Experiment
from openhall.site.measures.models import CaseFact
from tests.site.improvement_measures import experiment, over, shifted, values, version
from tests.site.improvement_world import idea, office
from tests.site.waiting import BEGIN, CHANGE, LOOKED, cases, days_to_decision

pytestmark = pytest.mark.django_db


def test_an_effect_on_slow_cases_is_seen_though_many_are_open() -> None:
    found = days_to_decision()
    cases(60, 40, a_month=60)
    assert CaseFact.objects.filter(over=None).count() > 10
    told = evaluate(over(experiment(measure=found, followed=True, predicted=-18, low=-25, high=-10)))
    main = told["main"]
    assert main["method"] == "survival analysis" and main["clear"]
    assert main["estimate"] == pytest.approx(-19, abs=4) and told["as_predicted"]
    assert main["series"] == [] and main["n_before"] > 1_000 and main["n_after"] > 300
    curves = main["curves"]
    for days in (20, 40, 60):
        assert share_at(curves["before"], days) > share_at(curves["after"], days) + 0.05
    assert max(len(curves[side]) for side in ("before", "after")) <= MOST_STEPS
    assert share_at(curves["before"], 0) == 1.0


def test_what_nobody_changed_is_no_effect_though_slow_cases_are_not_decided_yet() -> None:
    """Of the new cases only quick ones are decided: their mean is far lower, and nothing has changed."""
    found = days_to_decision()
    cases(60, 60, a_month=60)
    decided = CaseFact.objects.filter(begun__gte=datetime(2026, 6, 1, tzinfo=UTC)).exclude(decided=None)
    assert np.mean([(each.decided - each.begun).days for each in decided]) < 45
    main = evaluate(over(experiment(measure=found, followed=True)))["main"]
    assert not main["clear"] and main["low"] < 0 < main["high"]


def test_cases_that_the_measure_leaves_out_are_not_followed() -> None:
    cases(30, 30, channel="online")
    CaseFact.objects.filter(case__in=["c0", "c1"]).update(channel="paper")
    every = times_of(days_to_decision(), LOOKED)
    online = times_of(days_to_decision('filter: channel = "online"\n'), LOOKED)
    assert len(every.begun) == len(online.begun) + 2 == CaseFact.objects.count()
    assert times_of(days_to_decision(), CHANGE).begun[-1] < CHANGE


def test_a_plan_that_follows_cases_says_what_it_would_show() -> None:
    found = days_to_decision()
    cases(60, 60)
    values(found, BEGIN, shifted(24, 24, 0))
    some, many = experiment(measure=found, followed=True), experiment(measure=found, followed=True)
    many.ends_on = date(2027, 8, 31)
    six, eighteen = (seen_at_least(each, CHANGE) for each in (some, many))
    assert six is not None and eighteen is not None
    assert 0 < eighteen.least < six.least < 60
    assert (six.n_after, eighteen.n_after) == (6, 18)


def test_how_it_is_counted_is_registered_and_the_result_is_a_picture_and_a_table(client: Client) -> None:
    found = days_to_decision()
    cases(60, 40)
    made = experiment(measure=found, followed=True)
    made = over(made)
    assert "\nevaluated by: survival analysis of cases from their beginning" in made.text
    assert canonical_text(made) == made.text
    Experiment.objects.filter(pk=made.pk).update(result=evaluate(made))
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Each case is followed to its decision, and open cases count as open." in page
    assert "Applied before the change, still waiting" in page and "<svg" in page
    assert ">0 days<" in page and ">100%<" in page


def test_too_few_cases_give_no_result() -> None:
    found = days_to_decision()
    cases(30, 30, a_month=1)
    with pytest.raises(CannotEvaluate, match="20 are the least"):
        evaluate(over(experiment(measure=found, followed=True)))


@pytest.mark.parametrize(
    ("measure", "others", "said"),
    [
        ("typed", (), "does not count the days until a decision"),
        ("days", ("roads",), "Choose no other departments"),
    ],
)
def test_only_days_to_a_decision_can_be_followed(
    client: Client, person: Any, measure: str, others: tuple[str, ...], said: str
) -> None:
    there = idea(state="triaged")
    found = version() if measure == "typed" else days_to_decision()
    client.force_login(person("analyst"))
    given = {
        "title": "Try", "hypothesis": "Less.", "change": "Ask.", "department": office("planning").pk,
        "others": [office(key).pk for key in others], "measure": found.pk, "followed": "on", "predicted": "-3",
        "source": "judged", "grounds": "We know.", "cost": "10", "starts_on": "2099-01-01", "ends_on": "2099-06-01",
        "settling": "0", "stopping": "Never.", "guard-TOTAL_FORMS": "0", "guard-INITIAL_FORMS": "0",
    }  # fmt: skip
    address = f"{there.get_absolute_url()}experiment/"
    page = client.post(address, given)
    assert page.status_code == 400 and said in page.content.decode()
    if measure == "days":
        client.post(address, given | {"others": []})
        assert Experiment.objects.get().followed
