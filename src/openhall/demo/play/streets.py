"""Street problems: what residents see, and what the crews find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openhall.demo.play.cast import STREETS, Resident
from openhall.demo.play.draws import Draws
from openhall.demo.play.pace import Pace
from openhall.demo.play.parts import Answers, Part, Wish

KINDS = {
    "Pothole": 0.23,
    "Street light": 0.19,
    "Fly-tipping": 0.22,
    "Graffiti": 0.1,
    "Blocked drain": 0.12,
    "Abandoned vehicle": 0.09,
    "Something else": 0.05,
}
PLACES = (
    "Before number 12",
    "At the crossing",
    "Beside the bus stop",
    "Behind the school",
    "Under the bridge",
)


def report(draws: Draws, who: Resident) -> Answers:
    """A report."""
    kind = draws.by_share(KINDS)
    answers: Answers = {
        "kind": kind,
        "street": draws.one(STREETS),
        "where": draws.one(PLACES),
        "district": who.district,
        "danger": [draws.one(("somebody may be hurt", "the way is blocked"))] if draws.chance(0.12) else [],
        "email": who.email,
    }
    if draws.chance(0.6):
        answers["name"] = who.name
    if draws.chance(0.4):
        answers["photo"] = ["photo.png"]
    if kind == "Street light":
        answers["pole"] = f"{who.postcode[:3]}-{draws.whole(1, 400)}"
    elif kind == "Fly-tipping":
        size = draws.by_share({"a bag": 0.5, "a carload": 0.35, "a lorry load": 0.15})
        answers |= {"size": size, "seen": draws.chance(0.12)}
    elif kind == "Graffiti":
        wall = "private" if draws.chance(0.33) else "public"
        answers |= {"offensive": draws.chance(0.1), "wall": wall}
    elif kind == "Abandoned vehicle":
        answers["since"] = draws.one(("days", "weeks", "months"))
    elif kind == "Something else":
        answers["words"] = "A bench is broken."
    return answers


def triage(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """What the table does not know."""
    shares = {"duplicate": 0.3, "roads": 0.3, "cleansing": 0.25, "drainage": 0.15}
    return {"result": draws.by_share(shares)}


def inspection(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """Most are potholes, some of them dangerous."""
    shares = {"damage": 0.78, "danger": 0.1, "nothing to mend": 0.08, "not ours": 0.04}
    size = {"size": draws.one(("small", "medium", "large"))}
    return {"found": draws.by_share(shares)} | size


PART = Part(
    slug="street-problems",
    form="report",
    a_day=2.4,
    apply=report,
    forms={
        "triage": triage,
        "inspection": inspection,
        "made_safe": lambda draws, data: {"how": draws.one(("filled", "closed"))},
        "order": lambda draws, data: {"words": "Cold asphalt."},
        "repair": lambda draws, data: {"check": draws.chance(0.12)},
        "repair_check": lambda draws, data: {"holds": draws.chance(0.85)},
        "light_order": lambda draws, data: {},
        "light_repair": lambda draws, data: {"result": "cable fault" if draws.chance(0.09) else "works"},
        "cable_repair": lambda draws, data: {},
        "evidence": lambda draws, data: {"found": draws.chance(0.25)},
        "collection": lambda draws, data: {"kilograms": draws.whole(5, 600)},
        "enforcement": lambda draws, data: {"file": f"E-{draws.whole(100, 999)}"},
        "owner": lambda draws, data: {"how": draws.one(("visit", "telephone", "letter"))},
        "consent": lambda draws, data: {"given": draws.chance(0.9)},
        "cleaning": lambda draws, data: {"done": True},
        "drain": lambda draws, data: {"broken": draws.chance(0.07)},
        "drain_inspection": lambda draws, data: {"words": "Two metres of pipe."},
        "drain_repair": lambda draws, data: {},
        "vehicle": lambda draws, data: {"abandoned": draws.chance(0.78)},
        "notice": lambda draws, data: {},
        "vehicle_again": lambda draws, data: {"still_there": draws.chance(0.38)},
        "removal": lambda draws, data: {"words": "In the yard of Cleansing."},
        "hasten": lambda draws, data: {"words": "They come today."},
        "reopen": lambda draws, data: {"why": "It is as it was before."},
    },
    pace={
        "look": Pace(0.2, 6),
        "inspect": Pace(0.8, 22),
        "make_safe": Pace(0.2, 50, 0.8),
        "order": Pace(0.2, 6),
        "repair": Pace(3.2, 90),
        "order_light": Pace(0.4, 5),
        "repair_light": Pace(3.4, 50),
        "repair_cable": Pace(8, 160),
        "collect": Pace(1.2, 38),
        "consent": Pace(3, 5),
        "remove_graffiti": Pace(2.0, 55),
        "clear_drain": Pace(1.7, 42),
        "repair_drain": Pace(5, 200),
        "notice": Pace(0.1, 10),
        "inspect_again": Pace(0.4, 15),
    },
    wishes=(Wish("withdrawal", 0.01, 3), Wish("reopen", 0.05, 5, "reopen")),
    channels={"online": 0.7, "assisted": 0.3},
    usual=Pace(1.0, 25),
)
