"""Killing any process at any moment loses and doubles nothing; `make conformance SUITE=kills` does it 2,000 times."""

from __future__ import annotations

import pytest
from django.utils import timezone

from openhall.site.cases import clock
from openhall.site.cases.acts import NOBODY, begin, complete
from openhall.site.cases.models import Case
from tests.site.killing import gave, publish_killed, work_and_kill
from tests.site.replaying import Replay


def test_officers_and_workers_may_be_killed_at_any_moment(transactional_db: None) -> None:
    tale = work_and_kill(publish_killed(), kills=20)
    assert not any(tale.faults.values()), tale.faults
    assert tale.kills == 20 and tale.counts["steps"] > 20 and Case.objects.exists()


@pytest.mark.parametrize("turned", [False, True])
def test_two_acts_on_a_case_in_one_microsecond_are_told_as_two_steps(
    db: None, monkeypatch: pytest.MonkeyPatch, turned: bool
) -> None:
    case = begin(publish_killed(), {"apply": {"kind": "food"}}, NOBODY)
    moment = timezone.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    both = sorted(case.tasks.filter(node="advise"), key=lambda task: task.token, reverse=turned)
    assert len(both) == 2
    for task in both:
        complete(task.pk, gave(case, task.node, task.token), NOBODY)
    case.refresh_from_db()
    Replay(case, gave).check()
