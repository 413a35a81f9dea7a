"""Operators give keys and look after registers; nobody else gets in, and a key is shown once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from openhall.site.exchange.keys import key_of
from openhall.site.exchange.models import ApiKey
from openhall.site.people.models import Department, Post, User
from openhall.site.registers.models import Entry, Register, Use

pytestmark = pytest.mark.django_db
KEYS = "/admin/exchange/apikey/"


@pytest.fixture
def operator(client: Client, person: Any) -> Client:
    client.force_login(person("operator", email="op@city.example", name="Opal Operator"))
    return client


def given(**more: Any) -> dict[str, Any]:
    water = Department.objects.get_or_create(key="water", defaults={"name": "Water"})[0]
    usual = {"name": "Works", "purpose": "To mend pipes", "scopes": ["tasks"], "per_minute": 60}
    return usual | {"department": water.pk} | more


def test_a_key_is_given_shown_once_and_opens_what_it_says(operator: Client) -> None:
    page = operator.post(f"{KEYS}add/", given(client="A/B/C/works"), follow=True).content.decode()
    (text,) = re.findall(r"openhall_[0-9a-f]{12}_[\w-]{43}", page)
    key = ApiKey.objects.get()
    assert key_of(f"Bearer {text}") == key == key_of(text) and key.scopes == ["tasks"]
    assert text not in operator.get(f"{KEYS}{key.pk}/change/").content.decode()
    assert text.split("_")[2] not in str(key.__dict__)
    account = User.objects.get(pk=key.account_id)
    assert not account.is_active and not account.has_usable_password()
    assert Post.objects.get(person=account).department.key == "water"
    # Another department: the account holds its post there, and no other.
    fire = Department.objects.create(key="fire", name="Fire")
    operator.post(f"{KEYS}{key.pk}/change/", given(department=fire.pk))
    assert Post.objects.get(person=account).department == fire


def test_a_key_is_renewed_and_withdrawn(operator: Client) -> None:
    page = operator.post(f"{KEYS}add/", given(), follow=True).content.decode()
    old = re.findall(r"openhall_\w[\w-]{50,}", page)[0]
    key = ApiKey.objects.get()
    act = {"_selected_action": [key.pk]}
    page = operator.post(KEYS, act | {"action": "renew_keys"}, follow=True).content.decode()
    new = re.findall(r"openhall_\w[\w-]{50,}", page)[0]
    assert key_of(old) is None and key_of(new) == key
    operator.post(KEYS, act | {"action": "withdraw_keys"})
    assert key_of(new) is None


@pytest.mark.parametrize(
    "wrong", [{"client": "A/B"}, {"scopes": ["everything"]}, {"scopes": []}, {"name": ""}, {"purpose": " "}]
)
def test_a_key_that_makes_no_sense_is_refused(operator: Client, wrong: dict[str, Any]) -> None:
    assert operator.post(f"{KEYS}add/", given(**wrong)).status_code == 200
    assert not ApiKey.objects.exists() and not User.objects.filter(email__startswith="key-").exists()


def test_registers_and_entries_are_kept_in_order_and_looking_is_a_use(operator: Client) -> None:
    schema = '{"properties": {"id": {"type": "string", "primaryKey": true}}}'
    form = {"slug": "people", "version": "1.0", "name": "People", "key_fields": '["id"]'}
    refused = operator.post("/admin/registers/register/add/", form | {"schema": '{"properties": {}}'})
    assert refused.status_code == 200 and "0 fields" in refused.content.decode()
    operator.post("/admin/registers/register/add/", form | {"schema": schema})
    register = Register.objects.get()
    add = "/admin/registers/entry/add/"
    wrong = operator.post(add, {"register": register.pk, "content": '{"shoe": 1}'})
    assert wrong.status_code == 200 and "no field" in wrong.content.decode()
    operator.post(add, {"register": register.pk, "content": '{"id": "E1"}'})
    entry = Entry.objects.get()
    operator.get(f"/admin/registers/entry/{entry.pk}/change/")
    # Whom the entry is about reads it: the operator is not named.
    who = f"Operator {User.objects.get(email='op@city.example').pseudonym}"
    assert [(use.act, use.by) for use in Use.objects.all()] == [("read", who), ("created", who)]
    assert operator.get("/admin/registers/use/").status_code == 200
    assert operator.get("/admin/registers/use/add/").status_code == 403


@pytest.mark.parametrize(
    "place", ["exchange/apikey", "registers/register", "registers/entry", "registers/use"]
)
def test_nobody_but_operators_gets_in(client: Client, person: Any, place: str) -> None:
    client.force_login(person("analyst", "officer", "head of service"))
    assert client.get(f"/admin/{place}/").status_code == 403
    assert client.post(f"/admin/{place}/add/", given()).status_code == 403
