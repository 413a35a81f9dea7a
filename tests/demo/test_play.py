"""The people of the play answer as their forms ask, at hours at which such people act."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import openhall.demo
from openhall.demo.play import PARTS, Part
from openhall.demo.play.cast import ACCOUNTS, OFFICES, RESIDENTS_MAIL, some_resident
from openhall.demo.play.draws import Draws
from openhall.demo.play.pace import Pace, done_at, is_working_day, taken_at, worked
from openhall.process.forms.asking import from_json, kept, problems
from openhall.process.model import NodeKind
from openhall.process.service.folder import ServiceFolder, read_folder, read_service

FOLDERS = Path(openhall.demo.__file__).parent / "services"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
# What a case knows when its later forms are filled in.
KNOWN: dict[str, Any] = {
    "apply": {"kind": "New house"},
    "assessment": {"follows": "yes", "route": "search"},
    "request": {"topic": "Housing"},
    "claim": {"works": True, "pension": Decimal(150)},
}


@pytest.fixture(params=PARTS, ids=lambda part: part.slug)
def part(request: pytest.FixtureRequest) -> Part:
    return request.param


@pytest.fixture
def folder(part: Part) -> ServiceFolder:
    return read_service(read_folder(FOLDERS / part.slug))


def test_what_residents_answer_is_what_the_form_asks(part: Part, folder: ServiceFolder) -> None:
    form = folder.forms[part.form]
    for seed in range(60):
        draws = Draws(np.random.default_rng(seed), date(2026, 3, 2))
        given = part.apply(draws, some_resident(draws.rng))
        answers = from_json(form, given)
        assert problems(form, answers) == {}, f"seed {seed}"
        assert kept(form, answers).keys() == answers.keys(), f"seed {seed}: an answer to what is not asked"


def test_every_form_of_a_task_is_answered_as_it_asks(part: Part, folder: ServiceFolder) -> None:
    asked = {node.work.form for node in folder.model.nodes if node.kind == NodeKind.USER and node.work.form}
    asked |= {wish.form for wish in part.wishes if wish.form}
    assert asked == part.forms.keys()
    for name, answer in part.forms.items():
        for seed in range(30):
            given = answer(Draws(np.random.default_rng(seed), date(2026, 3, 2)), KNOWN)
            found = problems(folder.forms[name], from_json(folder.forms[name], given))
            assert found == {}, f"{name}, seed {seed}"


def test_what_applicants_wish_for_is_waited_for(part: Part, folder: ServiceFolder) -> None:
    forms = {each.message: each.form or "" for each in folder.text.may_happen}
    assert {wish.message: wish.form for wish in part.wishes} == forms


def test_named_work_is_work_of_the_service(part: Part, folder: ServiceFolder) -> None:
    assert part.pace.keys() <= folder.model.place_of.keys()


def test_the_same_seed_gives_the_same_answers(part: Part) -> None:
    def once() -> dict[str, Any]:
        draws = Draws(np.random.default_rng(5), date(2026, 3, 2))
        return part.apply(draws, some_resident(draws.rng))

    assert once() == once()


def test_work_is_done_while_the_office_is_open() -> None:
    assert worked(MONDAY, timedelta(hours=2)) == MONDAY + timedelta(hours=2)
    assert worked(MONDAY, timedelta(hours=10)) == datetime(2026, 3, 3, 11, tzinfo=UTC)
    friday_evening = datetime(2026, 3, 6, 22, tzinfo=UTC)
    assert worked(friday_evening, timedelta(hours=1)) == datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert not is_working_day(datetime(2026, 12, 25, tzinfo=UTC))


def test_people_outside_have_no_office_hours() -> None:
    rng = np.random.default_rng(1)
    ends = [done_at(rng, MONDAY, Pace(5), outside=True) for _ in range(200)]
    assert any(not is_working_day(each) for each in ends)
    inside = [done_at(rng, MONDAY, Pace(5), outside=False) for _ in range(200)]
    assert all(is_working_day(each) for each in inside)
    assert all(MONDAY <= taken_at(rng, each, Pace(5), MONDAY) <= each for each in inside)


def test_accounts_have_posts_in_departments_of_the_city() -> None:
    roles = {office.key: office.roles for office in OFFICES}
    for account in ACCOUNTS:
        for key, role in account.posts:
            assert not role or role in roles[key], account.key
        assert not account.email.endswith(RESIDENTS_MAIL)
    held = {key for account in ACCOUNTS for key, _ in account.posts}
    assert held == roles.keys()
