"""The kernel that reads times as ISO 8601 writes them, straight from the bytes of a file."""

from __future__ import annotations

import numpy as np
from numba import njit

NO_TIME = np.iinfo(np.int64).min
UNWRITTEN = 32_767
"""The offset of a time that is written without one."""


@njit(cache=True, nogil=True, inline="always")
def _digits(buffer, at, count, past):  # type: ignore[no-untyped-def]
    """A number of exactly `count` digits; -1 when there are not that many."""
    if at + count > past:
        return -1
    number = 0
    for k in range(at, at + count):
        digit = int(buffer[k]) - 48
        if digit < 0 or digit > 9:
            return -1
        number = number * 10 + digit
    return number


@njit(cache=True, nogil=True)
def _one_time(buffer, at, past):  # type: ignore[no-untyped-def]
    """An ISO 8601 time as microseconds of the written clock, and its offset in minutes (`UNWRITTEN`: none written)."""
    year, month, day = (
        _digits(buffer, at, 4, past),
        _digits(buffer, at + 5, 2, past),
        _digits(buffer, at + 8, 2, past),
    )
    if year < 1 or month < 1 or month > 12 or day < 1 or buffer[at + 4] != 45 or buffer[at + 7] != 45:
        return NO_TIME, 0
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 31 - (month - 1) % 7 % 2 if month != 2 else (29 if leap else 28)
    if day > longest:
        return NO_TIME, 0
    at += 10
    hour = minute = second = micro = 0
    if at < past and (buffer[at] == 84 or buffer[at] == 32 or buffer[at] == 116):  # 'T'
        hour, minute = _digits(buffer, at + 1, 2, past), _digits(buffer, at + 4, 2, past)
        if hour < 0 or hour > 23 or minute < 0 or minute > 59 or buffer[at + 3] != 58:
            return NO_TIME, 0
        at += 6
        if at < past and buffer[at] == 58:
            second = _digits(buffer, at + 1, 2, past)
            if second < 0 or second > 59:
                return NO_TIME, 0
            at += 3
            if at < past and (buffer[at] == 46 or buffer[at] == 44):
                at += 1
                size = 100_000
                while at < past and 48 <= buffer[at] <= 57:
                    micro += (int(buffer[at]) - 48) * size
                    size //= 10
                    at += 1
    offset = UNWRITTEN
    if at < past and (buffer[at] == 90 or buffer[at] == 122):
        offset = 0
        at += 1
    elif at < past and (buffer[at] == 43 or buffer[at] == 45):
        sign = 1 if buffer[at] == 43 else -1
        hours, minutes = _digits(buffer, at + 1, 2, past), 0
        at += 3
        if at < past:
            if buffer[at] == 58:
                at += 1
            minutes = _digits(buffer, at, 2, past)
            at += 2
        if hours < 0 or hours > 18 or minutes < 0 or minutes > 59:
            return NO_TIME, 0
        offset = sign * (hours * 60 + minutes)
    if at != past:
        return NO_TIME, 0
    # Days since 1970 of a date, by the civil calendar counted from 1 March.
    y = year - (1 if month <= 2 else 0)
    era = y // 400
    of_era = y - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    days = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return ((days * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + micro, offset


@njit(cache=True, nogil=True)
def parse_times(buffer, starts, lengths, clock, offset):  # type: ignore[no-untyped-def]
    """Parse many spans; fills `clock` (int64 microseconds as written, `NO_TIME` if it is none) and `offset`."""
    for k in range(len(starts)):
        at = starts[k]
        past = at + lengths[k]
        while at < past and buffer[at] <= 32:
            at += 1
        while past > at and buffer[past - 1] <= 32:
            past -= 1
        clock[k], offset[k] = _one_time(buffer, at, past)
