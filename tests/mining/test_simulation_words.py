"""What a simulation says is made of facts whenever somebody reads, in their language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openhall.mining.errors import BadChange
from openhall.mining.simulation.changes import parse_change, parse_changes
from openhall.mining.simulation.rhythm_words import found_words, why_words
from openhall.mining.simulation.whatif import Figure, Interval
from openhall.mining.simulation.words import change_words, is_change, load_words, value, verdict
from openhall.process.saying import ENGLISH, message_of

SAID = {
    'staff "Check" +1': "1 more person does “Check”",
    'staff "Check" +2': "2 more people do “Check”",
    'staff "Check" -1': "1 person fewer does “Check”",
    'hours "Check" Mon-Fri 8:00-12:00 13:00-17:00, Sat 9-12': (
        "Who does “Check” works at these hours: Monday to Friday 8:00 to 12:00 and 13:00 to 17:00, "
        "Saturday 9:00 to 12:00"
    ),
    'hours "Check" Mon-Sun 0:00-24:00': "Who does “Check” works at these hours: every day, all day",
    "demand x3": "3 times as many cases come",
    "demand x1.5 for 1 day": "1.5 times as many cases come for 1 day",
    "demand x2 from day 10": "2 times as many cases come, from day 10 on",
    "demand x2 from day 10 for 20 days": "2 times as many cases come, from day 10 on for 20 days",
    'automate "Decide"': "A machine does “Decide” at once",
    'skip "Visit"': "Nobody does “Visit” any more",
    'work "Check" -20%': "The work on “Check” takes 20% less time",
    'work "Check" +12.5%': "The work on “Check” takes 12.5% longer",
    'wait "Decide" -50%': "What is waited for before “Decide” takes 50% less time",
    'order "Check" last in first out': "Of what waits for “Check”, the newest is taken first",
    'batch "Decide" every 2 weeks': (
        "“Decide” is done for many cases at once, on the day of its batches, once in 2 weeks"
    ),
    'batch "Decide" on tuesday': "“Decide” is done for many cases at once, on Tuesdays",
    'batch "Decide" on Thu and Tue': "“Decide” is done for many cases at once, on Tuesdays and on Thursdays",
    'batch "Decide" on Mon-Wed, fri every week': (
        "“Decide” is done for many cases at once, on Mondays, on Tuesdays, on Wednesdays and on Fridays"
    ),
    'batch "Decide" on Tue every 2 weeks': (
        "“Decide” is done for many cases at once, on Tuesdays, once in 2 weeks"
    ),
    'batch "Decide" on day 22 of the month': (
        "“Decide” is done for many cases at once, on the 22nd of the month"
    ),
    'batch "Decide" of 20': "“Decide” is done for many cases at once, whenever 20 have gathered",
    'batch "Decide" none': "“Decide” is done as cases become ready for it, not in batches",
    "off 12-24 to 1-1": "Nobody works on these days of each year: 24 December to 1 January",
    'off "Check" 2-29': "Of “Check” nobody works on these days of each year: 29 February",
    "off none": "Days off are worked on like others",
    'order "Check" first in first out': "What waits for “Check” is taken in the order in which it came",
}


@pytest.mark.parametrize("line", SAID)
def test_a_change_is_said_in_plain_words(line: str):
    assert change_words(parse_change(line)) == SAID[line]


def test_what_a_record_shows_of_rhythms_is_said_with_whether_it_is_played():
    batch = {
        "kind": "batch", "activity": "Decide", "when": "week", "weekdays": [0, 3], "every": 1, "at": 600,
        "share": 0.9, "leader": "Ann", "used": True, "why": "better", "with": 6.0, "without": 12.0,
    }  # fmt: skip
    assert found_words(batch) == (
        "“Decide” is done for many cases at once, on Mondays and on Thursdays: 90% of it. “Ann” does most of that."
    )
    assert why_words(batch) == (
        "Played, because it helps to foretell: in the last part of what was known, cases were off by 6 hours with it "
        "and by 12 hours without it."
    )
    for more, said in (
        ({"every": 2, "weekdays": [1]}, "on Tuesdays, once in 2 weeks"),
        ({"weekdays": [0, 1, 2, 3, 4], "at": 845}, "each working day at about 14:05"),
        ({"when": "month", "day": 1}, "on the 1st of the month"),
        ({"when": "size", "size": 20}, "whenever about 20 have piled up"),
        ({"when": "now and then", "days": 30.5}, "once in 30 days"),
    ):
        assert f"at once, {said}: 90% of it." in found_words({**batch, **more})
    off = {
        "kind": "days off", "seen": 12, "yearly": [{"easter": 1}, {"first": [12, 24], "last": [1, 1]}],
        "used": False, "why": "no better", "with": 13.0, "without": 12.0,
    }  # fmt: skip
    assert found_words(off) == (
        "On 12 days on record nobody worked, or almost nobody. Off each year: Easter Monday, 24 December to 1 January."
    )
    assert "did not help to foretell for certain" in why_words(off)
    assert "None of them comes again each year." in found_words({**off, "yearly": []})
    august = {"kind": "presence", "months": {"8": 0.45, "12": 0.8}, "used": False, "why": "untried"}
    assert found_words(august) == "Fewer people are there in August (45% of them) and December (80% of them)."
    assert "too little on record" in why_words(august)
    assert why_words({**august, "why": "asked"}) == "Played, because a change is about it."


def test_how_far_to_trust_it_is_made_of_facts():
    told = {
        "grade": "fair", "known_cases": 48, "held_out_cases": 12, "mean_hours": 480.0, "emd_hours": {"cycle_time": 2.5}
    }  # fmt: skip
    assert verdict(told) == (
        "It knew the first 48 cases and was compared with the 12 that came later. A simulated case is off by 2.5 hours "
        "on average; the cases took 20 days. Trust which of two changes is better, and take its times as rough."
    )
    told.pop("mean_hours")
    assert "is off by 2.5 hours on average. Trust" in verdict(told), "kept before the mean was"


def figure(unit: str, mean: float) -> Figure:
    one = Interval(mean, mean, mean)
    return Figure("mean time", unit, one, one, one)


@pytest.mark.parametrize(
    ("unit", "mean", "number", "said"),
    [
        ("days", 12, 12.34, "12.3 days"),
        ("days", 0.5, 0.25, "6.0 hours"),
        ("hours", 3, 1, "1.0 hours"),
        ("cases", 30, 1_234, "1,234.0 cases"),
        ("share", 0.4, 0.456, "46%"),
        ("money", 40, 1_040.5, "1,040.50"),
        ("days", 12, -0.04, "0.0 days"),
        ("days", 12, -9.62, "−9.6 days"),
    ],
)
def test_a_figure_has_its_unit(unit: str, mean: float, number: float, said: str):
    assert value(figure(unit, mean), number) == said


def test_whose_load_it_is_is_said():
    assert load_words("load: mostly Check (2)") == "mostly Check (2)"
    assert load_words("load: mostly mostly") == "mostly mostly"


def test_what_is_wrong_with_a_change_can_be_said_in_another_language():
    with pytest.raises(BadChange) as raised:
        parse_changes('hours "Check" always')
    assert (
        str(raised.value)
        == 'hours "Check": “always” are no office hours; write them like Mon-Fri 8:00-17:00.'
    )
    loud = replace(ENGLISH, gettext=lambda words: f"{words}!")
    said = loud.say(message_of(raised.value))
    assert said.count("!") == 3, "the words about the line, those about its hours, and the quotation marks"


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (Interval(-2.0, -2.1, -1.9), "yes"),
        (Interval(-0.4, -1.0, 0.2), "may be chance"),
        (Interval(0.001, 0.0005, 0.0015), "as good as none"),
    ],
)
def test_what_is_certain_and_cannot_be_seen_is_as_good_as_no_change(difference: Interval, said: str):
    side = Interval(30.0, 29.0, 31.0)
    assert is_change(Figure("mean time", "days", side, side, difference)) == said
