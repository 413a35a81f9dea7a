"""The simulation: first asked, first served; branches are waited for; nothing goes on past the end."""

from __future__ import annotations

from openhall.demo.calendar import OFFICE, Hours
from openhall.demo.queue import Desk, Process, Timetable, Together

NINE = 9 * 60.0


def desk(officers: int, hours: Hours = OFFICE) -> Desk:
    return Desk(hours, "Office", "Clerk", [f"Officer {number}" for number in range(officers)])


def test_a_desk_serves_in_the_order_of_asking() -> None:
    counter = desk(1)
    assert [counter.book(NINE, 30.0)[0] for _ in range(3)] == [NINE + 30, NINE + 60, NINE + 90]


def test_two_officers_share_a_queue_and_the_first_free_takes_the_next() -> None:
    counter = desk(2)
    assert counter.book(NINE, 60.0) == (NINE + 60, 0)
    assert counter.book(NINE, 20.0) == (NINE + 20, 1)
    assert counter.book(NINE, 10.0) == (NINE + 30, 1)


def test_work_stops_when_the_office_closes_and_goes_on_the_next_working_day() -> None:
    friday = 2 * 1_440 + 16 * 60.0 + 30
    assert desk(1).book(friday, 60.0)[0] == 5 * 1_440 + NINE + 30


def test_a_case_that_lies_on_a_desk_keeps_nobody_busy() -> None:
    counter = desk(1)
    assert counter.book(NINE, 10.0, lies=120.0)[0] == NINE + 130
    assert counter.book(NINE, 10.0)[0] == NINE + 20


def test_a_case_goes_on_when_its_last_branch_is_over() -> None:
    seen: list[tuple[str, float]] = []

    def branch(name: str, until: float) -> Process:
        now = yield until
        seen.append((name, now))
        return now

    def case() -> Process:
        now = yield 10.0
        now = yield Together((branch("short", 20.0), branch("long", 50.0)))
        seen.append(("after", now))
        return now

    Timetable(1_000.0).run([(0.0, case())])
    assert seen == [("short", 20.0), ("long", 50.0), ("after", 50.0)]


def test_nothing_goes_on_past_the_end() -> None:
    seen: list[float] = []

    def case() -> Process:
        now = 0.0
        while True:
            now = yield now + 40.0
            seen.append(now)

    Timetable(100.0).run([(0.0, case())])
    assert seen == [40.0, 80.0]
