"""The event-driven kernel: cases of a flow compete for people, in the order of time.

Each number that is drawn at random follows from the seed, the case, the how-manieth item of the case it is for and what
it is for, never from what other cases did before: two runs with the same seed differ only by what was changed (common
random numbers).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from openhall.mining.simulation.clock import after, opens, set_today
from openhall.mining.simulation.lines import enter_queue, leave_queue, let_go, pop, push
from openhall.mining.simulation.week import DAY_US, HOUR_US, MONDAY_US, WEEK_US

READY, DONE, WAKE = 0, 1, 2
WAITING, QUEUED, WORKED_ON, OVER, GATHERED = 0, 1, 2, 3, 4
FIRST_IN, LAST_IN, ANY = 0, 1, 2
FOR_CHOICE, FOR_DELAY, FOR_WORK, FOR_PERSON, FOR_CASE, FOR_ORDER, FOR_BATCH = 1, 2, 3, 4, 5, 6, 7
FULL = -1
"""What is returned where the arrays were too short."""


@njit(cache=True, nogil=True)
def uniform(seed, case, number, purpose):  # type: ignore[no-untyped-def]
    """A number in [0, 1) that follows from four others (splitmix64's mixing)."""
    mixed = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64(case + 1) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= np.uint64(number + 1) * np.uint64(0x94D049BB133111EB)
    mixed ^= np.uint64(purpose) * np.uint64(0xD6E8FEB86659FD93)
    for _ in range(2):
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> np.uint64(31))
    return np.float64(mixed >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def normal(seed, case, number, purpose):  # type: ignore[no-untyped-def]
    """A standard normal number (Box and Muller)."""
    first = uniform(seed, case, number, purpose)
    second = uniform(seed, case, number, purpose + 64)
    return math.sqrt(-2.0 * math.log(1.0 - first)) * math.cos(2.0 * math.pi * second)


@njit(cache=True, nogil=True)
def play(  # type: ignore[no-untyped-def]
    seed, arrivals, values, names, flow, times, clock, batches, staff, most, log
):
    """Play the cases and write what was done into `log`; gives the number of rows, or FULL where they did not fit.

    arrivals  when each case begins (microseconds, wall clock, in order); values: cases x attributes, -1 unknown;
              names: a number for each case that what is drawn for it follows from
    flow      the arrays of `Flow`, and the most slots
    times     delay (kinds x parts), its calendar (a kind), work (activities x parts), likeness of a case's delays
              (a kind), and whether a kind needs people and time at all
    clock     the calendars, as `Clock` has them
    batches   of a kind its batch, -1 for none; of a batch how much of the work goes with it, how many are gathered (0:
              until the next of its moments), and its moments: first (batches + 1), instants in order
    staff     for each activity its people: first (activities + 1), who, share (cumulated); for each person the
              calendar, how much at once, and what they do: first, activity; the order of each activity's queue;
              how much faster or slower each person is
    most      steps of one case that are played
    log       case, activity, person, open since, ready for people, begun, done: arrays of one length
    """
    (
        key_of,
        split,
        choice,
        outcomes,
        chance,
        to,
        items,
        before,
        kind,
        kind_activity,
        also,
        also_activity,
        slots,
    ) = flow
    delay, delay_calendar, work, likeness, manned = times
    until, season, first_day, rate, worked, odd, open_hours = clock
    batch_of, batch_share, batch_size, moment_first, moments = batches
    who_first, who, share, calendar, at_once, does_first, does, order, pace = staff
    out_case, out_activity, out_person, out_open, out_ready, out_begun, out_done = log
    # Asked of many people at each instant: most processes are played without days off.
    dated = rate.shape[1] > 0
    # Whether anybody of a season is there; the last one is no season (-1), of which there always is.
    there_today = np.ones(len(rate) + 1, np.bool_)
    today = np.int64(-1)
    cases, room, people = len(arrivals), len(out_case), len(calendar)
    parts = delay.shape[1]
    room_items = room + cases * (slots + 1)
    of_case = np.empty(room_items, np.int32)
    of_kind = np.empty(room_items, np.int32)
    at_slot = np.empty(room_items, np.int32)
    number = np.empty(room_items, np.int32)
    stage = np.zeros(room_items, np.int8)
    opened = np.empty(room_items, np.int64)
    ready = np.empty(room_items, np.int64)
    begun = np.empty(room_items, np.int64)
    done = np.empty(room_items, np.int64)
    person = np.full(room_items, -1, np.int32)
    link = np.full(room_items, -1, np.int64)
    back = np.full(room_items, -1, np.int64)
    activities = len(who_first) - 1
    # After the queues of the activities come those of what is gathered.
    head = np.full(activities + len(batch_size), -1, np.int64)
    tail = np.full(activities + len(batch_size), -1, np.int64)
    gathered = np.zeros(len(batch_size), np.int64)
    next_moment = moment_first[:-1].copy()
    busy = np.zeros(people, np.int64)
    wakes = np.full(people, -1, np.int64)
    state = np.full(cases, -1, np.int32)
    count = np.zeros(cases, np.int32)
    steps = np.zeros(cases, np.int32)
    open_items = np.full((cases, slots), -1, np.int64)
    carried = np.empty(slots, np.int64)
    heap_time = np.empty(room_items + people + 1, np.int64)
    heap_what = np.empty(room_items + people + 1, np.int64)
    size, used, rows, next_case = 0, 0, 0, 0
    now = np.int64(0)
    # Three things lie in the heap: an item that becomes ready (3 item), one that is done (3 item + 1), a person who
    # comes to work (3 person + 2).
    while True:
        arriving = next_case < cases and (size == 0 or arrivals[next_case] <= heap_time[0])
        if arriving:
            now = arrivals[next_case]
            case = next_case
            next_case += 1
            key, slot, what = 0, -1, DONE
        elif size > 0:
            now, code = heap_time[0], heap_what[0]
            size = pop(heap_time, heap_what, size)
            what = code % 3
        else:
            # Nobody comes any more who could fill them: what is gathered is taken as it is.
            for batch in range(len(batch_size)):
                size = let_go(
                    batch, activities, now, stage, head, tail, link, gathered, heap_time, heap_what, size
                )
            if size == 0:
                break
            continue
        if what == WAKE:
            free = code // 3
            wakes[free] = -1
        else:
            free = -1
            if not arriving:
                item = code // 3
                if stage[item] == OVER:
                    continue
                case, slot = of_case[item], at_slot[item]
                activity = kind_activity[of_kind[item]]
        if what == READY:
            batch = batch_of[of_kind[item]]
            if batch >= 0 and stage[item] == WAITING:
                goes = uniform(seed, names[case], number[item], FOR_BATCH) < batch_share[batch]
                if goes and batch_size[batch] > 0:
                    stage[item] = GATHERED
                    enter_queue(item, activities + batch, head, tail, link, back)
                    gathered[batch] += 1
                    if gathered[batch] >= batch_size[batch]:
                        size = let_go(
                            batch,
                            activities,
                            now,
                            stage,
                            head,
                            tail,
                            link,
                            gathered,
                            heap_time,
                            heap_what,
                            size,
                        )
                    continue
                if goes:
                    while next_moment[batch] < moment_first[batch + 1] and moments[next_moment[batch]] < now:
                        next_moment[batch] += 1
                    if next_moment[batch] < moment_first[batch + 1] and moments[next_moment[batch]] > now:
                        stage[item] = GATHERED
                        size = push(heap_time, heap_what, size, moments[next_moment[batch]], 3 * item)
                        continue
            # Whoever is there and has nothing else to do, by how often they do it.
            ready[item] = now
            needs = activity >= 0 and manned[of_kind[item]]
            low = who_first[activity] if needs else 0
            high = who_first[activity + 1] if needs else 0
            chosen = -1
            if high == low:
                begun[item] = now
                took = 0
                if needs:
                    part = int(uniform(seed, names[case], number[item], FOR_WORK) * parts)
                    took = int(work[activity, part])
                done[item] = now + took
                stage[item] = WORKED_ON
                size = push(heap_time, heap_what, size, done[item], 3 * item + 1)
                continue
            hour = (now + MONDAY_US) % WEEK_US // HOUR_US
            if dated and now // DAY_US != today:
                today = now // DAY_US
                set_today(there_today, today, first_day, rate)
            total = 0.0
            for place in range(low, high):
                each = who[place]
                if (
                    busy[each] < at_once[each]
                    and open_hours[calendar[each], hour]
                    and (not dated or there_today[season[calendar[each]]])
                ):
                    total += share[place]
            if total > 0.0:
                drawn = uniform(seed, names[case], number[item], FOR_PERSON) * total
                for place in range(low, high):
                    each = who[place]
                    if (
                        busy[each] < at_once[each]
                        and open_hours[calendar[each], hour]
                        and (not dated or there_today[season[calendar[each]]])
                    ):
                        chosen = each
                        drawn -= share[place]
                        if drawn < 0.0:
                            break
            if chosen < 0:
                stage[item] = QUEUED
                enter_queue(item, activity, head, tail, link, back)
                for place in range(low, high):
                    each = who[place]
                    if busy[each] < at_once[each] and wakes[each] < 0:
                        wakes[each] = opens(now, calendar[each], until, season, first_day, rate)
                        size = push(heap_time, heap_what, size, wakes[each], 3 * each + 2)
                continue
            person[item] = chosen
            begun[item] = now
            part = int(uniform(seed, names[case], number[item], FOR_WORK) * parts)
            took = int(work[activity, part] * pace[chosen])
            done[item] = after(now, took, calendar[chosen], until, season, first_day, rate, worked, odd)
            stage[item] = WORKED_ON
            busy[chosen] += 1
            size = push(heap_time, heap_what, size, done[item], 3 * item + 1)
            continue
        if what == DONE:
            if not arriving:
                stage[item] = OVER
                if person[item] >= 0:
                    free = person[item]
                    busy[free] -= 1
                if activity >= 0:
                    if rows >= room:
                        return FULL
                    out_case[rows] = case
                    out_activity[rows] = activity
                    out_person[rows] = person[item]
                    out_open[rows] = opened[item]
                    out_ready[rows] = ready[item]
                    out_begun[rows] = begun[item]
                    out_done[rows] = now
                    rows += 1
                key = key_of[state[case]] + slot
            steps[case] += 1
            asked = split[key]
            chosen_choice = choice[key]
            if asked >= 0:
                chosen_choice += values[case, asked] + 1
            low, high = outcomes[chosen_choice], outcomes[chosen_choice + 1]
            outcome = low
            if high - low > 1:
                drawn = uniform(seed, names[case], steps[case], FOR_CHOICE)
                while outcome < high - 1 and chance[outcome] <= drawn:
                    outcome += 1
            first, last = items[outcome], items[outcome + 1]
            for place in range(also[outcome], also[outcome + 1]):
                if rows >= room:
                    return FULL
                out_case[rows] = case
                out_activity[rows] = also_activity[place]
                out_person[rows] = -1
                out_open[rows] = now
                out_ready[rows] = now
                out_begun[rows] = now
                out_done[rows] = now
                rows += 1
            for place in range(first, last):
                carried[place - first] = open_items[case, before[place]] if before[place] >= 0 else -1
            # What was open and is not any more is withdrawn; who worked on it is free.
            for old in range(slots):
                was = open_items[case, old]
                if was < 0 or stage[was] == OVER:
                    continue
                kept = False
                for place in range(last - first):
                    kept = kept or carried[place] == was
                if kept:
                    continue
                if stage[was] == QUEUED:
                    leave_queue(was, kind_activity[of_kind[was]], head, tail, link, back)
                elif stage[was] == GATHERED and batch_size[batch_of[of_kind[was]]] > 0:
                    leave_queue(was, activities + batch_of[of_kind[was]], head, tail, link, back)
                    gathered[batch_of[of_kind[was]]] -= 1
                elif stage[was] == WORKED_ON and person[was] >= 0:
                    busy[person[was]] -= 1
                    if wakes[person[was]] < 0:
                        wakes[person[was]] = now
                        size = push(heap_time, heap_what, size, now, 3 * person[was] + 2)
                stage[was] = OVER
            state[case] = to[outcome]
            open_items[case, :] = -1
            if steps[case] < most:
                if used + last - first > room_items or size + last - first >= len(heap_time) - people:
                    return FULL
                for place in range(first, last):
                    new = carried[place - first]
                    if new < 0:
                        new = used
                        used += 1
                        of_case[new] = case
                        of_kind[new] = kind[place]
                        number[new] = count[case]
                        count[case] += 1
                        opened[new] = now
                        alike = likeness[kind[place]]
                        if alike <= 0.0:
                            drawn = uniform(seed, names[case], number[new], FOR_DELAY)
                        else:
                            common = normal(seed, names[case], 0, FOR_CASE)
                            own = normal(seed, names[case], number[new], FOR_DELAY)
                            drawn = 0.5 * math.erfc(
                                -(alike * common + math.sqrt(1.0 - alike * alike) * own) / math.sqrt(2.0)
                            )
                        part = min(parts - 1, int(drawn * parts))
                        waits = int(delay[kind[place], part])
                        at = after(
                            now,
                            waits,
                            delay_calendar[kind[place]],
                            until,
                            season,
                            first_day,
                            rate,
                            worked,
                            odd,
                        )
                        size = push(heap_time, heap_what, size, at, 3 * new)
                    at_slot[new] = place - first
                    open_items[case, place - first] = new
        # Who became free takes what waits, of all that they do.
        if free < 0:
            continue
        waits_for_them = False
        for place in range(does_first[free], does_first[free + 1]):
            waits_for_them = waits_for_them or head[does[place]] >= 0
        if not waits_for_them:
            continue
        hour = (now + MONDAY_US) % WEEK_US // HOUR_US
        if dated and now // DAY_US != today:
            today = now // DAY_US
            set_today(there_today, today, first_day, rate)
        if not (open_hours[calendar[free], hour] and (not dated or there_today[season[calendar[free]]])):
            if wakes[free] < 0:
                wakes[free] = opens(now, calendar[free], until, season, first_day, rate)
                size = push(heap_time, heap_what, size, wakes[free], 3 * free + 2)
            continue
        while busy[free] < at_once[free]:
            best, best_at = -1, np.int64(0)
            for place in range(does_first[free], does_first[free + 1]):
                doing = does[place]
                waits_here = head[doing]
                if waits_here < 0:
                    continue
                if order[doing] == LAST_IN:
                    waits_here = tail[doing]
                elif order[doing] == ANY:
                    skip = int(uniform(seed, names[of_case[waits_here]], number[waits_here], FOR_ORDER) * 4)
                    while skip > 0 and link[waits_here] >= 0:
                        waits_here = link[waits_here]
                        skip -= 1
                if best < 0 or ready[waits_here] < best_at:
                    best, best_at = waits_here, ready[waits_here]
            if best < 0:
                break
            doing = kind_activity[of_kind[best]]
            leave_queue(best, doing, head, tail, link, back)
            person[best] = free
            begun[best] = now
            part = int(uniform(seed, names[of_case[best]], number[best], FOR_WORK) * parts)
            took = int(work[doing, part] * pace[free])
            done[best] = after(now, took, calendar[free], until, season, first_day, rate, worked, odd)
            stage[best] = WORKED_ON
            busy[free] += 1
            size = push(heap_time, heap_what, size, done[best], 3 * best + 1)
    return rows
