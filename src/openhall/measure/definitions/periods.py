"""Periods of time: days, weeks from Monday, months and quarters, by the calendar of the office."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from openhall.measure.definitions.model import Grain

EVERY = {Grain.DAY: "1d", Grain.WEEK: "1w", Grain.MONTH: "1mo", Grain.QUARTER: "1q"}


def start_of(day: date, grain: Grain) -> date:
    """The first day of the period that a day lies in."""
    if grain is Grain.WEEK:
        return day - timedelta(days=day.weekday())
    if grain is Grain.MONTH:
        return day.replace(day=1)
    if grain is Grain.QUARTER:
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return day


def next_start(start: date, grain: Grain) -> date:
    """The first day of the period after the one that begins on `start`."""
    if grain is Grain.DAY:
        return start + timedelta(days=1)
    if grain is Grain.WEEK:
        return start + timedelta(days=7)
    months = 1 if grain is Grain.MONTH else 3
    after = start.year * 12 + start.month - 1 + months
    return date(after // 12, after % 12 + 1, 1)


def periods(first: date, last: date, grain: Grain) -> list[date]:
    """The first days of all periods from that of `first` to that of `last`."""
    found, start = [], start_of(first, grain)
    while start <= last:
        found.append(start)
        start = next_start(start, grain)
    return found


def end_of(start: date, grain: Grain, zone: str) -> datetime:
    """The moment at which the period is over."""
    after = next_start(start, grain)
    return datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(zone))


def starts(moments: pl.Expr, grain: Grain) -> pl.Expr:
    """The first days of the periods of a column of moments (on the office's clock) or days."""
    return moments.dt.date().dt.truncate(EVERY[grain])
