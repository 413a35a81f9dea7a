"""Port Alder's four services: sound, in both languages, every ending shown by a test, true to the old names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import openhall.demo
from openhall.demo import port_alder
from openhall.demo.play import PARTS
from openhall.demo.play.cast import OFFICES
from openhall.mining.log import ACTIVITY
from openhall.process.dmn.model import Table
from openhall.process.feel.values import Value
from openhall.process.model import EventKind, NodeKind
from openhall.process.service.check import check_service
from openhall.process.service.folder import ServiceFolder, read_folder, read_service
from openhall.process.service.play import play

FOLDERS = Path(openhall.demo.__file__).parent / "services"
KEYS = ("building-permit", "freedom-of-information", "housing-benefit", "street-problems")
GONE = {
    "building-permit": {
        "Register application",
        "Register advice request",
        "Draft refusal",
        "Correct decision",
        "Send corrected decision",
    },
    "freedom-of-information": {"Ask second department for records"},
    "street-problems": set(),
}
"""What nobody does any more: the portal registers, all departments are asked at once, one draft says either."""


@cache
def folder(key: str) -> ServiceFolder:
    return read_service(read_folder(FOLDERS / key))


def test_the_four_services_are_there() -> None:
    assert sorted(path.name for path in FOLDERS.iterdir() if path.is_dir()) == sorted(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_a_service_is_sound_without_a_warning_and_all_its_tests_pass(key: str) -> None:
    report = check_service(read_folder(FOLDERS / key))
    assert list(report.errors) == []
    assert list(report.warnings) == []
    assert report.passed == report.run >= 10


@pytest.mark.parametrize("key", KEYS)
def test_every_end_with_a_name_is_reached_by_a_test(key: str) -> None:
    service = folder(key)
    ends = {node.id for node in service.model.nodes if node.kind == NodeKind.END and node.name}
    reached = {play(service, example)[0].played.outcome for example in service.examples.values()}
    assert ends <= reached


@pytest.mark.parametrize("key", KEYS)
def test_every_task_and_every_event_happens_in_some_test(key: str) -> None:
    service = folder(key)
    done = set().union(*(play(service, example)[0].played.done for example in service.examples.values()))
    kinds = {
        NodeKind.EXCLUSIVE,
        NodeKind.PARALLEL,
        NodeKind.INCLUSIVE,
        NodeKind.EVENT_GATEWAY,
        NodeKind.PROCESS,
    }
    unnamed = {node.id for node in service.model.nodes if not node.name}
    never = {node.id for node in service.model.nodes if node.kind not in kinds} - done - unnamed
    assert never == set()


@pytest.mark.parametrize("key", KEYS)
def test_every_letter_is_in_both_languages(key: str) -> None:
    assert all(set(versions) == {"en", "ar"} for versions in folder(key).letters.values())


@pytest.mark.parametrize("key", sorted(GONE))
def test_activities_have_the_names_of_the_old_records(key: str) -> None:
    """So the map of the old records and the live map can be compared."""
    old = set(port_alder().service(key).events[ACTIVITY].unique())
    new = {node.name for node in folder(key).model.nodes}
    assert old - new == GONE[key]


def test_the_building_permit_is_the_work_of_four_departments_and_a_partner() -> None:
    lanes = {node.lane[0] for node in folder("building-permit").model.nodes if node.kind == NodeKind.USER}
    partners = {office.name for office in OFFICES if office.partner}
    assert lanes - {"applicant"} - partners == {
        "Planning",
        "Building Control",
        "Fire Service",
        "Environmental Health",
    }
    assert lanes & partners == {"Alder Water"}


def test_the_building_permit_uses_what_services_need() -> None:
    model = folder("building-permit").model
    kinds = {node.kind for node in model.nodes}
    assert {NodeKind.INCLUSIVE, NodeKind.PARALLEL, NodeKind.EVENT_GATEWAY, NodeKind.SUBPROCESS} <= kinds
    assert NodeKind.EVENT_SUBPROCESS in kinds
    told = {node.event.kind for node in model.nodes}
    assert {EventKind.TIMER, EventKind.MESSAGE, EventKind.ESCALATION, EventKind.TERMINATE} <= told


def test_the_state_of_a_building_permit_is_small() -> None:
    """At most a kilobyte as text, whatever happens in its tests."""
    service = folder("building-permit")
    largest = 0
    for example in service.examples.values():
        played, _ = play(service, example)
        largest = max(largest, len(str(played.case.state.pack())))
    assert 0 < largest < 1_000


def test_lanes_are_departments_and_posts_of_the_city() -> None:
    posts = {(office.name, role) for office in OFFICES for role in office.roles}
    for key in KEYS:
        for node in folder(key).model.nodes:
            if node.kind == NodeKind.USER and node.lane[0] != "applicant":
                assert node.lane in posts, f"{key}: {node.id} is done by nobody"


def test_every_service_is_played() -> None:
    assert {part.slug for part in PARTS} == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_reason_of_a_decision_is_told_in_both_languages(key: str) -> None:
    service, told = folder(key), 0
    for example in service.examples.values():
        for reason in _told_twice(play(service, example)[0].case.data):
            assert reason["en"] and reason["ar"], f"{example.file}: {reason}"
            told += 1
    assert told > 10


def _told_twice(value: Value) -> Iterator[dict[str, Value]]:
    """The contexts within a value that have a text for each language."""
    if isinstance(value, dict):
        if {"en", "ar"} <= value.keys():
            yield value
        for each in value.values():
            yield from _told_twice(each)
    elif isinstance(value, list):
        for each in value:
            yield from _told_twice(each)


@pytest.mark.parametrize("key", KEYS)
def test_every_rule_says_in_words_what_it_means(key: str) -> None:
    """So no resident reads "Rule 3 of 'Waiver' applied" under a decision."""
    service = folder(key)
    for model in service.decisions.models.values():
        for decision in model.decisions:
            for rule in decision.logic.rules if isinstance(decision.logic, Table) else ():
                assert any(rule.annotations), f"{model.name}: {decision.name}, {rule.id}"
