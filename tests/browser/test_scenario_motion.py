"""A scenario in motion, in a real browser: played by keyboard, calm for who asks for it, and still without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.keys import Keys
from tests.site.permits import permits

MOVING = "document.querySelectorAll('.oh-dots circle').length"
PLACES = "[...document.querySelectorAll('.oh-dots circle')].map(dot => dot.getAttribute('cy')).join()"
PICTURES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


@pytest.fixture
def played(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A scenario that the worker has played."""
    from openhall.mining.simulation.parameters import fit
    from openhall.site.observatory import scenarios
    from openhall.site.observatory.models import Log
    from openhall.site.observatory.preparing import discard, keep
    from openhall.site.observatory.tasks import play_scenario

    monkeypatch.setattr(scenarios, "REPLICATIONS", 2)
    monkeypatch.setattr(scenarios, "fit_best", lambda history, seed, progress, asked: fit(history))
    monkeypatch.setattr(scenarios, "trust", lambda history, seed, progress, asked: None)
    log = Log.objects.create(title="Permits", file_name="permits.csv")
    keep(log, permits(60))
    made = log.scenarios.create(changes='wait "Fire advice" -80%\nskip "Decide"')
    play_scenario.call(made.pk)
    yield made
    discard(log)


def test_it_is_played_stopped_and_moved_by_keyboard(
    open_page: Callable[..., Page], person: Any, played: Any, good: Any
) -> None:
    page = open_page(user=person("analyst"))
    keys = Keys(page)
    page.goto(played.get_absolute_url())
    keys.link("Watch it on the map")
    play, slider = page.get_by_role("button", name="Play", exact=True), page.get_by_role("slider")
    expect(play).to_be_visible()
    expect(page.get_by_role("button", name="Show this day")).to_be_hidden()
    clock, waiting = page.locator("[data-part=clock]"), page.locator("[data-side=changed] [data-part=total]")
    begun, first = clock.inner_text(), waiting.inner_text()
    before = page.evaluate(PLACES)
    assert page.evaluate(PICTURES) and page.evaluate(PLACES) == before, "nothing moves by itself"
    keys.tab_to(play)
    page.keyboard.press("Space")
    pause = page.get_by_role("button", name="Pause", exact=True)
    expect(pause).to_be_focused()
    expect(clock).not_to_have_text(begun)
    assert page.evaluate(MOVING) and page.evaluate(PLACES) != before
    page.keyboard.press("Space")
    status = page.get_by_role("status")
    expect(status).to_contain_text(f"{clock.inner_text()}. ")
    stopped = clock.inner_text()
    assert page.evaluate(PICTURES) and clock.inner_text() == stopped
    keys.tab_to(page.get_by_role("combobox", name="Speed"))
    page.keyboard.press("End")
    keys.tab_to(slider)
    page.keyboard.press("End")
    expect(clock).to_contain_text(f"Day {slider.get_attribute('max')} of")
    page.keyboard.press("ArrowLeft")
    said = page.locator("[data-part=said]").inner_text()
    assert slider.get_attribute("aria-valuetext") == f"{clock.inner_text()}: {said}"
    row = page.get_by_role("row", name="Fire advice").get_by_role("cell")
    shown = page.locator("[data-side=today] [data-place] [data-part=number]").all_text_contents()
    assert row.first.inner_text() in shown, "the table says what the picture says"
    assert waiting.inner_text() != first or int(first) == 0
    good(page)


def test_who_asks_for_less_motion_sees_one_day_after_the_other(
    open_page: Callable[..., Page], person: Any, played: Any
) -> None:
    page = open_page(user=person("analyst"), reduced_motion="reduce")
    page.goto(f"{played.get_absolute_url()}map/?day=40")
    expect(page.get_by_text("Your device asks for less motion")).to_be_visible()
    clock = page.locator("[data-part=clock]")
    play = page.get_by_role("button", name="Play", exact=True)
    play.press("Enter")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    before = page.evaluate(PLACES)
    assert page.evaluate(PICTURES) and page.evaluate(PLACES) == before, "between two days nothing moves"
    expect(clock).to_contain_text("Day 43 of")


def test_without_scripts_each_day_is_a_still_picture_with_its_table(
    open_page: Callable[..., Page], person: Any, played: Any, fits: Any
) -> None:
    page = open_page(
        user=person("analyst"), java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page.goto(f"{played.get_absolute_url()}map/")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_hidden()
    page.get_by_label("Day, from 1 to").fill("80")
    page.get_by_role("button", name="Show this day").press("Enter")
    expect(page.locator("[data-part=clock]")).to_contain_text("Day 80 of")
    page.get_by_role("link", name="A week later").press("Enter")
    expect(page.locator("[data-part=clock]")).to_contain_text("Day 87 of")
    expect(page.get_by_role("img", name="The map of today")).to_be_visible()
    shown = page.locator("[data-side=today] [data-place] [data-part=number]").all_text_contents()
    table = page.get_by_role("region", name="Cases that wait at each activity").get_by_role("row")
    cells = [row.get_by_role("cell").first.inner_text() for row in table.all()[2:-1]]
    assert cells == shown
    assert fits(page)
