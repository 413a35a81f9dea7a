"""The shell in a real browser: everybody can use it, at any width, with a keyboard, without scripts."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect
from tests.site.stalls import open_office

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}
PAGES = {
    "home": "/",
    "sign in": "/accounts/login/",
    "forgotten password": "/accounts/password/reset/",
    "not found": "/nothing/here",
    "account": "/accounts/",
    "change password": "/accounts/password/change/",
    "refused": "/admin/",
}
SIGNED_IN = {"account", "change password", "refused"}
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_the_rules_of_wcag_and_fits(open_page, person, good, name: str) -> None:
    page = open_page(user=person("analyst") if name in SIGNED_IN else None, viewport=PHONE)
    page.goto(PAGES[name])
    good(page)
    assert page.locator("h1").count() == 1


def test_a_failed_sign_in_says_why_and_leads_to_the_question(open_page, good) -> None:
    page = open_page(viewport=PHONE)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("ada")
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    good(page)
    page.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password")).to_be_focused()


def test_who_signed_in_goes_from_the_first_page_to_what_waits(open_page, person, good) -> None:
    stalls = open_office(person)
    stalls.case()
    Group.objects.get(name="analyst").user_set.add(stalls.head)
    page = open_page(user=stalls.head, viewport=PHONE)
    page.goto("/")
    good(page)
    page.set_viewport_size(DESKTOP)
    tops = page.locator(".oh-nav__item").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert len(tops) > 9 and len(set(tops)) == 1, "whoever works in many rooms has their links in one line"
    page.get_by_role("link", name="1 task waits for somebody to take it").press("Enter")
    expect(page).to_have_url(re.compile(r"/desk/\?view=free$"))


@pytest.mark.parametrize("address", ["/", "/services/", "/accounts/login/"])
def test_a_page_fits_at_every_width(live_page, fits, address: str) -> None:
    live_page.goto(address)
    for width in (320, 640, 642, 760, 900, 1000, 1050, 1100, 1140, 1160, 1600):
        live_page.set_viewport_size({"width": width, "height": 800})
        assert fits(live_page), width


def test_axe_finds_what_is_wrong(live_page, axe) -> None:
    live_page.goto("/")
    live_page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert [line.split(":")[0] for line in axe(live_page)] == ["label"]


def test_one_signs_in_and_out_with_the_keyboard_alone(live_page, person, password: str) -> None:
    person("analyst")
    page = live_page
    page.goto("/accounts/login/?next=/accounts/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "id_login"
    page.keyboard.type("ada@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == "Sign out":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are signed out")).to_be_visible()


def test_one_signs_in_without_any_script(open_page, person, password: str) -> None:
    person("analyst")
    page = open_page(java_script_enabled=False)
    page.goto("/accounts/login/?next=/accounts/")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill("wrong")
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="The e-mail address or the password is not right")).to_be_visible()
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_the_browser_refuses_what_is_written_into_a_page(live_page) -> None:
    live_page.goto("/")
    live_page.evaluate(
        "() => { const script = document.createElement('script');"
        " script.textContent = 'window.broken = 1'; document.body.append(script) }"
    )
    assert live_page.evaluate("window.broken") is None
