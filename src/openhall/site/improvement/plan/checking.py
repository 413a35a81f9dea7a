"""Whether a plan holds together: sentences that stand against publishing it, and those that its makers should read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from openhall.site.improvement.plan.content import Content, actions_of, objectives_of


class Checked(NamedTuple):
    """What the check found."""

    errors: list[str]
    warnings: list[str]


def check(content: Content) -> Checked:
    """Look at a plan as a whole."""
    errors, warnings = [], []
    if not objectives_of(content):
        errors.append(_("There is no objective yet. Add a goal, and an objective with its measure."))
    first, last = _day(content["first_day"]), _day(content["last_day"])
    for goal in content["goals"]:
        if not goal["objectives"]:
            warnings.append(
                _("The goal “%(title)s” has no objective, so nobody can tell how far it is.") % goal
            )
    for each in objectives_of(content):
        if not each["actions"]:
            warnings.append(_("Nothing is done for the objective “%(title)s”: add an action.") % each)
        if not first <= _day(each["due"]) <= last:
            warnings.append(_("The objective “%(title)s” is due outside of the years of the plan.") % each)
    actions = {each["id"]: each for each in actions_of(content)}
    round_trip = _circle(actions)
    if round_trip:
        names = " → ".join(actions[each]["title"] for each in round_trip)
        errors.append(
            _("These actions wait for each other: %(names)s. Take one dependency away.") % {"names": names}
        )
    for action in actions.values():
        for key in action["depends_on"]:
            other = actions.get(key)
            if other is not None and _day(action["starts"]) <= _day(other["ends"]):
                warnings.append(
                    _("“%(one)s” starts before “%(other)s” ends, on which it depends.")
                    % {"one": action["title"], "other": other["title"]}
                )
    return Checked(errors, warnings)


def _circle(actions: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """Actions that depend on each other in a circle, the first one again at the end; empty where there is none."""
    try:
        TopologicalSorter({key: action["depends_on"] for key, action in actions.items()}).prepare()
    except CycleError as error:
        # It names what is waited for first.
        return list(reversed(error.args[1]))
    return []


def _day(text: str) -> date:
    return date.fromisoformat(text)
