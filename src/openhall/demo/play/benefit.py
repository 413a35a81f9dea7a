"""Housing benefit: who claims it, and what the proof shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openhall.demo.play.cast import Resident
from openhall.demo.play.draws import Draws
from openhall.demo.play.pace import Pace
from openhall.demo.play.parts import Answers, Part, Wish

LANDLORDS = {
    "a private landlord": 0.55,
    "a housing association": 0.22,
    "the council": 0.2,
    "a close relative I live with": 0.03,
}


def claim(draws: Draws, who: Resident) -> Answers:
    """A claim."""
    partner, works, older = draws.chance(0.35), draws.chance(0.45), draws.chance(0.22)
    children = 0 if older else draws.whole(0, 3) if draws.chance(0.5) else 0
    years = draws.whole(66, 85) if older else draws.whole(19, 62)
    born = draws.today.replace(year=draws.today.year - years, day=15)
    savings = 0 if draws.chance(0.5) else draws.whole(200, 19_000)
    answers: Answers = {
        "partner": partner,
        "born": born.isoformat(),
        "children": children,
        "adults_working": draws.whole(0, 1) if draws.chance(0.15) else 0,
        "adults_not_working": 1 if draws.chance(0.08) else 0,
        "disability": draws.chance(0.14),
        "carer": draws.chance(0.06),
        "student": not older and draws.chance(0.07),
        "landlord": draws.by_share(LANDLORDS),
        "rent": draws.whole(420, 1_150),
        "rent_period": "month",
        "rent_includes": ["heating"] if draws.chance(0.12) else [],
        "bedrooms": max(1, (children + 1) // 2 + draws.whole(0, 2)),
        "works": works,
        "savings": savings,
        "tenancy": ["tenancy agreement.pdf"],
        "name": who.name,
        "email": who.email,
        "address": who.street,
        "postcode": who.postcode,
        "iban": f"IE29 AIBK 9311 5212 {draws.whole(1000, 9999)} {draws.whole(10, 99)}",
        "confirm": ["true"],
    }
    if partner:
        answers["partner_born"] = born.replace(year=born.year + draws.whole(-4, 4)).isoformat()
    if works:
        answers |= {
            "earnings": draws.whole(250, 2_400),
            "earnings_period": "month",
            "payslips": ["payslips.pdf"],
        }
        if children:
            answers["childcare"] = draws.whole(0, 120)
    return (
        answers
        | _incomes(draws, works, older, children)
        | ({"statements": ["bank.pdf"]} if savings > 5_000 else {})
    )


def _incomes(draws: Draws, works: bool, older: bool, children: int) -> Answers:
    incomes = ["child benefit"] if children else []
    pension = unemployment = 0
    if older:
        incomes.append("state pension")
        pension = draws.whole(140, 290)
    elif not works and draws.chance(0.5):
        incomes.append("unemployment benefit")
        unemployment = draws.whole(75, 160)
    elif not works:
        incomes.append("income support")
    answers: Answers = {"incomes": incomes or ["none"]}
    if pension or unemployment:
        answers |= {"pension": pension, "unemployment": unemployment, "maintenance": 0}
    return answers


def evidence(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """In every third claim proof is missing; now and then it shows another figure."""
    if "evidence" not in data and draws.chance(0.32):
        what = draws.one(("tenancy agreement", "bank statements", "identity"))
        return {"complete": False, "missing": [what], "words": "All pages of it, please."}
    if draws.chance(0.12) and data["claim"].get("works"):
        return {"complete": True, "earnings": draws.whole(60, 420)}
    return {"complete": True}


def income(draws: Draws, data: Mapping[str, Any]) -> Answers:
    """The agency confirms what the claim says."""
    claimed = data["claim"]
    return {name: int(claimed[name]) for name in ("pension", "unemployment") if claimed.get(name)}


PART = Part(
    slug="housing-benefit",
    form="claim",
    a_day=1.1,
    apply=claim,
    forms={
        "evidence": evidence,
        "more": lambda draws, data: {"files": ["proof.pdf"]},
        "rent_check": lambda draws, data: {"words": "Three homes nearby cost about as much."},
        "income_check": income,
        "second_check": lambda draws, data: {"right": True},
        "payment": lambda draws, data: {"done": True, "first": draws.day(5, 12)},
        "review_request": lambda draws, data: {"why": "My earnings have changed since then."},
        "talk": lambda draws, data: {"on": draws.day(-2, 0), "said": "We went through all figures."},
        "review": lambda draws, data: (
            {"changed": True, "earnings": draws.whole(40, 150), "words": "The earnings are lower now."}
            if draws.chance(0.4)
            else {"changed": False, "words": "The figures are right."}
        ),
        "chase": lambda draws, data: {"words": "It is done this afternoon."},
    },
    pace={
        "check": Pace(1.4, 30),
        "send_evidence": Pace(6, 20, 0.8),
        "check_rent": Pace(1.8, 20),
        "confirm_income": Pace(2.6, 10),
        "second_look": Pace(0.9, 25),
        "correct": Pace(0.5, 10),
        "set_up": Pace(0.8, 8),
        "hear": Pace(6, 40),
        "decide_review": Pace(2, 40),
    },
    wishes=(
        Wish("withdrawal", 0.02, 5),
        Wish("review", 0.13, 10, "review_request", lambda data: not data["benefit"]["entitled"]),
    ),
    channels={"online": 0.6, "assisted": 0.35, "paper": 0.05},
)
