"""A dataset that is open, and the eye that looks at each page."""

from __future__ import annotations

from typing import Any

import pytest


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
