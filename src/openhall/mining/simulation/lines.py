"""What lies ahead, in order of time (a heap), and lines of items that wait: arrays, for the kernel."""

from __future__ import annotations

from numba import njit

LET_GO = 5
"""The stage of what was gathered and is ready for people."""


@njit(cache=True, nogil=True)
def push(time, what, size, at, item):  # type: ignore[no-untyped-def]
    """Put an item into a heap at its time; gives the new size."""
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if time[above] < at or (time[above] == at and what[above] <= item):
            break
        time[place] = time[above]
        what[place] = what[above]
        place = above
    time[place] = at
    what[place] = item
    return size + 1


@njit(cache=True, nogil=True)
def pop(time, what, size):  # type: ignore[no-untyped-def]
    """Take the first item out of a heap; gives the new size."""
    size -= 1
    at, item = time[size], what[size]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        other = below + 1
        if other < size and (
            time[other] < time[below] or (time[other] == time[below] and what[other] < what[below])
        ):
            below = other
        if at < time[below] or (at == time[below] and item <= what[below]):
            break
        time[place] = time[below]
        what[place] = what[below]
        place = below
    time[place] = at
    what[place] = item
    return size


@njit(cache=True, nogil=True)
def leave_queue(item, queue, head, tail, link, back):  # type: ignore[no-untyped-def]
    """Take an item out of a queue, wherever it stands."""
    if back[item] >= 0:
        link[back[item]] = link[item]
    else:
        head[queue] = link[item]
    if link[item] >= 0:
        back[link[item]] = back[item]
    else:
        tail[queue] = back[item]


@njit(cache=True, nogil=True)
def enter_queue(item, queue, head, tail, link, back):  # type: ignore[no-untyped-def]
    """Put an item at the end of a queue."""
    link[item] = -1
    back[item] = tail[queue]
    if tail[queue] >= 0:
        link[tail[queue]] = item
    else:
        head[queue] = item
    tail[queue] = item


@njit(cache=True, nogil=True)
def let_go(batch, activities, now, stage, head, tail, link, gathered, time, what, size):  # type: ignore[no-untyped-def]
    """What is gathered of a batch becomes ready for people."""
    item = head[activities + batch]
    while item >= 0:
        stage[item] = LET_GO
        size = push(time, what, size, now, 3 * item)
        item = link[item]
    head[activities + batch] = tail[activities + batch] = -1
    gathered[batch] = 0
    return size
