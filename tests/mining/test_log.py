"""An event log is in order of case and time, and cutting cases out of it leaves the others as they were."""

import numpy as np
import polars as pl
from handmade import DAY, HOUR, handmade
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining.log import ACTIVITY, CASE, END, NO_END, TIME, EventLog
from openhall.mining.read.build import Reading, build
from openhall.mining.table import as_times

Row = tuple[str, str, int, int]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["k1", "k2", "k3", "k4"]),
        st.sampled_from("abc"),
        st.integers(1, 5).map(lambda hour: hour * HOUR),
        st.sampled_from([NO_END, 6 * HOUR, 9 * HOUR]),
    ),
    min_size=1,
    max_size=20,
)


def log_of(rows: list[Row]) -> EventLog:
    """The rows as a log, with the place of each in the file and the length of each case's name as attributes."""
    frame = pl.DataFrame(
        {
            CASE: pl.Series([row[0] for row in rows], dtype=pl.String),
            ACTIVITY: pl.Series([row[1] for row in rows], dtype=pl.String),
            TIME: as_times(np.array([row[2] for row in rows], np.int64)),
            END: as_times(np.array([row[3] for row in rows], np.int64)),
            "place": np.arange(len(rows)),
        }
    )
    names = sorted({row[0] for row in rows})
    return build(Reading(frame, pl.DataFrame({CASE: names, "district": [f"of {name}" for name in names]})))


def as_rows(log: EventLog) -> list[tuple[str, str, int, int, int, str]]:
    end = np.full(log.n_events, NO_END) if log.end is None else log.end
    place, district = log.events.column("place"), log.cases.column("district")
    return [
        (
            log.case_ids[c],
            log.activities[log.activity[k]],
            int(log.time[k]),
            int(end[k]),
            place[k],
            district[c],
        )
        for k, c in enumerate(log.case.tolist())
    ]


def slow(rows: list[Row], kept: set[str]) -> list[tuple[str, str, int, int, int, str]]:
    """The rows of the kept cases, case by case as they first appear, by time, else as in the file."""
    found = []
    for name in dict.fromkeys(row[0] for row in rows):
        own = [
            (*row, place, f"of {name}") for place, row in enumerate(rows) if row[0] == name and name in kept
        ]
        found += sorted(own, key=lambda row: row[2])
    return found


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_events_are_in_order_of_case_time_and_file_and_keep_their_attributes(rows: list[Row]):
    assert as_rows(log_of(rows)) == slow(rows, {row[0] for row in rows})


@settings(max_examples=150, deadline=None)
@given(
    ROWS,
    st.sets(st.sampled_from(["k1", "k2", "k3", "k4"])),
    st.sets(st.sampled_from(["k1", "k2", "k3", "k4"])),
)
def test_cutting_cases_out_once_and_again_leaves_the_others_as_they_were(
    rows, first: set[str], then: set[str]
):
    log = log_of(rows)
    once = log.take(log.case_ids.is_in(list(first)).to_numpy())
    twice = once.take(once.case_ids.is_in(list(then)).to_numpy())
    assert as_rows(once) == slow(rows, first)
    assert as_rows(twice) == slow(rows, first & then)
    assert (
        twice.offsets[0] == 0 and twice.offsets[-1] == twice.n_events and twice.activities == log.activities
    )


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_a_case_lasts_from_its_first_event_to_the_end_of_its_last_work(rows: list[Row]):
    log = log_of(rows)
    for c, name in enumerate(log.case_ids):
        own = [row for row in rows if row[0] == name]
        over = max(row[2] if row[3] == NO_END else row[3] for row in own)
        assert log.case_start[c] == min(row[2] for row in own)
        assert log.case_end[c] == over and log.durations[c] == over - log.case_start[c]


def test_a_log_that_lost_all_its_cases_still_answers():
    log = log_of([("k1", "a", HOUR, 2 * HOUR), ("k2", "b", HOUR, NO_END)]).take(np.zeros(2, np.bool_))
    assert (log.n_cases, log.n_events, log.durations.tolist()) == (0, 0, [])
    assert len(log.to_frame()) == 0 and log.codes("place")[0].tolist() == [] and len(log.case_ids) == 0
    assert log.take(np.zeros(0, np.bool_)).n_cases == 0


def test_a_long_case_out_of_order_is_sorted_and_ties_keep_their_place():
    times = np.random.default_rng(8).integers(1, 50, 400) * HOUR
    log = log_of([("k", "a", int(time), NO_END) for time in times])
    place = log.events.column("place").to_numpy()
    assert (place == np.argsort(times, kind="stable")).all()


def test_the_flat_table_of_a_log_builds_the_same_log_again():
    log = log_of([("k2", "b", 2 * HOUR, 3 * HOUR), ("k1", "a", HOUR, NO_END), ("k2", "a", HOUR, NO_END)])
    again = build(Reading(log.to_frame()))
    assert again.case_ids.equals(log.case_ids)
    assert (again.time == log.time).all() and again.end is not None and (again.end == log.end).all()
    assert [again.activities[k] for k in again.activity] == [log.activities[k] for k in log.activity]


def test_codes_say_which_values_are_missing():
    log = handmade(
        [("k", "a", HOUR, 0), ("k", "b", DAY, 0), ("k", "c", 2 * DAY, 0)], who=["Ann", None, "Ann"]
    )
    codes, names = log.codes("who")
    assert codes.tolist() == [0, -1, 0] and names == ("Ann",)


def test_the_wall_clock_is_ahead_of_utc_by_the_offset_of_the_record():
    assert handmade([("k", "a", DAY, 0)], offset=120).local_time.tolist() == [DAY + 2 * HOUR]


def test_a_column_can_be_left_out_before_and_after_a_cut():
    log = log_of([("k1", "a", HOUR, NO_END), ("k2", "b", HOUR, NO_END)]).take(np.array([False, True]))
    assert log.events.names == ["place"] and log.events.without("place").names == []
    assert log.cases.without("district").frame().to_dict(as_series=False) == {CASE: ["k2"]}
