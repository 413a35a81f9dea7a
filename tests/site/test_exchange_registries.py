"""GovStack's digital registries over real registers: entries, schemas, and who used what."""

from __future__ import annotations

from typing import Any

import pytest

from openhall.site.exchange.scopes import Scope
from openhall.site.people.models import Department
from openhall.site.registers.models import Entry, Register, Use
from tests.site.systems import System

pytestmark = pytest.mark.django_db
BASE = "/govstack/registries"
DATA = f"{BASE}/data/people/1.0"
SCHEMA = {
    "type": "object",
    "properties": {
        "ID": {"type": "string", "primaryKey": True},
        "FirstName": {"type": "string"},
        "LastName": {"type": "string"},
        "Age": {"type": "integer"},
    },
    "required": ["ID"],
}
ADA = {"ID": "E1", "FirstName": "Ada", "LastName": "Alder", "Age": 36}


def asks(**content: Any) -> dict[str, Any]:
    return {"query": {"content": content}}


def writes(**content: Any) -> dict[str, Any]:
    return {"write": {"content": content}}


@pytest.fixture
def registry(db: None) -> System:
    """The system of the department that keeps the register, which it made itself."""
    Department.objects.create(key="registry", name="Civil registry")
    Department.objects.create(key="health", name="East Hospital", is_partner=True)
    keeper = System("Civil registry", "registry", purpose="To keep the register")
    body = {"code": "people", "catalogName": "People", "groupName": "City", "schema": SCHEMA}
    assert keeper.post(f"{BASE}/database/modify", body) == SCHEMA
    keeper.post(f"{DATA}/create", writes(**ADA))
    return keeper


def test_entries_are_made_read_changed_and_taken_away(registry: System) -> None:
    assert registry.post(f"{DATA}/read", asks(FirstName="Ada")) == {"content": ADA}
    missing = registry.ask("post", f"{DATA}/read", asks(FirstName="Eve"))
    assert missing.status_code == 404 and missing.json() == {"detail": "no record found"}
    assert registry.post(f"{DATA}/exists", asks(ID="E1"))["answer"]["status"] is True
    assert registry.post(f"{DATA}/exists", asks(ID="E2"))["answer"]["status"] is False
    assert registry.ask("put", f"{DATA}/update", asks(ID="E1") | writes(Age=37)).status_code == 200
    assert registry.ask("put", f"{DATA}/update", writes(ID="E1", LastName="Byron")).status_code == 200
    assert registry.ask("put", f"{DATA}/update", writes(LastName="Byron")).status_code == 400
    assert registry.ask("put", f"{DATA}/update", asks(ID="E9") | writes(Age=1)).status_code == 404
    made = registry.post(f"{DATA}/updateOrCreate", asks(ID="E2") | writes(ID="E2", FirstName="Bo"))
    assert made == {"content": {"ID": "E2", "FirstName": "Bo"}}
    assert registry.post(f"{DATA}/update-or-create", asks(ID="E2") | writes(Age=5))["content"]["Age"] == 5
    both = registry.ask("put", f"{DATA}/updateEntries", asks() | writes(LastName="Alder"))
    assert both.json() == {"count": 2}
    assert registry.ask("put", f"{DATA}/update-entries", asks(Age=99) | writes(Age=1)).json() == {"count": 0}
    assert registry.ask("put", f"{DATA}/update", asks(LastName="Alder") | writes(Age=1)).status_code == 409
    assert registry.get(f"{DATA}/E1/readValue/FirstName.json") == "Ada"
    assert registry.get(f"{DATA}/E1/read-value/Age.json") == {"value": 37}
    assert registry.ask("get", f"{DATA}/E1/readValue/FirstName.txt").content == b"Ada"
    pk = Entry.objects.get(key="E2").pk
    assert registry.get(f"{DATA}/{pk}/readValue/FirstName.json") == "Bo"
    for part in ("E9/readValue/FirstName.json", "E1/readValue/Shoe.json", "E1/readValue/Age.xml"):
        assert registry.ask("get", f"{DATA}/{part}").status_code == 404
    assert registry.ask("delete", f"{DATA}/E2/delete").status_code == 204
    assert registry.ask("delete", f"{DATA}/E2/delete").status_code == 404


def test_several_entries_are_made_at_once_or_none(registry: System) -> None:
    several = {"write": [{"content": {"ID": f"F{k}"}} for k in range(3)]}
    made = registry.post(f"{BASE}/data/people/createEntries", several, 201)["receive"]
    assert [each["content"]["ID"] for each in made] == ["F0", "F1", "F2"]
    assert set(made[0]) == {"content", "createdAt", "modifiedAt", "uuid"}
    several["write"].insert(0, {"content": {"ID": "G1"}})
    assert registry.ask("post", f"{BASE}/data/people/createEntries", several).status_code == 409
    assert not Entry.objects.filter(key="G1").exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (writes(**ADA), 409),
        (writes(ID="E3", Age="old"), 400),
        (writes(ID="E3", Shoe=43), 400),
        ({"write": {}}, 400),
        ({}, 400),
        (None, 400),
    ],
)
def test_an_entry_that_cannot_be_taken_is_refused(registry: System, body: Any, status: int) -> None:
    answer = registry.ask("post", f"{DATA}/create", body)
    assert answer.status_code == status and answer.json()["message"]
    assert Entry.objects.count() == 1


def test_entries_are_searched_page_by_page(registry: System) -> None:
    for k in range(12):
        registry.post(f"{DATA}/create", writes(ID=f"F{k:02}", FirstName="Fay", Age=k))
    page = registry.get(DATA, search="Fay", filter="FirstName", ordering="ascending", pageSize=5)
    assert page["count"] == 12 and len(page["results"]) == 5 and "previous" not in page
    following = registry.client.get(page["next"], headers={
        "Authorization": registry.text, "Information-Mediator-Client": registry.header,
    }).json()  # fmt: skip
    assert following["results"][0] not in page["results"] and "page=1" in following["previous"]
    assert [each["ID"] for each in registry.get(f"{DATA}/", search="^F0[0-2]$", filter="ID")["results"]] == [
        "F00", "F01", "F02",
    ]  # fmt: skip
    assert registry.get(DATA, **{"query.Age": "7"})["count"] == 1
    assert registry.get(DATA, search="Nobody")["results"] == []
    for wrong in (
        {"filter": "Shoe"},
        {"ordering": "sideways"},
        {"page": 0},
        {"query.Age": "x"},
        {"query.Shoe": "1"},
    ):
        assert registry.ask("get", DATA, **wrong).status_code == 400, wrong


def test_who_used_an_entry_is_told(registry: System) -> None:
    hospital = System("Back office", "health", registers=["people"], purpose="Admission")
    hospital.post(f"{DATA}/read", asks(ID="E1"))
    usage = registry.get(f"{BASE}/data/myPersonalDataUsage", userId="E1", databaseId="people")
    assert usage[0] | {"id": "", "searchDateTime": ""} == {
        "id": "",
        "readerId": "OPEN/GOV/90000009/health",
        "readerInitials": "BO",
        "readerInstitutionId": "90000009",
        "readerInstitutionName": "East Hospital",
        "readerApplicationName": "health",
        "searchDateTime": "",
        "refrences": [{"ReferenceId": "E1"}],
    }
    assert registry.get(f"{BASE}/data/MyPersonalDataUsage/1.0", userID="E1", DatabaseID="people") == usage
    assert Use.objects.filter(by="Back office", purpose="Admission").count() == 1
    for asked, status in (
        ({"userId": "...", "databaseId": "people"}, 400),
        ({"userId": "E1", "databaseId": "..."}, 400),
        ({"userId": "E1"}, 400),
        ({"userId": "E9", "databaseId": "people"}, 404),
        ({"userId": "E1", "databaseId": "none"}, 404),
    ):
        assert registry.ask("get", f"{BASE}/data/myPersonalDataUsage", **asked).status_code == status


def test_databases_are_listed_read_changed_and_closed(registry: System) -> None:
    (listed,) = registry.get(f"{BASE}/databases")["databases"]
    assert listed == registry.get(f"{BASE}/database/{listed['id']}")
    assert (listed["name"], listed["version"], listed["institution"]) == ("people", "1.0", "Civil registry")
    assert listed["schema"] == SCHEMA and listed["fieldsUniques"] == [["ID"]]
    wide = SCHEMA | {"properties": SCHEMA["properties"] | {"Street": {"type": "string"}}}
    assert registry.post(f"{BASE}/database/modify", {"code": "people", "schema": wide}) == wide
    narrow = SCHEMA | {"required": ["ID", "Street"], "properties": wide["properties"]}
    assert (
        registry.ask("post", f"{BASE}/database/modify", {"code": "people", "schema": narrow}).status_code
        == 409
    )
    registry.post(f"{BASE}/database/modify", {"code": "people", "version": "2.0", "schema": narrow})
    assert Register.objects.filter(slug="people").count() == 2
    for body in (
        {"code": "a b", "schema": SCHEMA},
        {"schema": SCHEMA},
        {"code": "x", "schema": {"properties": {}}},
    ):
        assert registry.ask("post", f"{BASE}/database/modify", body).status_code == 400
    assert registry.ask("delete", f"{BASE}/database/{listed['id']}").status_code == 409
    registry.ask("delete", f"{DATA}/E1/delete")
    closed = registry.ask("delete", f"{BASE}/database/{listed['id']}")
    assert closed.status_code == 200 and closed.json() == "Success"
    assert registry.ask("get", f"{BASE}/database/{listed['id']}").status_code == 404
    assert registry.ask("get", DATA).status_code == 404
    assert registry.ask("get", f"{BASE}/database/{'9' * 30}").status_code == 400


def test_a_register_is_used_by_its_department_and_those_that_were_let_in(registry: System) -> None:
    number = Register.objects.get().pk
    stranger = System("Strange system", "health")
    for method, path, body in (
        ("get", DATA, None),
        ("post", f"{DATA}/read", asks(ID="E1")),
        ("post", f"{DATA}/create", writes(ID="E5")),
        ("delete", f"{DATA}/E1/delete", None),
        ("get", f"{BASE}/database/{number}", None),
        ("delete", f"{BASE}/database/{number}", None),
        ("post", f"{BASE}/database/modify", {"code": "people", "schema": SCHEMA}),
        ("get", f"{BASE}/data/myPersonalDataUsage?userId=E1&databaseId=people", None),
    ):
        assert stranger.ask(method, path, body).status_code == 403, path
    assert stranger.get(f"{BASE}/databases")["databases"] == []
    assert Entry.objects.count() == 1 and not Use.objects.filter(by="Strange system").exists()
    nowhere = System("No department")
    assert nowhere.ask("post", f"{BASE}/database/modify", {"code": "x", "schema": SCHEMA}).status_code == 403


def test_each_operation_asks_for_its_own_scope(registry: System) -> None:
    number = Register.objects.get().pk
    asked = [
        (Scope.REGISTERS_READ, "get", DATA, None),
        (Scope.REGISTERS_READ, "post", f"{DATA}/read", asks(ID="E1")),
        (Scope.REGISTERS_READ, "post", f"{DATA}/exists", asks(ID="E1")),
        (Scope.REGISTERS_READ, "get", f"{DATA}/E1/readValue/ID.json", None),
        (Scope.REGISTERS_WRITE, "post", f"{DATA}/create", writes(ID="E5")),
        (Scope.REGISTERS_WRITE, "put", f"{DATA}/update", writes(ID="E1")),
        (Scope.REGISTERS_WRITE, "put", f"{DATA}/updateEntries", asks() | writes(Age=1)),
        (Scope.REGISTERS_WRITE, "post", f"{DATA}/updateOrCreate", asks(ID="E1") | writes(Age=1)),
        (Scope.REGISTERS_WRITE, "delete", f"{DATA}/E1/delete", None),
        (Scope.USES_READ, "get", f"{BASE}/data/myPersonalDataUsage?userId=E1&databaseId=people", None),
        (Scope.REGISTERS_READ, "get", f"{BASE}/databases", None),
        (Scope.REGISTERS_READ, "get", f"{BASE}/database/{number}", None),
        (Scope.REGISTERS_MANAGE, "delete", f"{BASE}/database/{number}", None),
        (Scope.REGISTERS_MANAGE, "post", f"{BASE}/database/modify", {"code": "people", "schema": SCHEMA}),
    ]
    without = {scope: System(f"Without {scope}", "registry", set(Scope) - {scope}) for scope in Scope}
    for scope, method, path, body in asked:
        assert without[scope].ask(method, path, body).status_code == 403, path
        assert without[scope].ask(method, path, body, headers={"Authorization": None}).status_code == 401, (
            path
        )
