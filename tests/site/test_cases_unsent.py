"""Why something was not sent, or could not be done, is told in the language of who reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from openhall.process.errors import BadService
from openhall.process.saying import gettext
from openhall.site.cases import passing
from openhall.site.cases.acting import acting
from openhall.site.cases.acts import NOBODY, begin
from openhall.site.cases.by import NotPossible
from openhall.site.cases.models import Outgoing, Timer
from openhall.site.cases.sending import send_due
from openhall.site.web.speech import keep_text
from tests.site.processes import publish
from tests.site.test_cases_sending import CALLING, WARNING, WORKING

pytestmark = pytest.mark.django_db


def test_why_something_was_not_sent_is_said_in_the_operators_language(person: Any) -> None:
    begin(publish(CALLING), {}, NOBODY)
    assert send_due() == 1
    operator = Client(headers={"Accept-Language": "ar"})
    operator.force_login(person("operator"))
    for page in ("", f"{Outgoing.objects.get().pk}/change/"):
        html = operator.get(f"/admin/cases/outgoing/{page}").content.decode()
        assert "لا عنوان مرتبط" in html
        assert "No address" not in html


def test_each_case_that_a_signal_could_not_reach_is_named_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    working = publish(WORKING, "working", "Working")
    cases = [begin(working, {}, NOBODY) for _ in range(2)]
    begin(publish(WARNING), {}, NOBODY)

    def cannot(*_: Any) -> None:
        raise NotPossible(gettext("This work is done or withdrawn already; look at the case as it is now."))

    monkeypatch.setattr(passing, "happen", cannot)
    assert send_due() == 1
    held = Outgoing.objects.get()
    assert held.sent_at and [line.split(":")[0] for line in held.why.splitlines()] == [
        case.reference for case in cases
    ]
    assert "done or withdrawn already" in held.why
    with translation.override("ar"):
        assert "أُنجز هذا العمل أو سُحب من قبل" in held.why and "withdrawn" not in held.why


def test_what_the_engine_refuses_is_told_in_the_language_of_who_acts() -> None:
    with pytest.raises(NotPossible) as refused, acting():
        raise BadService(gettext("The service folder has two files of one name."))
    assert str(refused.value) == "The service folder has two files of one name."
    with translation.override("ar"):
        assert str(refused.value) == "في مجلد الخدمة ملفان باسم واحد."


def test_the_operator_sees_which_timers_could_not_fire_and_has_them_tried_again(
    client: Client, person: Any
) -> None:
    case = begin(publish(CALLING), {}, NOBODY)
    due = timezone.now() + timedelta(hours=1)
    said = keep_text(gettext("It answered with status %(status)s.", status="503"))
    timers = [
        Timer.objects.create(case=case, number=k, node=f"wait{k}", since=due, due_at=due, problem=problem)
        for k, problem in enumerate(("", said, said))
    ]
    client.force_login(person("operator"))
    page = client.get("/admin/cases/timer/").content.decode()
    assert [f"wait{k}" in page for k in range(3)] == [False, True, True]
    assert "It answered with status 503." in page and case.pseudonym in page
    assert case.reference not in page
    client.post("/admin/cases/timer/", {"action": "fire_again", "_selected_action": [timers[1].pk]})
    assert [each.due_at <= timezone.now() for each in Timer.objects.order_by("number")] == [
        False,
        True,
        False,
    ]
    assert not Timer.objects.get(number=1).problem and Timer.objects.get(number=2).problem
    client.force_login(person("officer", email="ben@example.org"))
    assert client.get("/admin/cases/timer/").status_code in (302, 403)
