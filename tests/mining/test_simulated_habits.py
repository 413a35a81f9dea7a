"""Batches, days off and months with few people are found where they are, and only there; and they are played."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_year import FIRST, HOURS, OPENS, days_between, each_weekday, year_log

from openhall.mining.log import EventLog
from openhall.mining.simulation.batching import EachMonth, EachWeek, OfSize
from openhall.mining.simulation.censored import likely
from openhall.mining.simulation.choose import choose
from openhall.mining.simulation.clock import after, clock_of, opening, worked_between
from openhall.mining.simulation.habits import BETTER, Habits, habits_of
from openhall.mining.simulation.history import History
from openhall.mining.simulation.parameters import fit, history_of
from openhall.mining.simulation.run import Run, run
from openhall.mining.simulation.season import EPOCH, Feast, Season, YearlyDays, days_a_year, easter

DAY_US, HOUR_US = 86_400_000_000, 3_600_000_000
CHRISTMAS = [day for year in (2022, 2023) for day in days_between(date(year, 12, 24), date(year + 1, 1, 1))]
EASTER = [date(2022, 4, 15), date(2022, 4, 18), date(2023, 4, 7), date(2023, 4, 10)]


def found_in(log: EventLog) -> tuple[History, Habits]:
    history = history_of(log)
    return history, habits_of(history)


def of(played: Run, name: str) -> np.ndarray:
    return played.activity == played.activities.index(name)


@pytest.mark.parametrize(("weekday", "every"), [(3, 1), (1, 2), (0, 3)])
def test_a_committee_that_meets_every_so_many_weeks_is_found_and_meets_on_in_step(weekday: int, every: int):
    meets = each_weekday(weekday, every)
    history, found = found_in(year_log(2, meets=meets))
    (batch,) = found.batches
    when = batch.batch.activation
    assert isinstance(when, EachWeek) and when.weekdays == (weekday,) and when.every == every
    assert when.at // HOUR_US == OPENS + HOURS // 4 and batch.batch.share == 1.0
    assert found.keys == ("batch: Decide",)
    played = run(fit(history, habits=found), 1_000)
    done = played.done[of(played, "Decide")] // DAY_US - (FIRST - EPOCH).days
    # The rhythm of the record goes on: no week too early or too late.
    assert (done % (7 * every) == weekday).mean() > 0.97


def test_a_wait_for_a_batch_is_played_as_long_as_it_was_on_record():
    history, found = found_in(year_log(2, meets=each_weekday(3, 3)))
    decide = history.log.activities.index("Decide")
    rows = (history.activity == decide) & ~history.first
    waited = (history.done - history.enabled)[rows].mean()
    parameters = fit(history, habits=found)
    played = run(parameters, 3_000)
    mine = of(played, "Decide")
    assert (played.done - played.open)[mine].mean() == pytest.approx(waited, rel=0.05)
    # Almost none of it is left over as a wait of its own.
    kinds = parameters.flow.kind_activity == decide
    assert parameters.delay[kinds].mean() < 0.2 * fit(history).delay[kinds].mean()


def test_a_batch_of_a_size_is_found_and_played():
    history, found = found_in(year_log(3, size=20))
    (batch,) = found.batches
    assert batch.batch.activation == OfSize(20)
    played = run(fit(history, habits=found), 1_000)
    _, together = np.unique(np.sort(played.ready[of(played, "Decide")]), return_counts=True)
    assert np.median(together) == 20 and together.sum() == len(played.ready[of(played, "Decide")])
    assert (played.last >= 0).all(), "what is left in the end is taken as it is"


@pytest.mark.parametrize("moved", [True, False])
def test_a_day_of_the_month_is_made_up_for_where_it_was_on_record(moved: bool):
    fifteenth = [k for k in range(730) if date.fromordinal(FIRST.toordinal() + k).day == 15]
    meets = [k + {5: 2, 6: 1}.get(k % 7, 0) for k in fifteenth] if moved else fifteenth
    history, found = found_in(year_log(4, meets=meets))
    (batch,) = found.batches
    when = batch.batch.activation
    assert isinstance(when, EachMonth) and when.day == 15 and when.moved == moved
    played = run(fit(history, habits=found), 1_500)
    days = np.unique(played.ready[of(played, "Decide")] // DAY_US).astype("datetime64[D]")
    of_month = (days - days.astype("datetime64[M]")).astype(int) + 1
    assert set(of_month.tolist()) <= ({15, 16, 17} if moved else {15})


def test_a_committee_is_played_because_it_foretells_better():
    history = history_of(year_log(2, meets=each_weekday(1)))
    (find,) = choose(history).finds
    assert find.used and find.why == BETTER and find.off is not None
    assert find.off[0] < 0.9 * find.off[1]
    assert len(choose(history).fit(history).batches) == 1


def test_holidays_and_closed_weeks_are_found_and_recur():
    history, found = found_in(year_log(4, days=800, a_day=9, off=[*CHRISTMAS, *EASTER]))
    assert found.keys == ("days off",)
    assert {Feast(-2), Feast(1)} <= set(found.off)
    (christmas,) = (each for each in found.off if isinstance(each, YearlyDays))
    # 24 December lay on weekends: of that the record cannot tell.
    assert str(christmas) == "12-25 to 01-01"
    seen = {date.fromordinal(EPOCH.toordinal() + day) for day in found.seen}
    worked = {day for day in (*CHRISTMAS, *EASTER) if day.weekday() < 5}
    assert seen <= worked and len(seen) > 0.8 * len(worked)
    until = history.until
    played = run(fit(history, habits=found), 3_000)
    day = played.done // DAY_US
    easter_2024 = (date(2024, 4, 1) - EPOCH).days
    assert played.done.max() // DAY_US > easter_2024 and until // DAY_US < easter_2024
    assert not (day == easter_2024).any() and (day == easter_2024 + 1).any()
    came = played.arrivals // DAY_US
    assert not (came == easter_2024).any(), "nobody came on such days either"


def test_a_month_with_few_people_is_found_with_how_many_are_there():
    for seed, away, month in ((5, 0.5, 8), (6, 0.4, 7)):
        _, found = found_in(year_log(seed, away=away, month=month))
        assert found.keys == ("presence",)
        assert found.presence[month - 1] == pytest.approx(1 - away, abs=0.1)
        assert [there for there in found.presence if there < 1.0] == [found.presence[month - 1]]


@settings(max_examples=20)
@given(
    seed=st.integers(0, 10_000),
    a_day=st.sampled_from([1.0, 2.5, 5.0, 10.0]),
    quiet=st.sampled_from([0.3, 0.6, 1.0, 2.0]),
    days=st.sampled_from([250, 450, 730]),
)
def test_nothing_is_found_where_nothing_is(seed: int, a_day: float, quiet: float, days: int):
    """Neither by chance, nor because fewer cases come in a month."""
    _, found = found_in(year_log(seed, a_day=a_day, quiet=quiet, days=days))
    assert found.keys == ()


@settings(max_examples=60)
@given(
    begin=st.integers(0, 40 * 24 * 60),
    hours=st.integers(0, 2_000),
    off=st.lists(st.integers(0, 60), max_size=20),
    presence=st.sampled_from([1.0, 0.5, 0.3]),
)
def test_work_that_is_added_is_the_work_that_lies_between(
    begin: int, hours: int, off: list[int], presence: float
):
    """Counted by the minute, on days with nobody and with few."""
    first = (date(2024, 7, 1) - EPOCH).days
    open_hours = np.zeros((1, 168), np.bool_)
    for day in range(5):
        open_hours[0, day * 24 + 9 : day * 24 + 12] = open_hours[0, day * 24 + 13 : day * 24 + 17] = True
    season = Season((), (1.0,) * 7 + (presence,) + (1.0,) * 4, tuple(first + day for day in off))
    clock = clock_of(open_hours, np.zeros(1, np.int64), (season,), first * DAY_US, (first + 90) * DAY_US)
    at, work = first * DAY_US + begin * 60_000_000, hours * HOUR_US // 24
    end = after(at, work, 0, *clock[:6])
    between = worked_between(np.array([at]), np.array([end]), np.zeros(1, np.int64), *clock)[0]
    assert abs(between - work) <= 2
    minutes = np.arange(at, end, 60_000_000)
    day = minutes // DAY_US
    there = (
        open_hours[0, (minutes + 3 * DAY_US) % (7 * DAY_US) // HOUR_US]
        * season.rates(first, 4_000)[day - first]
    )
    assert there.sum() / 60 * HOUR_US == pytest.approx(work, abs=60_000_000 + 1)
    opened = opening(np.array([at]), 0, *clock[:4])[0]
    assert opened >= at and season.rates(opened // DAY_US, 1)[0] > 0


def test_the_waits_of_which_bounds_are_known_have_the_distribution_of_the_waits():
    random = np.random.default_rng(1)
    waits = random.gamma(4.0, 10.0, 4_000)
    phase = random.random(4_000) * 70.0
    low = np.maximum((phase + waits) // 70.0 * 70.0 - phase, 0.0)
    high = ((phase + waits) // 70.0 + 1) * 70.0 - phase
    found = likely(low, high, np.ones(4_000))
    assert ((found >= low - 1e-6) & (found <= high + 1e-6)).all()
    assert found.mean() == pytest.approx(waits.mean(), rel=0.05)
    assert np.quantile(found, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(waits, [0.1, 0.5, 0.9]), rel=0.15)


def test_easter_is_where_the_tables_have_it():
    assert [str(easter(year)) for year in (1961, 2000, 2008, 2011, 2024, 2038)] == [
        "1961-04-02", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2038-04-25",
    ]  # fmt: skip


def test_days_off_over_new_year_are_one_stretch():
    season = Season((YearlyDays((12, 24), (1, 1)), Feast(1)))
    days = np.arange((date(2023, 12, 20) - EPOCH).days, (date(2024, 4, 5) - EPOCH).days)
    off = [str(EPOCH.fromordinal(EPOCH.toordinal() + int(day))) for day in days[season.is_off(days)]]
    assert off == [*(f"2023-12-{day}" for day in range(24, 32)), "2024-01-01", "2024-04-01"]
    assert days_a_year(season.off) == 10


def test_where_fewer_people_are_there_work_takes_longer():
    """The record ends at the end of April: cases that come in August are slower, as they were on record."""
    history, found = found_in(year_log(5, days=850, away=0.6))
    parameters = fit(history, habits=found)
    played = run(parameters, 1_500)
    month = played.arrivals.astype("datetime64[us]").astype("datetime64[M]").astype(int) % 12 + 1
    took = played.last - played.first
    august, earlier = took[month == 8].mean(), took[(month == 5) | (month == 6)].mean()
    begun = history.starts.astype("datetime64[us]").astype("datetime64[M]").astype(int) % 12 + 1
    lasted = history.done[history.last] - history.starts
    expected = lasted[begun == 8].mean() / lasted[(begun == 5) | (begun == 6)].mean()
    assert august / earlier == pytest.approx(expected, rel=0.15) and expected > 1.4
