"""Registers: schemas that can be trusted, entries that fit them, searches that end, and uses that are written down."""

from __future__ import annotations

from typing import Any

import pytest

from openhall.site.people.models import Department
from openhall.site.registers.entries import (
    BadEntry,
    Clash,
    by_key,
    change,
    change_all,
    change_one,
    change_or_create,
    create,
    delete,
    is_there,
    matching,
    read,
)
from openhall.site.registers.knowing import known
from openhall.site.registers.models import Entry, Register, Use
from openhall.site.registers.registering import archive, find, register
from openhall.site.registers.schema import BadSchema, checked, problems
from openhall.site.registers.search import search
from openhall.site.registers.uses import Reader, uses_about, uses_of_key

pytestmark = pytest.mark.django_db
READER = Reader("Benefits", "OPEN/GOV/1/benefits", "Benefits office", "To check a claim")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "primaryKey": True},
        "First name": {"type": "string", "maxLength": 20},
        "email": {"type": "string", "pattern": "^[^@]+@[^@]+$"},
        "age": {"type": "integer"},
    },
    "required": ["id"],
    "openhall:person": "email",
}


@pytest.fixture
def people() -> Register:
    owner = Department.objects.create(key="residents", name="Residents")
    return register("people", SCHEMA, name="People", owner=owner)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ([], "an object with"),
        ({"properties": {}}, "0 fields"),
        ({"properties": {"a": {"type": "strnig"}}}, "properties/a/type is no JSON Schema"),
        ({"properties": {"a": {"$ref": "http://elsewhere.example/schema"}}}, "is not taken"),
        ({"properties": {"a": {"pattern": "("}}}, "cannot be used"),
        ({"properties": {"a": {}}, "patternProperties": {".*": {}}}, "is not taken"),
        ({"properties": {"a": {}}, "openhall:person": "b"}, "no field"),
    ],
)
def test_a_schema_that_cannot_be_trusted_is_refused(schema: Any, words: str) -> None:
    with pytest.raises(BadSchema, match=words):
        checked(schema)


def test_no_schema_and_no_entry_can_keep_the_site_busy() -> None:
    evil = checked(
        {"properties": {"a": {"pattern": "^(a|a)*$"}, "b": {"uniqueItems": True, "type": "array"}}}
    )
    assert problems(evil, {"a": "a" * 40_000 + "b"})
    assert problems(evil, {"b": [{}] * 10_000}) == ["“b”: one element stands there twice."]
    assert "more than" in problems(evil, {"a": "a" * 60_000})[0]
    assert "“c” is no field" in problems(evil, {"c": 1})[0]


def test_an_entry_fits_its_schema_and_has_a_key_of_its_own(people: Register) -> None:
    with pytest.raises(BadEntry, match="age"):
        create(people, {"id": "E1", "age": "old"}, READER)
    entry = create(people, {"id": "E1", "First name": "Ada"}, READER)
    with pytest.raises(Clash, match="E1"):
        create(people, {"id": "E1"}, READER)
    assert by_key(people, "E1") == entry == by_key(people, str(entry.pk))
    assert by_key(people, "") is None and by_key(people, "E2") is None
    first, second = create(people, {}, READER), create(people, {"First name": "Bo"}, READER)
    assert (first.content["id"], second.content["id"]) == ("people1", "people2")


def test_entries_are_found_by_what_their_fields_hold(people: Register) -> None:
    for k, name in enumerate(("Ada", "Bo", "Ada")):
        create(people, {"id": f"E{k}", "First name": name, "age": 30 + k}, READER)
    assert [each.key for each in matching(people, {"First name": "Ada"})] == ["E0", "E2"]
    assert [each.key for each in matching(people, {"First name": "Ada", "age": 32})] == ["E2"]
    assert is_there(people, {"age": 31}, READER) and not is_there(people, {"age": 99}, READER)
    for name in ("pk", "content__isnull", "register__owner"):
        with pytest.raises(BadEntry, match="no field"):
            matching(people, {name: "1"})


def test_a_search_takes_texts_and_patterns_orders_and_pages(people: Register) -> None:
    for k in range(25):
        create(people, {"id": f"E{k:02}", "First name": f"Person {k % 3}"}, READER)
    page = search(people, READER, "person 1", "First name", "descending", page=1, size=5)
    assert page.count == 8 and len(page.entries) == 5
    assert search(people, READER, "^E0[1-3]$", "id").count == 3
    assert search(people, READER, "E2", "").count == 5
    assert [each.key for each in search(people, READER, "", "id", "descending", size=2).entries] == [
        "E24",
        "E23",
    ]
    assert search(people, READER, values={"id": "E07"}).count == 1
    for bad in ({"field": "x"}, {"order": "sideways"}, {"text": "(", "field": "id"}):
        with pytest.raises(BadEntry):
            search(people, READER, **bad)


def test_a_pattern_that_would_never_end_ends_in_a_sentence(people: Register) -> None:
    create(people, {"id": "E1", "First name": "a" * 20}, READER)
    assert search(people, READER, "(a+)+b", "First name").count == 0


def test_one_entry_is_changed_and_never_one_of_several(people: Register) -> None:
    for key, name in (("E1", "Ada"), ("E2", "Ada"), ("E3", "Bo")):
        create(people, {"id": key, "First name": name}, READER)
    with pytest.raises(Clash, match="More than one"):
        change_one(people, {"First name": "Ada"}, {"age": 4}, READER)
    with pytest.raises(Entry.DoesNotExist):
        change_one(people, {"First name": "Cy"}, {"age": 4}, READER)
    assert change_one(people, {"id": "E3"}, {"age": 4}, READER).content == {
        "id": "E3",
        "First name": "Bo",
        "age": 4,
    }
    assert change_all(people, {"First name": "Ada"}, {"First name": "Eve"}, READER) == 2
    assert not matching(people, {"First name": "Ada"}).exists()
    with pytest.raises(Clash):
        change_all(people, {"First name": "Eve"}, {"id": "E3"}, READER)
    assert matching(people, {"First name": "Eve"}).count() == 2
    assert change_or_create(people, {"id": "E9"}, {"id": "E9", "age": 1}, READER).key == "E9"
    assert change_or_create(people, {"id": "E9"}, {"age": 2}, READER).content["age"] == 2


def test_the_person_sees_who_used_their_entry_and_what_is_known_is_not_asked_again(
    people: Register, person: Any
) -> None:
    ada = person(email="ada@example.org")
    entry = create(people, {"id": "E1", "email": "Ada@example.org", "First name": "Ada"}, READER)
    assert entry.person == ada and known(ada)["people.First name"].value == "Ada"
    assert known(ada)["people.First name"].source == "People"
    read(entry, READER)
    change(entry, {"age": 36}, READER)
    delete(entry, READER)
    acts = [(use.act, use.by, use.institution, use.purpose) for use in uses_about(ada)]
    assert [act for act, *_ in acts] == ["deleted", "changed", "read", "created"]
    assert acts[0][1:] == ("Benefits", "Benefits office", "To check a claim")
    assert known(ada) == {}
    told = uses_of_key(people, "E1")
    assert told is not None and told.count() == 4 and uses_of_key(people, "E2") is None


def test_a_register_changes_only_as_its_entries_allow(people: Register) -> None:
    entry = create(people, {"id": "E1", "First name": "Ada"}, READER)
    narrow = SCHEMA | {"properties": SCHEMA["properties"] | {"First name": {"type": "integer"}}}
    with pytest.raises(Clash, match="does not fit"):
        register("people", narrow)
    with pytest.raises(Clash, match="key"):
        register("people", {"properties": {"id": {}, "First name": {}}})
    wide = SCHEMA | {"properties": SCHEMA["properties"] | {"street": {"type": "string"}}}
    assert register("people", wide, group="City").pk == people.pk
    assert register("people", narrow, version="2.0").pk != people.pk
    with pytest.raises(Clash, match="holds 1 entries"):
        archive(people)
    delete(entry, READER)
    archive(people)
    assert find("people", "1.0") is None and Use.objects.filter(register=people).count() == 2
    again = register("people", SCHEMA, version="1.0")
    assert again.pk != people.pk
