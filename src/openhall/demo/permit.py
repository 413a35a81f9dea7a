"""Building permits: four departments and a water company, a signing day, and drawings that go missing.

What makes them slow is built in as it happens in offices: the head of Planning signs on Thursday afternoons, and
the fire service sends plans back when drawings are missing, so that its advice is asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from openhall.demo.arrivals import Arrivals, arrive, pick, seasons, skewed
from openhall.demo.calendar import END, OFFICE
from openhall.demo.office import Office
from openhall.demo.queue import Desk, Officer, Process, Timetable, Together, pseudonyms
from openhall.demo.records import case_table, event_table, number_cases
from openhall.demo.service import Planted, ServiceRecords
from openhall.mining.findings.limits import Limit
from openhall.mining.log import CASE

DESCRIPTION = (
    "Whoever builds, extends or changes the use of a building in Port Alder asks Planning for a permit. Planning "
    "checks the documents and the plans, asks Building Control, the Fire Service, Environmental Health and the water "
    "company where they have a say, and decides. The council promises a decision within eight weeks."
)
EXPECTED = 6_000
WEDNESDAY, NOON = 2, 12 * 60
TO_THE_SIGNING = (24 + 2) * 60.0
"""From Wednesday noon, when the papers for it close, to the signing on Thursday at two (clock minutes)."""
URGENT = 0.07
"""In this share of the cases the deputy signs at once."""


@dataclass(frozen=True)
class Kind:
    """A kind of building: how often, its fee, and how likely it is that somebody else must look at it.

    fire, health, water  the chance that the advice is needed
    missing              the chance that drawings the fire service needs are missing
    work                 how much work the plans are, 1 being usual
    """

    share: float
    fee: int
    fire: float
    health: float
    water: float
    missing: float
    work: float


KINDS = {
    "House extension": Kind(0.29, 34, 0.22, 0.04, 0.25, 0.35, 0.8),
    "Extension with roof terrace": Kind(0.13, 65, 0.97, 0.04, 0.25, 0.85, 1.0),
    "New house": Kind(0.14, 260, 0.40, 0.10, 0.95, 0.36, 1.3),
    "Apartment building": Kind(0.07, 1_850, 1.0, 0.40, 1.0, 0.55, 2.2),
    "Shop or restaurant": Kind(0.11, 420, 0.95, 0.75, 0.40, 0.34, 1.3),
    "Change of use": Kind(0.10, 180, 0.80, 0.45, 0.15, 0.34, 1.0),
    "Garage or shed": Kind(0.10, 34, 0.04, 0.01, 0.06, 0.30, 0.5),
    "Solar panels": Kind(0.06, 34, 0.15, 0.0, 0.0, 0.30, 0.5),
}
CHANNELS = {"web": 0.63, "post": 0.22, "walk-in": 0.15}
SEASON = seasons({1: 0.9, 3: 1.2, 4: 1.2, 5: 1.15, 8: 0.85, 11: 0.95, 12: 0.6})
PORTAL = Officer("Online portal", "System", "Planning")
PLANTED = (
    Planted(
        "batch",
        ("Sign decision",),
        "Decisions are signed on Thursdays only: one that is ready on Friday waits for six days.",
    ),
    Planted(
        "handover",
        ("Planning", "Fire Service"),
        "One case in four goes back and forth between Planning and the Fire Service because drawings are missing; "
        "most often extensions with a roof terrace.",
        also=(
            ("rework", ("Ask fire service for advice", "Report missing drawings")),
            ("rework", ("Register advice request", "Report missing drawings")),
        ),
    ),
)


class _Permits(Office):
    """The desks that handle permits, and their register."""

    def __init__(self, rng: Generator, arrivals: Arrivals, kinds: list[str]) -> None:
        super().__init__(rng, arrivals)
        self.kinds = kinds
        self.clerks = Desk(OFFICE, "Planning", "Registry clerk", pseudonyms(11, 3))
        self.technicians = Desk(OFFICE, "Planning", "Planning technician", pseudonyms(14, 3))
        self.planners = Desk(OFFICE, "Planning", "Planning officer", pseudonyms(17, 8))
        self.head = Desk(OFFICE, "Planning", "Head of Planning", pseudonyms(25, 1))
        self.deputy = Desk(OFFICE, "Planning", "Deputy head of Planning", pseudonyms(26, 1))
        self.appeals = Desk(OFFICE, "Planning", "Appeals officer", pseudonyms(27, 2))
        self.building = Desk(OFFICE, "Building Control", "Building inspector", pseudonyms(31, 4))
        self.fire = Desk(OFFICE, "Fire Service", "Fire safety officer", pseudonyms(41, 3))
        self.fire_clerk = Desk(OFFICE, "Fire Service", "Fire service clerk", pseudonyms(44, 1))
        self.health = Desk(OFFICE, "Environmental Health", "Environmental health officer", pseudonyms(51, 2))
        self.water = Desk(OFFICE, "Alder Water", "Water engineer", pseudonyms(61, 2))

    def handle(self, case: int) -> Process:
        """One application, from the first click to the letter, or beyond."""
        kind = KINDS[self.kinds[case]]
        now = self.receive(case, "Receive application", PORTAL, self.clerks)
        now = yield from self.step(case, now, self.clerks, "Register application", 12, 0.3)
        now = yield from self.make_complete(case, now)
        if self.register.get(case, "outcome"):
            return now
        planner = self.planners.first_free()
        now = yield from self.step(case, now, self.planners, "Assess plans", 130 * kind.work, 2.8, planner)
        branches = tuple(self.advices(case, now, kind, planner))
        if branches:
            now = yield Together(branches)
        if self.chance(0.42):
            now = yield from self.step(case, now, self.planners, "Visit site", 90, 2.2, planner)
        return (yield from self.decide(case, now, planner))

    def make_complete(self, case: int, now: float) -> Process:
        """Check until all documents are there; some applicants give up."""
        missing = 0.36
        while True:
            now = yield from self.step(case, now, self.technicians, "Check completeness", 35, 1.2)
            if not self.chance(missing):
                return now
            now = yield from self.step(case, now, self.technicians, "Ask for missing documents", 10)
            asked = now
            now = yield self.outside(now, 11)
            if self.chance(0.09):
                now = yield asked + 42 * 1_440.0
                now = yield from self.step(case, now, self.clerks, "Withdraw application", 8)
                self.register.set(case, "outcome", "withdrawn")
                return now
            now = yield from self.step(case, now, self.clerks, "Receive documents", 8, 0.2)
            missing = 0.16

    def advices(self, case: int, now: float, kind: Kind, planner: int) -> Iterator[Process]:
        """The advices that this case needs; they are asked for at the same time."""
        if self.chance(0.72):
            yield self.advice(
                case,
                now,
                planner,
                "Ask building control for check",
                self.building,
                "Check building rules",
                60,
                3.2,
            )
        if self.chance(kind.fire):
            yield self.fire_advice(case, now, kind, planner)
        if self.chance(kind.health):
            yield self.advice(
                case, now, planner, "Ask for health advice", self.health, "Give health advice", 55, 3.5
            )
        if self.chance(kind.water):
            yield self.advice(
                case,
                now,
                planner,
                "Ask for water connection check",
                self.water,
                "Check water connection",
                50,
                5.0,
            )

    def advice(
        self,
        case: int,
        now: float,
        planner: int,
        ask: str,
        desk: Desk,
        give: str,
        minutes: float,
        lies: float,
    ) -> Process:
        """Ask a department for advice and wait for it."""
        now = yield from self.step(case, now, self.planners, ask, 6, 0.02, planner)
        return (yield from self.step(case, now, desk, give, minutes, lies))

    def fire_advice(self, case: int, now: float, kind: Kind, planner: int) -> Process:
        """Ask the fire service, and ask again as long as drawings are missing."""
        ask, missing = "Ask fire service for advice", kind.missing
        now = yield from self.step(case, now, self.planners, ask, 6, 0.02, planner)
        while True:
            now = yield from self.step(case, now, self.fire_clerk, "Register advice request", 7, 0.1)
            if not self.chance(missing):
                return (yield from self.step(case, now, self.fire, "Give fire advice", 110, 4.0))
            now = yield from self.step(case, now, self.fire, "Report missing drawings", 40, 3.2)
            now = yield from self.step(case, now, self.technicians, "Complete drawings", 30, 3.6)
            now = yield from self.step(case, now, self.technicians, ask, 6, 0.05)
            missing *= 0.45

    def decide(self, case: int, now: float, planner: int) -> Process:
        """Draft, sign on Thursday, send; after a refusal there may be an appeal."""
        refused = self.chance(0.1)
        draft = "Draft refusal" if refused else "Draft decision"
        now = yield from self.step(case, now, self.planners, draft, 55, 1.3, planner)
        while self.chance(0.08):
            now = yield from self.step(case, now, self.deputy, "Return draft for correction", 6, 0.8)
            now = yield from self.step(case, now, self.planners, draft, 25, 0.8, planner)
        now = yield from self.sign(case, now)
        outcome = "refused" if refused else "granted with conditions" if self.chance(0.34) else "granted"
        self.register.set(case, "outcome", outcome)
        now = yield from self.step(
            case, now, self.clerks, "Send refusal" if refused else "Send decision", 9, 0.35
        )
        if self.chance(0.012):
            now = yield from self.step(case, now, self.planners, "Correct decision", 20, 5.0, planner)
            now = yield from self.sign(case, now)
            now = yield from self.step(case, now, self.clerks, "Send corrected decision", 9, 0.35)
        if refused and self.chance(0.22):
            now = yield self.outside(now, 16, 0.4)
            now = yield from self.step(case, now, self.clerks, "Receive appeal", 15, 0.4)
            now = yield from self.step(case, now, self.appeals, "Hear appeal", 120, 18)
            now = yield from self.step(case, now, self.appeals, "Decide appeal", 90, 6)
            if self.chance(0.3):
                self.register.set(case, "outcome", "granted on appeal")
        return now

    def sign(self, case: int, now: float) -> Process:
        """On Thursdays at two the head signs what was ready on Wednesday noon; the deputy a few urgent ones."""
        if self.chance(URGENT):
            return (yield from self.step(case, now, self.deputy, "Sign decision", 5, 0.3))
        signing = OFFICE.next_weekday(now, WEDNESDAY, NOON) + TO_THE_SIGNING
        while not OFFICE.is_open(int(signing // 1_440)):
            signing += 7 * 1_440.0
        now = yield signing
        over, seat = self.head.book(now, 1.5 + skewed(self.rng, 1.2, 0.4))
        now = yield over
        self.register.note(case, "Sign decision", now, self.head.officers[seat])
        return now


def simulate(rng: Generator) -> ServiceRecords:
    """Three years of building permits."""
    arrivals = arrive(rng, EXPECTED, CHANNELS, SEASON)
    kinds = pick(rng, {name: kind.share for name, kind in KINDS.items()}, len(arrivals.at))
    office = _Permits(rng, arrivals, kinds)
    Timetable(END).run((float(at), office.handle(case)) for case, at in enumerate(arrivals.at))
    names = number_cases("BP", arrivals.at)
    area = np.round(np.exp(rng.normal(4.2, 0.7, len(names))) * [KINDS[kind].work for kind in kinds])
    fee = np.array([float(KINDS[kind].fee) for kind in kinds]) + np.round(area * 0.8)
    return ServiceRecords(
        key="building-permit",
        title="Building permit",
        description=DESCRIPTION,
        department="Planning",
        limit=Limit(56, to_activity="Sign decision"),
        events=event_table(office.register, names, rng),
        cases=case_table(
            rng,
            {
                CASE: names,
                "type": kinds,
                "district": arrivals.district,
                "channel": arrivals.channel,
                "floor area": area,
                "fee": fee,
                "outcome": office.register.fact("outcome", len(names)),
            },
            gaps={"district": 0.004, "floor area": 0.02, "fee": 0.006},
        ),
        planted=PLANTED,
    )
