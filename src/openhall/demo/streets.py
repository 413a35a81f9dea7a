"""Street problems: potholes and what else residents report, with a road crew that spring overwhelms.

The seasonal queue comes of itself: after the frost three times as many potholes are reported as in the rest of
the year, and the road crew repairs as many a day as ever.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from openhall.demo.arrivals import ONLINE, Arrivals, arrive, seasons
from openhall.demo.calendar import END, OFFICE, OUTDOORS
from openhall.demo.office import Office
from openhall.demo.queue import Desk, Officer, Process, Timetable, pseudonyms
from openhall.demo.records import case_table, event_table, number_cases
from openhall.demo.service import Planted, ServiceRecords
from openhall.mining.findings.limits import Limit
from openhall.mining.log import CASE

DESCRIPTION = (
    "Residents report what is broken or dirty in their street: potholes, street lights, fly-tipping, graffiti, blocked "
    "drains and abandoned vehicles. Customer Contact passes each report to the crew that can mend it. The council "
    "promises that a report is dealt with in fifteen working days."
)
CHANNELS = {"app": 0.40, "web": 0.27, "phone": 0.28, "walk-in": 0.05}
POTHOLE, LIGHT, TIPPING = "Pothole", "Street light", "Fly-tipping"
GRAFFITI, DRAIN, VEHICLE = "Graffiti", "Blocked drain", "Abandoned vehicle"
# Type: about how many in three years, and the months that are busier or quieter than usual.
EXPECTED: dict[str, tuple[int, dict[int, float]]] = {
    POTHOLE: (9_600, {2: 3.0, 3: 3.2, 4: 2.7}),
    LIGHT: (8_000, {10: 1.5, 11: 1.7, 12: 1.6, 1: 1.5, 2: 1.2, 5: 0.7, 6: 0.6, 7: 0.6}),
    TIPPING: (9_200, {1: 1.2, 7: 1.1, 8: 1.15, 9: 1.2}),
    GRAFFITI: (4_200, {6: 1.2, 7: 1.3, 8: 1.2}),
    DRAIN: (5_000, {10: 1.6, 11: 1.8, 12: 1.4, 6: 0.7, 7: 0.7}),
    VEHICLE: (4_000, {}),
}
REPAIR_MINUTES = 92.0
"""Four crews of eight hours: about 18 repairs a day, whatever the season."""
PORTAL = Officer("Online portal", "System", "Customer Contact")
PLANTED = (
    Planted(
        "queue",
        ("Road crew",),
        "From February to April three times as many potholes are reported as usual; the road crew cannot keep up, and "
        "the backlog lasts into June.",
    ),
)


class _Streets(Office):
    """The desks and crews that look after the streets, and their register."""

    def __init__(self, rng: Generator, arrivals: Arrivals, types: list[str]) -> None:
        super().__init__(rng, arrivals)
        self.types = types
        self.contact = Desk(OFFICE, "Customer Contact", "Contact officer", pseudonyms(101, 6))
        self.inspectors = Desk(OFFICE, "Roads", "Road inspector", pseudonyms(111, 3))
        self.road_crew = Desk(OUTDOORS, "Roads", "Road crew", [f"Road crew {k}" for k in range(1, 5)])
        self.emergency = Desk(OUTDOORS, "Roads", "Emergency crew", ["Emergency crew"])
        self.lighting = Desk(OFFICE, "Roads", "Lighting officer", pseudonyms(114, 1))
        self.contractor = Desk(
            OUTDOORS, "Brightway Lighting", "Lighting contractor", [f"Brightway team {k}" for k in (1, 2, 3)]
        )
        self.cleansing = Desk(
            OUTDOORS, "Cleansing", "Cleansing crew", [f"Cleansing crew {k}" for k in range(1, 6)]
        )
        self.wardens = Desk(OFFICE, "Cleansing", "Street warden", pseudonyms(121, 4))
        self.drains = Desk(OUTDOORS, "Drainage", "Drainage crew", [f"Drainage crew {k}" for k in (1, 2)])
        self.ways = {
            POTHOLE: self.mend_pothole,
            LIGHT: self.mend_light,
            TIPPING: self.clear_waste,
            GRAFFITI: self.remove_graffiti,
            DRAIN: self.clear_drain,
            VEHICLE: self.remove_vehicle,
        }

    def handle(self, case: int) -> Process:
        """One report, from the resident to the last tick."""
        now = self.receive(case, "Report problem", PORTAL, self.contact)
        lies = 0.15 if self.arrivals.channel[case] in ONLINE else 0.03
        now = yield from self.step(case, now, self.contact, "Pass to service", 6, lies)
        if self.chance(0.06):
            self.register.set(case, "outcome", "reported before")
            return (yield from self.step(case, now, self.contact, "Close as duplicate", 4, 0.4))
        mend = self.ways[self.types[case]]
        now = yield from mend(case, now)
        now = yield from self.step(case, now, self.contact, "Close report", 4, 0.4)
        if self.register.get(case, "outcome") is None:
            self.register.set(case, "outcome", "mended")
        if self.chance(0.025):
            now = yield self.outside(now, 4)
            now = yield from self.step(case, now, self.contact, "Reopen report", 6, 0.15)
            now = yield from mend(case, now)
            now = yield from self.step(case, now, self.contact, "Close report", 4, 0.4)
        return now

    def mend_pothole(self, case: int, now: float) -> Process:
        """Dangerous ones at once by the emergency crew; all others wait for the road crew."""
        now = yield from self.step(case, now, self.inspectors, "Inspect road", 22, 0.8)
        if self.chance(0.08):
            self.register.set(case, "outcome", "nothing to mend")
            return now
        if self.chance(0.1):
            now = yield from self.step(case, now, self.emergency, "Make road safe", 55, 0.1)
        now = yield from self.step(case, now, self.inspectors, "Order repair", 6, 0.2)
        while True:
            now = yield from self.step(case, now, self.road_crew, "Repair pothole", REPAIR_MINUTES, 1.2)
            if not self.chance(0.12):
                return now
            now = yield from self.step(case, now, self.inspectors, "Check repair", 15, 1.0)
            if not self.chance(0.15):
                return now

    def mend_light(self, case: int, now: float) -> Process:
        """A contractor mends street lights; a broken cable takes longer."""
        now = yield from self.step(case, now, self.lighting, "Order light repair", 5, 0.4)
        if self.chance(0.09):
            now = yield from self.step(case, now, self.contractor, "Report cable fault", 25, 3.0)
            now = yield from self.step(case, now, self.contractor, "Repair cable", 160, 9.0)
        return (yield from self.step(case, now, self.contractor, "Repair street light", 50, 3.4))

    def clear_waste(self, case: int, now: float) -> Process:
        """Some heaps are searched for evidence first."""
        evidence = self.chance(0.3)
        if evidence:
            now = yield from self.step(case, now, self.wardens, "Look for evidence", 25, 0.8)
        now = yield from self.step(case, now, self.cleansing, "Collect waste", 38, 1.2)
        if evidence and self.chance(0.25):
            now = yield from self.step(case, now, self.wardens, "Open enforcement file", 45, 1.5)
        return now

    def remove_graffiti(self, case: int, now: float) -> Process:
        """On a private wall the owner is asked first."""
        if self.chance(0.33):
            now = yield from self.step(case, now, self.wardens, "Ask owner for consent", 12, 0.6)
            now = yield self.outside(now, 4)
            now = yield from self.step(case, now, self.wardens, "Receive consent", 5, 0.2)
        return (yield from self.step(case, now, self.cleansing, "Remove graffiti", 55, 2.2))

    def clear_drain(self, case: int, now: float) -> Process:
        """Most are flushed; a few are broken and dug up."""
        now = yield from self.step(case, now, self.drains, "Clear drain", 42, 1.8)
        if self.chance(0.07):
            now = yield from self.step(case, now, self.inspectors, "Inspect drain", 22, 0.8)
            now = yield from self.step(case, now, self.drains, "Repair drain", 200, 5.0)
        return now

    def remove_vehicle(self, case: int, now: float) -> Process:
        """The owner has a week after the notice; most vehicles are gone by then."""
        now = yield from self.step(case, now, self.wardens, "Inspect vehicle", 20, 1.0)
        if self.chance(0.22):
            self.register.set(case, "outcome", "nothing to mend")
            return now
        now = yield from self.step(case, now, self.wardens, "Put notice on vehicle", 10, 0.1)
        now = yield now + 7 * 1_440.0
        now = yield from self.step(case, now, self.wardens, "Inspect vehicle again", 15, 0.4)
        if self.chance(0.62):
            self.register.set(case, "outcome", "owner moved it")
            return now
        return (yield from self.step(case, now, self.cleansing, "Remove vehicle", 60, 1.5))


def simulate(rng: Generator) -> ServiceRecords:
    """Three years of street problems."""
    groups = [
        arrive(rng, count, CHANNELS, seasons(months), growth=0.02) for count, months in EXPECTED.values()
    ]
    at = np.concatenate([group.at for group in groups])
    order = np.argsort(at, kind="stable")
    channel = [name for group in groups for name in group.channel]
    district = [name for group in groups for name in group.district]
    kind = [name for name, group in zip(EXPECTED, groups, strict=True) for _ in group.at]
    arrivals = Arrivals(at[order], [channel[k] for k in order], [district[k] for k in order])
    types = [kind[k] for k in order]
    streets = _Streets(rng, arrivals, types)
    Timetable(END).run((float(at), streets.handle(case)) for case, at in enumerate(arrivals.at))
    names = number_cases("SP", arrivals.at)
    return ServiceRecords(
        key="street-problems",
        title="Street problems",
        description=DESCRIPTION,
        department="Customer Contact",
        limit=Limit(15, to_activity="Close report", working=True),
        events=event_table(streets.register, names, rng),
        cases=case_table(
            rng,
            {
                CASE: names,
                "type": types,
                "district": arrivals.district,
                "channel": arrivals.channel,
                "outcome": streets.register.fact("outcome", len(names)),
            },
            gaps={"district": 0.008},
        ),
        planted=PLANTED,
    )
