"""A case is stopped, or reached by a message, from outside."""

from __future__ import annotations

from typing import Any

import pytest

from openhall.site.cases.acts import stop
from openhall.site.cases.by import NOBODY, By, NotPossible
from openhall.site.cases.models import Task, Timer
from openhall.site.cases.passing import bring
from openhall.site.ledger.models import Event
from tests.site.stalls import Office, open_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person: Any) -> Office:
    return open_office(person)


def test_a_stopped_case_has_no_work_left_and_says_what_it_is(office: Office) -> None:
    case = office.case()
    stop(case.pk, By(office.head, "licensing"))
    case.refresh_from_db()
    assert case.ended_at is not None and case.outcome == "Stopped"
    assert not Task.objects.filter(case=case, status=Task.Status.OPEN).exists()
    assert not Timer.objects.filter(case=case).exists()
    told = Event.objects.filter(case=case.pseudonym, lifecycle=Event.Lifecycle.NOTED).get()
    assert told.activity == "Stopped from outside" and told.actor == office.head.pseudonym
    with pytest.raises(NotPossible, match="ended already"):
        stop(case.pk, NOBODY)


def test_a_message_reaches_a_case_that_waits_for_it_and_no_other(office: Office) -> None:
    case = office.case()
    with pytest.raises(NotPossible, match="does not wait for the message “payment”"):
        bring(case.pk, "payment", {}, NOBODY)
    bring(case.pk, "withdrawal", {}, NOBODY)
    case.refresh_from_db()
    assert case.ended_at is not None and case.outcome == "Withdrawn"
