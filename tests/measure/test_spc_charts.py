"""XmR charts say what the NHS rules say, phase by phase, and refuse what no chart can be made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from xml.etree import ElementTree

import pytest

from openhall.measure.errors import BadSeries
from openhall.measure.spc import (
    Annotation,
    Assurance,
    Break,
    Chart,
    Direction,
    Limits,
    PointType,
    Rebase,
    Signal,
    chart,
    draw_small,
    limits_of,
    signals_of,
)
from openhall.measure.spc.rules import trends

CALM = [10.0, 12.0, 9.0, 11.0, 10.0, 13.0, 9.0, 12.0, 10.0, 11.0, 9.0, 12.0]


def months(count: int, first: int = 2023) -> list[date]:
    return [date(first + at // 12, at % 12 + 1, 1) for at in range(count)]


def charted(values: Sequence[float], **options: object) -> Chart:
    return chart(values, dates=months(len(values)), **options)  # type: ignore[arg-type]


def said(values: Sequence[float], **options: object) -> list[Signal]:
    return [point.signal for point in charted(values, **options).points]


def test_limits_are_the_mean_and_two_and_two_thirds_of_the_average_moving_range() -> None:
    found = limits_of([1, 3, 2, 6])
    assert found.mean == 3
    assert found.average_range == pytest.approx(7 / 3)
    assert (found.lower, found.upper) == (pytest.approx(3 - 2.66 * 7 / 3), pytest.approx(3 + 2.66 * 7 / 3))


def test_a_jump_that_is_not_chance_does_not_widen_the_limits() -> None:
    values = [*CALM[:6], 60.0, *CALM[6:]]
    screened, all_of_it = limits_of(values), limits_of(values, screen_outliers=False)
    assert screened.screened == 2
    assert screened.upper is not None and all_of_it.upper is not None
    assert screened.upper < 25 < 40 < all_of_it.upper


def test_screening_never_leaves_limits_without_width() -> None:
    found = charted([5, 5, 5, 5, 5, 5, 7])
    assert found.phase.limits.varies
    assert [point.signal for point in found.points] == [*[Signal.COMMON_CAUSE] * 6, Signal.ABOVE_LIMIT]


def test_a_value_beyond_a_limit_is_a_signal_before_any_other_rule() -> None:
    assert said([*CALM, 40])[-1] is Signal.ABOVE_LIMIT
    assert said([*CALM, -20])[-1] is Signal.BELOW_LIMIT


def test_seven_values_that_rise_are_a_signal_and_six_are_not() -> None:
    flat = [10.0, 14.0] * 5
    assert said([*flat, 9, 10, 11, 12, 13, 14, 13])[10:16] == [Signal.COMMON_CAUSE] * 6
    assert said([*flat, 9, 10, 11, 12, 13, 14, 15, 13])[10:17] == [Signal.RISING] * 7
    assert said([*flat, 15, 14, 13, 12, 11, 10, 9, 13])[10:17] == [Signal.FALLING] * 7


def test_where_a_rise_turns_into_a_fall_the_turning_value_belongs_to_the_fall() -> None:
    values = [float(each) for each in [*range(7), *range(5, -1, -1)]]
    assert trends(values) == [1] * 6 + [-1] * 7


def test_two_of_three_near_a_limit_count_only_on_one_side_of_the_mean() -> None:
    limits = Limits(0, -3, 3, -2, 2, 1.128, 0)
    near, chance = Signal.NEAR_UPPER, Signal.COMMON_CAUSE
    assert signals_of([-1, 2.5, 1, 2.5, -1], limits) == [chance, near, chance, near, chance]
    assert signals_of([-1, 2.5, -1, 2.5, -1], limits) == [chance] * 5
    assert signals_of([1, 2.5, -2.5, 1], limits) == [chance] * 4
    assert signals_of([1, 3.5, 2.5, 1], limits)[2] is chance, "a value beyond the limit is not near it"


def test_seven_values_on_one_side_of_the_mean_are_a_signal_and_one_on_the_mean_ends_them() -> None:
    shifted = [10.0, 11.0] * 4 + [8.0, 9.0] * 4
    assert set(said(shifted)) == {Signal.SHIFT_ABOVE, Signal.SHIFT_BELOW}
    ended = [1.0, 2.0, 1.0, 0.0, 1.0, 2.0, 1.0, -1.0, -2.0, -1.0, -1.0, -2.0, -1.0]
    assert charted(ended).phase.limits.mean == 0
    assert set(said(ended)) == {Signal.COMMON_CAUSE}


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("increase", PointType.IMPROVEMENT),
        ("decrease", PointType.CONCERN),
        ("neutral", PointType.NEUTRAL_HIGH),
    ],
)
def test_the_direction_says_whether_a_signal_is_better_or_worse(direction: str, expected: PointType) -> None:
    assert charted([*CALM, 40], direction=direction).variation is expected


@pytest.mark.parametrize(
    ("target", "direction", "expected"),
    [
        (50, "increase", Assurance.MISS),
        (50, "decrease", Assurance.HIT),
        (0, "increase", Assurance.HIT),
        (0, "decrease", Assurance.MISS),
        (11, "increase", Assurance.CHANCE),
        (11, "neutral", None),
        (None, "increase", None),
    ],
)
def test_a_target_beyond_the_limits_is_always_hit_or_never(
    target: float | None, direction: str, expected: Assurance | None
) -> None:
    assert charted(CALM, target=target, direction=direction).assurance is expected


def test_a_target_on_a_limit_is_chance() -> None:
    upper = charted(CALM).phase.limits.upper
    assert charted(CALM, target=upper, direction="increase").assurance is Assurance.CHANCE


def test_a_rebase_begins_limits_and_rules_anew_with_the_next_value() -> None:
    values = [*CALM, *(each - 6 for each in CALM)]
    day = date(2023, 12, 9)
    found = charted(values, rebases=[Rebase(day, "New form"), Rebase(date(2030, 1, 1), "Later")])
    assert [(phase.first, phase.last) for phase in found.phases] == [(0, 11), (12, 23)]
    assert found.phases[1].begun_by == Rebase(day, "New form")
    assert [point.signal for point in found.points] == [Signal.COMMON_CAUSE] * 24
    assert found.phases[0].limits.mean - found.phases[1].limits.mean == pytest.approx(6)


def test_a_changed_definition_breaks_the_chart_where_a_rebase_is_of_the_same_day() -> None:
    day = date(2023, 6, 1)
    new = Rebase(day, "Withdrawn cases are left out", Break.REDEFINED)
    found = charted(CALM, rebases=[new, Rebase(day, "New form")])
    assert [phase.begun_by for phase in found.phases] == [None, new]


def test_limits_can_stay_those_of_the_first_values() -> None:
    later = [each + 9 for each in CALM]
    found = charted([*CALM, *later], fix_after=12)
    assert found.phase.limits == limits_of(CALM)
    assert found.phase.counted == 12
    assert found.points[-1].signal is not Signal.COMMON_CAUSE


def test_values_that_never_vary_say_nothing_until_they_stay_elsewhere() -> None:
    assert set(said([0.1] * 20)) == {Signal.COMMON_CAUSE}
    moved = charted([0.0] * 12 + [5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 5.0], fix_after=12)
    assert [point.signal for point in moved.points[12:]] == [Signal.SHIFT_ABOVE] * 7


def test_a_phase_of_one_value_has_no_limits_yet_and_no_assurance() -> None:
    found = charted(
        [*CALM, 3], rebases=[Rebase(date(2024, 1, 1), "New form")], target=5, direction="decrease"
    )
    assert found.phase.limits.upper is None
    assert found.assurance is None
    assert found.points[-1].signal is Signal.COMMON_CAUSE


def test_signals_that_mean_the_same_and_lie_together_are_one_spell() -> None:
    found = charted([30, 31, 30, 31, 30, 31, 30, 31, 20, 21, 20, 12, 21, 20, 21, 20], direction="decrease")
    assert [spell.type for spell in found.spells] == [PointType.CONCERN, PointType.IMPROVEMENT]
    last = found.spells[1]
    assert (last.first, last.last) == (8, 15)
    assert last.strongest.signal in (Signal.BELOW_LIMIT, Signal.SHIFT_BELOW)


def test_notes_are_what_happened_while_the_chart_runs_and_why_limits_began_anew() -> None:
    told = [Annotation(date(2023, 8, 4), "Strike"), Annotation(date(2021, 1, 1), "Long ago")]
    found = charted(CALM, annotations=told, rebases=[Rebase(date(2023, 3, 1), "New form")])
    assert [each.words for each in found.notes] == ["New form", "Strike"]


@pytest.mark.parametrize(
    ("values", "dates", "words"),
    [
        ([1.0], months(1), "at least 2 values, and there is 1"),
        ([], [], "there are 0"),
        ([1.0, None, 3.0], months(3), "The value of 2023-02-01 is missing"),
        ([1.0, math.nan], months(2), "missing"),
        ([1.0, math.inf], months(2), "inf"),
        ([1.0, 1e300], months(2), "no chart shows"),
        ([1.0, 2.0], months(3), "2 values and 3 days"),
        ([1.0, 2.0], [date(2023, 1, 1)] * 2, "2023-01-01 is there twice"),
        ([1.0, 2.0], months(2)[::-1], "comes after"),
        ([1.0] * 5001, [date.fromordinal(700_000 + at) for at in range(5001)], "5,001 values"),
    ],
    ids=lambda each: str(each)[:24] if isinstance(each, str) else None,
)
def test_what_no_chart_can_be_made_of_is_refused(
    values: list[float | None], dates: list[date], words: str
) -> None:
    with pytest.raises(BadSeries, match=words):
        chart(values, dates=dates)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"fix_after": 11}, "after 11 values"),
        ({"direction": "sideways"}, "no direction 'sideways'"),
        ({"target": math.inf}, "The target is inf"),
        ({"baseline": 1e20}, "The baseline"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(BadSeries, match=words):
        charted(CALM, **options)


def test_a_direction_may_be_given_as_a_word() -> None:
    assert charted(CALM, direction="decrease").direction is Direction.DECREASE


def test_the_small_picture_shows_the_newest_values_within_its_frame() -> None:
    values = [*(20.0 + k % 3 for k in range(30)), 60.0]
    seen = charted(values, direction="decrease", target=15)
    picture = ElementTree.fromstring(draw_small(seen))
    paths = picture.findall("{http://www.w3.org/2000/svg}path")
    line = next(path.attrib["d"] for path in paths if path.attrib.get("fill") == "none")
    places = [tuple(map(float, place.split(","))) for place in line[1:].split("L")]
    assert len(places) == 24
    assert all(0 <= x <= 132 and 0 <= y <= 36 for x, y in places)
    assert places[-1][1] == min(y for _, y in places), "the highest value is at the top"
    newest = picture.findall("{http://www.w3.org/2000/svg}circle")[-1]
    assert newest.attrib["r"] == "3.2" and newest.attrib["fill"] == "#fff", "what is worse is hollow"
    assert picture.attrib["aria-hidden"] == "true"


def test_the_small_picture_of_one_level_is_a_line_through_the_middle() -> None:
    assert "M4.0,18.0L" in draw_small(charted([5.0, 5.0, 5.0]))
