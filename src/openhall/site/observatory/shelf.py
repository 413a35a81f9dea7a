"""Logs at hand: opened once, kept while there is room, together with what was worked out from them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np

from openhall.mining.calendar import Calendar, find_calendar
from openhall.mining.errors import BadFilter
from openhall.mining.filter_text import parse_filter
from openhall.mining.filters import apply_filters
from openhall.mining.findings import Finding, Findings
from openhall.mining.findings.find import find
from openhall.mining.findings.limits import Limit
from openhall.mining.log import EventLog
from openhall.mining.map import Level, ProcessMap, build_map, default_level
from openhall.mining.store import open_log
from openhall.mining.summary import Summary
from openhall.mining.variants import Variants
from openhall.process.saying import gettext
from openhall.site.observatory.live import live_log, live_rows
from openhall.site.observatory.models import Log

ROOM = 40_000_000
"""How many events the shelf holds at the most, over all logs and cuts of logs (about 12 bytes each)."""


@dataclass(eq=False)
class View:
    """A log, or a cut of one, with what was worked out from it; each part is worked out when first asked for.

    It is the same for readers of all languages: what is said in it is a `Saying`, and pages say it anew.
    """

    log: EventLog
    limit: Limit | None = None
    given: Calendar | None = None
    maps: dict[Level, ProcessMap] = field(default_factory=dict)

    @cached_property
    def summary(self) -> Summary:
        """The numbers of the log."""
        return Summary(self.log)

    @property
    def variants(self) -> Variants:
        """The variants of the log."""
        return self.summary.variants

    @cached_property
    def findings(self) -> Findings:
        """What to change."""
        return find(self.log, limits=(self.limit,) if self.limit else (), calendar=self.calendar)

    @cached_property
    def calendar(self) -> Calendar:
        """When the office works: as it was given, else as the records show it."""
        return self.given or find_calendar(self.log)

    @cached_property
    def level(self) -> Level:
        """The level at which the map is legible."""
        return default_level(self.log)

    def map(self, level: Level) -> ProcessMap:
        """The map at a level."""
        if level not in self.maps:
            self.maps[level] = build_map(self.log, activities=level.activities, steps=level.steps)
        return self.maps[level]

    def finding(self, key: str) -> Finding:
        """The finding with that id; raises `BadFilter` when there is none."""
        for finding in self.findings:
            if finding.id == key:
                return finding
        raise BadFilter(
            gettext("That finding is not among those of this log any more. Choose one from the list.")
        )


Key = tuple[str, int, tuple[str, ...], tuple[str, ...], str, bool]


class Shelf:
    """Views by what they show; the ones not looked at for the longest make room for others."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.lock = Lock()
        self.views: OrderedDict[Key, View] = OrderedDict()

    def view(
        self, log: Log, filters: tuple[str, ...] = (), finding: str = "", *, by_event: bool = False
    ) -> View:
        """The cut of a log that passes the filters, and lies in a finding when one is named.

        A log that can be is looked at by pieces of work, start and completion together, unless `by_event` asks for
        its events as they were written.
        Raises `BadFilter` for a filter that the log does not know, `UnreadableLog` when its folder is gone.
        """
        if log.live:
            made = live_rows.of(log.live).last
        else:
            made = (log.folder / "log.json").stat().st_mtime_ns if (log.folder / "log.json").exists() else 0
        by_event = by_event or not log.has_work
        key = (
            str(log.id),
            made,
            (log.limit_text, log.hours_text, log.holidays_text),
            filters,
            finding,
            by_event,
        )
        with self.lock:
            if key in self.views:
                self.views.move_to_end(key)
                return self.views[key]
        view = self._cut(log, filters, finding, by_event)
        with self.lock:
            kept = self.views.setdefault(key, view)
            self._make_room()
        return kept

    def _cut(self, log: Log, filters: tuple[str, ...], finding: str, by_event: bool) -> View:
        if log.live and not filters and not finding:
            return View(live_log(log.live, by_event=by_event), log.limit, log.calendar)
        if not filters and not finding:
            return View(open_log(log.folder if by_event else log.work_folder), log.limit, log.calendar)
        whole = self.view(log, by_event=by_event)
        kept = whole.log
        if finding:
            kept = kept.take(np.asarray(whole.finding(finding).cases_mask))
        return View(apply_filters(kept, [parse_filter(text) for text in filters]), log.limit, whole.calendar)

    def _make_room(self) -> None:
        held = sum(view.log.n_events for view in self.views.values())
        while held > self.room and len(self.views) > 1:
            _, gone = self.views.popitem(last=False)
            held -= gone.log.n_events

    def forget(self, log: Log) -> None:
        """Take everything of a log off the shelf."""
        with self.lock:
            for key in [key for key in self.views if key[0] == str(log.id)]:
                del self.views[key]


shelf = Shelf(ROOM)
