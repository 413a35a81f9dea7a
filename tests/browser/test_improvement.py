"""Improvement in a real browser: its pages keep WCAG and fit a phone, and an idea is proposed without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


@pytest.fixture
def world(transactional_db: None, person: Any) -> Any:
    """A council with an idea that is tried, its result, a plan, and a needs assessment."""
    from django.urls import get_resolver
    from tests.site.improvement_measures import experiment, shifted, values, version
    from tests.site.improvement_world import head, idea, office, service
    from tests.site.waiting import followed

    from openhall.site.cases import clock
    from openhall.site.improvement.experiments import acting
    from openhall.site.improvement.experiments.evaluating import evaluate
    from openhall.site.improvement.models import Action, Assessment, Goal, Objective, Plan
    from openhall.site.improvement.plan.publishing import publish
    from openhall.site.portal.models import Feedback

    assert get_resolver().url_patterns
    user = head(person)
    made = experiment()
    made.guards.create(measure=version("permits-calls", "Telephone calls"), most=1)
    values(version("permits-calls", "Telephone calls"), date(2024, 1, 1), shifted(32, 40, 0))
    values(made.measure, date(2024, 1, 1), shifted(32, 26, -6))
    for moment, act in (
        (
            datetime(2026, 3, 1, 9, tzinfo=UTC),
            lambda: (acting.register(made, user), acting.start(made, user)),
        ),
        (datetime(2026, 9, 1, 9, tzinfo=UTC), lambda: acting.end(made, user, "")),
    ):
        with clock.at(moment):
            act()
    acting.record_result(made, evaluate(made), user)
    permits = followed(60, 40)
    with clock.at(datetime(2026, 9, 1, 9, tzinfo=UTC)):
        acting.record_result(permits, evaluate(permits), user)
    draft = experiment(idea("Sign every day", state="triaged"))
    new = idea("Ask for the site plan first", credit="Petra")
    new.evidence.create(
        kind="finding", title="Rework", words="Half come back.", numbers=[["Cases", "120"]], people=120
    )
    Feedback.objects.create(service=service(), version=1, ending="sent", score=2, words="I waited for weeks.")
    today = date.today()
    plan = Plan.objects.create(
        slug="plan", title="In time", vision="Nobody waits.", first_day=today - timedelta(days=300),
        last_day=today + timedelta(days=400),
    )  # fmt: skip
    goal = Goal.objects.create(plan=plan, title="Permits in three weeks")
    objective = Objective.objects.create(
        goal=goal, title="20 days", measure=made.measure, baseline=40, baseline_on=date(2026, 1, 1), target=20,
        due=date(2027, 6, 1), department=office("planning"),
    )  # fmt: skip
    for title, shift in (("Ask for the plan", 0), ("Train the clerks", 120)):
        action = Action.objects.create(
            objective=objective, title=title, starts=plan.first_day + timedelta(days=shift),
            ends=plan.first_day + timedelta(days=shift + 100), department=office("planning"),
        )  # fmt: skip
        action.depends_on.set(Action.objects.exclude(pk=action.pk))
    plan.risks.create(
        words="A flood", likelihood=2, impact=5, response="Boats.", department=office("planning")
    )
    publish(plan, user, "The first.")
    needs = Assessment.objects.create(
        service=service(),
        title="Needs",
        question="Why?",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 6, 1),
    )
    source = needs.sources.create(kind="staff", title="A diary", people=11, numbers=[["Hours", "40"]])
    criterion = needs.criteria.create(name="People", question="How many?", weight=3)
    need = needs.needs.create(title="To be told")
    need.sources.add(source)
    need.scores.create(criterion=criterion, points=4, why="They said so.", by=user)
    return {
        "head": user,
        "experiment": made,
        "followed": permits,
        "draft": draft,
        "idea": new,
        "needs": needs,
        "need": need,
        "goal": goal,
    }


def test_all_pages_keep_wcag_and_fit_a_phone(
    open_page: Callable[..., Page], good: Callable[[Page], None], world: dict[str, Any]
) -> None:
    experiment, draft = (world[name].get_absolute_url() for name in ("experiment", "draft"))
    idea, needs = world["idea"].get_absolute_url(), world["needs"].get_absolute_url()
    public = (
        "",
        "ideas/",
        "experiments/",
        "plans/",
        "needs/",
        "plans/plan/",
        "plans/plan/versions/1/",
        "ideas/new/title/",
    )
    staff = (
        "lab/", "feedback/", "plans/plan/draft/", "plans/plan/draft/about/", "plans/plan/draft/publish/", "needs/new/",
        *(f"plans/plan/draft/{kind}/new/" for kind in ("goal", "objective", "action", "risk")),
        f"plans/plan/draft/goal/{world['goal'].pk}/",
    )  # fmt: skip
    pages = [f"/improvement/{each}" for each in (*public, *staff)]
    pages += [
        idea,
        f"{idea}weigh/",
        f"{idea}hide/",
        experiment,
        f"{experiment}registration/",
        f"{experiment}decide/",
    ]
    pages += [
        world["followed"].get_absolute_url(),
        draft,
        f"{draft}plan/",
        f"{draft}register/",
        needs,
        f"{needs}publish/",
    ]
    pages += [f"{needs}{kind}/new/" for kind in ("evidence", "need", "criterion")]
    pages += [f"{needs}weigh/{world['need'].pk}/"]
    page = open_page(user=world["head"], viewport=PHONE)
    for address in pages:
        response = page.goto(address)
        assert response is not None and response.status == 200, address
        good(page)
    page.set_viewport_size(DESKTOP)
    for address in ("/improvement/", "/improvement/plans/plan/", experiment, idea, needs):
        page.goto(address)
        good(page)
    page.goto(f"{idea}weigh/")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose what you decide")
    good(page)


def test_an_idea_is_proposed_and_found_to_be_another_without_scripts(
    open_page: Callable[..., Page], world: dict[str, Any]
) -> None:
    page = open_page(java_script_enabled=False, viewport=PHONE)
    page.goto("/improvement/")
    page.get_by_role("link", name="Propose an idea").click()
    page.get_by_label("What is your idea").fill("Check that the site plan is there first")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What is difficult today").fill(
        "Applications come back because the site plan is missing."
    )
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What should be different").fill("The form should not be sent without a plan.")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("h1")).to_have_text("Is one of these your idea?")
    page.get_by_label("None of them").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("How shall we name you").fill("Zoe")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send the idea").click()
    expect(page.locator("h1")).to_have_text("Your idea is sent")
    staff = open_page(user=world["head"], java_script_enabled=False)
    staff.goto("/improvement/lab/")
    staff.get_by_role("link", name="Check that the site plan is there first").first.click()
    staff.get_by_role("button", name="Let everybody read it").click()
    staff.get_by_role("link", name="Decide on this idea").click()
    staff.get_by_label("It is worth trying").check()
    staff.get_by_label("Why?").fill("Cheap to try.")
    staff.get_by_role("button", name="Record the decision").click()
    expect(staff.locator("h1")).to_contain_text("Check that the site plan is there first")
    expect(staff.get_by_text("Worth trying").first).to_be_visible()
    page.goto(staff.url)
    expect(page.get_by_text("Cheap to try.")).to_be_visible()
