"""A dataset that is open, and the eye that looks at each page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page


@pytest.fixture
def good(axe: Callable[[Page], list[str]], fits: Callable[[Page], bool]) -> Callable[[Page], None]:
    """Return a function that looks whether a page keeps WCAG, fits, and has one heading of the first rank."""

    def look(page: Page) -> None:
        violations = axe(page)
        assert violations == [], f"{page.url}: {violations}"
        assert fits(page), f"{page.url} is wider than its window"
        assert page.locator("h1").count() == 1, f"{page.url} has not one first heading"

    return look


@pytest.fixture
def dataset(transactional_db: None) -> Any:
    """Street problems of Roads, open in two versions, the second of which has more rows."""
    from django.urls import get_resolver
    from tests.site.opendata import published, street_problems

    # All rooms are loaded with the first address that is looked up; no page should wait for that.
    assert get_resolver().url_patterns
    first = published()
    published(street_problems(140), first.dataset)
    return first.dataset
