"""Progress of objectives, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from openhall.measure.definitions import Grain
from openhall.measure.definitions.periods import next_start
from openhall.site.improvement.plan.progress import Course, Progress, progress, rolled_up

START, DUE = date(2026, 1, 1), date(2027, 1, 1)


def months(*values: float) -> list[tuple[date, date, float]]:
    return [
        (date(2026, k + 1, 1), next_start(date(2026, k + 1, 1), Grain.MONTH), value)
        for k, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("values", "today", "expected"),
    [
        # From 40 to 20: 30 is half of the way; at the end of June 181 of 365 days are over.
        ((38, 36, 34, 31, 30, 29), date(2026, 7, 1), Progress(Course.ON_COURSE, 30, 0.5, 181 / 365, date(2026, 7, 1))),
        # Only periods that are over count: June is not on its last day.
        (
            (38, 36, 34, 31, 30, 0),
            date(2026, 6, 30),
            Progress(Course.ON_COURSE, 95 / 3, 25 / 60, 151 / 365, date(2026, 6, 1)),
        ),
        ((40, 40, 40, 40, 40, 40), date(2026, 7, 1), Progress(Course.OFF_COURSE, 40, 0, 181 / 365, date(2026, 7, 1))),
        ((50,), date(2026, 2, 1), Progress(Course.OFF_COURSE, 50, -0.5, 31 / 365, date(2026, 2, 1))),
        ((20, 20, 20), date(2026, 4, 1), Progress(Course.REACHED, 20, 1, 90 / 365, date(2026, 4, 1))),
        ((38, 36, 34), date(2027, 1, 2), Progress(Course.MISSED, 36, 0.2, 90 / 365, date(2026, 4, 1))),
        ((), date(2026, 7, 1), Progress(Course.UNKNOWN)),
        ((), date(2027, 1, 2), Progress(Course.MISSED)),
    ],
    ids=["half", "not over", "nothing moved", "wrong way", "reached", "too late", "no value", "no value and late"],
)  # fmt: skip
def test_progress_is_the_share_of_the_way_beside_the_line(
    values: tuple[float, ...], today: date, expected: Progress
) -> None:
    found = progress(40, START, 20, DUE, months(*values), today)
    assert (found.course, found.until) == (expected.course, expected.until)
    for name in ("now", "share", "expected"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name)), name


def test_an_objective_may_want_more_as_well_as_less_and_values_before_the_baseline_do_not_count() -> None:
    rows = [(date(2025, 12, 1), START, 100.0), *months(60, 70)]
    assert progress(50, START, 90, DUE, rows, date(2026, 3, 1)).share == pytest.approx(15 / 40)


def test_a_little_behind_the_line_is_on_course_and_a_tenth_of_the_way_is_not() -> None:
    line = 181 / 365
    for behind, course in ((0.09, Course.ON_COURSE), (0.11, Course.OFF_COURSE)):
        value = 100 * (line - behind)
        found = progress(0, START, 100, DUE, months(*[value] * 6), date(2026, 7, 1))
        assert found.course == course


def test_a_goal_is_as_far_as_the_mean_of_its_objectives_and_does_as_well_as_the_worst() -> None:
    parts = [
        Progress(Course.REACHED, 5, 1.4, 0.5),
        Progress(Course.OFF_COURSE, 5, -0.2, 0.7),
        Progress(Course.UNKNOWN),
    ]
    found = rolled_up(parts)
    assert (found.course, found.share, found.expected) == (Course.OFF_COURSE, 0.5, 0.6)
    assert rolled_up([]) == Progress(Course.UNKNOWN)
    assert rolled_up([Progress(Course.MISSED), *parts]).course == Course.MISSED
    assert [each.percent for each in parts] == [100, 0, None]


def test_the_reference_lists_every_course_and_every_state_of_an_idea() -> None:
    import re
    from pathlib import Path

    from openhall.site.improvement.models import Idea

    page = (Path(__file__).parents[2] / "docs/reference/improvement.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z ]+)`", "".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE))))
    assert told == {each.value for each in Course} | set(Idea.State.values)
