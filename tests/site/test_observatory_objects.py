"""An object-centric log has a page with all its types of object on one map."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openhall.site.observatory.models import Log
from tests.orders import orders


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


@pytest.fixture
def uploaded(analyst: Client, settings: Any) -> Any:
    from openhall.site.observatory.preparing import discard

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    file = SimpleUploadedFile("orders.json", orders())
    analyst.post(reverse("observatory:upload"), {"file": file, "title": "Orders"})
    log = Log.objects.get(title="Orders")
    yield log
    discard(log)


def test_all_types_are_on_one_map_and_can_be_chosen(analyst: Client, uploaded: Any) -> None:
    html = analyst.get(reverse("observatory:map", args=[uploaded.id])).content.decode()
    address = reverse("observatory:objects", args=[uploaded.id])
    assert f'href="{address}' in html
    response = analyst.get(address)
    assert response.status_code == 200
    assert set(response.context["found"].types) == {"order", "item", "bill"}
    html = response.content.decode()
    assert 'data-type="item"' in html and "Pack item" in html
    chosen = analyst.get(address, {"type": ["bill", "nothing"]})
    assert chosen.context["found"].types == ("bill",)


def test_waits_are_written_on_the_lines_and_ends_stand_in_a_table(analyst: Client, uploaded: Any) -> None:
    address = reverse("observatory:objects", args=[uploaded.id])
    response = analyst.get(address, {"measure": "median", "unit": "events"})
    html = response.content.decode()
    assert "B 1 hour</text>" in html and '<option value="median" selected>' in html
    assert '<input type="hidden" name="unit" value="events">' in html, "what is chosen stays chosen"
    assert ("item", "Send", 0, 24) in response.context["outer"]


def test_a_log_of_cases_has_no_such_page(analyst: Client, kept_log: Any) -> None:
    assert analyst.get(reverse("observatory:objects", args=[kept_log.id])).status_code == 404
    assert "Objects" not in analyst.get(reverse("observatory:map", args=[kept_log.id])).content.decode()


def test_others_may_not_see_it(uploaded: Any, person: Any) -> None:
    visitor = Client()
    address = reverse("observatory:objects", args=[uploaded.id])
    assert visitor.get(address).status_code == 302
    visitor.force_login(person("officer", email="o@example.org"))
    assert visitor.get(address).status_code == 403
