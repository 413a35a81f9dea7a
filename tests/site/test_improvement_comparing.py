"""An experiment is judged beside departments where nothing changed: what all of them share is no effect."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from openhall.site.improvement.experiments.evaluating import CannotEvaluate, evaluate, seen_at_least
from openhall.site.improvement.experiments.text import canonical_text
from openhall.site.improvement.measured import measured
from openhall.site.improvement.models import Experiment
from openhall.site.measures.models import MeasureVersion, Value
from openhall.site.web.speech import say_error
from tests.site.arabic import latin
from tests.site.improvement_measures import experiment, months, over, shifted, values, version
from tests.site.improvement_world import idea, office

pytestmark = pytest.mark.django_db

BEGIN = date(2024, 1, 1)
MONTHS, CHANGED = 32, 26
NEW_LAW = 8.0
"""Days that a law which came on the same day takes everywhere."""


def counted_by_department() -> MeasureVersion:
    """A measure of which each department has values, and all cases together have some too."""
    found = version()
    found.text = "built in: time-to-decision\nby: [department]\n"
    found.save()
    values(found, BEGIN, shifted(MONTHS, CHANGED, NEW_LAW - 6))
    return found


def of(found: MeasureVersion, department: str, by: float, level: float, turn: int) -> None:
    """Values of a department: its own ups and downs, and `by` more from the change on."""
    wave = shifted(MONTHS + turn, MONTHS + turn, 0, level)[turn:]
    Value.objects.bulk_create(
        Value(
            version=found, by="department", group=department, period=day, n=40,
            value=number + (by if k >= CHANGED else 0),
        )
        for k, (day, number) in enumerate(zip(months(BEGIN, MONTHS), wave, strict=True))
    )  # fmt: skip


def three_departments(found: MeasureVersion) -> None:
    of(found, "planning", NEW_LAW - 6, 30.0, 0)
    of(found, "roads", NEW_LAW, 20.0, 3)
    of(found, "water", NEW_LAW, 25.0, 5)


def ended(found: MeasureVersion, *others: str) -> Experiment:
    made = experiment(measure=found)
    made.others.set([office(key) for key in others])
    return over(made)


def test_a_law_that_came_at_the_same_time_is_no_effect() -> None:
    found = counted_by_department()
    three_departments(found)
    beside = evaluate(ended(found, "roads", "water"))
    assert beside["main"]["method"] == "difference in differences"
    assert beside["main"]["estimate"] == pytest.approx(-6, abs=1)
    assert beside["main"]["high"] < 0 and beside["as_predicted"]
    series = beside["main"]["series"]
    assert len(series) == MONTHS and [after for *_, after in series].index(True) == CHANGED
    *_, (_day, value, without, _after) = series
    assert value - without == pytest.approx(-6, abs=2), "without the change it moves as the others do"


def test_alone_the_law_looks_like_an_effect() -> None:
    found = counted_by_department()
    three_departments(found)
    alone = evaluate(ended(found))
    assert alone["main"]["estimate"] > 0


def test_six_others_can_be_mixed_and_what_was_registered_is_done(client: Client) -> None:
    found = counted_by_department()
    of(found, "planning", NEW_LAW - 6, 30.0, 0)
    names = ["roads", "water", "parks", "health", "library", "harbour"]
    for turn, name in enumerate(names):
        of(found, name, NEW_LAW, 20.0 + turn, turn)
    made = experiment(measure=found, compared="mixture")
    made.others.set([office(key) for key in names])
    text = canonical_text(over(made))
    assert "\nevaluated by: synthetic control; guard measures" in text
    told = evaluate(made)
    assert told["main"]["method"] == "synthetic control"
    assert told["main"]["estimate"] == pytest.approx(-6, abs=1) and told["main"]["high"] < 0
    *_, (_day, value, without, after) = told["main"]["series"]
    assert after and value - without == pytest.approx(-6, abs=2)
    Experiment.objects.filter(pk=made.pk).update(result=told)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "a mixture of the other departments that moved as this one did before" in page


def test_a_plan_says_how_small_an_effect_shows_beside_the_others() -> None:
    found = counted_by_department()
    three_departments(found)
    # All cases together jump by the law; the departments beside each other do not.
    Value.objects.filter(version=found, by="", period__gte=months(BEGIN, 13)[-1]).update(value=200)
    made = experiment(measure=found)
    alone = seen_at_least(made, date(2026, 3, 1))
    made.others.set([office("roads"), office("water")])
    beside = seen_at_least(made, date(2026, 3, 1))
    assert alone is not None and beside is not None
    assert beside.n_after == alone.n_after == 6
    assert 0 < beside.least < 5 < alone.least


def test_what_it_is_compared_with_is_registered_and_read_by_everybody(client: Client) -> None:
    found = counted_by_department()
    three_departments(found)
    made = ended(found, "water", "roads")
    assert "\ncompared with: roads, water\n" in canonical_text(made)
    assert canonical_text(made) == made.text
    Experiment.objects.filter(pk=made.pk).update(result=evaluate(made))
    page = client.get(made.get_absolute_url()).content.decode()
    assert "What it is compared with" in page and "Roads" in page and "Water" in page
    assert "it moves as the other departments did" in page


def test_what_a_reader_must_know_of_a_result_is_said_in_their_language(client: Client) -> None:
    found = counted_by_department()
    three_departments(found)
    made = ended(found, "water", "roads")
    Experiment.objects.filter(pk=made.pk).update(result=evaluate(made))
    assert "evaluated as one series" in client.get(made.get_absolute_url()).content.decode()
    page = client.get(made.get_absolute_url(), headers={"Accept-Language": "ar"}).content.decode()
    assert "evaluated as one series" not in page and "بوصفه سلسلة واحدة" in page
    old = {**made.result, **evaluate(made)}
    old["main"]["notes"] = ["Only 5 values lie before the change."]
    Experiment.objects.filter(pk=made.pk).update(result=old)
    assert "Only 5 values lie" in client.get(made.get_absolute_url()).content.decode(), "rows from before"


def test_why_there_is_no_result_is_said_in_arabic() -> None:
    made = experiment(measure=version("short", "قصير"))
    values(made.measure, BEGIN, shifted(2, 2, 0))
    with translation.override("ar"), pytest.raises(CannotEvaluate) as why:
        evaluate(over(made))
    with translation.override("ar"):
        assert not latin(say_error(why.value))
    assert "قصير" in str(why.value)


def test_a_guard_that_is_not_counted_by_department_is_looked_at_alone() -> None:
    found = counted_by_department()
    three_departments(found)
    guard = version("permits-score", "Satisfaction")
    values(guard, BEGIN, shifted(MONTHS, MONTHS, 0))
    made = experiment(measure=found)
    made.others.set([office("roads"), office("water")])
    made.guards.create(measure=guard, most=5)
    (told,) = evaluate(over(made))["guards"]
    assert told["held"] is True and told["method"] != "difference in differences"


def test_without_values_of_the_others_there_is_no_result() -> None:
    found = counted_by_department()
    of(found, "planning", -6, 30.0, 0)
    with pytest.raises(CannotEvaluate, match="cannot be evaluated"):
        evaluate(ended(found, "roads"))


@pytest.mark.parametrize(
    ("others", "measure", "said"),
    [
        (("planning",), "by department", "cannot be compared with itself"),
        (("roads",), "of all", "is not counted by department"),
        (("roads", "parks"), "by department", "has no value yet for Parks"),
    ],
)
def test_only_what_is_counted_can_be_compared(
    client: Client, person: Any, others: tuple[str, ...], measure: str, said: str
) -> None:
    there = idea(state="triaged")
    found = version() if measure == "of all" else counted_by_department()
    if measure != "of all":
        three_departments(found)
    client.force_login(person("analyst"))
    given = {
        "title": "Try", "hypothesis": "Less.", "change": "Ask.", "department": office("planning").pk,
        "others": [office(key).pk for key in others], "measure": found.pk, "predicted": "-3", "source": "judged",
        "grounds": "We know.", "cost": "10", "starts_on": "2099-01-01", "ends_on": "2099-06-01", "settling": "0",
        "stopping": "Never.", "guard-TOTAL_FORMS": "0", "guard-INITIAL_FORMS": "0",
    }  # fmt: skip
    address = f"{there.get_absolute_url()}experiment/"
    page = client.post(address, given)
    assert page.status_code == 400 and said in page.content.decode()
    if measure == "by department":
        page = client.post(address, given | {"others": [office("roads").pk], "compared": "mixture"})
        assert page.status_code == 400 and "Choose at least 5 departments to mix" in page.content.decode()
        client.post(address, given | {"others": [office("roads").pk, office("water").pk]})
        made = Experiment.objects.get()
        assert set(made.others.values_list("key", flat=True)) == {"roads", "water"}


SHARE = """
name: Decided in time
question: How many are decided in time?
unit: percent
from: cases
numerator: days <= 30
denominator: decided != null
direction: up
owner: planning
"""


@pytest.mark.parametrize(
    ("above", "below", "known"), [(9, 20, True), (900, 2000, False)], ids=["cases", "money"]
)
def test_of_percentages_of_cases_it_is_known_how_far_few_cases_put_them_off(
    above: float, below: float, known: bool
) -> None:
    found = version("permits-in-time", "Decided in time")
    found.text = SHARE
    found.save(update_fields=["text"])
    Value.objects.bulk_create(
        Value(version=found, period=day, value=45, n=20, numerator=above, denominator=below)
        for day in months(date(2025, 1, 1), 6)
    )
    told = measured(found).until(date(2025, 7, 1))
    assert told.sampled == (pytest.approx([45 * 55 / 20] * 6) if known else None)


def test_of_means_of_cases_it_is_known_too_by_the_spread_of_all_months() -> None:
    found = version()
    Value.objects.bulk_create(
        Value(version=found, period=day, value=30, n=n, spread=spread)
        for day, n, spread in zip(
            months(date(2025, 1, 1), 4), (11, 21, 1, 5), (4.0, 6.0, None, None), strict=True
        )
    )
    told = measured(found).until(date(2025, 5, 1))
    pooled = (10 * 16 + 20 * 36) / 30
    assert told.sampled == pytest.approx([pooled / 11, pooled / 21, pooled, pooled / 5])
    Value.objects.update(spread=None)
    assert measured(found).until(date(2025, 5, 1)).sampled is None
