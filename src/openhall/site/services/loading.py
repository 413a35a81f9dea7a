"""A version of a service, ready to run its cases. Read once a process; a version never changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from openhall.process.courses import Course
from openhall.process.model import EventKind
from openhall.process.rules.acts import Act, ActKind
from openhall.process.running import Running
from openhall.process.service.folder import ServiceFolder
from openhall.site.services.models import Version
from openhall.site.services.posts import NO_POST, Post

STOPPED = "Stopped"
"""The outcome of a case that was ended from outside."""
KEPT = 64
"""Versions that a process keeps ready."""


@dataclass(frozen=True, eq=False)
class Ready:
    """All that running a case of one version needs.

    folder    the service folder: its text, forms, letters and languages
    posts     for each place in the model, to whom it is offered
    outcomes  what an end event means, by its id
    plans     what was worked out of the courses of its cases
    due       when the work at a node is due that is offered on a day
    """

    slug: str
    number: int
    zone: ZoneInfo
    folder: ServiceFolder
    running: Running
    posts: dict[int, Post]
    outcomes: dict[str, str]
    plans: WeakKeyDictionary[Course, Any] = field(default_factory=WeakKeyDictionary)
    due: dict[tuple[str, date], datetime] = field(default_factory=dict)

    def local(self, moment: datetime) -> datetime:
        """A time on the service's own clock: a timer "at 8:00" means 8:00 there."""
        return moment.astimezone(self.zone)

    @cached_property
    def told(self) -> frozenset[str]:
        """The nodes of which the applicant is told by e-mail."""
        return frozenset(self.folder.text.tell)

    @cached_property
    def sent_within(self) -> frozenset[int]:
        """The places whose messages go to another pool of the model itself."""
        flows = self.running.model.message_flows
        return frozenset(flow.source for flow in flows if flow.source >= 0 and flow.target >= 0)

    @cached_property
    def has_timers(self) -> bool:
        """Whether a timer can run at all."""
        return any(node.event.kind == EventKind.TIMER for node in self.running.model.nodes)

    def post_of(self, place: int) -> Post:
        """To whom the work at a place is offered."""
        return self.posts.get(place, NO_POST)

    def outcome(self, acts: list[Act]) -> str:
        """What the last end event that was reached means; "" where it means nothing in particular."""
        if any(act.kind == ActKind.STOPPED for act in acts):
            return STOPPED
        for act in reversed(acts):
            node = self.running.model.nodes[act.node]
            if act.kind == ActKind.DONE and node.id in self.outcomes:
                return self.outcomes[node.id]
        return ""


@lru_cache(maxsize=KEPT)
def _read(version: int) -> Ready:
    from openhall.site.services.preparing import prepare

    return prepare(Version.objects.select_related("service__owner").get(pk=version))


def ready(version: int) -> Ready:
    """The version of this number in the database, ready to run. Raises `ProcessError` when it cannot be."""
    return _read(version)


def forget() -> None:
    """Read versions anew when they are next needed: departments were added or called by another name."""
    _read.cache_clear()
