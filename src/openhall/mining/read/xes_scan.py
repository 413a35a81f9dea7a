"""The kernel that reads XES: one pass over the bytes of the file, no object made for any element.

It knows the part of XML that a log can be written in (elements, attributes, comments, processing instructions) and
refuses the rest: a DOCTYPE, and with it every entity that a file could define. Names and values are handed back as
numbers of spans in the bytes; a value that occurs a million times is kept once.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

TYPES = ("string", "date", "int", "float", "boolean", "id", "list", "container")
STRING, DATE, INT, FLOAT, BOOLEAN, ID, LIST, CONTAINER = range(1, 9)
NAMES = (*TYPES, "log", "trace", "event", "values", "global")
LOG, TRACE, EVENT, VALUES, GLOBAL, OTHER = range(9, 15)

OK, TRUNCATED, BAD_TAG, MISMATCH, DOCTYPE, TOO_DEEP, TOO_MANY_KEYS, TWO_ROOTS = range(8)
DEEPEST = 64
MOST_KEYS = 20_000
KEPT = 8


def element_names() -> NDArray[np.uint64]:
    """The element names of XES, each as the number that its last eight bytes are; `scan` compares with these."""
    return np.array([int.from_bytes(name.encode()[-KEPT:], "big") for name in NAMES], np.uint64)


@njit(cache=True, nogil=True, inline="always")
def _same(buffer, a, b, length):  # type: ignore[no-untyped-def]
    for k in range(length):
        if buffer[a + k] != buffer[b + k]:
            return False
    return True


@njit(cache=True, nogil=True, inline="always")
def _hash(buffer, start, past, seed):  # type: ignore[no-untyped-def]
    h = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0xCBF29CE484222325)
    for k in range(start, past):
        h = (h ^ np.uint64(buffer[k])) * np.uint64(0x100000001B3)
    return h ^ (h >> np.uint64(31))


@njit(cache=True, nogil=True, inline="always")
def _intern(buffer, start, past, seed, table, starts, lengths, seeds, hashes, used):  # type: ignore[no-untyped-def]
    """The number of these bytes among those met before with this seed; `used` when they are new."""
    mask = np.uint64(len(table) - 1)
    h = _hash(buffer, start, past, seed)
    at = h & mask
    while table[at] >= 0:
        number = table[at]
        if (
            hashes[number] == h
            and seeds[number] == seed
            and lengths[number] == past - start
            and _same(buffer, starts[number], start, past - start)
        ):
            return number
        at = (at + np.uint64(1)) & mask
    table[at] = used
    starts[used], lengths[used], seeds[used], hashes[used] = start, past - start, seed, h
    return used


@njit(cache=True, nogil=True)
def _widened(table, hashes, used):  # type: ignore[no-untyped-def]
    """A table four times as large: it starts small because a small one stays in the processor's cache."""
    wide = np.full(4 * len(table), -1, np.int32)
    mask = np.uint64(len(wide) - 1)
    for number in range(used):
        at = hashes[number] & mask
        while wide[at] >= 0:
            at = (at + np.uint64(1)) & mask
        wide[at] = number
    return wide


@njit(cache=True, nogil=True)
def _past_markup(buffer, i, n, depth):  # type: ignore[no-untyped-def]
    """Where a processing instruction, comment or CDATA that begins at `i` ends; (error, position)."""
    if buffer[i + 1] == 63:  # '?'
        i += 2
        while i + 1 < n and not (buffer[i] == 63 and buffer[i + 1] == 62):
            i += 1
        return (OK if i + 1 < n else TRUNCATED), i + 2
    if i + 3 < n and buffer[i + 2] == 45 and buffer[i + 3] == 45:  # '<!--'
        mark, i = 45, i + 4
    elif i + 8 < n and buffer[i + 2] == 91 and depth > 0:  # '<![CDATA['
        mark, i = 93, i + 3
    else:
        return (DOCTYPE if i + 3 < n else TRUNCATED), i
    while i + 2 < n and not (buffer[i] == mark and buffer[i + 1] == mark and buffer[i + 2] == 62):
        i += 1
    return (OK if i + 2 < n else TRUNCATED), i + 3


@njit(cache=True, nogil=True)
def _attributes(buffer, i, n):  # type: ignore[no-untyped-def]
    """Read the attributes of a tag from `i` to past its end.

    Returns (error, position, whether the element ends with its tag, and the spans of `key` and `value`, of which
    those that are not there end before they start).
    """
    key_at = value_at = 0
    key_past = value_past = -1
    while True:
        while i < n and buffer[i] <= 32:
            i += 1
        if i >= n:
            return TRUNCATED, i, False, key_at, key_past, value_at, value_past
        if buffer[i] == 62:  # '>'
            return OK, i + 1, False, key_at, key_past, value_at, value_past
        if buffer[i] == 47:  # '/'
            error = OK if i + 1 < n and buffer[i + 1] == 62 else (TRUNCATED if i + 1 >= n else BAD_TAG)
            return error, i + 2, True, key_at, key_past, value_at, value_past
        name = i
        while i < n and buffer[i] > 32 and buffer[i] != 61 and buffer[i] != 62 and buffer[i] != 60:
            i += 1
        name_past = i
        while i < n and buffer[i] <= 32:
            i += 1
        if i >= n or buffer[i] != 61 or name_past == name:  # '='
            break
        i += 1
        while i < n and buffer[i] <= 32:
            i += 1
        if i >= n or (buffer[i] != 34 and buffer[i] != 39):
            break
        quote = buffer[i]
        i += 1
        text = i
        while i < n and buffer[i] != quote and buffer[i] != 60:
            i += 1
        if i >= n or buffer[i] == 60:
            break
        length = name_past - name
        if length == 3 and buffer[name] == 107 and buffer[name + 1] == 101 and buffer[name + 2] == 121:
            key_at, key_past = text, i
        elif length == 5 and buffer[name] == 118 and buffer[name + 1] == 97 and buffer[name + 4] == 101:
            value_at, value_past = text, i
        i += 1
    return (TRUNCATED if i >= n else BAD_TAG), i, False, key_at, key_past, value_at, value_past


@njit(cache=True, nogil=True, inline="always")
def _parent(open_kind, open_key, depth):  # type: ignore[no-untyped-def]
    """The key of the attribute that what comes next is nested in; -1 when it belongs to a trace or an event."""
    for k in range(depth - 1, -1, -1):
        if open_kind[k] <= CONTAINER:
            return open_key[k]
        if open_kind[k] != VALUES:
            return -1
    return -1


@njit(cache=True, nogil=True, inline="always")
def _value_past(buffer, at, n, start, length):  # type: ignore[no-untyped-def]
    """Where the value ends of an element at `at` that begins with the `length` bytes from `start`; else -1.

    The last of these bytes is the quote; the element must end with its value.
    """
    i = at + length
    if i + 2 >= n or not _same(buffer, start, at, length):
        return -1
    quote = buffer[i - 1]
    while i < n and buffer[i] != quote and buffer[i] != 60:
        i += 1
    if i + 2 < n and buffer[i] == quote and buffer[i + 1] == 47 and buffer[i + 2] == 62:
        return i
    return -1


@njit(cache=True, nogil=True)
def scan(buffer, names, at, stop, most, root_start, root_past):  # type: ignore[no-untyped-def]
    """Read a part of an XES file: from `at` to the first tag at or after `stop`.

    buffer  uint8, the file; names: from `element_names`
    most    an upper bound of the elements of the part (the number of "<" in it)
    root_start, root_past  the name of the root when the part begins inside of it; root_past 0: begin before it

    Returns the error code and its position; how many elements are open at the end and how many of them are passed
    over; the span of the root's name; the number of traces; the trace of each event; for the attributes of traces
    (row 0) and of events (row 1) how many there are, then their owner, type, key number, value number (-1 for a
    date) and the span of the value; for every key its span and parent key; for every value its span.

    Logs repeat themselves: after an attribute mostly comes the one that came after it before. So for each key the
    bytes up to the value are remembered, and the two keys that followed it last; an element that begins with the
    bytes of one of these is not taken apart again.
    """
    n = len(buffer)
    of, types = np.empty((2, most), np.int32), np.empty((2, most), np.uint8)
    key_of, value_of = np.empty((2, most), np.int32), np.empty((2, most), np.int32)
    value_start, value_length = np.empty((2, most), np.int64), np.empty((2, most), np.int32)
    found = np.zeros(2, np.int64)
    trace_of_event = np.empty(most, np.int32)
    values = np.full(1 << 14, -1, np.int32)
    distinct_start, distinct_hash = np.empty(most, np.int64), np.empty(most, np.uint64)
    distinct_length, distinct_seed = np.empty(most, np.int32), np.empty(most, np.int32)
    keys = np.full(1 << 16, -1, np.int32)
    key_start, key_hash = np.empty(MOST_KEYS, np.int64), np.empty(MOST_KEYS, np.uint64)
    key_length, key_parent = np.empty(MOST_KEYS, np.int32), np.empty(MOST_KEYS, np.int32)
    # By key: the bytes of its element up to the value, its type, and what followed it (the last row: a new owner).
    spelt_start, spelt_length = np.zeros(MOST_KEYS, np.int64), np.zeros(MOST_KEYS, np.int64)
    spelt_type, next_key = np.zeros(MOST_KEYS, np.int64), np.full((MOST_KEYS + 1, 2), -1, np.int32)
    open_kind, open_key = np.empty(DEEPEST, np.int32), np.empty(DEEPEST, np.int32)
    open_start, open_past = np.zeros(DEEPEST, np.int64), np.zeros(DEEPEST, np.int64)
    depth = n_values = n_keys = n_traces = n_events = ignored = 0
    trace = event = last = parent = -1
    start = past = value_at = value_past = 0
    in_trace = in_event = False
    rooted = root_past > 0
    if rooted:
        depth, open_kind[0], open_key[0], open_start[0], open_past[0] = 1, LOG, -1, root_start, root_past
    error = OK
    i = at
    while True:
        while i < n and buffer[i] != 60:  # '<'
            i += 1
        here = i
        if i >= n or i >= stop:
            break
        number, kind, alone = -1, OTHER, True
        if ignored == 0 and (in_event or in_trace):
            for k in range(2):
                likely = next_key[last, k]
                if likely < 0:
                    break
                if key_parent[likely] == parent:
                    value_past = _value_past(buffer, here, n, spelt_start[likely], spelt_length[likely])
                    if value_past >= 0:
                        number, kind = likely, spelt_type[likely]
                        value_at, i = here + spelt_length[likely], value_past + 3
                        break
        if number < 0:
            if i + 1 >= n:
                error = TRUNCATED
                break
            if buffer[i + 1] == 63 or buffer[i + 1] == 33:  # '?', '!'
                error, i = _past_markup(buffer, i, n, depth)
                if error != OK:
                    break
                continue
            closing = buffer[i + 1] == 47  # '/'
            i += 2 if closing else 1
            start = local = i
            name = np.uint64(0)
            while i < n and buffer[i] > 32 and buffer[i] != 62 and buffer[i] != 47:
                name = (name << np.uint64(8)) | np.uint64(buffer[i])
                if buffer[i] == 58:  # ':', of a name with a namespace what comes after it counts
                    name, local = np.uint64(0), i + 1
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
                depth -= 1
                if (
                    depth < 0
                    or open_past[depth] - open_start[depth] != past - start
                    or not _same(buffer, open_start[depth], start, past - start)
                ):
                    error = MISMATCH
                    break
                if ignored:
                    ignored -= 1
                elif open_kind[depth] == TRACE:
                    in_trace = False
                elif open_kind[depth] == EVENT:
                    in_event = False
                parent, last = _parent(open_kind, open_key, depth), open_key[depth]
                continue
            if depth == 0 and rooted:
                error = TWO_ROOTS
                break
            rooted = True
            error, i, alone, key_at, key_past, value_at, value_past = _attributes(buffer, i, n)
            if error != OK:
                break
            for k in range(len(names)):
                if names[k] == name and (past - local <= KEPT or (k + 1 == CONTAINER and past - local == 9)):
                    kind = k + 1
                    break
            if ignored == 0:
                if kind == TRACE and not in_trace:
                    trace, in_trace, last = n_traces, not alone, -1
                    n_traces += 1
                elif kind == EVENT and not in_event:
                    event, in_event, last = n_events, not alone, -1
                    trace_of_event[event] = trace if in_trace else -1
                    n_events += 1
                elif kind <= CONTAINER and (in_trace or in_event) and key_past >= key_at:
                    number = _intern(
                        buffer, key_at, key_past, parent,
                        keys, key_start, key_length, key_parent, key_hash, n_keys,
                    )  # fmt: skip
                    if number == n_keys:
                        n_keys += 1
                        if n_keys >= MOST_KEYS:
                            error = TOO_MANY_KEYS
                            break
                    if alone and key_past < value_at and i == value_past + 3:
                        spelt_start[number], spelt_length[number] = here, value_at - here
                        spelt_type[number] = kind
                        if next_key[last, 0] != number:
                            next_key[last, 1], next_key[last, 0] = next_key[last, 0], number
        if number >= 0:
            last = number
            if value_past >= value_at:
                side = 1 if in_event else 0
                k = found[side]
                found[side] = k + 1
                of[side, k] = event if in_event else trace
                types[side, k] = kind
                key_of[side, k] = number
                value_start[side, k] = value_at
                value_length[side, k] = value_past - value_at
                value = -1
                if kind != DATE:
                    value = _intern(
                        buffer, value_at, value_past, 0,
                        values, distinct_start, distinct_length, distinct_seed, distinct_hash, n_values,
                    )  # fmt: skip
                    if value == n_values:
                        n_values += 1
                        if 2 * n_values > len(values):
                            values = _widened(values, distinct_hash, n_values)
                value_of[side, k] = value
        if not alone:
            if depth >= DEEPEST:
                error = TOO_DEEP
                break
            open_kind[depth], open_key[depth] = kind, number
            open_start[depth], open_past[depth] = start, past
            depth += 1
            if ignored or kind == GLOBAL or kind == OTHER:
                ignored += 1
            parent = _parent(open_kind, open_key, depth)
    if error == OK and here >= n and (depth > 0 or not rooted):
        error = TRUNCATED
    return (
        error, here, depth, ignored, (open_start[0], open_past[0]), n_traces, trace_of_event[:n_events],
        found, (of, types, key_of, value_of, value_start, value_length),
        (key_start[:n_keys], key_length[:n_keys], key_parent[:n_keys]),
        (distinct_start[:n_values], distinct_length[:n_values]),
    )  # fmt: skip
