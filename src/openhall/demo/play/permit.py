"""Building permits: what builders answer, and what those who look at plans find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from openhall.demo.permit import KINDS
from openhall.demo.play.cast import Resident
from openhall.demo.play.draws import Draws
from openhall.demo.play.pace import Pace
from openhall.demo.play.parts import Answers, Part, Wish

FIRE_DRAWINGS = {"Extension with roof terrace", "Apartment building", "Shop or restaurant", "Change of use"}
HOMES = {"House extension", "Extension with roof terrace", "Change of use", "Garage or shed"}
NO_WATER = {"Solar panels", "New house", "Apartment building"}
WORDS = {
    "House extension": ("A room behind the house, of brick.", "A wider kitchen, three metres deep."),
    "Extension with roof terrace": ("A kitchen at the back with a terrace on its roof.",),
    "New house": ("A house of wood for a family of four.", "A house on the plot behind number 7."),
    "Apartment building": ("Twelve flats on four floors, with a yard.",),
    "Shop or restaurant": ("A bakery in the old ice house.", "A café with thirty seats."),
    "Change of use": ("A practice for two dentists where a shop was.", "Two flats in an old office."),
    "Garage or shed": ("A shed for bicycles.", "A garage of wood beside the house."),
    "Solar panels": ("Fourteen panels on the roof to the south.",),
}
REASONS = {
    "granted": "It follows the local plan, and nobody who was asked objects.",
    "granted with conditions": "It follows the local plan if the conditions are kept.",
    "refused": "It is larger than the local plan allows for this street (rule 7).",
}
CONDITIONS = (
    "A screen of two metres beside the terrace.",
    "Work only between eight and six.",
    "A second way out.",
)


def apply(draws: Draws, who: Resident) -> Answers:
    """An application."""
    kind = draws.by_share({name: each.share for name, each in KINDS.items()})
    owner = draws.chance(0.85)
    answers: Answers = {
        "kind": kind,
        "street": who.street,
        "postcode": who.postcode,
        "district": who.district,
        "ownership": "owner" if owner else "consent",
        "protected": ["conservation area"] if draws.chance(0.12) else [],
        "description": draws.one(WORDS[kind]),
        "begins": draws.day(90, 300),
        "site_plan": ["site plan.pdf"],
        "drawings": ["drawings.pdf"],
        "name": who.name,
        "email": who.email,
        "address": who.street,
        "home_postcode": who.postcode,
    }
    if not owner:
        answers["consent"] = ["consent of the owner.pdf"]
    if kind != "Solar panels":
        area = float(np.exp(draws.rng.normal(4.2, 0.6)) * KINDS[kind].work)
        answers |= {"area": max(6, round(area)), "storeys": draws.whole(1, 3)}
    if kind == "Change of use":
        answers |= {"used_as": "A shop", "new_use": "A practice"}
    if kind in ("Shop or restaurant", "Change of use"):
        answers["food"] = draws.chance(0.5)
    if kind not in NO_WATER:
        answers["water"] = draws.chance(KINDS[kind].water)
    if kind in HOMES:
        answers["adaptation"] = draws.chance(0.04)
    if kind in FIRE_DRAWINGS:
        answers["fire_drawings"] = ["ways out.pdf"]
    return answers


def completeness(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """Something is missing in every fourth application, and seldom a second time."""
    if draws.chance(0.05 if "documents" in data else 0.27):
        missing = draws.one(("site plan", "drawings", "description"))
        return {"complete": False, "missing": [missing], "words": "The one we have cannot be read."}
    return {"complete": True}


def fire_advice(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """Since the fire drawings are asked for with the application they are seldom missing."""
    if "drawings" not in data and draws.chance(0.09):
        return {"missing": True, "which": "The width of the stairs."}
    return {"missing": False, "objection": draws.chance(0.06)}


def draft(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """What is proposed follows the plan and the advice."""
    follows = data["assessment"]["follows"]
    advice = [
        data.get(name, {}) for name in ("fire_advice", "building_check", "health_advice", "water_check")
    ]
    if follows == "no" or any(each.get("objection") for each in advice):
        decision = "refused"
    else:
        decision = "granted" if follows == "yes" else "granted with conditions"
    answers = {"decision": decision, "reasons": REASONS[decision]}
    if decision == "granted with conditions":
        answers["conditions"] = draws.one(CONDITIONS)
    return answers


def assessment(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """Most follow the local plan."""
    follows = draws.by_share({"yes": 0.6, "with conditions": 0.3, "no": 0.1})
    summary = "It keeps to the line of the street." if follows == "yes" else "It is near to the neighbours."
    return {"follows": follows, "summary": summary, "visit": draws.chance(0.3)}


def advice(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """An objection is rare."""
    return {"objection": draws.chance(0.03)}


def signature(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """Now and then the draft goes back."""
    if "signature" not in data and draws.chance(0.06):
        return {"agreed": False, "remark": "Name the rule of the local plan."}
    return {"agreed": True}


PART = Part(
    slug="building-permit",
    form="apply",
    a_day=1.1,
    apply=apply,
    forms={
        "completeness": completeness,
        "documents": lambda draws, data: {"files": ["what was missing.pdf"]},
        "assessment": assessment,
        "visit": lambda draws, data: {"on": draws.day(-3, 0), "found": "It is as the drawings show it."},
        "building_check": advice,
        "fire_advice": fire_advice,
        "drawings": lambda draws, data: {"from": "applicant", "files": ["stairs.pdf"]},
        "health_advice": advice,
        "water_check": advice,
        "draft": draft,
        "signature": signature,
        "appeal": lambda draws, data: {"why": "The house across the street is as large."},
        "hearing": lambda draws, data: {"on": draws.day(-2, 0), "said": "We looked at the plans together."},
        "appeal_decision": lambda draws, data: {
            "upheld": draws.chance(0.3),
            "reasons": "We weighed both sides.",
        },
        "chase": lambda draws, data: {"agreed": "They look at it this week.", "by": draws.day(2, 5)},
    },
    pace={
        "check": Pace(0.9, 35),
        "send_documents": Pace(8, 30, 0.7),
        "assess": Pace(2.4, 110),
        "visit": Pace(2.2, 90),
        "check_building": Pace(2.6, 60),
        "advise_fire": Pace(3.6, 100),
        "complete_drawings": Pace(2.5, 30),
        "advise_health": Pace(3.2, 55),
        "check_water": Pace(5.0, 50, 0.7),
        "draft": Pace(1.2, 55),
        "sign": Pace(0.6, 5),
        "sign_deputy": Pace(0.4, 5),
        "hear": Pace(12, 120),
        "decide_appeal": Pace(4, 90),
    },
    wishes=(
        Wish("withdrawal", 0.03, 9),
        Wish("appeal", 0.25, 12, "appeal", lambda data: data["draft"]["decision"] == "refused"),
    ),
)
