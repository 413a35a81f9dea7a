"""The kernel that reads XES: one pass over the bytes of the file, no object made for any element.

It knows the part of XML that a log can be written in (elements, attributes, comments, processing instructions) and
refuses the rest: a DOCTYPE, and with it every entity that a file could define. Names and values are handed back as
numbers of spans in the bytes; a value that occurs a million times is kept once.
"""

from __future__ import annotations

import numpy as np
from numba import njit

TYPES = ("string", "date", "int", "float", "boolean", "id", "list", "container")
STRING, DATE, INT, FLOAT, BOOLEAN, ID, LIST, CONTAINER = range(1, 9)
LOG, TRACE, EVENT, VALUES, GLOBAL, OTHER = range(20, 26)

OK, TRUNCATED, BAD_TAG, MISMATCH, DOCTYPE, TOO_DEEP, TOO_MANY_KEYS, TWO_ROOTS = range(8)
DEEPEST = 64
MOST_KEYS = 20_000

NO_TIME = np.iinfo(np.int64).min


@njit(cache=True, nogil=True)
def _kind(buffer, start, past, words):  # type: ignore[no-untyped-def]
    """Which element of XES a name is; a namespace prefix is passed over."""
    for k in range(start, past):
        if buffer[k] == 58:  # ':'
            start = k + 1
    for number in range(len(words)):
        word, length = words[number], past - start
        if word[15] != length:
            continue
        same = True
        for k in range(length):
            if buffer[start + k] != word[k]:
                same = False
                break
        if same:
            return number + 1 if number < 8 else number + 12
    return OTHER


@njit(cache=True, nogil=True, inline="always")
def _hash(buffer, start, past, seed):  # type: ignore[no-untyped-def]
    h = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0xCBF29CE484222325)
    for k in range(start, past):
        h = (h ^ np.uint64(buffer[k])) * np.uint64(0x100000001B3)
    return h ^ (h >> np.uint64(31))


@njit(cache=True, nogil=True, inline="always")
def _same(buffer, a, b, length):  # type: ignore[no-untyped-def]
    for k in range(length):
        if buffer[a + k] != buffer[b + k]:
            return False
    return True


@njit(cache=True, nogil=True)
def _intern(buffer, start, past, seed, table, starts, lengths, seeds, used):  # type: ignore[no-untyped-def]
    """The number of these bytes among those met before with this seed; `used` when they are new."""
    mask = np.uint64(len(table) - 1)
    at = _hash(buffer, start, past, seed) & mask
    while table[at] >= 0:
        number = table[at]
        if (
            seeds[number] == seed
            and lengths[number] == past - start
            and _same(buffer, starts[number], start, past - start)
        ):
            return number
        at = (at + np.uint64(1)) & mask
    if used < len(starts):
        table[at] = used
        starts[used], lengths[used], seeds[used] = start, past - start, seed
    return used


@njit(cache=True, nogil=True)
def scan(buffer, words, most):  # type: ignore[no-untyped-def]
    """Read a whole XES file.

    buffer  uint8, the file; words: the element names as rows of bytes, their length in column 15
    most    an upper bound of its elements (the number of "<" in it)

    Returns the error code and its position; the number of traces and events; and for every attribute of a trace
    or event its trace, event (-1: of the trace), type, key number, value number (-1 for a date), value span; then
    for every key its span and parent key, and for every value its span.
    """
    trace_of = np.empty(most, np.int32)
    event_of = np.empty(most, np.int32)
    type_of = np.empty(most, np.uint8)
    key_of = np.empty(most, np.int32)
    value_of = np.empty(most, np.int32)
    value_start = np.empty(most, np.int64)
    value_length = np.empty(most, np.int32)
    events_trace = np.empty(most, np.int32)
    size = 1024
    while size < 2 * most:
        size *= 2
    values = np.full(size, -1, np.int32)
    distinct_start = np.empty(most, np.int64)
    distinct_length = np.empty(most, np.int32)
    distinct_seed = np.empty(most, np.int32)
    keys = np.full(65_536, -1, np.int32)
    key_start = np.empty(MOST_KEYS, np.int64)
    key_length = np.empty(MOST_KEYS, np.int32)
    key_parent = np.empty(MOST_KEYS, np.int32)
    open_kind = np.empty(DEEPEST, np.int32)
    open_start = np.empty(DEEPEST, np.int64)
    open_past = np.empty(DEEPEST, np.int64)
    open_key = np.empty(DEEPEST, np.int32)
    depth = found = n_values = n_keys = n_traces = n_events = 0
    trace = event = -1
    in_trace = in_event = False
    ignored = 0
    rooted = False
    error = OK
    n = len(buffer)
    i = 0
    while error == OK:
        while i < n and buffer[i] != 60:  # '<'
            i += 1
        if i >= n:
            break
        here = i
        if i + 1 >= n:
            error = TRUNCATED
            break
        c = buffer[i + 1]
        if c == 63:  # '?'
            i += 2
            while i + 1 < n and not (buffer[i] == 63 and buffer[i + 1] == 62):
                i += 1
            if i + 1 >= n:
                error = TRUNCATED
            i += 2
            continue
        if c == 33:  # '!'
            if i + 3 < n and buffer[i + 2] == 45 and buffer[i + 3] == 45:
                i += 4
                while i + 2 < n and not (buffer[i] == 45 and buffer[i + 1] == 45 and buffer[i + 2] == 62):
                    i += 1
            elif i + 8 < n and buffer[i + 2] == 91 and depth > 0:  # '<![CDATA['
                i += 3
                while i + 2 < n and not (buffer[i] == 93 and buffer[i + 1] == 93 and buffer[i + 2] == 62):
                    i += 1
            else:
                error = DOCTYPE if i + 3 < n else TRUNCATED
                break
            if i + 2 >= n:
                error = TRUNCATED
            i += 3
            continue
        closing = c == 47  # '/'
        i += 2 if closing else 1
        start = i
        while i < n and buffer[i] > 32 and buffer[i] != 62 and buffer[i] != 47:
            i += 1
        past = i
        if past == start or i >= n:
            error = TRUNCATED if i >= n else BAD_TAG
            break
        if closing:
            while i < n and buffer[i] <= 32:
                i += 1
            if i >= n or buffer[i] != 62:
                error = TRUNCATED if i >= n else BAD_TAG
                break
            i += 1
            if depth == 0:
                error = MISMATCH
                break
            depth -= 1
            if open_past[depth] - open_start[depth] != past - start or not _same(
                buffer, open_start[depth], start, past - start
            ):
                error = MISMATCH
                break
            kind = open_kind[depth]
            if ignored:
                ignored -= 1
            elif kind == TRACE:
                in_trace = False
            elif kind == EVENT:
                in_event = False
            continue
        if depth == 0 and rooted:
            error = TWO_ROOTS
            break
        rooted = True
        key_at = value_at = 0
        key_past = value_past = -1
        alone = False
        while True:
            while i < n and buffer[i] <= 32:
                i += 1
            if i >= n:
                error = TRUNCATED
                break
            if buffer[i] == 62:  # '>'
                i += 1
                break
            if buffer[i] == 47:  # '/'
                if i + 1 >= n or buffer[i + 1] != 62:
                    error = TRUNCATED if i + 1 >= n else BAD_TAG
                    break
                alone = True
                i += 2
                break
            name = i
            while i < n and buffer[i] > 32 and buffer[i] != 61 and buffer[i] != 62 and buffer[i] != 60:
                i += 1
            name_past = i
            while i < n and buffer[i] <= 32:
                i += 1
            if i >= n or buffer[i] != 61 or name_past == name:  # '='
                error = TRUNCATED if i >= n else BAD_TAG
                break
            i += 1
            while i < n and buffer[i] <= 32:
                i += 1
            if i >= n or (buffer[i] != 34 and buffer[i] != 39):
                error = TRUNCATED if i >= n else BAD_TAG
                break
            quote = buffer[i]
            i += 1
            text = i
            while i < n and buffer[i] != quote and buffer[i] != 60:
                i += 1
            if i >= n or buffer[i] == 60:
                error = TRUNCATED if i >= n else BAD_TAG
                break
            length = name_past - name
            if length == 3 and buffer[name] == 107 and buffer[name + 1] == 101:  # key
                key_at, key_past = text, i
            elif length == 5 and buffer[name] == 118 and buffer[name + 1] == 97:  # value
                value_at, value_past = text, i
            i += 1
        if error != OK:
            break
        kind = _kind(buffer, start, past, words)
        number = -1
        if ignored == 0:
            if kind == TRACE and not in_trace:
                trace, in_trace = n_traces, not alone
                n_traces += 1
            elif kind == EVENT and not in_event:
                event, in_event = n_events, not alone
                events_trace[event] = trace if in_trace else -1
                n_events += 1
            elif kind <= CONTAINER and (in_trace or in_event) and key_past >= key_at:
                parent = -1
                for k in range(depth - 1, -1, -1):
                    if open_kind[k] <= CONTAINER:
                        parent = open_key[k]
                        break
                    if open_kind[k] != VALUES:
                        break
                number = _intern(
                    buffer, key_at, key_past, parent, keys, key_start, key_length, key_parent, n_keys
                )
                if number == n_keys:
                    n_keys += 1
                    if n_keys >= MOST_KEYS:
                        error = TOO_MANY_KEYS
                        break
                if value_past >= value_at:
                    trace_of[found] = trace if in_trace else -1
                    event_of[found] = event if in_event else -1
                    type_of[found] = kind
                    key_of[found] = number
                    value_start[found] = value_at
                    value_length[found] = value_past - value_at
                    if kind == DATE:
                        value_of[found] = -1
                    else:
                        value = _intern(
                            buffer, value_at, value_past, 0, values,
                            distinct_start, distinct_length, distinct_seed, n_values,
                        )  # fmt: skip
                        if value == n_values:
                            n_values += 1
                        value_of[found] = value
                    found += 1
        if not alone:
            if depth >= DEEPEST:
                error = TOO_DEEP
                break
            open_kind[depth], open_key[depth] = kind, number
            open_start[depth], open_past[depth] = start, past
            depth += 1
            if ignored or kind == GLOBAL or kind == OTHER:
                ignored += 1
    if error == OK and (depth > 0 or not rooted):
        error, here = TRUNCATED, n
    return (
        error, here, n_traces, n_events, events_trace[:n_events],
        (trace_of[:found], event_of[:found], type_of[:found], key_of[:found], value_of[:found]),
        (value_start[:found], value_length[:found]),
        (key_start[:n_keys], key_length[:n_keys], key_parent[:n_keys]),
        (distinct_start[:n_values], distinct_length[:n_values]),
    )  # fmt: skip


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
    """An ISO 8601 time as microseconds of the written clock, and its offset in minutes (32767: none written)."""
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
    offset = 32_767
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
