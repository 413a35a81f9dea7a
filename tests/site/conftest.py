"""Logs for the tests of the observatory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture
def keep_log(db: None) -> Iterator[Callable[..., Any]]:
    """Return a function that keeps a small log of permits: `keep_log(cases=40)`."""
    from openhall.site.observatory.models import Log
    from openhall.site.observatory.preparing import discard, keep
    from tests.site.permits import permits

    made = []

    def make(title: str = "Permits", cases: int = 40) -> Log:
        log = Log.objects.create(title=title, file_name="permits.csv")
        keep(log, permits(cases))
        made.append(log.pk)
        return log

    yield make
    for log in Log.objects.filter(pk__in=made):
        discard(log)


@pytest.fixture
def kept_log(keep_log: Callable[..., Any]) -> Any:
    """Return a log of 40 permits."""
    return keep_log()
