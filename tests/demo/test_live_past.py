"""The past of Port Alder is laid down by acts, by those who may act, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from tests.demo.laid_down import NOW, lay_down, published

from openhall.demo.play.cast import ACCOUNTS
from openhall.site.cases.models import Case, Document, Outgoing, Task
from openhall.site.ledger.models import Event
from openhall.site.people.models import User
from openhall.site.port_alder.folders import SERVICES
from openhall.site.port_alder.papers import a_pdf, a_png
from openhall.site.port_alder.residents import make_people
from openhall.site.port_alder.stage import PART_OF, PLAYED, Stage
from openhall.site.port_alder.traffic import Traffic
from openhall.site.services.models import Version


@pytest.fixture(scope="module")
def past(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Version]]:
    """Twelve days of a past, for the tests that look at it: what they change is undone, and the past after the last."""
    folder = tmp_path_factory.mktemp("past")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=folder / "files"):
        make_people(folder)
        versions = [published(path) for path in sorted(SERVICES.iterdir())]
        lay_down(versions)
        yield versions
        transaction.set_rollback(True)


def test_a_past_is_laid_down_by_acts_in_the_order_of_their_times(past: list[Version], db: None) -> None:
    times = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert times == sorted(times)
    assert NOW - timedelta(days=13) <= times[0] and times[-1] <= NOW
    assert {case.version.service.slug for case in Case.objects.select_related("version__service")} == {
        version.service.slug for version in past
    }
    assert Case.objects.filter(ended_at=None).exists() and Case.objects.exclude(ended_at=None).exists()
    assert Task.objects.filter(status=Task.Status.OPEN).exists()


def test_work_is_done_by_people_in_the_posts_it_is_offered_to(past: list[Version], db: None) -> None:
    done = Task.objects.filter(status=Task.Status.DONE, for_applicant=False).select_related("ended_by")
    assert done.exists()
    for task in done:
        assert task.ended_by.posts.filter(department=task.department, role=task.role).exists()
        assert task.offered_at <= (task.claimed_at or task.ended_at) <= task.ended_at


def test_no_letter_to_somebody_who_does_not_exist_is_left_to_send(past: list[Version], db: None) -> None:
    assert Outgoing.objects.exists()
    assert not Outgoing.objects.filter(sent_at=None).exists()


def test_a_version_was_published_before_its_first_case(past: list[Version], db: None) -> None:
    for version in Version.objects.all():
        first = version.cases.order_by("opened_at").first()
        assert first is None or version.published_at < first.opened_at


def test_papers_are_what_they_say(past: list[Version], db: None) -> None:
    kinds = {"application/pdf": b"%PDF-1.4", "image/png": b"\x89PNG"}
    documents = list(Document.objects.all())
    assert {each.content_type for each in documents} == set(kinds)
    for each in documents[:40]:
        with each.file.open("rb") as file:
            content = file.read()
        assert content.startswith(kinds[each.content_type]) and len(content) == each.bytes
    assert a_pdf("Site (plan)").count(b"endobj") == 5
    assert a_png(7) != a_png(8)


def test_life_goes_on_in_cases_of_the_play_only(past: list[Version], db: None) -> None:
    rng = np.random.default_rng(1)
    stage = Stage(rng, past)
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


def test_work_that_somebody_has_taken_is_left_to_them(past: list[Version], db: None) -> None:
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
