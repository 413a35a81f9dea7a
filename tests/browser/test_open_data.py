"""Open data in a real browser: found, looked into, drawn, taken along, followed and asked for; by keys alone too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from tests.browser.keys import Keys
from tests.browser.open_data_fixtures import dataset

__all__ = ["dataset"]
PHONE = {"width": 320, "height": 640}


def test_every_page_about_open_data_is_accessible_and_fits(
    open_page: Callable[..., Page], good: Callable[[Page], None], dataset: Any
) -> None:
    from openhall.site.opendata.publishing.releasing import withdraw
    from openhall.site.people.models import User

    home = f"/data/{dataset.identifier}/"
    page = open_page(viewport=PHONE)
    for address in (
        "/data/",
        "/data/?q=submarine",
        home,
        f"{home}versions/1/",
        f"{home}rows/",
        f"{home}rows/?where=kind:is:Pothole&sort=-days&q=town&page=2",
        f"{home}rows/?where=kind:is:Submarine",
        f"{home}rows/?show=chart&by=reported",
        f"{home}rows/?show=chart&by=kind&of=avg:days",
        f"{home}rows/?show=map",
        f"{home}follow/",
        "/data/requests/",
        "/data/requests/new/what/",
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")
        good(page)
    withdraw(dataset.versions.get(number=2), User.objects.create_user("w@example.org"), "A street was wrong.")
    page.goto(f"{home}versions/2/")
    good(page)
    page.goto(f"{home}versions/2/download/csv/")
    good(page)


def test_every_error_about_open_data_is_accessible_and_says_what_to_do(
    open_page: Callable[..., Page], good: Callable[[Page], None], dataset: Any
) -> None:
    home = f"/data/{dataset.identifier}/"
    page = open_page(viewport=PHONE)
    page.goto(f"{home}rows/?column=days&operator=is&value=many")
    expect(page.locator(".govuk-error-summary")).to_contain_text("“many” is no number.")
    assert page.title().startswith("Error: ")
    good(page)
    page.goto(f"{home}follow/")
    page.get_by_label("Your e-mail address").fill("ada")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    good(page)
    page.goto("/data/requests/new/what/")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say which data you are looking for")
    good(page)
    page.goto("/data/following/nothing/")
    good(page)


def test_a_resident_without_scripts_filters_draws_and_shares(
    open_page: Callable[..., Page], dataset: Any
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/data/")
    page.get_by_role("link", name="Street problems").click()
    page.get_by_role("link", name="Look into the data").click()
    expect(page.locator("#count")).to_have_text("Rows 1 to 25 of 140")
    page.get_by_label("Column").select_option("Kind")
    page.get_by_label("Condition").select_option("is")
    page.get_by_label("Value").fill("Pothole")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#count")).to_have_text("Rows 1 to 25 of 35")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#count")).to_have_text("Rows 26 to 35 of 35")
    page.get_by_role("link", name="Chart", exact=True).click()
    page.get_by_label("For each").select_option("District")
    page.get_by_role("button", name="Draw").click()
    expect(page.get_by_role("img", name="Rows by District")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.get_by_role("img", name="Map of Place: Rows in each square")).to_be_visible()
    expect(page.locator("main")).to_contain_text("35 rows have a place.")
    page.get_by_role("button", name="Save this view under a short address").click()
    page.locator("main a.oh-key").click()
    expect(page.locator("main")).to_contain_text("Kind is Pothole")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert len(taken.value.path().read_text("utf-8-sig").splitlines()) == 36
    page.get_by_role("link", name="Remove Kind is Pothole").click()
    expect(page.locator("main")).to_contain_text("140 rows have a place.")


def test_the_keyboard_alone_asks_for_a_dataset(open_page: Callable[..., Page], dataset: Any) -> None:
    from openhall.site.opendata.models import DatasetRequest

    page = open_page()
    keys = Keys(page)

    def press(role: Any, name: str) -> None:
        target = page.get_by_role(role, name=name, exact=True)
        keys.tab_to(target)
        page.keyboard.press("Enter")

    page.goto("/data/requests/")
    press("link", "Ask for data")
    keys.tab_to(page.locator("textarea"))
    page.keyboard.type("All benches, with where they are.")
    press("button", "Continue")
    press("button", "Continue")
    press("button", "Continue")
    keys.tab_to(page.locator("input[type=email]"))
    page.keyboard.type("ada@example.org")
    press("button", "Continue")
    expect(page.locator("main")).to_contain_text("All benches, with where they are.")
    press("button", "Send the request")
    expect(page.locator("h1")).to_have_text("Your request is sent")
    assert DatasetRequest.objects.get().e_mail == "ada@example.org"


def test_pages_for_residents_load_one_style_and_one_script(
    open_page: Callable[..., Page], dataset: Any
) -> None:
    page = open_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.split("/", 3)[3]))
    page.goto(f"/data/{dataset.identifier}/rows/?show=map")
    kinds = {address.rpartition(".")[2] for address in loaded[1:]}
    assert kinds <= {"css", "js", "svg"}
    assert sum(address.endswith((".css", ".js")) for address in loaded) == 2
