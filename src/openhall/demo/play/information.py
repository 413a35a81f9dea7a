"""Freedom of information: what people want to know, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openhall.demo.information import HELD_AT_HOME, TOPICS, TWO_SEARCH
from openhall.demo.play.cast import Resident
from openhall.demo.play.draws import Draws
from openhall.demo.play.pace import Pace
from openhall.demo.play.parts import Answers, Part, Wish

WANTED = {
    "Planning and building": "All permits for buildings of more than four floors.",
    "Housing": "How many council homes stood empty, month by month.",
    "Spending and contracts": "All contracts for cleaning schools.",
    "Roads and parking": "The plan by which roads are repaired, and what it costs.",
    "Care and schools": "How long families wait for a place in day care.",
    "Waste and environment": "Measurements of the air at the harbour.",
}
SEARCHERS = ("planning", "housing", "finance", "roads", "social_care", "environment", "archive")


def request(draws: Draws, who: Resident) -> Answers:
    """A request."""
    topic = draws.by_share({name: share for name, (_, share) in TOPICS.items()})
    form = draws.by_share({"file": 0.9, "paper": 0.08, "visit": 0.02})
    answers: Answers = {
        "wanted": WANTED[topic],
        "topic": topic,
        "from_year": draws.whole(2019, 2025),
        "looked": draws.chance(0.6),
        "format": form,
        "requester": draws.by_share(
            {"resident": 0.58, "journalist": 0.14, "company": 0.17, "association": 0.11}
        ),
        "name": who.name,
        "email": who.email,
    }
    if form == "paper":
        answers["post"] = f"{who.street}, {who.postcode} Port Alder"
    return answers


def assessment(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """Some is public, some is not clear; most is searched for, in one department or two."""
    route = draws.by_share({"search": 0.81, "public": 0.07, "unclear": 0.12})
    if route == "unclear" and "clarification" not in data:
        return {"route": "unclear", "question": "Which years, and which part of the city do you mean?"}
    if route == "public":
        return {"route": "public"}
    keys = {topic: name.lower().replace(" ", "-") for topic, (name, _) in TOPICS.items()}
    home = keys.get(data["request"]["topic"], "finance")
    first = home if draws.chance(HELD_AT_HOME) else draws.one(list(keys.values()))
    found = {first, draws.one(list(keys.values()))} if draws.chance(TWO_SEARCH) else {first}
    return {
        "route": "search",
        "departments": sorted(found),
        "hours": 28 if draws.chance(0.06) else draws.whole(2, 16),
    }


def search(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """Usually there is something."""
    if draws.chance(0.85):
        return {"found": True, "records": ["records.pdf"], "hours": draws.whole(1, 9)}
    return {"found": False, "hours": draws.whole(1, 4)}


def review(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """What was found is enough, and a part of it often protected."""
    if "review" not in data and draws.chance(0.06):
        return {"again": True}
    if draws.chance(0.05):
        return {"again": False, "held": False}
    if draws.chance(0.55):
        return {"again": False, "held": True, "exemptions": []}
    what = draws.one(("personal data", "commercial secrets", "legal advice", "given in confidence"))
    return {
        "again": False,
        "held": True,
        "exemptions": [what],
        "public_interest": draws.chance(0.2),
        "all_protected": draws.chance(0.15),
    }


def approval(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """Now and then a response goes back."""
    if "approval" not in data and draws.chance(0.05):
        return {"approved": False, "remark": "Say where the rest of it is."}
    return {"approved": True}


def _left_something_out(data: Mapping[str, Any]) -> bool:
    return bool(data["cost"]["too_much"] or data["release"]["extent"] != "all")


PART = Part(
    slug="freedom-of-information",
    form="request",
    a_day=1.2,
    apply=request,
    forms={
        "assessment": assessment,
        "published": lambda draws, data: {"where": "https://open.portalder.example/"},
        "clarification": lambda draws, data: {"more": "Those of the last two years."},
        **{f"search_{name}": search for name in SEARCHERS},
        "review": review,
        "redaction": lambda draws, data: {
            "pages": draws.whole(1, 40),
            "records": ["records, as they go out.pdf"],
        },
        "refusal": lambda draws, data: {"words": "We have weighed it and cannot release it."},
        "approval": approval,
        "review_request": lambda draws, data: {"why": "I believe that more of it can be released."},
        "review_decision": lambda draws, data: {
            "changed": draws.chance(0.3),
            "words": "We have weighed it again.",
        },
        "hasten": lambda draws, data: {"agreed": "It goes out tomorrow."},
    },
    pace={
        "assess": Pace(0.8, 25),
        "point_out": Pace(0.6, 12),
        "say_more": Pace(4, 15, 0.8),
        "search_social_care": Pace(5, 130),
        "review": Pace(1.6, 45),
        "redact": Pace(1.3, 50),
        "draft_refusal": Pace(1.1, 40),
        "approve": Pace(0.9, 12),
        "approve_deputy": Pace(0.4, 12),
        "review_decision": Pace(7, 90),
    },
    wishes=(
        Wish("withdrawal", 0.015, 7),
        Wish("review", 0.12, 14, "review_request", _left_something_out),
    ),
    channels={"online": 0.85, "assisted": 0.05, "paper": 0.1},
    usual=Pace(2.8, 60),
)
