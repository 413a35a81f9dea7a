"""A plan is written in a working copy, checked, published in versions, and its progress moves by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from openhall.site.cases import clock
from openhall.site.improvement.ideas.triage import CannotDecide
from openhall.site.improvement.models import Action, Goal, Objective, Plan
from openhall.site.improvement.plan.checking import check
from openhall.site.improvement.plan.content import content_of, differences
from openhall.site.improvement.plan.publishing import publish
from openhall.site.improvement.plan.showing import shown
from tests.site.improvement_measures import experiment, values, version
from tests.site.improvement_world import office

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 1, 9, tzinfo=UTC)


def plan() -> Plan:
    made = Plan.objects.create(
        slug="plan-2026", title="Faster permits", vision="Nobody waits.", first_day=date(2026, 1, 1),
        last_day=date(2027, 12, 31),
    )  # fmt: skip
    goal = Goal.objects.create(plan=made, title="Permits in three weeks", words="So that people can build.")
    objective = Objective.objects.create(
        goal=goal, title="Decide in 20 days", measure=version(), baseline=40, baseline_on=date(2026, 1, 1),
        target=20, due=date(2027, 1, 1), department=office("planning"),
    )  # fmt: skip
    first = action(objective, "Ask for the plan", date(2026, 1, 1), date(2026, 3, 31))
    second = action(
        objective, "Train the clerks", date(2026, 4, 1), date(2026, 8, 31), staff="1.5", budget="20000"
    )
    second.depends_on.add(first)
    made.risks.create(
        words="Two clerks leave",
        likelihood=3,
        impact=4,
        response="Train two more.",
        department=office("planning"),
    )
    return made


def action(objective: Objective, title: str, starts: date, ends: date, **more: Any) -> Action:
    return Action.objects.create(
        objective=objective, title=title, starts=starts, ends=ends, department=office("planning"), **more
    )


def test_progress_is_worked_out_from_the_measure_and_moves_with_it(client: Client) -> None:
    made = plan()
    publish(made, None, "The first.")
    with clock.at(TODAY):
        assert "Not measured yet" in client.get(made.get_absolute_url()).content.decode()
        values(version(), date(2026, 1, 1), [38, 36, 34, 31, 30, 29])
        page = client.get(made.get_absolute_url()).content.decode()
    assert "50% of the way, 50% should be done by now" in page and "On course" in page
    assert "30.0 days" in page and "40.0 days" in page


def test_no_form_of_a_plan_asks_how_far_it_is(client: Client, person: Any) -> None:
    made = plan()
    client.force_login(person("analyst"))
    for kind in ("goal", "objective", "action", "risk"):
        page = client.get(f"{made.get_absolute_url()}draft/{kind}/new/").content.decode()
        assert "progress" not in page and "percent" not in page


def test_what_is_off_course_is_named_first_and_rolled_up(client: Client) -> None:
    made = plan()
    publish(made, None, "The first.")
    values(version(), date(2026, 1, 1), [40.0] * 6)
    with clock.at(TODAY):
        page = client.get(made.get_absolute_url()).content.decode()
        listed = client.get("/improvement/plans/").content.decode()
    assert page.index("What is off course") < page.index("Goal 1")
    assert "40.0 days now, 20.0 days wanted by 1 January 2027" in page
    assert "Off course" in listed


def test_actions_say_what_they_do_from_their_days_and_what_they_wait_for(client: Client) -> None:
    made = plan()
    objective = Objective.objects.get()
    action(objective, "Later", date(2027, 1, 1), date(2027, 2, 1))
    today = date(2026, 7, 1)
    assert [each["state"] for each in shown(content_of(made), today).actions] == [
        "late",
        "waiting",
        "planned",
    ]
    Action.objects.filter(title="Ask for the plan").update(finished_on=date(2026, 3, 20))
    found = shown(content_of(made), today)
    assert [each["state"] for each in found.actions] == ["done", "under way", "planned"]
    assert (str(found.staff), str(found.budget)) == ("1.50", "20000.00")
    publish(made, None, "The first.")
    page = client.get(made.get_absolute_url()).content.decode()
    assert 'class="oh-picture"' in page and "Train the clerks" in page and "Two clerks leave" in page


def test_a_published_version_never_changes_and_the_next_one_says_what_did(client: Client) -> None:
    made = plan()
    first = publish(made, None, "The first.")
    with pytest.raises(CannotDecide, match="Nothing has changed"):
        publish(made, None, "Again.")
    Objective.objects.update(target=15)
    Action.objects.filter(title="Train the clerks").delete()
    made.risks.create(
        words="A flood", likelihood=1, impact=5, response="Boats.", department=office("planning")
    )
    second = publish(made, None, "More courage.")
    assert differences(first.content, second.content) == [
        ("changed", "objective", "Decide in 20 days"),
        ("removed", "action", "Train the clerks"),
        ("added", "risk", "A flood"),
    ]
    old = client.get(f"{made.get_absolute_url()}versions/1/").content.decode()
    assert "This is an old version" in old and "20.0 days" in old and "Train the clerks" in old
    new = client.get(made.get_absolute_url()).content.decode()
    assert "15.0 days" in new and "More courage." in new and "Taken out (action): Train the clerks" in new


def test_a_plan_that_does_not_hold_together_is_not_published() -> None:
    made = plan()
    first, second = Action.objects.order_by("pk")
    first.depends_on.add(second)
    found = check(content_of(made))
    assert "wait for each other" in found.errors[0]
    with pytest.raises(CannotDecide, match="wait for each other"):
        publish(made, None, "The first.")
    Goal.objects.all().delete()
    assert "no objective yet" in check(content_of(made)).errors[0]


def test_the_check_names_what_its_makers_should_look_at() -> None:
    made = plan()
    Goal.objects.create(plan=made, title="Happy people")
    Action.objects.filter(title="Train the clerks").update(starts=date(2026, 3, 1))
    Objective.objects.update(due=date(2030, 1, 1))
    warnings = " ".join(check(content_of(made)).warnings)
    for words in (
        "“Happy people” has no objective",
        "outside of the years",
        "starts before “Ask for the plan” ends",
    ):
        assert words in warnings


def test_who_writes_and_who_publishes_a_plan(client: Client, person: Any) -> None:
    made = plan()
    address = made.get_absolute_url()
    assert client.get(address).status_code == 404, "it is not published"
    places = ("draft/", "draft/about/", "draft/goal/new/", "draft/publish/")
    for roles, expected in (
        ((), (302,) * 4),
        (("officer",), (403,) * 4),
        (("analyst",), (200, 200, 200, 403)),
    ):
        if roles:
            client.force_login(person(*roles, email=f"{roles[0]}@example.org"))
        assert tuple(client.get(address + place).status_code for place in places) == expected
    client.force_login(person("head of service", email="head@example.org"))
    assert client.post(f"{address}draft/publish/", {"note": ""}).status_code == 400
    assert client.post(f"{address}draft/publish/", {"note": "The first."}).url == address


def test_a_plan_is_written_part_by_part(client: Client, person: Any) -> None:
    client.force_login(person("analyst"))
    given = {"title": "A plan", "slug": "a-plan", "vision": "Better.", "first_day": "2026-01-01"}
    wrong = client.post("/improvement/plans/new/", given | {"last_day": "2025-01-01"})
    assert wrong.status_code == 400 and "must come after" in wrong.content.decode()
    for unusable in ({"last_day": "9999-12-31"}, {"last_day": "2027-12-31", "slug": "new"}):
        assert client.post("/improvement/plans/new/", given | unusable).status_code == 400, unusable
    assert client.post("/improvement/plans/new/", given | {"last_day": "2027-12-31"}).url.endswith(
        "a-plan/draft/"
    )
    draft = "/improvement/plans/a-plan/draft/"
    client.post(f"{draft}goal/new/", {"title": "Fast", "words": "", "place": 1})
    goal = Goal.objects.get()
    objective = {
        "goal": goal.pk, "title": "Faster", "measure": version().pk, "baseline": "40", "baseline_on": "2026-01-01",
        "target": "40", "due": "2027-01-01", "department": office("planning").pk,
    }  # fmt: skip
    wrong = client.post(f"{draft}objective/new/", objective)
    assert wrong.status_code == 400 and "must differ" in wrong.content.decode()
    client.post(f"{draft}objective/new/", objective | {"target": "20"})
    made = Objective.objects.get()
    tried = experiment(status="draft")
    action = {
        "objective": made.pk, "title": "Do it", "starts": "2026-01-01", "ends": "2026-02-01", "staff": "1",
        "department": office("planning").pk, "budget": "10", "experiment": tried.pk,
    }  # fmt: skip
    assert client.post(f"{draft}action/new/", action).status_code == 400, "a draft is no public experiment"
    client.post(f"{draft}action/new/", action | {"experiment": ""})
    risk = {
        "words": "A flood",
        "likelihood": "6",
        "impact": "2",
        "response": "Boats.",
        "department": office("planning").pk,
    }
    assert client.post(f"{draft}risk/new/", risk).status_code == 400
    client.post(f"{draft}risk/new/", risk | {"likelihood": "2"})
    page = client.get(draft).content.decode()
    assert all(words in page for words in ("Fast", "Faster", "Do it", "A flood"))
    client.post(
        f"{draft}action/{Action.objects.get().pk}/", action | {"experiment": "", "title": "Do it well"}
    )
    client.post(f"{draft}risk/{Plan.objects.get().risks.get().pk}/remove/")
    page = client.get(draft).content.decode()
    assert "Do it well" in page and "A flood" not in page
    other = plan()
    assert client.get(f"{draft}goal/{other.goals.get().pk}/").status_code == 404
    assert client.get(f"{draft}nonsense/new/").status_code == 404
