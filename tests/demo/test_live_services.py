"""Port Alder on the site: its services are published, its past is laid down by real acts, and it goes on living."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from openhall.demo.play.cast import ACCOUNTS, OFFICES, RESIDENT
from openhall.process.folder import digest, pack
from openhall.process.service.folder import read_folder
from openhall.process.service.text import read_text
from openhall.site.cases.models import Case, Document, Outgoing, Task
from openhall.site.ledger.models import Event
from openhall.site.people.models import Department, Post, User
from openhall.site.port_alder.folders import SERVICES, publish_services
from openhall.site.port_alder.papers import a_pdf, a_png
from openhall.site.port_alder.past import lay_down_past
from openhall.site.port_alder.residents import demo_password, make_people
from openhall.site.port_alder.stage import PART_OF, PLAYED, Stage
from openhall.site.port_alder.traffic import Traffic
from openhall.site.registers.models import Entry
from openhall.site.services.models import Service, Version

NOW = datetime(2026, 6, 17, 15, tzinfo=UTC)


@pytest.fixture
def versions(db: None, tmp_path: Path, settings: Any) -> list[Version]:
    settings.MEDIA_ROOT = tmp_path / "files"
    make_people(tmp_path)
    # Published without the check, which other tests do.
    return [published(path) for path in sorted(SERVICES.iterdir())]


def published(path: Path) -> Version:
    files = read_folder(path)
    owner = Department.objects.get(key=read_text(files["service.yaml"]).owner)
    service = Service.objects.create(slug=path.name, name=path.name, owner=owner)
    return Version.objects.create(
        service=service,
        number=1,
        digest=digest(files),
        folder=pack(files),
        status=Version.Status.OPEN,
        published_at=timezone.now(),
    )


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


def lay_down(versions: list[Version], days: int = 12) -> Counter[str]:
    for _ in lay_down_past(versions, NOW, days):
        pass
    return Counter(Event.objects.values_list("service", "activity", "lifecycle"))


def test_a_past_is_laid_down_by_acts_in_the_order_of_their_times(versions: list[Version]) -> None:
    lay_down(versions)
    times = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert times == sorted(times)
    assert NOW - timedelta(days=13) <= times[0] and times[-1] <= NOW
    assert {case.version.service.slug for case in Case.objects.select_related("version__service")} == {
        version.service.slug for version in versions
    }
    assert Case.objects.filter(ended_at=None).exists() and Case.objects.exclude(ended_at=None).exists()
    assert Task.objects.filter(status=Task.Status.OPEN).exists()


def test_work_is_done_by_people_in_the_posts_it_is_offered_to(versions: list[Version]) -> None:
    lay_down(versions)
    done = Task.objects.filter(status=Task.Status.DONE, for_applicant=False).select_related("ended_by")
    assert done.exists()
    for task in done:
        assert task.ended_by.posts.filter(department=task.department, role=task.role).exists()
        assert task.offered_at <= (task.claimed_at or task.ended_at) <= task.ended_at


def test_no_letter_to_somebody_who_does_not_exist_is_left_to_send(versions: list[Version]) -> None:
    lay_down(versions)
    assert Outgoing.objects.exists()
    assert not Outgoing.objects.filter(sent_at=None).exists()


def test_the_same_seed_gives_the_same_past(versions: list[Version]) -> None:
    first = lay_down(versions)
    Event.objects.all().delete()
    Document.objects.all().delete()
    Case.objects.all().delete()
    assert lay_down(versions) == first


def test_a_second_past_is_not_laid_down_upon_the_first(versions: list[Version]) -> None:
    first = lay_down(versions, days=4)
    assert lay_down(versions, days=4) == first


def test_a_version_was_published_before_its_first_case(versions: list[Version]) -> None:
    lay_down(versions)
    for version in Version.objects.all():
        first = version.cases.order_by("opened_at").first()
        assert first is None or version.published_at < first.opened_at


def test_papers_are_what_they_say(versions: list[Version]) -> None:
    lay_down(versions)
    kinds = {"application/pdf": b"%PDF-1.4", "image/png": b"\x89PNG"}
    documents = list(Document.objects.all())
    assert {each.content_type for each in documents} == set(kinds)
    for each in documents[:40]:
        with each.file.open("rb") as file:
            content = file.read()
        assert content.startswith(kinds[each.content_type]) and len(content) == each.bytes
    assert a_pdf("Site (plan)").count(b"endobj") == 5
    assert a_png(7) != a_png(8)


def test_life_goes_on_in_cases_of_the_play_only(versions: list[Version]) -> None:
    lay_down(versions)
    rng = np.random.default_rng(1)
    stage = Stage(rng, versions)
    part = next(iter(stage.versions.values()))
    own = stage.apply(PART_OF[part.service.slug], timezone.now())
    Case.objects.filter(pk=own.pk).update(e_mail="ada@portalder.example")
    before, moves = Event.objects.count(), own.moves
    traffic = Traffic(seed=4)
    acts = [traffic.act() for _ in range(60)]
    assert sum(map(bool, acts)) > 30
    assert Event.objects.count() > before
    own.refresh_from_db()
    assert own.moves == moves
    assert not own.tasks.exclude(claimed_by=None).exists()
    assert Case.objects.exclude(PLAYED).count() == 1


def test_work_that_somebody_has_taken_is_left_to_them(versions: list[Version]) -> None:
    lay_down(versions)
    person = User.objects.get(email=ACCOUNTS[1].email)
    Task.objects.filter(status=Task.Status.OPEN).update(claimed_by=person, claimed_at=NOW)
    taken = set(
        Task.objects.filter(status=Task.Status.OPEN, for_applicant=False).values_list("pk", flat=True)
    )
    traffic = Traffic(seed=4)
    for _ in range(20):
        traffic.act()
    left = Task.objects.filter(pk__in=taken)
    assert all(task.ended_by in (None, person) for task in left)


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
