"""The tutorial, step by step in a browser: apply, decide, see it on the map, change the service, publish."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from openhall.demo.play.cast import ACCOUNTS
from openhall.process.service.folder import read_folder
from openhall.site.people.models import User
from openhall.site.port_alder.folders import SERVICES
from openhall.site.port_alder.papers import a_pdf
from openhall.site.port_alder.residents import make_people
from openhall.site.services.publishing import publish_files

ACCOUNT = {account.key: account.email for account in ACCOUNTS}


@pytest.fixture
def city(transactional_db: None, tmp_path: Path, settings: Any) -> Path:
    """Port Alder with its building permit and without a past; gives a plan of the site to upload."""
    settings.MEDIA_ROOT = tmp_path / "files"
    make_people(tmp_path)
    publish_files(read_folder(SERVICES / "building-permit"), None, "The first version.")
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(a_pdf("Plan of the site"))
    return plan


@pytest.fixture
def window(open_page: Callable[..., Page]) -> Callable[[str], Page]:
    """A window in which somebody of the demo is signed in."""
    return lambda key: open_page(user=User.objects.get(email=ACCOUNT[key]))


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").first.click()


def apply_for_solar_panels(page: Page, plan: Path) -> str:
    """Step 2 of the tutorial; gives the reference."""
    page.goto("/services/?q=solar")
    page.get_by_role("link", name="Building permit").click()
    begin = page.get_by_role("button", name=re.compile("Start now|Begin another one"))
    begin.click()
    page.get_by_label("Solar panels").check()
    go_on(page)
    page.get_by_label("Street and number").fill("4 Quay Street")
    page.get_by_label("Postcode of the site").fill("PA1 2BC")
    page.get_by_label("Harbourside").check()
    go_on(page)
    page.get_by_label("Yes, I own it").check()
    go_on(page)
    go_on(page)
    page.locator("main textarea").fill("Twelve panels on the roof.")
    go_on(page)
    for part, value in (("Day", "1"), ("Month", "6"), ("Year", "2027")):
        page.get_by_label(part).fill(value)
    go_on(page)
    for _ in range(2):
        page.locator("input[type=file]").set_input_files(plan)
        page.get_by_role("button", name="Upload").click()
        go_on(page)
    # What the city knows is not asked again, but shown.
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.locator("main")).to_contain_text("PA1 2BC")
    expect(page.locator("main")).to_contain_text("Ada Alder")
    page.get_by_role("button", name="Agree and send").click()
    expect(page.get_by_role("heading", name="Application sent")).to_be_visible()
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", page.locator("main").inner_text())
    assert found
    return found[0]


def do(page: Page, reference: str, task: str, fill: Callable[[Page], None]) -> None:
    """One task at the desk."""
    page.goto("/desk/")
    page.get_by_role("row").filter(has_text=reference).get_by_role("link", name=task).first.click()
    fill(page)
    page.get_by_role("button", name="Done").click()
    expect(page.locator("main")).to_contain_text(f"“{task}” is done.")


def letter(page: Page, reference: str, subject: str) -> str:
    page.goto(f"/case/{reference}/")
    page.get_by_role("link", name=subject).click()
    return page.locator("main").inner_text()


def assess(page: Page) -> None:
    page.get_by_role("group", name="local plan").get_by_label("Yes", exact=True).check()
    page.get_by_label("What speaks for it").fill("They cannot be seen from the street.")
    page.get_by_role("group", name="visit the site").get_by_label("No", exact=True).check()


def draft(page: Page) -> None:
    page.get_by_label("Grant the permit").check()
    page.get_by_label("Reasons").fill("They follow the local plan.")


def say_yes(page: Page) -> None:
    page.get_by_label("Yes", exact=True).check()


def test_the_tutorial_can_be_followed_to_its_end(city: Path, window: Callable[[str], Page]) -> None:
    ada, planning, analyst = window("ada"), window("planning"), window("analyst")
    reference = apply_for_solar_panels(ada, city)
    assert "The fee is €34" in letter(ada, reference, "We have your application")
    for task, fill in (
        ("Check completeness", say_yes),
        ("Assess plans", assess),
        ("Draft decision", draft),
        ("Sign decision", say_yes),
    ):
        do(planning, reference, task, fill)
    assert "They follow the local plan." in letter(ada, reference, "Your building permit")

    analyst.goto("/observatory/")
    analyst.get_by_role("link", name="Building permit (live)").click()
    expect(analyst.locator("main")).to_contain_text("1 case")
    expect(analyst.locator("main")).to_contain_text("Sign decision")

    analyst.goto("/workshop/")
    analyst.get_by_role("link", name="Building permit").click()
    analyst.get_by_role("button", name="Change it here").click()
    change(analyst, "fee.dmn", r'("Solar panels"</text></inputEntry><outputEntry><text>)34', r"\g<1>20")
    expect(analyst.locator("main")).to_contain_text("1 thing stands against publishing")
    expect(analyst.locator("main")).to_contain_text("tests/lapsed.yaml")
    change(analyst, "tests/lapsed.yaml", r"fee\.total: 34", "fee.total: 20")
    expect(analyst.locator("main")).to_contain_text("Sound")
    analyst.get_by_role("link", name="Publish").click()
    analyst.get_by_label("What changed").fill("Solar panels cost 20.")
    analyst.get_by_role("button", name="Publish").click()
    expect(analyst.locator("main")).to_contain_text("New cases begin here")

    again = apply_for_solar_panels(ada, city)
    assert "The fee is €20" in letter(ada, again, "We have your application")


def change(page: Page, file: str, old: str, new: str) -> None:
    """Change one place of a file of a draft."""
    page.get_by_role("link", name=file, exact=True).click()
    text = page.get_by_label("Text").input_value()
    changed, places = re.subn(old, new, text)
    assert places == 1, f"{file}: {old} stands {places} times"
    page.get_by_label("Text").fill(changed)
    page.get_by_role("button", name="Save and check").click()
