"""A worker that is killed while it works on a version leaves nothing "being made ready" for ever."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from openhall.site.opendata import tasks
from openhall.site.opendata.models import DatasetVersion
from openhall.site.opendata.publishing import building, working
from openhall.site.opendata.publishing.deciding import decide
from openhall.site.opendata.publishing.receiving import receive, set_state
from openhall.site.opendata.publishing.working import at_work, taken
from openhall.site.opendata.resuming import MOST_TRIES, resume_left
from openhall.site.web.speech import say_kept
from tests.site.forking import close_connections
from tests.site.opendata import draft, published, street_problems, work

Status = DatasetVersion.Status


def decided() -> DatasetVersion:
    version = draft()
    decide(version, None, "No column tells of people.", timezone.now())
    version.refresh_from_db()
    return version


def long_ago(version: DatasetVersion) -> None:
    """As if nothing had been noted of it for a while."""
    set_state(version, touched_at=timezone.now() - timedelta(hours=1))


def killed_at_work(version: DatasetVersion, folder: Path) -> None:
    """A worker that writes the rows of a version, and is killed in the middle of it."""
    began = folder / "began"
    close_connections()
    child = os.fork()
    if not child:
        try:

            def slow(_version: DatasetVersion) -> None:
                (version.folder.with_name(f".open.{os.getpid()}.part")).mkdir()
                began.touch()
                time.sleep(600)

            building._build = slow
            tasks.build_version.func(version.pk)
        finally:
            os._exit(1)
    try:
        for _ in range(600):
            if began.exists():
                break
            time.sleep(0.05)
        assert began.exists()
        with at_work(version) as mine:
            assert not mine, "while the worker lives nobody else works on it"
        assert resume_left() == 0
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_build_that_was_killed_is_begun_again_and_comes_to_its_end(
    transactional_db: None, tmp_path: Path
) -> None:
    version = decided()
    long_ago(version)
    killed_at_work(version, tmp_path)
    version.refresh_from_db()
    assert version.status == Status.BUILDING
    long_ago(version)
    assert resume_left() == 1
    assert resume_left() == 0, "it waits in the queue now"
    work()
    version.refresh_from_db()
    assert version.is_open and version.rows == 120 and version.tries == 0
    assert not list(version.home.glob(".open.*.part")), "nothing of the killed one is left"


@pytest.mark.django_db
def test_what_another_worker_brought_to_its_end_meanwhile_is_not_done_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    version = decided()
    with taken(version.pk, Status.BUILDING) as found:
        assert found == version

    @contextmanager
    def after_another(held: DatasetVersion) -> Iterator[bool]:
        set_state(held, status=Status.SCHEDULED)
        yield True

    monkeypatch.setattr(working, "at_work", after_another)
    with taken(version.pk, Status.BUILDING) as found:
        assert found is None


@pytest.mark.django_db
def test_what_is_killed_again_and_again_is_given_back_with_a_sentence() -> None:
    version = decided()
    for _ in range(MOST_TRIES):
        long_ago(version)
        assert resume_left() == 1
        DatasetVersion.objects.filter(pk=version.pk).update(touched_at=timezone.now() - timedelta(hours=1))
        from django_tasks_db.models import DBTaskResult

        DBTaskResult.objects.all().delete()
        version.refresh_from_db()
    assert version.status == Status.DRAFT
    assert "broken off 3 times" in say_kept(version.problem)
    assert version.decisions.count() == 1, "who decided stays on record"


@pytest.mark.django_db
def test_a_file_of_which_only_a_part_arrived_is_not_read_as_if_it_were_all() -> None:
    whole = published()

    def half() -> Any:
        yield street_problems()[:900]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        receive(whole.dataset, "half.csv", half(), None)
    version = DatasetVersion.objects.get(number=2)
    assert version.status == Status.READING
    long_ago(version)
    assert resume_left() == 1
    work()
    version.refresh_from_db()
    assert version.status == Status.FAILED
    assert say_kept(version.problem) == "half.csv did not arrive whole. Take it back, and give it again."


@pytest.mark.django_db
def test_a_release_that_nobody_opened_at_its_hour_is_opened() -> None:
    version = published(hours=2)
    assert version.status == Status.SCHEDULED and resume_left() == 0
    set_state(version, release_at=timezone.now() - timedelta(minutes=5))
    assert resume_left() == 1
    version.refresh_from_db()
    assert version.is_open
