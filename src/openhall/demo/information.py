"""Freedom of information: a legal limit of twenty working days, and departments that have to search.

What makes it slow is built in as it happens in offices: the second department is asked only when the first has
answered, and Social Care has too few people to search its files.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from openhall.demo.arrivals import Arrivals, arrive, pick, seasons
from openhall.demo.calendar import END, OFFICE
from openhall.demo.office import Office
from openhall.demo.queue import Desk, Officer, Process, Timetable, pseudonyms
from openhall.demo.records import case_table, event_table, number_cases
from openhall.demo.service import Planted, ServiceRecords
from openhall.mining.findings.limits import Limit
from openhall.mining.log import CASE

DESCRIPTION = (
    "Anyone may ask the city for information that it holds. The Information Office receives the request, asks the "
    "departments that may hold records to search for them, takes out what the law protects, and answers. The law "
    "gives the city twenty working days."
)
EXPECTED = 9_000
CHANNELS = {"web": 0.46, "e-mail": 0.41, "post": 0.13}
SEASON = seasons({1: 1.15, 2: 1.1, 7: 0.9, 8: 0.8, 12: 0.7})
TOPICS = {
    "Planning and building": ("Planning", 0.21),
    "Housing": ("Housing", 0.19),
    "Spending and contracts": ("Finance", 0.19),
    "Roads and parking": ("Roads", 0.15),
    "Care and schools": ("Social Care", 0.14),
    "Waste and environment": ("Environment", 0.12),
}
HELD_AT_HOME = 0.85
"""In this share of the requests the department of the topic holds the records, otherwise any."""
TWO_SEARCH = 0.27
"""In this share of the requests two departments hold records."""
# Department: officers, minutes of searching, working days that a request lies there.
SEARCHERS = {
    "Planning": (2, 75.0, 4.6),
    "Housing": (2, 80.0, 4.8),
    "Finance": (2, 70.0, 4.3),
    "Roads": (2, 60.0, 4.0),
    "Social Care": (1, 150.0, 7.0),
    "Environment": (1, 65.0, 4.3),
}
PORTAL = Officer("Online portal", "System", "Information Office")
PLANTED = (
    Planted(
        "rework",
        ("Search records", "Ask second department for records"),
        "Where two departments must search, the second is asked only when the first has answered.",
    ),
    Planted(
        "tail",
        ("departments searching", "2"),
        "Requests for which two departments must search take longest.",
    ),
    Planted(
        "limit",
        ("20 working days",),
        "The legal limit of twenty working days is broken, mostly where two departments must search.",
    ),
    Planted(
        "tail",
        ("first department", "Social Care"),
        "Social Care has too few people to search its files, so its requests take longer than all others.",
    ),
)


class _Requests(Office):
    """The Information Office, the departments that search, and the register."""

    def __init__(
        self, rng: Generator, arrivals: Arrivals, first: list[str], second: list[str | None]
    ) -> None:
        super().__init__(rng, arrivals)
        self.first, self.second = first, second
        office = "Information Office"
        self.clerks = Desk(OFFICE, office, "Information clerk", pseudonyms(71, 2))
        self.officers = Desk(OFFICE, office, "Information officer", pseudonyms(73, 5))
        self.head = Desk(OFFICE, office, "Head of information", pseudonyms(78, 2))
        self.searchers: dict[str, Desk] = {}
        number = 81
        for department, (count, _, _) in SEARCHERS.items():
            role = f"{department} records officer"
            self.searchers[department] = Desk(OFFICE, department, role, pseudonyms(number, count))
            number += count

    def handle(self, case: int) -> Process:
        """One request, from the question to the answer, or beyond."""
        now = self.receive(case, "Receive request", PORTAL, self.clerks)
        now = yield from self.step(case, now, self.clerks, "Acknowledge request", 8, 0.4)
        owner = self.officers.first_free()
        now = yield from self.step(case, now, self.officers, "Assess request", 22, 0.8, owner)
        if self.chance(0.045):
            now = yield from self.step(
                case, now, self.officers, "Point to published information", 12, 0.5, owner
            )
            self.register.set(case, "outcome", "answered: public already")
            return (yield from self.step(case, now, self.clerks, "Send response", 8, 0.2))
        rounds = 0
        while self.chance(0.15 if rounds == 0 else 0.22) and rounds < 3:
            now = yield from self.step(case, now, self.officers, "Clarify with requester", 14, 0.3, owner)
            now = yield self.outside(now, 3.2)
            if self.chance(0.07):
                now = yield now + 20 * 1_440.0
                now = yield from self.step(case, now, self.clerks, "Close without answer", 6, 0.2)
                self.register.set(case, "outcome", "lapsed")
                return now
            now = yield from self.step(case, now, self.clerks, "Receive clarification", 6, 0.15)
            rounds += 1
        now = yield from self.search(case, now, owner, self.first[case], "Ask department for records")
        second = self.second[case]
        if second is not None:
            now = yield from self.search(case, now, owner, second, "Ask second department for records")
        return (yield from self.answer(case, now, owner))

    def search(self, case: int, now: float, owner: int, department: str, ask: str) -> Process:
        """Ask a department and wait until it has searched."""
        _, minutes, lies = SEARCHERS[department]
        now = yield from self.step(case, now, self.officers, ask, 9, 0.25, owner)
        return (yield from self.step(case, now, self.searchers[department], "Search records", minutes, lies))

    def answer(self, case: int, now: float, owner: int) -> Process:
        """Review what was found, take out what the law protects, approve, send."""
        now = yield from self.step(case, now, self.officers, "Review records", 45, 1.5, owner)
        if self.chance(0.07):
            now = yield from self.search(case, now, owner, self.first[case], "Ask department to search again")
            now = yield from self.step(case, now, self.officers, "Review records", 20, 0.7, owner)
        refused = self.chance(0.08)
        redacted = not refused and self.chance(0.38)
        if refused:
            now = yield from self.step(case, now, self.officers, "Draft refusal", 40, 1.0, owner)
        elif redacted:
            now = yield from self.step(case, now, self.officers, "Take out protected parts", 50, 1.2, owner)
        now = yield from self.step(case, now, self.head, "Approve response", 15, 1.2)
        now = yield from self.step(case, now, self.clerks, "Send response", 8, 0.2)
        outcome = "refused" if refused else "answered in part" if redacted else "answered in full"
        self.register.set(case, "outcome", outcome)
        if self.chance(0.14 if refused else 0.025):
            now = yield self.outside(now, 12, 0.5)
            now = yield from self.step(case, now, self.clerks, "Receive request for review", 8, 0.2)
            now = yield from self.step(case, now, self.head, "Review decision", 90, 7.0)
            now = yield from self.step(case, now, self.clerks, "Send review decision", 8, 0.3)
        return now


def simulate(rng: Generator) -> ServiceRecords:
    """Three years of requests for information."""
    arrivals = arrive(rng, EXPECTED, CHANNELS, SEASON, growth=0.03)
    count = len(arrivals.at)
    topics = pick(rng, {topic: part for topic, (_, part) in TOPICS.items()}, count)
    others, elsewhere = (pick(rng, dict(TOPICS.values()), count) for _ in range(2))
    at_home = rng.random(count) < HELD_AT_HOME
    first = [
        TOPICS[topic][0] if home else other
        for topic, home, other in zip(topics, at_home, elsewhere, strict=True)
    ]
    two = rng.random(count) < TWO_SEARCH
    second = [
        other if both and other != own else None for own, other, both in zip(first, others, two, strict=True)
    ]
    office = _Requests(rng, arrivals, first, second)
    Timetable(END).run((float(at), office.handle(case)) for case, at in enumerate(arrivals.at))
    names = number_cases("FOI", arrivals.at)
    who = pick(rng, {"resident": 0.58, "journalist": 0.14, "company": 0.17, "association": 0.11}, count)
    return ServiceRecords(
        key="freedom-of-information",
        title="Freedom of information",
        description=DESCRIPTION,
        department="Information Office",
        limit=Limit(20, to_activity="Send response", working=True),
        events=event_table(office.register, names, rng),
        cases=case_table(
            rng,
            {
                CASE: names,
                "topic": topics,
                "requester": who,
                "channel": arrivals.channel,
                "district": arrivals.district,
                "departments searching": np.array([1 if other is None else 2 for other in second]),
                "first department": first,
                "outcome": office.register.fact("outcome", count),
            },
            gaps={"requester": 0.03, "district": 0.06},
        ),
        planted=PLANTED,
    )
