"""What if: changes are said, played by the worker, and shown beside today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openhall.mining.simulation.report import as_json, from_json
from openhall.site.observatory import scenarios
from openhall.site.observatory.models import Log, Scenario
from openhall.site.observatory.preparing import discard, keep
from openhall.site.observatory.tasks import play_scenario
from tests.mining.office_year import each_weekday, year_log


@pytest.fixture(autouse=True)
def few_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "REPLICATIONS", 3)
    monkeypatch.setattr(scenarios, "DAYS", 30.0)


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


def address(log: Any) -> str:
    return reverse("observatory:what_if", args=[log.id])


def an_activity(log: Any) -> str:
    return sorted(scenarios.simulated_log(log).activities)[0]


def test_changes_are_played_and_shown_beside_today(analyst: Client, keep_log: Any) -> None:
    log = keep_log(cases=60)
    name = an_activity(log)
    sent = analyst.post(
        address(log), {"changes": f'demand x2\n\nwork "{name}" -50%', "cost": "40", "play": "1"}
    )
    made = Scenario.objects.get()
    assert sent["Location"] == made.get_absolute_url()
    waiting = analyst.get(made.get_absolute_url())
    assert waiting["Refresh"] == "2"
    assert "Waiting to be played: 0%" in waiting.content.decode()
    play_scenario.call(made.pk)
    made.refresh_from_db()
    assert made.status == Scenario.Status.READY, made.problem
    page = analyst.get(made.get_absolute_url())
    text = page.content.decode()
    assert "Refresh" not in page
    assert "Work on a case costs" in text and "Cases take on average" in text
    assert "verdict" not in made.told["trust"], "facts are kept, sentences are made of them"
    assert f"It knew the first {made.told['trust']['known_cases']} cases" in text
    demand = made.told["cases"]
    assert 1.5 < demand["changed"] / demand["today"] < 2.5
    assert from_json(made.told).figures[0].today.mean == made.told["figures"][0]["today"]["mean"]
    assert as_json(from_json(made.told), None) == {**made.told, "trust": None}
    again = analyst.get(address(log) + f"?like={made.pk}").content.decode()
    assert "demand x2" in again and "Ready" in again


def test_a_form_writes_a_line_and_keeps_what_was_written(analyst: Client, kept_log: Any) -> None:
    name = an_activity(kept_log)
    given = {
        "changes": "demand x2",
        "cost": "",
        "kind": "staff",
        "activity": name,
        "amount": "+1",
        "add": "1",
    }
    page = analyst.post(address(kept_log), given)
    assert page.status_code == 200
    assert page.context["form"]["changes"].value() == f'demand x2\nstaff "{name}" +1'
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("kind", "amount", "said"),
    [
        ("staff", "", "Say how much, like +1."),
        ("staff", "many", "say how many people more or fewer"),
        ("work", "-200%", "nothing gets shorter by more than 100%"),
        ("hours", "always", "hours"),
        ("demand", "x999", "Demand can grow 100 times at the most"),
    ],
)
def test_a_line_that_says_nothing_is_not_written(
    analyst: Client, kept_log: Any, kind: str, amount: str, said: str
) -> None:
    given = {"changes": "", "kind": kind, "activity": an_activity(kept_log), "amount": amount, "add": "1"}
    page = analyst.post(address(kept_log), given)
    assert page.status_code == 400
    assert said in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("", "Say what is changed, one change a line."),
        ("make it better", "is no change"),
        ('skip "Nothing of the kind"', "is no activity of this log"),
        ("demand x2\n" * 51, "At most 50 changes"),
        ("x" * 4_001, "at most 4000 characters"),
    ],
)
def test_what_cannot_be_changed_is_said(analyst: Client, kept_log: Any, changes: str, said: str) -> None:
    page = analyst.post(address(kept_log), {"changes": changes, "play": "1"})
    assert page.status_code == 400
    assert said in page.content.decode()
    assert not Scenario.objects.exists()


def test_a_worker_is_not_flooded(analyst: Client, kept_log: Any) -> None:
    for _ in range(scenarios.MOST_UNDER_WAY):
        kept_log.scenarios.create(changes="demand x2")
    page = analyst.post(address(kept_log), {"changes": "demand x3", "play": "1"})
    assert page.status_code == 400
    assert "5 scenarios are being played already" in page.content.decode()
    # Those that a worker left when it ended keep nobody out.
    kept_log.scenarios.update(made_at=timezone.now() - timedelta(hours=2))
    assert analyst.post(address(kept_log), {"changes": "demand x3", "play": "1"}).status_code == 302


def test_of_a_scenario_that_a_worker_left_it_is_said_what_became(analyst: Client, kept_log: Any) -> None:
    left, waits = (
        kept_log.scenarios.create(changes="demand x2"),
        kept_log.scenarios.create(changes="demand x3"),
    )
    Scenario.objects.filter(pk=left.pk).update(made_at=timezone.now() - timedelta(hours=2))
    assert scenarios.give_back_left() == 1
    page = analyst.get(left.get_absolute_url())
    assert "broken off before it came to its end" in page.content.decode() and "Refresh" not in page
    waits.refresh_from_db()
    assert waits.status == Scenario.Status.WAITING


@pytest.mark.parametrize("like", ["²", "-1", "x", "9" * 40])
def test_an_address_of_no_scenario_begins_with_nothing(analyst: Client, kept_log: Any, like: str) -> None:
    page = analyst.get(address(kept_log), {"like": like})
    assert page.status_code == 200
    assert not page.context["form"]["changes"].value()


def test_too_few_cases_are_refused_in_a_sentence(analyst: Client, keep_log: Any) -> None:
    log = keep_log(cases=5)
    made = log.scenarios.create(changes="demand x2")
    play_scenario.call(made.pk)
    page = analyst.get(made.get_absolute_url())
    assert "learned from 20 cases or more; this log has 5" in page.content.decode()
    assert "Refresh" not in page


def test_one_that_was_deleted_meanwhile_leaves_nothing(
    analyst: Client, kept_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = kept_log.scenarios.create(changes="demand x2")
    analyst.post(reverse("observatory:delete_scenario", args=[kept_log.id, made.pk]))
    scenarios.play(made)
    play_scenario.call(made.pk)
    assert not Scenario.objects.exists()


def test_scenarios_are_for_analysts_and_of_their_log(client: Client, keep_log: Any, person: Any) -> None:
    log, other = keep_log(), keep_log(title="Others")
    made = log.scenarios.create(changes="demand x2")
    delete = reverse("observatory:delete_scenario", args=[log.id, made.pk])
    assert client.get(made.get_absolute_url()).status_code == client.post(delete).status_code == 302
    client.force_login(person("officer"))
    assert client.get(made.get_absolute_url()).status_code == client.post(delete).status_code == 403
    client.force_login(person("analyst", email="b@example.org"))
    assert client.get(made.get_absolute_url()).status_code == 200
    assert client.get(delete).status_code == 405
    assert client.get(reverse("observatory:scenario", args=[other.id, made.pk])).status_code == 404
    assert client.post(reverse("observatory:delete_scenario", args=[other.id, made.pk])).status_code == 404
    assert Scenario.objects.exists()


@pytest.fixture
def weekly_log(db: None) -> Iterator[Log]:
    """A log of an office that decides on Thursdays."""
    log = Log.objects.create(title="Weekly", file_name="weekly.csv")
    keep(log, year_log(2, days=300, meets=each_weekday(3)))
    yield log
    discard(log)


def test_what_the_record_shows_of_rhythms_is_shown_with_whether_it_is_played(
    analyst: Client, weekly_log: Any
) -> None:
    sent = analyst.post(
        address(weekly_log), {"changes": 'batch "Decide" every 2 weeks\noff 12-24 to 01-01', "play": "1"}
    )
    assert sent.status_code == 302, sent.context["form"].errors
    made = Scenario.objects.get()
    play_scenario.call(made.pk)
    made.refresh_from_db()
    assert made.status == Scenario.Status.READY, made.problem
    (found,) = made.told["found"]
    assert found["used"] and found["weekdays"] == [3]
    page = analyst.get(made.get_absolute_url()).content.decode()
    assert "“Decide” is done for many cases at once, on Thursdays: 100% of it." in page
    assert "Played, because" in page and "24 December to 1 January" in page
    arabic = analyst.get(made.get_absolute_url(), headers={"accept-language": "ar"}).content.decode()
    assert "أيام الخميس" in arabic and "يُحاكى" in arabic and "is done for many cases" not in arabic
    times = {each["name"]: each for each in made.told["figures"]}
    assert times["mean time"]["difference"]["low"] > 0
    # What was played before rhythms were looked for says nothing of them.
    Scenario.objects.update(told={key: value for key, value in made.told.items() if key != "found"})
    assert "months with fewer people" not in analyst.get(made.get_absolute_url()).content.decode()


def test_where_the_record_shows_no_rhythms_that_is_said(analyst: Client, keep_log: Any) -> None:
    log = keep_log(cases=60)
    made = log.scenarios.create(changes="demand x2")
    play_scenario.call(made.pk)
    page = analyst.get(made.get_absolute_url()).content.decode()
    assert "The record shows no batches, no days off and no months with fewer people." in page


@pytest.mark.parametrize(
    ("kind", "amount", "line"),
    [
        ("batch", "on Tue every 2 weeks", 'batch "{name}" on Tue every 2 weeks'),
        ("off", "12-24 to 01-01", "off 12-24 to 01-01"),
        ("away", "07-15 to 08-15", 'off "{name}" 07-15 to 08-15'),
    ],
)
def test_a_form_writes_a_line_of_a_rhythm(
    analyst: Client, kept_log: Any, kind: str, amount: str, line: str
) -> None:
    name = an_activity(kept_log)
    given = {"changes": "", "kind": kind, "activity": name, "amount": amount, "add": "1"}
    page = analyst.post(address(kept_log), given)
    assert page.context["form"]["changes"].value() == line.format(name=name)
    assert scenarios.fault_in(line.format(name=name), [name]) == ""


def test_days_off_of_a_group_name_what_the_group_mostly_does(kept_log: Any) -> None:
    known = ["Check", "Decide"]
    assert scenarios.fault_in('off "mostly Check" 12-24', known) == ""
    assert scenarios.fault_in('off "mostly Check (2)" 12-24', known) == ""
    assert "is no activity" in scenarios.fault_in('off "mostly Sing" 12-24', known)
    assert "no such day" in scenarios.fault_in("off 02-30", known)
