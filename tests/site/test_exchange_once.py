"""The same request, sent by several at the same moment, is done once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from openhall.site.cases.models import Case
from openhall.site.exchange.models import Answered
from tests.site.little import ANSWERS
from tests.site.stalls import open_office
from tests.site.systems import System


@pytest.mark.django_db(transaction=True)
def test_requests_side_by_side_with_one_key_are_one_request(person: Any) -> None:
    open_office(person)
    market = System("Market portal", client="")
    body = {"service": "street-stall", "answers": ANSWERS, "applicant": "citizen-7"}

    def send(_: int) -> tuple[int, bytes]:
        try:
            response = market.ask("post", "/v1/cases", body, repeat="order-1")
            return response.status_code, response.content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(send, range(8)))
    assert len(answers) == 1 and answers.pop()[0] == 201
    assert Case.objects.count() == 1 and Answered.objects.count() == 1
