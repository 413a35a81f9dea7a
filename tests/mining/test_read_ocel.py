"""OCEL 2.0, as JSON and as SQLite: flattened on a type of object, with every attribute, or read with all objects."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from tests.orders import orders

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.read import ReadOptions, read_log
from openhall.mining.read.ocel import read_objects

SMALL = {
    "objectTypes": [{"name": "order", "attributes": [{"name": "price", "type": "float"}]}],
    "eventTypes": [{"name": "Pay", "attributes": [{"name": "by", "type": "string"}]}],
    "objects": [
        {
            "id": "o1", "type": "order",
            "attributes": [
                {"name": "price", "time": "1970-01-01T00:00:00Z", "value": 10.5},
                {"name": "price", "time": "2024-05-02T00:00:00Z", "value": 12},
            ],
            "relationships": [{"objectId": "o2", "qualifier": "replaces"}],
        },
        {"id": "o2", "type": "order"},
    ],
    "events": [
        {
            "id": "e1", "type": "Pay", "time": "2024-05-01T10:00:00+02:00",
            "attributes": [{"name": "by", "value": "card"}, {"name": "ok", "value": True}],
            "relationships": [{"objectId": "o1", "qualifier": "pays"}],
        },
        {"id": "e2", "type": "Pay", "time": "2024-05-03T10:00:00Z", "relationships": [{"objectId": "o1"}]},
        {"id": "e3", "type": "Look", "time": "2024-05-03T11:00:00Z"},
    ],
}  # fmt: skip


def written(tmp_path: Path, whole: object) -> Path:
    path = tmp_path / "log.json"
    path.write_text(json.dumps(whole))
    return path


def test_attributes_of_events_and_objects_arrive(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, SMALL))
    assert log.case_ids.to_list() == ["o1"] and log.activities == ("Pay",)
    assert log.events.column("by").to_list() == ["card", None]
    assert [str(value).lower() for value in log.events.column("ok").to_list()] == ["true", "none"]
    assert [float(value) for value in log.cases.column("price").to_list()] == [10.5]
    assert log.offset_min is not None and log.offset_min.tolist() == [120, 0]


def test_objects_keep_their_links_and_later_values(tmp_path: Path) -> None:
    found = read_objects(written(tmp_path, SMALL))
    assert found.object_types == ("order",)
    assert found.links.select("source", "target").rows() == [("o1", "o2")]
    assert found.changes.select("object", "field", "value").rows() == [
        ("o1", "price", "10.5"),
        ("o1", "price", "12"),
    ]


def test_the_type_that_a_case_is_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    path.write_bytes(orders(3))
    assert read_log(path, ReadOptions(object_type="bill")).n_cases == 3
    items = read_log(path, ReadOptions(object_type="item"))
    assert items.n_cases == 6 and items.n_events == 18, "an event counts for each of its items"
    said = [problem.what for problem in read_log(path).problems]
    assert any("--object-type can name" in what for what in said)
    with pytest.raises(UnreadableLog, match=r"no event touches a “parcel”; the types are"):
        read_log(path, ReadOptions(object_type="parcel"))


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        ({"events": []}, "log.json"),
        ({"events": 3, "objects": []}, "log.json"),
        ({"events": [{"id": "e"}], "objects": []}, "log.json"),
        ({"objects": []}, "without “events”"),
    ],
)
def test_what_is_no_such_log_is_refused_in_a_sentence(tmp_path: Path, whole: object, words: str) -> None:
    with pytest.raises(UnreadableLog, match=words):
        read_log(written(tmp_path, whole))


def test_events_that_touch_nothing_make_no_log(tmp_path: Path) -> None:
    whole = {"objectTypes": [], "eventTypes": [], "objects": [], "events": [SMALL["events"][2]]}  # type: ignore[index]
    with pytest.raises(EmptyLog, match="no event touches an object"):
        read_log(written(tmp_path, whole))


def test_a_database_that_is_another_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE people(name TEXT)")
    with pytest.raises(UnreadableLog, match=r"other\.sqlite"):
        read_log(path)


def test_names_of_tables_are_never_taken_for_sql(tmp_path: Path) -> None:
    path = tmp_path / "sly.sqlite"
    db = sqlite3.connect(path)
    db.executescript(
        "CREATE TABLE event(ocel_id TEXT, ocel_type TEXT); CREATE TABLE object(ocel_id TEXT, ocel_type TEXT);"
        "CREATE TABLE event_object(ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);"
        "CREATE TABLE event_map_type(ocel_type TEXT, ocel_type_map TEXT);"
        "CREATE TABLE object_map_type(ocel_type TEXT, ocel_type_map TEXT);"
        "INSERT INTO event_map_type VALUES ('A', 'x\"; DROP TABLE event; --');"
        "INSERT INTO object_map_type VALUES ('o', 'y');"
    )
    db.commit()
    db.close()
    before = path.read_bytes()
    with pytest.raises(UnreadableLog):
        read_log(path)
    assert path.read_bytes() == before
