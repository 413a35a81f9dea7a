"""The object-centric map: an event counts once, a step counts the objects of one type, and none is cut off."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.orders import orders

from openhall.mining.draw.objects import draw_object_map, letter_of
from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.map import END, START
from openhall.mining.object_map import (
    ObjectMap,
    ObjectViews,
    build_object_map,
    default_object_level,
    open_views,
    view_objects,
    write_views,
)
from openhall.mining.object_report import write_object_report
from openhall.mining.read import is_object_log
from openhall.mining.read.ocel import object_steps, read_objects


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("orders") / "orders.json"
    written.write_bytes(orders())
    return written


@pytest.fixture(scope="module")
def views(path: Path) -> ObjectViews:
    return view_objects(read_objects(path))


def edges(found: ObjectMap, name: str) -> dict[tuple[str, str], int]:
    place = found.types.index(name)
    return {step: edge.count for step, way in found.ways.items() for at, edge in way if at == place}


def test_an_event_counts_once_and_a_step_once_an_object(views: ObjectViews) -> None:
    found = build_object_map(views)
    assert set(found.types) == {"order", "item", "bill"}
    events = {node.name: node.events for node in found.process.nodes}
    assert events == {
        "Place order": 12,
        "Change order": 4,
        "Pack item": 24,
        "Send": 12,
        "Bill": 12,
        "Pay": 12,
    }
    assert edges(found, "item") == {
        (START, "Place order"): 24, ("Place order", "Pack item"): 24, ("Pack item", "Send"): 24, ("Send", END): 24,
    }  # fmt: skip
    assert edges(found, "order")["Place order", "Change order"] == 4
    assert edges(found, "bill") == {(START, "Bill"): 12, ("Bill", "Pay"): 12, ("Pay", END): 12}


def test_steps_are_those_of_each_type_by_itself(path: Path, views: ObjectViews) -> None:
    found = build_object_map(views)
    table = object_steps(read_objects(path))
    expected = {(row[0], row[1], row[2]): row[3] for row in table.iter_rows()}
    steps = {
        (name, *step): number
        for name in found.types
        for step, number in edges(found, name).items()
        if START not in step and END not in step
    }
    assert steps == expected


@pytest.mark.parametrize("steps", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("activities", [0.2, 0.5, 1.0])
def test_no_activity_is_cut_off_from_start_or_end(
    views: ObjectViews, activities: float, steps: float
) -> None:
    found = build_object_map(views, activities=activities, steps=steps)
    for name in found.types:
        own = edges(found, name)
        reached, onward = {START}, True
        while onward:
            onward = {b for a, b in own if a in reached} - reached
            reached |= onward
        assert {a for a, _ in own} | {b for _, b in own} <= reached
        assert END in reached


def test_types_are_chosen_and_unknown_ones_named(views: ObjectViews) -> None:
    found = build_object_map(views, types=("bill",))
    assert found.types == ("bill",)
    assert {node.name for node in found.process.nodes} == {"Bill", "Pay"}
    with pytest.raises(UnreadableLog, match="no type of object “parcel”; the types are"):
        build_object_map(views, types=("parcel",))
    with pytest.raises(ValueError, match="a share from 0 to 1"):
        build_object_map(views, activities=2)


def test_the_picture_tells_types_by_letter_colour_and_dash(views: ObjectViews) -> None:
    svg = draw_object_map(build_object_map(views))
    root = ET.fromstring(svg)
    lines = [group for group in root.iter() if group.get("class") == "oh-step"]
    styles = {
        (group.get("data-type"), group[1].get("stroke"), group[1].get("stroke-dasharray")) for group in lines
    }
    assert (
        len(styles) == len({dash for _, _, dash in styles}) == len({colour for _, colour, _ in styles}) == 3
    )
    assert svg == draw_object_map(build_object_map(views))
    assert letter_of(0) == "A" and letter_of(25) == "Z" and letter_of(26) == "AA"


def test_the_picture_writes_waits_when_asked(views: ObjectViews) -> None:
    found = build_object_map(views)
    often, waits = draw_object_map(found), draw_object_map(found, measure="median")
    assert ">A 24<" in often and ">A 24<" not in waits
    assert ">B 1 hour<" in waits, "the order waits an hour from Send to Bill"
    assert "no time" not in waits, "nothing is waited for at start and end"


def test_it_says_where_the_objects_of_each_type_begin_and_end(views: ObjectViews) -> None:
    found = build_object_map(views)
    outer = {(found.types[place], name): (begin, end) for place, name, begin, end in found.outer()}
    assert outer == {
        ("order", "Place order"): (12, 0),
        ("order", "Bill"): (0, 12),
        ("item", "Place order"): (24, 0),
        ("item", "Send"): (0, 24),
        ("bill", "Bill"): (12, 0),
        ("bill", "Pay"): (0, 12),
    }
    assert [edge.count for _, edge in found.steps()] == [24, 24, 12, 12, 8, 4, 4]


def test_the_report_is_one_file_with_picture_and_tables(views: ObjectViews, tmp_path: Path) -> None:
    write_object_report(build_object_map(views), "<orders>.json", tmp_path / "r.html")
    html = (tmp_path / "r.html").read_text()
    assert "<svg" in html and "&lt;orders&gt;.json" in html and "<orders>" not in html
    assert "<td>Place order</td>" in html.replace(' class="n"', "") and html.endswith("</html>\n")
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")


def test_views_are_kept_and_opened_again(views: ObjectViews, tmp_path: Path) -> None:
    write_views(views, tmp_path / "objects")
    again = open_views(tmp_path / "objects")
    assert build_object_map(again) == build_object_map(views)
    assert default_object_level(again) == default_object_level(views)
    with pytest.raises(UnreadableLog, match="are not there"):
        open_views(tmp_path / "nothing")


def test_a_log_whose_events_touch_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.json"
    event = '{"id": "e", "type": "A", "time": "2025-01-01T00:00:00Z"}'
    path.write_text(f'{{"objectTypes": [], "eventTypes": [], "objects": [], "events": [{event}]}}')
    with pytest.raises(EmptyLog, match="touches an object"):
        view_objects(read_objects(path))


def test_object_logs_are_told_from_others(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "log.csv"
    other.write_text("case,activity,time\n")
    assert is_object_log(path) and not is_object_log(other) and not is_object_log(tmp_path)
