"""The worker does its rounds whatever happens, and ends when it is told to."""

from __future__ import annotations

import threading
import time

from openhall.site.cases.worker import Rounds


def test_a_round_that_fails_is_followed_by_another_and_ends_when_it_is_told_to(
    monkeypatch, transactional_db: None
) -> None:
    from openhall.site.cases import worker

    monkeypatch.setattr(worker, "PAUSE", 0.01)
    monkeypatch.setattr(worker, "AFTER_A_FAULT", 0.01)
    done: list[int] = []
    enough = threading.Event()

    def work() -> int:
        done.append(1)
        if len(done) == 2:
            raise OSError("the database went away")
        if len(done) >= 4:
            enough.set()
        return 1

    rounds = Rounds(work)
    rounds.start()
    assert enough.wait(5)
    begun = time.monotonic()
    rounds.stop()
    assert not rounds.is_alive() and time.monotonic() - begun < 2


def test_what_rooms_above_have_the_worker_do_and_cases_forget_is_there() -> None:
    from openhall.site.cases import others

    rounds = {work.__name__: rest for work, rest in others.rounds()}
    assert {"remind_due", "measure_due", "fetch_due"} < rounds.keys()
    assert all(rest >= 1 for rest in rounds.values())
    assert {forget.__name__ for forget in others.forgetting()} == {
        "forget_applicant", "forget_feedback", "forget_groups",
    }  # fmt: skip
