"""Killing any process at any moment loses and doubles nothing; `make conformance SUITE=kills` does it 2,000 times."""

from __future__ import annotations

from openhall.site.cases.models import Case
from tests.site.killing import publish_killed, work_and_kill


def test_officers_and_workers_may_be_killed_at_any_moment(transactional_db: None) -> None:
    tale = work_and_kill(publish_killed(), kills=20)
    assert not any(tale.faults.values()), tale.faults
    assert tale.kills == 20 and tale.counts["steps"] > 20 and Case.objects.exists()
