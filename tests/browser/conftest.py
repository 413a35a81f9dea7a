"""A real browser on a running site: pages, sign-in and the accessibility rules of axe-core.

The browser is Debian's Chromium. axe-core is pinned in assets/package.json and fetched there once.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

ASSETS = Path(__file__).parent.parent.parent / "assets"
AXE = ASSETS / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}
# Debian's Chromium in a container, offline: no sandbox, no graphics card, no calls home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Playwright's loop lives in the test's thread; the database is still used by one thread at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder: `pytest -m "not browser"` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Run one browser for all tests."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert program, "No Chromium on this machine: run `make system`."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a fresh, separate browser window on the site.

    `open_page(user=..., viewport=PHONE, java_script_enabled=False)`: with `user`, that person is signed in. The page's
    `goto` takes addresses from `/` on.
    """
    contexts: list[BrowserContext] = []

    def open_one(user: Any = None, **options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, **{"viewport": DESKTOP} | options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session_of(user, live_server.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def live_page(open_page: Callable[..., Page]) -> Page:
    """Return a desktop window on the site, nobody signed in."""
    return open_page()


def _session_of(user: Any, url: str) -> Any:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}


@pytest.fixture(scope="session")
def axe_source() -> str:
    """Return axe-core's program, fetched by npm where it is not there yet."""
    with (ASSETS / "package-lock.json").open("rb") as lock:
        # One process fetches it: npm clears the folder away that another one is filling.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not AXE.exists():
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
            subprocess.run(command, cwd=ASSETS, check=True, timeout=250)
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source: str) -> Callable[[Page], list[str]]:
    """Return a function that lists a page's violations of WCAG 2.2 A and AA, each with where it is.

    The program comes in through the debugger, which the page's content security policy does not concern.
    """
    debuggers: dict[Page, CDPSession] = {}

    def violations(page: Page) -> list[str]:
        page.wait_for_load_state()
        if page not in debuggers:
            debuggers[page] = page.context.new_cdp_session(page)
        if not page.evaluate("'axe' in window"):
            came_in = debuggers[page].send(
                "Runtime.evaluate", {"expression": axe_source, "returnByValue": False}
            )
            assert "exceptionDetails" not in came_in, came_in
        assert not page.frames[1:], "axe looks at the page alone"
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], "
            "selectors: false, iframes: false})"
            ".then(r => r.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html).join(' | ')}`))",
            RULES,
        )
        return list(found)

    return violations


@pytest.fixture
def fits() -> Callable[[Page], bool]:
    """Return a function that tells whether a page can be read without scrolling sideways."""

    def look(page: Page) -> bool:
        # A click that leads elsewhere has come when the new page begins, which has nothing on it yet.
        page.wait_for_load_state()
        return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    return look


@pytest.fixture
def good(axe: Callable[[Page], list[str]], fits: Callable[[Page], bool]) -> Callable[[Page], None]:
    """Return a function that looks whether a page keeps WCAG, fits, and has one heading of the first rank, on a desktop
    and on a phone. Its window is as wide as before afterwards."""

    def look(page: Page) -> None:
        own = page.viewport_size
        assert own
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1, f"{page.url} has not one first heading"
        # The size that it has comes last, so that it ends as it was.
        for size in sorted((DESKTOP, PHONE), key=lambda each: each["width"] == own["width"]):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            violations = axe(page)
            assert violations == [], f"{page.url}, {size['width']} px: {violations}"
            assert fits(page), f"{page.url} is wider than {size['width']} px"
        page.set_viewport_size(own)

    return look
