"""Writers take turns: who works without a pause does not keep others from writing."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, connections, transaction

from openhall.site.cases.acting import acting
from openhall.site.web.sqlite3.turns import Turn


class Hog(threading.Thread):
    """Does the same again and again without a pause until it is told to stop; `done` counts."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.work, self.done, self.stopping = work, 0, False

    def run(self) -> None:
        while not self.stopping:
            self.work()
            self.done += 1
        connections.close_all()

    def __enter__(self) -> Hog:
        self.start()
        while not self.done:
            time.sleep(0.001)
        return self

    def __exit__(self, *error: object) -> None:
        self.stopping = True
        self.join()


def test_who_waits_for_the_turn_gets_it_though_another_takes_it_again_at_once(tmp_path: Path) -> None:
    busy, waiting = Turn(tmp_path / "database"), Turn(tmp_path / "database")

    def write() -> None:
        busy.take(20)
        time.sleep(0.001)
        busy.leave()

    with Hog(write) as hog:
        for _ in range(20):
            before = hog.done
            waiting.take(20)
            assert waiting.mine and hog.done - before < 50
            waiting.leave()
    busy.close()
    waiting.close()


def test_who_waits_in_vain_goes_without_the_turn_and_gets_it_when_the_other_is_gone(tmp_path: Path) -> None:
    gone, waiting = Turn(tmp_path / "database"), Turn(tmp_path / "database")
    gone.take(1)
    waiting.take(0.01)
    assert gone.mine and not waiting.mine
    gone.close()
    waiting.take(1)
    assert waiting.mine
    waiting.close()


def test_the_turn_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        killed = Turn(tmp_path / "database")
        killed.take(1)
        os.write(writing, b"!")
        time.sleep(60)
        os._exit(0)
    os.read(reading, 1)
    waiting = Turn(tmp_path / "database")
    waiting.take(0.01)
    assert not waiting.mine
    os.kill(child, 9)
    os.waitpid(child, 0)
    waiting.take(1)
    assert waiting.mine
    waiting.close()
    os.close(reading)
    os.close(writing)


@pytest.mark.django_db(transaction=True)
def test_an_officer_writes_while_a_worker_goes_from_one_transaction_to_the_next() -> None:
    Group.objects.create(name="worker")

    def work() -> None:
        with transaction.atomic():
            Group.objects.filter(name="worker").update(name="worker")
            time.sleep(0.004)

    def whole(number: int) -> None:
        with transaction.atomic():
            Group.objects.create(name=f"whole {number}")

    def by_itself(number: int) -> None:
        Group.objects.filter(name=f"whole {number}").update(name=f"by itself {number}")

    def by_an_act(number: int) -> None:
        with acting():
            Group.objects.filter(name=f"by itself {number}").update(name=f"by an act {number}")

    with Hog(work) as hog:
        for number in range(15):
            for write in (whole, by_itself, by_an_act):
                # So long that the worker is in the middle of it again.
                time.sleep(0.01)
                before = hog.done
                write(number)
                # PostgreSQL has no queue of writers to wait in.
                assert connection.vendor != "sqlite" or hog.done - before < 50, write
    assert Group.objects.filter(name__startswith="by an act").count() == 15


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_gives_its_turn_on() -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    with pytest.raises(DatabaseError), acting(), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("INSERT INTO nowhere VALUES (1)")
    written = threading.Thread(target=lambda: (Group.objects.create(name="next"), connections.close_all()))
    written.start()
    written.join()
    assert Group.objects.filter(name="next").exists()
    if connection.vendor == "sqlite":
        assert not connection.turn.mine  # type: ignore[attr-defined]
