"""Other learning systems tell what staff completed: with a key for it, about staff alone, each statement once."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from openhall.site.exchange.keys import give_key, withdraw
from openhall.site.exchange.scopes import Scope
from openhall.site.people.models import Department, Post
from openhall.site.training.models import Completion, Statement
from openhall.site.training.xapi.statement import BadStatement, read_statement
from tests.site.lessons import publish_reading

STATEMENT: dict[str, Any] = {
    "actor": {"objectType": "Agent", "mbox": "mailto:ada@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}},
    "object": {"id": "https://learn.example.org/reading-a-case", "objectType": "Activity"},
    "result": {"completion": True, "success": True, "score": {"scaled": 0.9}},
    "timestamp": "2026-03-31T10:00:00Z",
}


def said(**changes: Any) -> dict[str, Any]:
    return STATEMENT | changes


class Store:
    """Another system with a key."""

    def __init__(self, *scopes: Scope, department: Department | None = None) -> None:
        self.key, self.text = give_key(f"Store {uuid4().hex[:6]}", scopes, department)
        self.client = Client(enforce_csrf_checks=True)

    def ask(self, method: str, body: Any, address: str = "statements", **headers: str) -> Any:
        pair = base64.b64encode(f"store:{self.text}".encode()).decode()
        given = {"Authorization": f"Basic {pair}", "X-Experience-API-Version": "1.0.3"} | headers
        data = body if isinstance(body, str) else json.dumps(body)
        ask = getattr(self.client, method)
        return ask(f"/training/xapi/{address}", data, content_type="application/json", headers=given)


@pytest.fixture
def store(db: None) -> Store:
    return Store(Scope.LEARNING)


def test_what_is_told_completes_the_course_once(store: Store, person) -> None:
    course, ada = publish_reading(), person("officer")
    number = str(uuid4())
    assert store.ask("put", said(), f"statements?statementId={number}").status_code == 204
    made = Completion.objects.get()
    assert (made.person, made.course, made.source) == (ada, course, Completion.Source.TOLD)
    assert str(made.on) == "2026-03-31" and str(made.until) == "2027-03-31"
    # The same once more is nothing new; another one of the same id is refused.
    assert store.ask("put", said(), f"statements?statementId={number}").status_code == 204
    again = said(verb={"id": "http://adlnet.gov/expapi/verbs/failed"})
    assert store.ask("put", again, f"statements?statementId={number}").status_code == 409
    assert store.ask("post", [said(), said(result={})]).status_code == 200
    assert Completion.objects.count() == 1 and Statement.objects.count() == 3


def test_what_completes_nothing_is_kept_and_completes_nothing(store: Store, person) -> None:
    publish_reading()
    person("officer")
    others = [
        said(verb={"id": "http://adlnet.gov/expapi/verbs/attempted"}),
        said(result={"success": False}),
        said(result={"completion": False}),
        said(object={"id": "https://learn.example.org/other"}),
    ]
    answer = store.ask("post", others)
    assert answer.status_code == 200 and len(answer.json()) == 4
    assert answer["X-Experience-API-Version"] == "1.0.3"
    assert not Completion.objects.exists()


def test_a_person_is_also_known_by_account(store: Store, person, settings) -> None:
    settings.OPENHALL_ADDRESS = "https://hall.example.org"
    publish_reading()
    ada = person("officer")
    account = {"homePage": "https://hall.example.org/", "name": ada.pseudonym}
    assert store.ask("post", said(actor={"account": account})).status_code == 200
    elsewhere = account | {"homePage": "https://other.example.org"}
    assert store.ask("post", said(actor={"account": elsewhere})).status_code == 400


def test_nothing_is_kept_of_people_who_are_no_staff_of_the_key(store: Store, person) -> None:
    publish_reading()
    person(email="resident@example.org")
    refused = store.ask("post", said(actor={"mbox": "mailto:resident@example.org"}))
    assert refused.status_code == 400 and "resident" not in refused.content.decode()
    parks = Department.objects.create(key="parks", name="Parks")
    ada = person("officer")
    own = Store(Scope.LEARNING, department=parks)
    assert own.ask("post", said()).status_code == 400
    Post.objects.create(person=ada, department=parks)
    assert own.ask("post", said()).status_code == 200
    assert Statement.objects.count() == 1


def test_a_key_for_it_is_needed(store: Store, person) -> None:
    person("officer")
    assert store.ask("post", said(), Authorization="").status_code == 401
    assert store.ask("post", said(), Authorization="Basic !").status_code == 401
    assert store.ask("post", said(), Authorization=f"Bearer {store.text}").status_code == 200
    assert Store(*(set(Scope) - {Scope.LEARNING})).ask("post", said()).status_code == 403
    withdraw(store.key)
    assert store.ask("post", said()).status_code == 401
    assert Statement.objects.count() == 1


def test_all_of_a_request_is_taken_or_nothing(store: Store, person) -> None:
    person("officer")
    answer = store.ask("post", [said(), said(verb={})])
    assert answer.status_code == 400 and "verb" in answer.json()["error"]
    assert not Statement.objects.exists()
    assert store.ask("post", [said()] * 51).status_code == 400
    assert store.ask("post", "[" * 5_000).status_code == 400
    assert store.ask("post", '{"a": NaN}').status_code == 400
    assert store.ask("post", said(), **{"X-Experience-API-Version": ""}).status_code == 400
    assert store.ask("put", said(), "statements?statementId=x").status_code == 400
    assert store.client.get("/training/xapi/statements").status_code == 405
    assert store.client.get("/training/xapi/about").json() == {"version": ["1.0.3", "2.0.0"]}


@pytest.mark.parametrize(
    "change",
    [
        {"actor": {"objectType": "Group", "mbox": "mailto:a@b.c"}},
        {"actor": {"mbox": "mailto:a@b.c", "account": {}}},
        {"actor": {"mbox": "a@b.c"}},
        {"actor": {"openid": "https://a.example"}},
        {"verb": {"id": "completed"}},
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}},
        {"object": {"objectType": "StatementRef", "id": "urn:x:1"}},
        {"result": {"score": {"scaled": 2}}},
        {"result": {"success": "yes"}},
        {"timestamp": "2026-03-31T10:00:00"},
        {"timestamp": "yesterday"},
        {"id": "1"},
        {"attachments": [{}]},
        {"more": 1},
    ],
    ids=[
        "group",
        "two names",
        "mbox",
        "openid",
        "verb",
        "voided",
        "about a statement",
        "score",
        "success",
        "no offset",
        "no moment",
        "id",
        "attachment",
        "strange",
    ],
)
def test_a_statement_that_is_not_right_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadStatement):
        read_statement(said(**change))
