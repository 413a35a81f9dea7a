"""What if, in a real browser: a change is put together, played, and read beside today, by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.mining.office_year import each_weekday, year_log
from tests.site.permits import permits

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def log(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from openhall.site.observatory import scenarios
    from openhall.site.observatory.models import Log
    from openhall.site.observatory.preparing import discard, keep

    monkeypatch.setattr(scenarios, "REPLICATIONS", 3)
    made = Log.objects.create(title="Permits", file_name="permits.csv")
    keep(made, permits(60))
    yield made
    discard(made)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_the_record_shows_of_rhythms_is_read_in_a_table(
    open_page: Callable[..., Page],
    person: Any,
    log: Any,
    good: Any,
    language: str,
) -> None:
    from openhall.site.observatory.preparing import keep

    keep(log, year_log(2, days=300, meets=each_weekday(3)))
    log.scenarios.create(changes='batch "Decide" every 2 weeks\noff 12-24 to 01-01')
    play()
    page = open_page(user=person("analyst"), viewport=PHONE, locale=language)
    page.goto(log.scenarios.get().get_absolute_url())
    said = {"en": "is done for many cases at once, on Thursdays", "ar": "لطلبات كثيرة معًا، أيام الخميس"}
    expect(page.get_by_role("row", name=said[language])).to_be_visible()
    good(page)


def play() -> None:
    """What the worker does."""
    from openhall.site.observatory.models import Scenario
    from openhall.site.observatory.tasks import play_scenario

    play_scenario.call(Scenario.objects.latest("pk").pk)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_change_is_put_together_played_and_read_beside_today(
    open_page: Callable[..., Page], person: Any, log: Any, good: Any, fits: Any, scripts: bool
) -> None:
    page = open_page(user=person("analyst"), viewport=PHONE, java_script_enabled=scripts)
    if not scripts:
        # axe is a script itself.
        good = fits

    page.goto(f"/observatory/{log.id}/")
    page.get_by_role("link", name="What if").click()
    expect(page.get_by_text("Nothing was played on this log yet.")).to_be_visible()
    good(page)
    page.get_by_label("What changes").select_option(label="More or fewer people do")
    page.get_by_role("button", name="Add this change").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Say how much, like +1.")
    good(page)
    page.get_by_label("How much").fill("+1")
    page.get_by_role("button", name="Add this change").press("Enter")
    written = page.get_by_label("What is changed?")
    line = written.input_value()
    assert line.startswith('staff "') and line.endswith(" +1")
    written.fill(f"{line}\ndemand x2")
    page.get_by_role("button", name="Play it").press("Enter")
    expect(page.get_by_role("progressbar")).to_be_visible()
    good(page)
    play()
    page.goto(page.url)
    expect(page.get_by_role("heading", name="How far to trust it")).to_be_visible()
    expect(page.get_by_role("img", name="How long cases take")).to_be_visible()
    expect(page.get_by_role("row", name="Cases take on average")).to_be_visible()
    good(page)
    page.get_by_role("link", name="Play it with other changes").press("Enter")
    expect(page.get_by_label("What is changed?")).to_have_value(f"{line}\ndemand x2")
    page.get_by_role("link", name="1 more person does").press("Enter")
    page.get_by_role("button", name="Delete this scenario").press("Enter")
    expect(page.get_by_text("The scenario is deleted.")).to_be_visible()
