"""Port Alder on the site: its services are published, its past is laid down by real acts, and it goes on living."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.demo.laid_down import lay_down, published

from openhall.demo.play.cast import ACCOUNTS, OFFICES, RESIDENT
from openhall.site.cases.models import Case, Document, Task
from openhall.site.ledger.models import Event
from openhall.site.people.models import Department, Post, User
from openhall.site.port_alder.folders import SERVICES, publish_services
from openhall.site.port_alder.residents import demo_password, make_people
from openhall.site.port_alder.stage import PART_OF
from openhall.site.port_alder.traffic import Traffic
from openhall.site.registers.models import Entry
from openhall.site.services.models import Service, Version


@pytest.fixture
def versions(db: None, tmp_path: Path, settings: Any) -> list[Version]:
    settings.MEDIA_ROOT = tmp_path / "files"
    make_people(tmp_path)
    # Published without the check, which other tests do.
    return [published(path) for path in sorted(SERVICES.iterdir())]


def test_the_services_are_published_once(db: None, tmp_path: Path) -> None:
    make_people(tmp_path)
    versions = publish_services()
    assert [version.service.slug for version in versions] == [
        path.name for path in sorted(SERVICES.iterdir())
    ]
    assert all(version == version.service.open_version for version in versions)
    assert publish_services() == versions


def test_loading_again_changes_nothing(versions: list[Version], tmp_path: Path) -> None:
    counted = [model.objects.count() for model in (Department, User, Post, Entry, Service, Version)]
    password = demo_password(tmp_path)
    assert make_people(tmp_path) == password
    assert publish_services() == versions
    assert [model.objects.count() for model in (Department, User, Post, Entry, Service, Version)] == counted


def test_a_service_that_was_changed_in_the_demo_stays_as_it_is(versions: list[Version]) -> None:
    changed = versions[0]
    Version.objects.filter(pk=changed.pk).update(digest="0" * 64)
    assert publish_services()[0].digest == "0" * 64


def test_everybody_signs_in_with_the_one_password_and_colleagues_with_none(
    versions: list[Version], tmp_path: Path, client: Any
) -> None:
    password = demo_password(tmp_path)
    assert (tmp_path / "demo-password").stat().st_mode & 0o077 == 0
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert {group.name for group in user.groups.all()} == set(account.roles)
    assert User.objects.get(email=RESIDENT.email).check_password(password)
    colleague = User.objects.exclude(email__in=[each.email for each in ACCOUNTS]).first()
    assert not colleague.has_usable_password()
    held = set(Post.objects.values_list("department__key", flat=True))
    assert held == {office.key for office in OFFICES}


def test_the_resident_stands_in_the_residents_register(versions: list[Version]) -> None:
    entry = Entry.objects.get(person__email=RESIDENT.email)
    assert entry.register.slug == "residents"
    assert set(entry.content) <= set(entry.register.schema["properties"])


def test_the_same_seed_gives_the_same_past(versions: list[Version]) -> None:
    first = lay_down(versions)
    Event.objects.all().delete()
    Document.objects.all().delete()
    Case.objects.all().delete()
    assert lay_down(versions) == first


def test_a_second_past_is_not_laid_down_upon_the_first(versions: list[Version]) -> None:
    first = lay_down(versions, days=4)
    assert lay_down(versions, days=4) == first


@pytest.mark.parametrize("command", ["load_port_alder", "play_port_alder"])
def test_the_city_is_for_the_demo_only(db: None, command: str, settings: Any) -> None:
    settings.OPENHALL_DEMO = False
    with pytest.raises(CommandError, match="openhall demo"):
        call_command(command, stdout=StringIO())


def test_work_that_the_play_does_not_know_is_left_to_people(
    versions: list[Version], monkeypatch: Any
) -> None:
    lay_down(versions)
    monkeypatch.delitem(PART_OF["street-problems"].forms, "inspection")
    unknown = Task.objects.filter(node="inspect", status=Task.Status.OPEN)
    before = set(unknown.values_list("pk", flat=True))
    assert before
    traffic = Traffic(seed=4)
    for _ in range(60):
        traffic.act()
    assert before <= set(unknown.filter(claimed_by=None).values_list("pk", flat=True))
