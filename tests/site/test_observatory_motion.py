"""A scenario in motion: who may see it, what its pages say without a script, and how much is sent to one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from openhall.mining.draw.waiting import Place, Plan, Way
from openhall.mining.simulation import motion as engine
from openhall.mining.simulation.changes import KINDS
from openhall.mining.simulation.motion import Motion, Side
from openhall.mining.simulation.parameters import fit
from openhall.site.observatory import scenarios
from openhall.site.observatory.models import Log, Scenario
from openhall.site.observatory.motion import Moving
from openhall.site.observatory.preparing import discard, keep
from openhall.site.observatory.tasks import play_scenario
from tests.site.test_observatory_languages import arabic_permits
from tests.site.test_web_languages import is_arabic

CHANGES = 'wait "Decide" -90%\nskip "Ask fire service"\ndemand x2'


@pytest.fixture(autouse=True)
def played_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is learned and how far to trust it is tested with the engine."""
    monkeypatch.setattr(scenarios, "REPLICATIONS", 2)
    monkeypatch.setattr(scenarios, "DAYS", 40.0)
    monkeypatch.setattr(scenarios, "fit_best", lambda history, seed, progress, asked: fit(history))
    monkeypatch.setattr(scenarios, "trust", lambda history, seed, progress, asked: None)


def play(log: Log, changes: str = CHANGES) -> Scenario:
    made = log.scenarios.create(changes=changes)
    play_scenario.call(made.pk)
    made.refresh_from_db()
    assert made.status == Scenario.Status.READY, made.said_problem
    return made


@pytest.fixture
def made(keep_log: Any) -> Scenario:
    return play(keep_log(cases=60))


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


def address(made: Scenario, name: str = "scenario_map") -> str:
    return reverse(f"observatory:{name}", args=[made.log_id, made.pk])


def numbers(page: Any, side: str) -> list[int]:
    """What a picture says that waits at each activity."""
    picture = next(each for each in page.context["pictures"] if each["key"] == side)
    return [int(each) for each in re.findall(r'data-part="number"[^>]*>(\d+)<', picture["svg"])]


def test_the_pictures_of_a_day_its_table_and_what_a_script_gets_say_the_same(
    analyst: Client, made: Scenario
) -> None:
    assert "Watch it on the map" in analyst.get(made.get_absolute_url()).content.decode()
    page = analyst.get(address(made), {"day": 30})
    sent = analyst.get(address(made, "scenario_moves")).json()
    waits = {
        key: [a[29] + b[29] for a, b in zip(side["people"], side["other"], strict=True)]
        for key, side in sent["sides"].items()
    }
    table = [[row["name"], row["today"], row["changed"]] for row in page.context["table"]]
    names = [each[0] for each in table[:-1]]
    assert [[name, str(a), str(b)] for name, a, b in zip(names, waits["today"], waits["changed"], strict=False)] == (
        table[:-1]
    )  # fmt: skip
    assert table[-1] == ["In all", str(sum(waits["today"])), str(sum(waits["changed"]))]
    gone = names.index("Ask fire service")
    assert numbers(page, "today") == waits["today"][: len(names)]
    assert numbers(page, "changed") == [
        each for k, each in enumerate(waits["changed"][: len(names)]) if k != gone
    ]
    text = page.content.decode()
    assert "not done any more" in text and sent["clock"][29] in text and sent["said"][29] in text
    assert sent["clock"][29].startswith("Day 30 of 41, ")
    earlier = analyst.get(address(made), {"day": 29})
    in_all = sum(row[28] for part in ("people", "other") for row in sent["sides"]["today"][part])
    shown = [int(today) for today, _changed in dict(page.context["days"])["29"]]
    assert shown == [*numbers(earlier, "today"), in_all]


@pytest.mark.parametrize(("asked", "shown"), [("", 9), ("x", 9), ("0", 1), ("²", 9), ("7", 7), ("99999", 41)])
def test_an_address_of_no_day_shows_one_that_there_is(
    analyst: Client, made: Scenario, asked: str, shown: int
) -> None:
    page = analyst.get(address(made), {"day": asked})
    assert page.status_code == 200 and page.context["day"] == shown


@pytest.mark.parametrize("name", ["scenario_map", "scenario_moves"])
def test_it_is_for_those_who_may_see_the_scenario(
    client: Client, keep_log: Any, person: Any, name: str
) -> None:
    other = keep_log(title="Others", cases=5)
    made = play(keep_log(cases=30))
    where = address(made, name)
    assert client.get(where)["Location"].startswith("/accounts/login/")
    for number, role in enumerate(("officer", "publisher", "operator")):
        client.force_login(person(role, email=f"{number}@example.org"))
        assert client.get(where).status_code == 403, role
    client.force_login(person("analyst", email="b@example.org"))
    assert client.get(where).status_code == 200
    assert client.post(where).status_code == 405
    assert client.get(reverse(f"observatory:{name}", args=[other.id, made.pk])).status_code == 404


@pytest.mark.parametrize("name", ["scenario_map", "scenario_moves"])
def test_what_was_played_before_there_was_motion_still_opens(
    analyst: Client, made: Scenario, name: str
) -> None:
    told = {
        "grade": "poor", "verdict": "It knew the first 48 cases and was wrong.", "known_cases": 48,
        "held_out_cases": 12, "memory_days": None, "emd_hours": {"cycle_time": 30.0},
    }  # fmt: skip
    made.told.pop("typical_play")
    Scenario.objects.update(motion={}, told={**made.told, "trust": told})
    page = analyst.get(made.get_absolute_url())
    text = page.content.decode()
    assert "This scenario was played before there were maps in motion." in text and "Watch it" not in text
    assert "A simulated case is off by 1.2 days on average. Take from it which way" in text
    assert analyst.get(address(made, name)).status_code == 404


def test_how_many_cases_are_drawn_is_said_with_the_reason(
    analyst: Client, keep_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MOST_CASES", 5)
    made = play(keep_log(cases=60))
    found = Motion.from_json(made.motion)
    assert 0 < found.today.shown <= found.changed.shown <= 5 < found.today.cases
    text = analyst.get(address(made)).content.decode()
    assert f"Dots are drawn for {found.today.shown} of {found.today.cases} cases today" in text
    assert "the page would be slow" in text


def largest() -> Motion:
    """A scenario of which as much is kept as ever is."""
    names = [("activity " * 40)[: engine.LONGEST_NAME - 3] + f" {k}" for k in range(engine.PLACES[0])]
    places = tuple(Place(name, (name[:20],) * 3, 100.5, 100.5, 150.5, 60.5) for name in names)
    ways = tuple(Way(a, b, "M100.5,100.5V200.5", "", 2.5) for a in names[:9] for b in names[:9])
    rows = ((99_999,) * engine.MOST_DAYS,) * (engine.PLACES[0] + 1)
    some = (80,) * engine.MOST_MOVES
    side = Side(rows, rows, (1_000_000,) * 15, some, some, (10_000,) * engine.MOST_MOVES, 400, 200_000)
    return Motion(Plan(600, 900, places, ways, ()), engine.MOST_DAYS, 2, 40, True, 9, side, side)


def test_what_is_kept_and_sent_is_small_whatever_the_log(analyst: Client, made: Scenario) -> None:
    Scenario.objects.update(motion=largest().as_json())
    assert len(json.dumps(largest().as_json())) < 220_000
    assert len(analyst.get(address(made, "scenario_moves")).content) < 320_000
    usual = analyst.get(address(made))
    assert usual.status_code == 200 and len(usual.content) < 200_000
    assert len(json.dumps(made.motion)) < 20_000, "and a small log gives little"


def test_the_list_of_scenarios_reads_nothing_of_what_moves(
    analyst: Client, made: Scenario, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20) as found:
        analyst.get(reverse("observatory:what_if", args=[made.log_id]))
    asked = [each["sql"] for each in found.captured_queries if "observatory_scenario" in each["sql"]]
    assert asked and not any('"motion"' in sql or '"told"' in sql for sql in asked)


def test_a_record_without_people_is_told_apart(analyst: Client, made: Scenario) -> None:
    said = "The record does not say who did the work, so nobody waits for people."
    for staffed in (True, False):
        Scenario.objects.update(motion=replace(Motion.from_json(made.motion), staffed=staffed).as_json())
        for where in (address(made), made.get_absolute_url()):
            assert (said in analyst.get(where).content.decode()) is not staffed


@pytest.fixture
def arabic_log(db: None) -> Iterator[Log]:
    log = Log.objects.create(title="التصاريح", file_name="تصاريح.csv")
    keep(log, arabic_permits())
    yield log
    discard(log)


TYPED = frozenset(
    {"x", "Mon", "Sat", "Fri", "for", "days", "demand", "staff", "Plan", "check"}
    | {"on", "Tue", "every", "weeks", "day", "of", "the", "month", "none", "to"}
)
"""How changes are typed, in every language."""


def test_who_chooses_arabic_reads_no_english_of_what_would_change(
    client: Client, person: Any, arabic_log: Log
) -> None:
    client.force_login(person("analyst"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    lines = [
        'staff "فحص" +1', 'staff "فحص" -1', 'hours "فحص" Mon-Sat 8:00-18:00', 'work "قرار" -20%', 'wait "قرار" +50%',
        'automate "استلام"', 'skip "نقص"', 'order "فحص" last in first out', "demand x3 for 20 days",
        "demand x1.5 from day 3", 'batch "قرار" on Tue every 2 weeks', 'batch "فحص" of 20', "off 12-24 to 01-01",
        'off "فحص" 07-15', 'batch "قرار" every 3 weeks', 'batch "قرار" on day 15 of the month',
    ]  # fmt: skip
    waiting = arabic_log.scenarios.create(changes="\n".join(lines))
    is_arabic(client.get(waiting.get_absolute_url()))
    made = play(arabic_log, "\n".join(line for line in lines if "-1" not in line))
    for where in (made.get_absolute_url(), address(made), address(made) + "?day=3"):
        is_arabic(client.get(where))
    sent = client.get(address(made, "scenario_moves")).json()
    assert not re.search("[A-Za-z]", "".join([*sent["clock"], *sent["said"]]))
    form = reverse("observatory:what_if", args=[arabic_log.id])
    is_arabic(client.get(form), beside=TYPED)
    wrong = {"changes": "make it", "cost": "x", "play": "1"}
    is_arabic(
        client.post(form, wrong),
        400,
        beside=TYPED | set(re.findall("[a-z]+", f"make it {KINDS}")),
    )
    given = {"kind": "hours", "activity": "فحص", "amount": "always", "add": "1"}
    is_arabic(client.post(form, given), 400, beside=TYPED | {"always", "hours"})


def test_why_it_could_not_be_played_is_said_to_each_reader_in_their_language(keep_log: Any) -> None:
    few = keep_log(cases=5).scenarios.create(changes="demand x2")
    play_scenario.call(few.pk)
    few.refresh_from_db()
    gone = keep_log(cases=30).scenarios.create(changes='skip "فحص"')
    play_scenario.call(gone.pk)
    gone.refresh_from_db()
    assert few.said_problem == "A process is learned from 20 cases or more; this log has 5."
    assert gone.said_problem.startswith("There is no activity “فحص”; there are “Receive”, “Check”, ")
    with translation.override("ar"):
        assert few.said_problem == "تُتعلَّم العملية من 20 طلبًا أو أكثر؛ وعدد طلبات هذا السجل 5."
        assert "لا يوجد نشاط" in gone.said_problem
        old = Scenario(problem="The log is broken.")
        assert old.said_problem == "The log is broken.", "what was kept as a sentence is said as it stands"


def test_bars_and_days_run_as_one_reads(made: Scenario) -> None:
    moving = Moving(made)
    with translation.override("ar"):
        assert "scale(-1,1)" in moving.pictures(3)[0]["svg"] and "scale(-1,1)" in moving.totals(3)
    with translation.override("en-gb"):
        assert "scale(-1,1)" not in moving.pictures(3)[0]["svg"] + moving.totals(3)
