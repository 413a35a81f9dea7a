"""From a bottleneck on the map to a change that is proven, in a browser: every hand of the loop, on the real pages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.improvement_city import AFTER, CHANGES, EMAIL, MEASURE, TODAY, City, city, worker
from tests.browser.improvement_loop import SLUG

from openhall.site.ledger.models import Event
from openhall.site.people.models import User
from openhall.site.services.models import Version

__all__ = ["city"]
IDEA = "Go on after five days when Housing has not answered"
ENDS = ("Send award", "Send refusal", "Close claim")
"""The acts that decide a claim, as the service's standards name them."""


@pytest.fixture
def window(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A window in which somebody of the demo is signed in; nobody where no key is given."""

    def open_one(key: str = "") -> Page:
        page = open_page(user=User.objects.get(email=EMAIL[key]) if key else None)
        page.set_default_timeout(30_000)
        return page

    return open_one


def picture(page: Page, name: str, top: str = "h1", height: int = 880) -> None:
    """Keep what a page shows from an element on, where `PICTURES` names a folder for the documents."""
    folder = os.environ.get("PICTURES", "")
    if not folder:
        return
    page.locator(top).first.evaluate(
        "at => window.scrollTo(0, at.getBoundingClientRect().top + scrollY - 24)"
    )
    shown = page.locator(top).first.bounding_box()
    assert shown is not None
    page.screenshot(
        path=Path(folder) / f"{name}.png",
        animations="disabled",
        clip={"x": 0, "y": max(0.0, shown["y"] - 20), "width": 1280, "height": height},
    )


@pytest.mark.timeout(420)
def test_a_bottleneck_becomes_a_change_that_is_proven(
    city: City, window: Callable[..., Page], good: Callable[[Page], None]
) -> None:
    analyst, head = window("analyst"), window("head")
    idea = find_and_propose(analyst, good)
    weigh(head, idea, good)
    change_the_model(analyst, good)
    simulate(analyst, idea, good)
    experiment = plan_it(analyst, good)
    register(head, experiment, good)
    publish_the_version(analyst, good)
    start(head, experiment)
    before = progress_of(window(), good)
    assert before is None, "nothing was measured since the baseline"

    city.months.version = Version.objects.get(service__slug=SLUG, status=Version.Status.OPEN)
    city.months.go_by(TODAY, TODAY + AFTER)
    city.hands.turn(TODAY + AFTER)
    worker()

    visitor = window()
    see_the_shift(visitor, city, good)
    # Nine weeks later everybody signs in anew.
    analyst, head = window("analyst"), window("head")
    evaluate(analyst, head, experiment, good)
    read_the_result(visitor, experiment, good)
    after = progress_of(visitor, good)
    assert after is not None and after >= 80, "the measure moved, and with it the objective"
    picture(visitor, "loop-progress", ".oh-panel h3", 400)


def find_and_propose(page: Page, good: Callable[[Page], None]) -> str:
    """The analyst finds on the map where claims wait, and begins an idea there; gives its address."""
    page.goto("/observatory/")
    good(page)
    page.get_by_role("link", name="Housing benefit (live)").click()
    good(page)
    parts = page.get_by_role("navigation", name="Parts of this log")
    parts.get_by_role("link", name="Findings").click()
    good(page)
    finding = page.locator(".oh-finding").filter(has_text="Check rent").first
    expect(finding).to_contain_text("Check evidence → Check rent")
    finding.get_by_role("link", name="See these cases").click()
    expect(page.get_by_text("of one finding")).to_be_visible()
    good(page)
    page.get_by_role("link", name="Show all cases").click()
    parts.get_by_role("link", name="Findings").click()
    picture(page, "loop-finding", ".oh-finding:has-text('Check rent')", 360)
    finding.get_by_role("button", name="New idea from this").click()
    for label, words in (
        ("What is your idea", IDEA),
        (
            "What is difficult today",
            "Two weeks pass until Housing looks at a rent, and it hardly ever objects.",
        ),
        (
            "What should be different",
            "Wait five days for Housing. If it has said nothing, work the claim out.",
        ),
    ):
        good(page)
        page.get_by_label(label).fill(words)
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Which service is it about")).to_have_value(SLUG)
    good(page)
    page.get_by_role("button", name="Continue").click()
    good(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).to_contain_text("Check evidence → Check rent")
    good(page)
    page.get_by_role("button", name="Send the idea").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(IDEA)
    expect(page.locator("main")).to_contain_text("What speaks for it")
    good(page)
    return page.url


def weigh(page: Page, idea: str, good: Callable[[Page], None]) -> None:
    """The head of service finds it worth trying."""
    page.goto(idea)
    page.get_by_role("link", name="Decide on this idea").click()
    good(page)
    page.get_by_label("It is worth trying").check()
    page.get_by_label("Why?").fill("We do the same with the agency.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Worth trying").first).to_be_visible()


def change_the_model(page: Page, good: Callable[[Page], None]) -> None:
    """The analyst changes the process in a draft of version 2."""
    page.goto("/workshop/")
    good(page)
    page.get_by_role("link", name="Housing benefit").click()
    good(page)
    page.get_by_role("button", name="Change it here").click()
    page.get_by_role("link", name="process.bpmn", exact=True).click()
    good(page)
    text = page.get_by_label("Text").input_value().replace("\r\n", "\n")
    for place, more in CHANGES:
        assert text.count(place) == 1, place
        text = text.replace(place, f"{place}\n{more}")
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator("main")).to_contain_text("Nothing stands against publishing")
    expect(page.locator("main svg").first).to_contain_text("5 days without an answer")
    good(page)


def simulate(page: Page, idea: str, good: Callable[[Page], None]) -> None:
    """The analyst sees what the change would do, before anything is done."""
    page.goto(idea)
    page.get_by_role("link", name="See what it would do").click()
    good(page)
    expect(page.get_by_label("On which log?").locator("option:checked")).to_have_text(
        "Housing benefit (live)"
    )
    page.get_by_label("What is changed?").fill('wait "Check rent" -65%')
    page.get_by_role("button", name="Simulate it").click()
    expect(page.get_by_role("status")).to_contain_text("It is being simulated")
    good(page)
    worker()
    page.get_by_role("link", name="Look again").click()
    row = page.get_by_role("row").filter(has_text="Half of the cases take more than")
    expect(row).to_contain_text("−")
    good(page)
    picture(page, "loop-simulated", height=540)
    row.get_by_role("link", name="Plan an experiment with it").click()


def plan_it(page: Page, good: Callable[[Page], None]) -> str:
    """The analyst plans an experiment with what was simulated; gives its address."""
    good(page)
    expect(page.get_by_label("Where does the prediction come from?")).to_have_value(re.compile("seed"))
    assert float(page.get_by_label("By how much will it change?").input_value()) < -5
    page.get_by_label("What do you expect, and why?").fill(
        "Claims are decided sooner, because none lies longer than five days for its rent."
    )
    page.get_by_label("Which version of the service brings the change?").select_option("Housing benefit 2")
    measure = page.get_by_label("Which measure will tell?")
    measure.select_option(measure.locator("option").filter(has_text=MEASURE).get_attribute("value"))
    page.get_by_label("What does it cost?").fill("600")
    page.get_by_label("What is paid for?").fill("a day of work on the service")
    page.get_by_label("First day").fill(f"{TODAY:%Y-%m-%d}")
    page.get_by_label("Last day").fill(f"{TODAY + AFTER - timedelta(days=1):%Y-%m-%d}")
    page.get_by_label("How many periods after the start do not count?").fill("3")
    page.get_by_label("When is it stopped early?").fill(
        "When Housing objects to a rent that was paid already."
    )
    guard = page.get_by_label("Measure that must not get worse").first
    guard.select_option(
        guard.locator("option").filter(has_text="housing-benefit-first-time-right").get_attribute("value")
    )
    page.get_by_label("How much worse may it get?").first.fill("10")
    page.get_by_role("button", name="Keep the plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(IDEA)
    good(page)
    return page.url


def register(page: Page, experiment: str, good: Callable[[Page], None]) -> None:
    """The head of service registers it; the ledger holds what was predicted, and when."""
    page.goto(experiment)
    page.get_by_role("link", name="Register it").click()
    good(page)
    page.get_by_role("button", name="Register it").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("It is registered")
    worker()
    page.get_by_role("link", name="See the registration and its proof").click()
    expect(page.get_by_role("link", name="Save the receipt")).to_be_visible()
    good(page)


def publish_the_version(page: Page, good: Callable[[Page], None]) -> None:
    """The analyst publishes what was registered, and nothing else."""
    page.goto(f"/workshop/services/{SLUG}/2/")
    page.get_by_role("link", name="Publish", exact=True).click()
    good(page)
    page.get_by_label("What changed").fill("After five days without an answer of Housing, the claim goes on.")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main")).to_contain_text("New cases begin here")
    good(page)


def start(page: Page, experiment: str) -> None:
    """The head of service lets the experiment begin."""
    page.goto(experiment)
    page.get_by_role("button", name="Start it").click()
    expect(page.locator("main")).to_contain_text("Running")


def progress_of(page: Page, good: Callable[[Page], None]) -> int | None:
    """How far everybody reads the objective to be, in percent; None where the page says that it is not known."""
    page.goto("/improvement/")
    page.get_by_role("link", name="Our plans").click()
    page.get_by_role("link", name="Help in time").click()
    good(page)
    panel = page.locator(".oh-panel").filter(has_text="Decide half of the claims in seven days")
    found = re.search(r"(\d+)% of the way", panel.inner_text())
    return int(found[1]) if found else None


def see_the_shift(page: Page, city: City, good: Callable[[Page], None]) -> None:
    """Everybody sees on the chart that something changed, when, and what was done then."""
    page.goto("/measures/")
    good(page)
    page.get_by_role("link", name="Housing benefit", exact=True).click()
    good(page)
    page.get_by_role("link", name="Time to decision").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Time to decision")
    says = page.get_by_role("region", name="What the chart says")
    expect(says.locator(".govuk-tag").first).to_have_text("better")
    expect(says.get_by_role("heading", name="Signals")).to_be_visible()
    expect(says).to_contain_text(IDEA)
    good(page)
    picture(page, "loop-chart", "#says", 720)
    shown = dict(city.version.values.filter(by="", hidden=False).values_list("period", "value"))
    counted = medians()
    assert len(shown) > 12
    for week, value in shown.items():
        assert value == pytest.approx(counted[week], abs=1e-6), (
            "each point is what the record of the cases says"
        )


def medians() -> dict[date, float]:
    """The medians of days from claim to decision by the week of the decision, straight from the record's rows."""
    begun: dict[str, datetime] = {}
    days: dict[date, list[float]] = {}
    for case, activity, at in (
        Event.objects.filter(service=SLUG).order_by("id").values_list("case", "activity", "at")
    ):
        begun.setdefault(case, at)
        if activity in ENDS:
            local = timezone.localtime(at).date()
            days.setdefault(local - timedelta(days=local.weekday()), []).append(
                (at - begun[case]) / timedelta(days=1)
            )
    return {week: median(found) for week, found in days.items()}


def evaluate(analyst: Page, head: Page, experiment: str, good: Callable[[Page], None]) -> None:
    """It is ended, worked out by what was registered, and decided on."""
    head.goto(experiment)
    head.get_by_role("link", name="End it").click()
    good(head)
    head.get_by_label("How did it end?").fill(
        "After its last day; Housing objected twice, both times in time."
    )
    head.get_by_role("button", name="End the experiment").click()
    analyst.goto(experiment)
    analyst.get_by_role("button", name="Evaluate it").click()
    expect(analyst.locator(".govuk-notification-banner")).to_contain_text("The result is recorded")
    good(analyst)
    head.goto(experiment)
    head.get_by_role("link", name="Decide on it").click()
    good(head)
    head.get_by_label("Adopt it as it was tried").check()
    head.get_by_label("Why?").fill(
        "Half of the claims are decided in about a week, and nothing else got worse."
    )
    head.locator("main form button.govuk-button").click()
    expect(head.locator("main")).to_contain_text("What was decided, and why")


def read_the_result(page: Page, experiment: str, good: Callable[[Page], None]) -> None:
    """Everybody reads what was predicted beside what came."""
    page.goto("/improvement/experiments/")
    good(page)
    page.get_by_role("link", name=IDEA).first.click()
    expect(page).to_have_url(re.compile(re.escape(experiment) + "$"))
    row = page.get_by_role("row").filter(has_text="Range")
    expect(row).to_contain_text(
        re.compile(r"^Range−[\d.]+ days to −[\d.]+ days−[\d.]+ days to −[\d.]+ days$")
    )
    expect(page.locator("main")).to_contain_text("The prediction lies within what was measured.")
    expect(page.locator("main")).to_contain_text("Adopt it as it was tried")
    good(page)
    picture(page, "loop-result", "#side", 860)
