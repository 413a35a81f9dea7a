"""All that a plan says, as plain values: what is published, compared with the version before, and drawn."""

from __future__ import annotations

import hashlib
from typing import Any

from openhall.proof import canonical
from openhall.site.improvement.models import Action, Goal, Objective, Plan, Risk

Content = dict[str, Any]


def content_of(plan: Plan) -> Content:
    """The working copy of a plan. Days are ISO dates, amounts text; measures are named by their version."""
    goals = plan.goals.prefetch_related(
        "objectives__measure",
        "objectives__department",
        "objectives__actions__department",
        "objectives__actions__experiment",
        "objectives__actions__depends_on",
    )
    return {
        "title": plan.title,
        "vision": plan.vision,
        "department": plan.department.name if plan.department else "",
        "first_day": plan.first_day.isoformat(),
        "last_day": plan.last_day.isoformat(),
        "goals": [_goal(goal) for goal in goals],
        "risks": [_risk(risk) for risk in plan.risks.select_related("department")],
    }


def digest_of(content: Content) -> str:
    """The SHA-256 of a plan's canonical JSON, in hexadecimal digits."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def actions_of(content: Content) -> list[dict[str, Any]]:
    """All actions of a plan, in the order of its objectives."""
    return [action for each in objectives_of(content) for action in each["actions"]]


def objectives_of(content: Content) -> list[dict[str, Any]]:
    """All objectives of a plan."""
    return [each for goal in content["goals"] for each in goal["objectives"]]


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "id": goal.pk,
        "title": goal.title,
        "words": goal.words,
        "objectives": [_objective(each) for each in goal.objectives.all()],
    }


def _objective(objective: Objective) -> dict[str, Any]:
    version = objective.measure
    return {
        "id": objective.pk,
        "title": objective.title,
        "measure": version.pk,
        "measure_name": version.name,
        "measure_digest": version.digest,
        "baseline": objective.baseline,
        "baseline_on": objective.baseline_on.isoformat(),
        "target": objective.target,
        "due": objective.due.isoformat(),
        "department": objective.department.name,
        "actions": [_action(each) for each in objective.actions.all()],
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "id": action.pk,
        "title": action.title,
        "starts": action.starts.isoformat(),
        "ends": action.ends.isoformat(),
        "department": action.department.name,
        "lead": action.lead,
        "staff": str(action.staff),
        "budget": str(action.budget),
        "programme": action.programme,
        "depends_on": sorted(each.pk for each in action.depends_on.all()),
        "experiment": action.experiment.identifier if action.experiment else "",
    }


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "id": risk.pk,
        "words": risk.words,
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "response": risk.response,
        "department": risk.department.name,
    }


def differences(old: Content, new: Content) -> list[tuple[str, str, str]]:
    """What changed between two versions: ("added" | "removed" | "changed", kind of part, what it is called)."""
    found: list[tuple[str, str, str]] = []
    if any(old[name] != new[name] for name in ("title", "vision", "department", "first_day", "last_day")):
        found.append(("changed", "plan", new["title"]))
    for kind, parts in (
        ("goal", lambda content: content["goals"]),
        ("objective", objectives_of),
        ("action", actions_of),
        ("risk", lambda content: content["risks"]),
    ):
        before = {each["id"]: each for each in parts(old)}
        after = {each["id"]: each for each in parts(new)}
        found += [("added", kind, _name(each)) for key, each in after.items() if key not in before]
        found += [("removed", kind, _name(each)) for key, each in before.items() if key not in after]
        found += [
            ("changed", kind, _name(each))
            for key, each in after.items()
            if key in before and _own(before[key]) != _own(each)
        ]
    return found


def _name(part: dict[str, Any]) -> str:
    return str(part.get("title") or part.get("words"))


def _own(part: dict[str, Any]) -> dict[str, Any]:
    """A part without the parts below it, which are compared by themselves."""
    return {name: value for name, value in part.items() if name not in ("objectives", "actions")}
