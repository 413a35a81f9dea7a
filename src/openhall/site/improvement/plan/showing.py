"""A plan as a page shows it: what it says, with what its measures say today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openhall.measure.definitions.periods import next_start
from openhall.site.improvement.measured import measured
from openhall.site.improvement.models import Action, Experiment
from openhall.site.improvement.plan.budget import programme
from openhall.site.improvement.plan.content import Content, actions_of, objectives_of
from openhall.site.improvement.plan.gantt import Bar
from openhall.site.improvement.plan.progress import Course, Progress, progress, rolled_up
from openhall.site.measures.models import MeasureVersion

COURSES: Mapping[Course, tuple[str, str]] = {
    Course.REACHED: ("govuk-tag--green", gettext_noop("Reached")),
    Course.ON_COURSE: ("govuk-tag--turquoise", gettext_noop("On course")),
    Course.UNKNOWN: ("govuk-tag--grey", gettext_noop("Not measured yet")),
    Course.OFF_COURSE: ("govuk-tag--orange", gettext_noop("Off course")),
    Course.MISSED: ("govuk-tag--red", gettext_noop("Not reached in time")),
}


@dataclass(frozen=True)
class Shown:
    """A plan today. goals: as dicts for the page; bars: of the timeline; off: objectives that are off course."""

    whole: dict[str, Any]
    goals: list[dict[str, Any]]
    bars: list[Bar]
    actions: list[dict[str, Any]]
    off: list[dict[str, Any]]
    staff: Decimal
    budget: Decimal


def shown(content: Content, today: date) -> Shown:
    """Work out all progress of a plan as it is on a day."""
    versions = MeasureVersion.objects.select_related("measure").in_bulk(
        [each["measure"] for each in objectives_of(content)]
    )
    objectives = {each["id"]: _objective(each, versions, today) for each in objectives_of(content)}
    actions = _actions(content, today)
    goals = []
    for goal in content["goals"]:
        own = [objectives[each["id"]] for each in goal["objectives"]]
        for each in own:
            each["actions"] = [action for action in actions if action["objective"] == each["id"]]
        goals.append({**goal, "objectives": own, **_said(rolled_up([each["progress"] for each in own]))})
    every = [each["progress"] for each in objectives.values()]
    return Shown(
        whole=_said(rolled_up(every)),
        goals=goals,
        bars=[each["bar"] for each in actions],
        actions=actions,
        off=[
            each
            for each in objectives.values()
            if each["progress"].course in (Course.OFF_COURSE, Course.MISSED)
        ],
        staff=sum((Decimal(each["staff"]) for each in actions), Decimal()),
        budget=sum((Decimal(each["budget"]) for each in actions), Decimal()),
    )


def _objective(
    objective: Mapping[str, Any], versions: Mapping[int, MeasureVersion], today: date
) -> dict[str, Any]:
    version = versions[objective["measure"]]
    told = measured(version)
    grain = told.definition.grain
    values = [
        (row.first, next_start(row.first, grain), row.value) for row in told.rows if row.value is not None
    ]
    found = progress(
        objective["baseline"],
        date.fromisoformat(objective["baseline_on"]),
        objective["target"],
        date.fromisoformat(objective["due"]),
        values,
        today,
    )
    return {
        **objective,
        **_said(found),
        "baseline": told.said(objective["baseline"]),
        "target": told.said(objective["target"]),
        "now": told.said(found.now),
        "due": date.fromisoformat(objective["due"]),
        "baseline_on": date.fromisoformat(objective["baseline_on"]),
        "address": _page_of(version),
        "is_newest": version == version.measure.current,
    }


def _said(found: Progress) -> dict[str, Any]:
    tag, words = COURSES[found.course]
    return {
        "progress": found,
        "tag": tag,
        "course": _(words),
        "percent": found.percent,
        "expected": None if found.expected is None else round(100 * found.expected),
    }


def _page_of(version: MeasureVersion) -> str:
    if version.measure.published_at is None:
        return ""
    try:
        return version.measure.get_absolute_url()
    except NoReverseMatch:
        return ""


def _actions(content: Content, today: date) -> list[dict[str, Any]]:
    given = actions_of(content)
    keys = [each["id"] for each in given]
    finished = dict(Action.objects.filter(pk__in=keys).values_list("pk", "finished_on"))
    tried = {
        each.identifier: each
        for each in Experiment.objects.public().filter(
            identifier__in=[each["experiment"] for each in given if each["experiment"]]
        )
    }
    names = {each["id"]: each["title"] for each in given}
    of = {action["id"]: each["id"] for each in objectives_of(content) for action in each["actions"]}
    found = []
    for each in given:
        starts, ends = date.fromisoformat(each["starts"]), date.fromisoformat(each["ends"])
        open_ones = [key for key in each["depends_on"] if key in names and not finished.get(key)]
        state, words = _state(starts, ends, finished.get(each["id"]), bool(open_ones), today)
        found.append(
            {
                **each,
                "objective": of[each["id"]],
                "starts": starts,
                "ends": ends,
                "state": state,
                "state_words": words,
                "finished_on": finished.get(each["id"]),
                "depends_words": ", ".join(names[key] for key in each["depends_on"] if key in names),
                "programme_is": programme(each["programme"]) if each["programme"] else None,
                "tried": tried.get(each["experiment"]),
                "bar": Bar(
                    each["id"],
                    each["title"],
                    starts,
                    ends,
                    state,
                    f"{each['title']}: {words}, {date_format(starts, 'j F Y')} – {date_format(ends, 'j F Y')}",
                    tuple(each["depends_on"]),
                ),
            }
        )
    return found


def _state(starts: date, ends: date, finished: date | None, waits: bool, today: date) -> tuple[str, str]:
    """What an action is doing, from its days alone and the day on which it was done."""
    if finished is not None and finished <= today:
        return "done", _("done")
    if today > ends:
        return "late", _("late")
    if today < starts:
        return "planned", _("planned")
    return ("waiting", _("waits for another action")) if waits else ("under way", _("under way"))
