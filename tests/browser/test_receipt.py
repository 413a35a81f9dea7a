"""A resident in a real browser with their receipt: saved, checked, found out when changed; and with an erased case."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.keys import Keys
from tests.browser.portal_fixtures import little, office
from tests.browser.residents import apply
from tests.ledgers import open_ledger

__all__ = ["little", "office"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


@pytest.fixture(autouse=True)
def ledger(settings: Any, transactional_db: None, tmp_path: Path) -> Callable[[], int]:
    """A ledger of its own; the function seals what waits, as the worker does."""
    from openhall.site.ledger.sealing import seal_all

    open_ledger(settings, tmp_path)
    watch(settings)
    return seal_all


def watch(settings: Any) -> None:
    """A witness of the ledger, and a log that is witnessed here and told two stories."""
    from openhall.proof import new_cosigner, new_signer
    from openhall.proof.parties import AskedWitness, WatchedLog
    from openhall.site.ledger.models import Asking, Cosigned, Fork

    witness, other = (
        new_cosigner("town.example/a-witness-with-a-long-name"),
        new_signer("county.example/ledger"),
    )
    settings.OPENHALL_WITNESSES = (AskedWitness((witness.verifier,), "https://town.example/ledger/witness"),)
    settings.OPENHALL_WITNESS_KEYS = (new_cosigner("city.example/witness"),)
    settings.OPENHALL_WITNESSED_LOGS = (WatchedLog((other.verifier,), "https://county.example/ledger"),)
    now = timezone.now()
    Asking.objects.create(
        origin="city.example/ledger",
        address="https://town.example/ledger/witness",
        size=2,
        signed_at=now,
        next_at=now,
    )
    Cosigned.objects.create(origin=other.name, size=1_234_567, note="", at=now)
    Fork.objects.create(origin=other.name, size=1_234_567, note="", other="", found_at=now)


@pytest.mark.parametrize(
    "options",
    [{"viewport": DESKTOP}, {"viewport": PHONE, "java_script_enabled": False}],
    ids=["desktop", "phone without scripts"],
)
def test_a_resident_saves_a_receipt_and_checks_it(
    open_page: Callable[..., Page],
    good: Callable[[Page], None],
    ledger: Callable[[], int],
    tmp_path: Path,
    options: dict[str, Any],
) -> None:
    page = open_page(**options)
    look = good if options.get("java_script_enabled", True) else lambda page: None
    page.goto("/ledger/")
    look(page)
    case = apply(page)
    page.get_by_role("link", name="Get your receipt").click()
    expect(page.get_by_role("heading", name="Your receipt is not ready yet")).to_be_visible()
    look(page)
    assert ledger() > 0
    page.get_by_role("link", name="Look again").click()
    look(page)
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save the receipt").click()
    saved = tmp_path / saving.value.suggested_filename
    saving.value.save_as(saved)
    assert saved.name.startswith(f"receipt-{case.reference}")
    page.get_by_role("link", name="Check a receipt").click()
    look(page)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose the file of your receipt")
    look(page)
    page.get_by_label("The file of your receipt").set_input_files(saved)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="The receipt holds")).to_be_visible()
    look(page)
    changed = json.loads(saved.read_text())
    changed["rows"][-1]["activity"] = "Refused"
    saved.write_text(json.dumps(changed))
    page.get_by_role("link", name="Check another receipt").click()
    page.get_by_label("The file of your receipt").set_input_files(saved)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("does not stand in the ledger")
    look(page)
    page.goto("/ledger/")
    expect(page.get_by_text("Told two stories")).to_be_visible()
    look(page)


def test_the_receipt_is_reached_and_saved_by_keyboard(
    open_page: Callable[..., Page], ledger: Callable[[], int]
) -> None:
    page = open_page()
    case = apply(page)
    ledger()
    page.goto(f"/case/{case.reference}/")
    keys = Keys(page)
    keys.link("Prove what we wrote down, and when")
    expect(page.get_by_role("heading", name="Your receipt")).to_be_visible()
    keys.tab_to(page.get_by_role("link", name="Save the receipt"))
    with page.expect_download():
        page.keyboard.press("Enter")


def test_a_case_whose_details_were_deleted_says_so(
    open_page: Callable[..., Page],
    good: Callable[[Page], None],
    office: Callable[..., None],
    ledger: Callable[[], int],
) -> None:
    from openhall.site.people.models import User

    page = open_page()
    case = apply(page)
    office(case, "check", complete=True)
    office(case, "advise", objection=False)
    office(case, "decide", granted=True, why="There is room.")
    ledger()
    desk = open_page(user=User.objects.get(email="officer@city.example"))
    desk.goto(f"/desk/cases/{case.reference}/")
    desk.get_by_label("Somebody asked about the case").check()
    desk.get_by_role("button", name="Open the case").click()
    desk.get_by_role("link", name="Delete what is known of the applicant in this case").click()
    good(desk)
    desk.get_by_role("button", name="Delete the details").click()
    good(desk)
    desk.get_by_label("The applicant asked for it.").check()
    desk.get_by_label("I know that this cannot be undone.").check()
    desk.get_by_role("button", name="Delete the details").click()
    expect(desk.get_by_text("The details of this case were deleted on")).to_be_visible()
    good(desk)
    page.goto(f"/case/{case.reference}/")
    expect(page.get_by_role("heading", name="The details of this application are deleted")).to_be_visible()
    good(page)
    page.goto(f"/case/{case.reference}/receipt/")
    good(page)
