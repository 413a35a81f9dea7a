"""The plan of Port Alder, and what its residents need of the building permit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from openhall.site.cases import clock
from openhall.site.improvement.measured import measured
from openhall.site.improvement.models import (
    Action,
    Assessment,
    Experiment,
    Goal,
    Objective,
    Plan,
    Score,
    Source,
)
from openhall.site.improvement.needs.gathering import gather
from openhall.site.improvement.plan.budget import programmes
from openhall.site.improvement.plan.publishing import publish
from openhall.site.measures.models import MeasureVersion
from openhall.site.people.models import Department, User
from openhall.site.port_alder.ideas import PERMIT
from openhall.site.port_alder.improving import MEASURES, first_of
from openhall.site.services.models import Service

OBJECTIVES = (
    # goal, objective, key of its measure, target as a share of the baseline, department, months until it is due
    (0, "Decide half of the permits in 32 days", "plan", 0.78, "planning", 14),
    (0, "Call less for where a claim is", "calls", 0.7, "benefits", 8),
    (1, "Fewer requests for what was answered before", "repeats", 0.6, "information-office", 10),
)
GOALS = (
    (
        "Nobody waits longer than the work takes",
        "People plan their lives around our decisions. They should not wait for us to find a paper.",
    ),
    ("What we know, everybody can find", "Who finds an answer does not have to ask for it."),
)
ACTIONS = (
    # objective, title, first month from the plan's start, months, department, lead, posts, budget, experiment
    (0, "Ask for the site plan first", 8, 8, "planning", "head of planning", "0.2", "2600", "plan"),
    (0, "Sign permits every day", 13, 3, "planning", "deputy head of planning", "0.1", "0", ""),
    (0, "Train clerks to read site plans", 12, 6, "planning", "registry clerk", "0.5", "14000", ""),
    (1, "Text messages for claims that move", 1, 7, "benefits", "benefits officer", "0.1", "1900", "calls"),
    (1, "Text messages in four languages", 9, 6, "benefits", "benefits officer", "0.2", "6500", ""),
    (
        2,
        "Publish answers to requests",
        2,
        8,
        "information-office",
        "information officer",
        "0.3",
        "4500",
        "repeats",
    ),
    (
        2,
        "Show answers while somebody asks",
        11,
        6,
        "information-office",
        "information officer",
        "0.4",
        "9000",
        "",
    ),
)
DEPENDS = ((2, 0), (4, 3), (6, 5))
DONE = (3, 5)
"""Actions that are done, by their place."""


def load_plan(head: User, analyst: User, say: Callable[[str], None]) -> None:
    """Write and publish what is not there yet."""
    if not Plan.objects.exists():
        say("Publishing the plan of Port Alder ...")
        _plan(head)
    if not Assessment.objects.exists():
        _needs(head, analyst)


def _plan(head: User) -> None:
    today = timezone.localdate()
    begin = first_of(today, 11)
    made = Plan.objects.create(
        slug="port-alder-in-time",
        title="Port Alder in time",
        vision="In two years, people in Port Alder get an answer when they need it, and can see why when they do not.",
        first_day=begin,
        last_day=first_of(today, -18) - timedelta(days=1),
    )
    goals = [
        Goal.objects.create(plan=made, title=title, words=words, place=place)
        for place, (title, words) in enumerate(GOALS, 1)
    ]
    objectives = [_objective(goals[goal], *rest, begin, today) for goal, *rest in OBJECTIVES]  # type: ignore[arg-type]
    actions = [_action(objectives[of], begin, *rest) for of, *rest in ACTIONS]  # type: ignore[arg-type]
    for later, before in DEPENDS:
        actions[later].depends_on.add(actions[before])
    for place in DONE:
        actions[place].finished_on = min(actions[place].ends, today)
        actions[place].save(update_fields=["finished_on"])
    for words, likelihood, impact, response, department in (
        (
            "Two of the four registry clerks retire next year.",
            4,
            3,
            "Train two more before they go.",
            "planning",
        ),
        ("The telephone company ends cheap text messages.", 2, 2, "Offer e-mail beside them.", "benefits"),
        (
            "Answers are published with a name in them.",
            2,
            5,
            "Two people read each one.",
            "information-office",
        ),
    ):
        made.risks.create(
            words=words,
            likelihood=likelihood,
            impact=impact,
            response=response,
            department=Department.objects.get(key=department),
        )
    publish(made, head, "The first version, as the council decided it.")


def _objective(
    goal: Goal, title: str, key: str, share: float, department: str, months: int, begin: date, today: date
) -> Objective:
    version = MeasureVersion.objects.get(measure__slug=MEASURES[key][0])
    latest = measured(version).latest(begin)
    baseline = latest[1] if latest else 40.0
    return Objective.objects.create(
        goal=goal,
        title=title,
        measure=version,
        baseline=baseline,
        baseline_on=begin,
        target=round(baseline * share, 1),
        due=first_of(today, -months),
        department=Department.objects.get(key=department),
    )


def _action(
    objective: Objective,
    begin: date,
    title: str,
    first: int,
    months: int,
    department: str,
    lead: str,
    staff: str,
    budget: str,
    experiment: str,
) -> Action:
    starts = first_of(begin, -first)
    tried = (
        Experiment.objects.filter(measure__measure__slug=MEASURES[experiment][0]).first()
        if experiment
        else None
    )
    return Action.objects.create(
        objective=objective,
        title=title,
        starts=starts,
        ends=first_of(begin, -first - months) - timedelta(days=1),
        department=Department.objects.get(key=department),
        lead=lead,
        staff=staff,
        budget=budget,
        experiment=tried,
        programme=_programme(department),
    )


def _programme(department: str) -> str:
    """A programme of the department in the newest published budget; "" where it has none."""
    return next((key for key, _words in programmes() if key.split("/")[1] == department), "")


def _needs(head: User, analyst: User) -> None:
    today = timezone.localdate()
    made = Assessment.objects.create(
        service=Service.objects.get(slug=PERMIT),
        title="What people need of the building permit",
        question="Why do people wait for a permit, whom does it hit hardest, and what do they need of us?",
        first_day=today - timedelta(days=182),
        last_day=today - timedelta(days=1),
        made_by=analyst,
    )
    gather(made, analyst)
    surveys = [
        made.sources.create(kind=kind, title=title, words=words, people=people, origin=origin, by=analyst)
        for kind, title, words, people, origin in (
            (
                Source.Kind.RESIDENTS,
                "Four in ten did not know that a site plan was needed",
                "Asked of all who applied in spring: 212 of 530 said so.",
                530,
                "Survey of applicants, spring",
            ),
            (
                Source.Kind.STAFF,
                "Clerks spend a quarter of their time asking for missing plans",
                "Eleven clerks wrote down what they did for two weeks.",
                11,
                "Diary of the registry",
            ),
            (
                Source.Kind.PARTNERS,
                "Alder Water gets plans without the place of the pipe",
                "Every third plan has to be asked for again.",
                64,
                "Letter of Alder Water",
            ),
        )
    ]
    people, harm, hands = (
        made.criteria.create(name=name, question=question, weight=weight)
        for name, question, weight in (
            ("People", "How many people does it concern?", 3),
            ("Harm", "How bad is it for those whom it concerns?", 4),
            ("In our hands", "How much of it can we change ourselves?", 2),
        )
    )
    for title, words, sources, points in (
        (
            "Applicants need to know at once what is missing",
            "They hear of it after three weeks, and begin again.",
            surveys,
            (5, 4, 5),
        ),
        (
            "Applicants need a decision when it is ready",
            "Decisions lie for the signing.",
            list(made.sources.filter(kind=Source.Kind.MAP)) or surveys[:1],
            (4, 3, 5),
        ),
        (
            "Working people need inspections in the evening",
            "Who works takes a day off for each visit.",
            surveys[:1],
            (2, 3, 4),
        ),
    ):
        need = made.needs.create(title=title, words=words)
        need.sources.set(sources)
        reasons = (
            "As the survey and the map count it.",
            "As people told us.",
            "It is our own form and our own desk.",
        )
        for criterion, given, why in zip((people, harm, hands), points, reasons, strict=True):
            Score.objects.create(need=need, criterion=criterion, points=given, why=why, by=head)
    made.conclusion = "We ask for the site plan before the form can be sent, and try signing every day."
    made.published_at, made.published_by = clock.now(), head
    made.save()
