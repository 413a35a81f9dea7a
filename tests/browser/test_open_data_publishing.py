"""Publishing in a real browser: a made-up file goes from upload to everybody, and each page is accessible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.open_data_fixtures import dataset

from openhall.process.saying import gettext, keep

__all__ = ["dataset"]
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def staff(open_page: Callable[..., Page], transactional_db: None, person: Any) -> Callable[..., Page]:
    """Return a function that opens a window of somebody who publishes for Roads."""
    from tests.site.opendata import publisher

    user = publisher(person)
    return lambda **options: open_page(user=user, **options)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    from tests.site.opendata import street_problems

    path = tmp_path / "street-problems.csv"
    path.write_bytes(street_problems())
    return path


def wait_for_the_worker(page: Page) -> None:
    """Do the work that waits; the page looks again by itself."""
    from tests.site.opendata import work

    work()
    expect(page.locator("#state")).to_have_count(0, timeout=15_000)


def test_a_file_goes_from_upload_to_everybody(
    staff: Callable[..., Page], good: Callable[[Page], None], file: Path
) -> None:
    page = staff(viewport=PHONE)
    page.goto("/data/")
    page.goto("/data/manage/")
    good(page)
    page.get_by_role("link", name="Publish a file").first.click()
    good(page)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a file.")
    good(page)
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Title of the dataset").fill("Street problems")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#state")).to_contain_text("Being read")
    good(page)
    wait_for_the_worker(page)
    expect(page.locator("main")).to_contain_text("120 rows and 6 columns were found")
    good(page)
    page.get_by_label("Title (Kind)").fill("")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Kind: Enter a title for this column.")
    good(page)
    page.get_by_label("Title (Kind)").fill("Kind of problem")
    page.get_by_label("What it tells of people (District)").select_option(
        label="With others it may single somebody out"
    )
    page.get_by_role("button", name="Save and go on").click()
    good(page)
    page.get_by_role("button", name="Save, and look at the risks").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say what the dataset is.")
    good(page)
    page.get_by_label("What it is").fill("Problems in streets that residents reported.")
    page.get_by_role("button", name="Save, and look at the risks").click()
    wait_for_the_worker(page)
    expect(page.locator("main")).to_contain_text("Nothing was found that stands against publishing.")
    good(page)
    page.get_by_role("link", name="Go on to decide").click()
    good(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Give your reasons")
    good(page)
    page.get_by_label("Why may this be published").fill("Reports are about streets and name nobody.")
    page.get_by_role("button", name="Publish").click()
    wait_for_the_worker(page)
    expect(page.locator("main")).to_contain_text("Reports are about streets and name nobody.")
    good(page)
    page.get_by_role("link", name="Its page for everybody").click()
    expect(page.locator("h1")).to_have_text("Street problems")
    expect(page.get_by_role("img", name="Map of Place")).to_be_visible()
    good(page)


def test_every_other_page_of_publishing_is_accessible_and_fits(
    staff: Callable[..., Page], good: Callable[[Page], None], dataset: Any
) -> None:
    from tests.site.little import publish_little
    from tests.site.opendata import published

    from openhall.site.opendata.models import DatasetRequest, DatasetVersion, Portal, Refresh
    from openhall.site.opendata.tasks import read_file

    page = staff(viewport=PHONE)
    home = f"/data/manage/{dataset.identifier}/"
    dataset.views.create(query="SELECT *", state="show=map", title="Where they are")
    asked = DatasetRequest.objects.create(what="All benches.", language="en-gb")
    DatasetRequest.objects.create(
        what="All trees.", answer="Yes.", answered_at=timezone.now(), language="en-gb"
    )
    scheduled = published(dataset=dataset, hours=4)
    little = publish_little().service
    type(little).objects.filter(pk=little.pk).update(owner=dataset.department)
    source = Refresh.objects.create(dataset=dataset, place="https://data.example.org/street-problems.csv")
    answered = gettext("data.example.org answered 404 instead of giving the file.")
    source.runs.create(outcome="failed", why=[keep(answered)])
    source.runs.create(outcome="waits", why=[keep(gettext("Columns that are new: Reporter"))], bytes=120_000)
    portal = Portal.objects.create(
        title="Weir", address="https://weir.example/catalog.ttl", department=dataset.department
    )
    refused = [["Trees", keep(gettext("It says no address where it is."))]]
    portal.runs.create(found=3, came=1, n_refused=1, refused=refused)
    portal.datasets.create(key="1", title="Lamps", address="https://weir.example/lamps", formats=["CSV"])
    for address in (
        "/data/manage/",
        "/data/manage/new/address/",
        f"{home}source/",
        "/data/manage/portals/",
        f"/data/manage/portals/{portal.pk}/",
        "/data/elsewhere/",
        home,
        f"{home}details/",
        f"{home}again/",
        f"{home}1/withdraw/",
        f"{home}{scheduled.number}/when/",
        "/data/manage/services/",
        "/data/manage/requests/",
        f"/data/manage/requests/{asked.identifier}/",
    ):
        page.goto(address)
        good(page)
    page.goto(f"{home}1/withdraw/")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    good(page)
    # A file that cannot be read.
    page.goto(f"{home}again/")
    page.get_by_label("File").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Upload").click()
    read_file.func(DatasetVersion.objects.latest("pk").pk)
    page.reload()
    expect(page.locator(".govuk-error-summary")).to_contain_text("files of this kind are not read")
    good(page)
    # Somebody is singled out.
    page.get_by_role("button", name="Take the upload back").click()
    expect(page.locator("main")).to_contain_text("Nobody has seen it.")
    good(page)


def test_risks_that_stand_against_it_are_shown_and_what_to_do(
    staff: Callable[..., Page], good: Callable[[Page], None], transactional_db: None
) -> None:
    from tests.site.opendata import draft

    from openhall.site.opendata.publishing.risks import look_at

    version = draft()
    version.columns.filter(name__in=("district", "days", "kind")).update(tells="indirect")
    look_at(version)
    page = staff()
    page.goto(f"/data/manage/{version.dataset.identifier}/1/risk/")
    expect(page.locator("main")).to_contain_text("It cannot be published like this.")
    expect(page.get_by_role("link", name="Go on to decide")).to_have_count(0)
    good(page)
    arabic = staff(locale="ar")
    for step in ("risk/", "columns/"):
        arabic.goto(f"/data/manage/{version.dataset.identifier}/1/{step}")
        expect(arabic.locator("html")).to_have_attribute("dir", "rtl")
        good(arabic)


def test_the_hour_of_release_is_kept(staff: Callable[..., Page], dataset: Any) -> None:
    from tests.site.opendata import published

    scheduled = published(dataset=dataset, hours=4)
    page = staff()
    page.goto(f"/data/manage/{dataset.identifier}/")
    page.get_by_role("link", name="Change the hour").click()
    page.get_by_label("Day and time").fill("2020-01-01")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter a time that lies ahead.")
    later = timezone.localtime() + timedelta(days=2)
    page.get_by_label("Day and time").fill(f"{later:%Y-%m-%d %H:%M}")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("The hour of release is changed.")
    scheduled.refresh_from_db()
    assert abs((scheduled.release_at - later).total_seconds()) < 61
