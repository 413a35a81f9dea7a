"""A chart says in plain words whether it changed; its picture and table say the same without colour or sight."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from openhall.measure.spc import (
    Annotation,
    Chart,
    Grain,
    Rebase,
    Speech,
    chart,
    draw,
    sentence,
    signal_sentences,
)
from openhall.measure.spc.drawing import legend
from openhall.measure.spc.page import write_page
from openhall.measure.spc.plain import as_plain
from openhall.measure.spc.scale import round_steps
from openhall.measure.spc.speech import plain_number
from openhall.measure.spc.table import table
from openhall.measure.spc.words import variation_sentences

CALM = [10.0, 12.0, 9.0, 11.0, 10.0, 13.0, 9.0, 12.0, 10.0, 11.0, 9.0, 12.0, 9.0]
SVG = "{http://www.w3.org/2000/svg}"


def charted(values: list[float], **options: object) -> Chart:
    days = [date(2023 + at // 12, at % 12 + 1, 1) for at in range(len(values))]
    return chart(values, dates=days, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ([10, 11, 12], "No sign of change: the last three rises are chance."),
        ([12, 10], "No sign of change: the last fall is chance."),
        ([9], "No sign of change: the ups and downs are chance."),
    ],
)
def test_chance_is_said_of_what_people_may_take_for_a_change(last: list[float], words: str) -> None:
    assert sentence(charted([*CALM, *last])) == words


def test_a_signal_says_which_month_and_whether_it_is_better() -> None:
    worse = charted([*CALM, 40.0], direction="decrease")
    assert sentence(worse) == (
        "A sign that it is getting worse: February 2024 is higher than chance explains."
    )
    better = charted([*CALM, 40.0], direction="increase")
    assert sentence(better).startswith("A sign of improvement: February 2024")
    assert sentence(charted([*CALM, 40.0])).startswith("A sign that it is higher: February 2024")


def test_a_signal_that_is_over_is_told_after_the_latest_values() -> None:
    found = charted([*CALM, 40.0, 10.0, 12.0], direction="decrease")
    assert sentence(found) == (
        "No sign of change: the last rise is chance. "
        "The last sign before was that it got worse: February 2024 is higher than chance explains."
    )
    assert signal_sentences(found)[0] == "Worse: February 2024 is higher than chance explains."


def test_the_target_is_relied_on_missed_or_chance() -> None:
    assert sentence(charted(CALM, direction="decrease", target=30)).endswith(
        "The target of 30 can be relied on to be met, as long as nothing changes."
    )
    assert "will be missed again and again" in sentence(charted(CALM, direction="increase", target=30))
    assert "Whether the target of 11 is met is chance: values swing between" in sentence(
        charted(CALM, direction="increase", target=11)
    )


def test_few_values_alike_values_and_a_new_phase_are_said_as_they_are() -> None:
    assert "The limits are provisional: they come from 3 values." in sentence(charted([1.0, 3.0, 2.0]))
    assert sentence(charted([4.0] * 9)) == "All values since January 2023 are the same."
    begun = charted(CALM, rebases=[Rebase(date(2024, 1, 1), "New form")])
    assert sentence(begun) == "Limits begin anew with January 2024: one value says nothing yet."


def test_limits_are_said_and_drawn_no_further_than_values_can_lie() -> None:
    values = [1.0, 4.0, 0.0, 5.0, 2.0, 6.0, 1.0, 3.0]
    found = charted(values, least=0, target=2, direction="decrease")
    assert found.phase.limits.lower is not None and found.phase.limits.lower < 0
    assert "between 0 and" in sentence(found)
    assert table(found)[0].lower == "0"
    assert "Lower 0" in draw(found, "Cases", "")


def test_everything_is_said_in_the_language_that_is_given() -> None:
    german = {
        "No sign of change: %(what)s.": "Keine Änderung: %(what)s.",
        "the last fall is chance": "Zufall",
        "Mean %(number)s": "Mittel %(number)s",
    }
    speech = Speech(
        lambda text: german.get(text, text), lambda day, _grain: f"{day:%m/%Y}", lambda n: f"{n:g} T"
    )
    assert variation_sentences(charted(CALM), speech) == ["Keine Änderung: Zufall."]
    picture = draw(charted(CALM), "Tage", "", speech)
    assert "Mittel" in picture and "01/2023" in picture and "9 T" in picture


@pytest.mark.parametrize(
    ("days", "grain", "words"),
    [
        ([date(2020 + at, 4, 1) for at in range(3)], Grain.YEAR, "2020"),
        ([date(2024, at, 1) for at in (1, 4, 7)], Grain.QUARTER, "January to March 2024"),
        ([date(2024, at, 1) for at in (1, 2, 3)], Grain.MONTH, "January 2024"),
        ([date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)], Grain.MONTH, "January 2024"),
        ([date(2024, 1, 1) + timedelta(7 * at) for at in range(3)], Grain.WEEK, "week of 1 January 2024"),
        ([date(2024, 1, 1) + timedelta(at) for at in range(3)], Grain.DAY, "1 January 2024"),
    ],
    ids=["years", "quarters", "months", "ends of months", "weeks", "days"],
)
def test_days_are_written_as_their_grain_asks(days: list[date], grain: Grain, words: str) -> None:
    found = chart([1.0, 2.0, 3.0], dates=days)
    assert found.grain is grain
    assert table(found)[0].when == words


@pytest.mark.parametrize(
    ("start", "words"),
    [(1, "from January 2022 to December 2023"), (10, "from October 2022 to September 2024")],
)
def test_several_quarters_are_said_from_their_first_month_to_their_last(start: int, words: str) -> None:
    days = [date(2020 + (start - 1 + 3 * at) // 12, (start - 1 + 3 * at) % 12 + 1, 1) for at in range(16)]
    found = chart([9.0, 11.0] * 4 + [30.0, 31.0] * 4, dates=days, direction="decrease")
    assert found.grain is Grain.QUARTER
    assert f"the values {words} are higher than chance explains" in sentence(found)
    assert f"from {days[0]:%B %Y} to {days[7] + timedelta(70):%B %Y}" in signal_sentences(found)[-1]


def test_the_picture_is_named_described_and_small_and_its_marks_differ_in_shape() -> None:
    values = [30.0, 31.0, 29.0, 32.0] * 3 + [22.0, 21.0, 23.0, 20.0] * 3
    found = charted(
        values,
        direction="decrease",
        target=25,
        baseline=31,
        annotations=[Annotation(date(2024, 2, 9), "<b>Strike</b>")],
    )
    picture = draw(found, "Days & nights", "It <changed>", name="days")
    root = ElementTree.fromstring(picture)
    assert root.get("aria-labelledby") == "days-t days-d"
    assert root.findtext(f"{SVG}title") == "Days & nights"
    assert root.findtext(f"{SVG}desc") == "It <changed>"
    words = " ".join(each.text or "" for each in root.iter(f"{SVG}text"))
    assert "Target 25" in words and "Baseline 31" in words and "Mean" in words
    assert "Strike" in picture and "<b>" not in picture
    assert "style=" not in picture and "<style" not in picture
    assert len(picture.encode()) < 9_500
    fills = {(mark, said) for mark, said in legend(found)}
    assert {said for _mark, said in fills} == {
        "Signal: lower, and that is better",
        "Signal: higher, and that is worse",
    }
    assert len({mark for mark, _said in fills}) == 2


def test_the_table_has_every_point_and_says_where_limits_begin_anew() -> None:
    found = charted([*CALM, 40.0], direction="decrease", rebases=[Rebase(date(2023, 3, 1), "New form")])
    rows = table(found)
    assert len(rows) == 14
    assert [row.begins for row in rows if row.begins] == ["New form"]
    assert rows[-1].cells[-2:] == ("worse", "above the upper limit")


def test_the_page_opens_offline_and_escapes_what_people_wrote() -> None:
    page = write_page(charted(CALM, rebases=[Rebase(date(2023, 5, 1), "<i>law</i>")]), "<script>")
    assert "&lt;script&gt;" in page and "<script" not in page and "<i>" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert page.count("<tr>") == 14


def test_plain_values_hold_points_phases_and_verdicts() -> None:
    found = as_plain(charted([*CALM, 40.0], direction="decrease", target=30))
    assert found["variation"] == "special_cause_concern"
    assert found["assurance"] == "consistent_pass"
    assert found["points"][-1] == {
        "day": "2024-02-01", "value": 40.0, "phase": 0,
        "signal": "above_upper_limit", "type": "special_cause_concern",
    }  # fmt: skip
    assert found["phases"][0]["counted"] == 14


@pytest.mark.parametrize(("least", "most"), [(0, 87), (-3, 4), (5, 5), (0.001, 0.002), (-1e9, 1e9)])
def test_marks_on_the_axis_are_even_and_enclose_the_values(least: float, most: float) -> None:
    marks = round_steps(least, most)
    assert marks[0] <= least and marks[-1] >= most
    assert 2 <= len(marks) <= 8


def test_a_number_below_nothing_has_a_minus_and_nothing_has_none() -> None:
    assert [plain_number(each) for each in (-2.0, -14.13, -0.001, 12_400)] == ["−2", "−14.13", "0", "12,400"]
