"""Port Alder improves itself: what its people need, its plan, a dozen ideas, and three experiments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
from django.utils import timezone

from openhall.demo.city import SEED
from openhall.demo.play.cast import MAIL
from openhall.site.cases import clock
from openhall.site.improvement.experiments import acting
from openhall.site.improvement.experiments.evaluating import evaluate
from openhall.site.improvement.experiments.telling import tell
from openhall.site.improvement.ideas import triage
from openhall.site.improvement.ideas.evidence import of_finding
from openhall.site.improvement.ideas.proposing import propose
from openhall.site.improvement.models import Experiment, Idea
from openhall.site.measures.adopting import save_text
from openhall.site.measures.computing import catch_up, standing_versions
from openhall.site.measures.models import Measure, MeasureVersion, Typed
from openhall.site.observatory.choice import Choice
from openhall.site.observatory.shelf import shelf
from openhall.site.people.models import User
from openhall.site.port_alder.ideas import IDEAS, PERMIT, PLAN_FIRST, TRIED, Proposed, Tried
from openhall.site.port_alder.records import old_records
from openhall.site.services.models import Service

MONTHS = 36
"""How far back the typed-in measures go."""
MEASURES = {
    "calls": ("benefit-calls", "housing-benefit", "Telephone calls for every 100 benefit claims", "calls", 44.0, 2.0),
    "repeats": (
        "repeated-requests", "freedom-of-information", "Information requests that repeat an older one, of every 100",
        "requests", 21.0, 1.2,
    ),
    "plan": ("permit-days", PERMIT, "Days from application to decision, half of the permits", "days", 41.0, 2.0),
}  # fmt: skip
"""Address, service, name, unit, and for those that are made up, level and spread."""
TEXT = """name: {name}
question: {question}
unit: {unit}
from: typed
numerator: {{typed: value}}
direction: down
"""
QUESTIONS = {
    "calls": "How often do people have to ring to hear where their claim is?",
    "repeats": "How often do people ask for what was answered before?",
    "plan": "How long do people wait for a decision, from the old records?",
}


def load_ideas(head: User, analyst: User, say: Callable[[str], None]) -> None:
    """Make the ideas and experiments that are not there yet."""
    if Idea.objects.exists():
        return
    say("Collecting the ideas of Port Alder ...")
    today = timezone.localdate()
    measures = {each.key: _measure(each, today, analyst) for each in TRIED}
    catch_up(standing_versions().filter(pk__in=[each.pk for each in measures.values()]))
    ideas = {each.title: _propose(each) for each in IDEAS}
    _attach(ideas[PLAN_FIRST], analyst)
    of_key = {each.becomes: ideas[each.title] for each in IDEAS}
    for each in IDEAS:
        with _ago(each.days - 6):
            _weigh(each, ideas[each.title], of_key, head)
    for each in TRIED:
        _try(each, of_key[each.key], measures[each.key], today, head)


def first_of(today: date, months_ago: int) -> date:
    """The first day of a month so many months before this one."""
    month = today.year * 12 + today.month - 1 - months_ago
    return date(month // 12, month % 12 + 1, 1)


def _measure(tried: Tried, today: date, by: User) -> MeasureVersion:
    slug, service, name, unit, level, spread = MEASURES[tried.key]
    found = Service.objects.get(slug=service)
    measure = Measure.objects.create(
        slug=slug, service=found, owner=found.owner, made_by=by, published_at=timezone.now(), published_by=by
    )
    save_text(measure, TEXT.format(name=name, unit=unit, question=QUESTIONS[tried.key]), by)
    rows = _from_records() if tried.key == "plan" else _made_up(tried, today, level, spread)
    note = "From the old records" if tried.key == "plan" else "Counted by the office each month"
    Typed.objects.bulk_create(
        Typed(measure=measure, name="value", period=day, number=number, note=note, by=by)
        for day, number in rows
    )
    current = measure.current
    assert current is not None
    return current


def _made_up(tried: Tried, today: date, level: float, spread: float) -> list[tuple[date, float]]:
    """A level with chance, moved by what the experiment brought from its start on."""
    rng = np.random.default_rng([SEED, len(tried.key)])
    start = first_of(today, tried.start)
    days = [first_of(today, ago) for ago in range(MONTHS, 0, -1)]
    return [(day, round(rng.normal(level, spread) + (tried.came if day >= start else 0), 1)) for day in days]


def _from_records() -> list[tuple[date, float]]:
    """The median of each month, of the cases that ended in it."""
    log = old_records(PERMIT)
    if log is None:
        return []
    events = shelf.view(log).log
    frame = pl.DataFrame({"end": events.case_end, "days": np.asarray(events.durations) / 86_400e6})
    monthly = (
        frame.with_columns(pl.col("end").cast(pl.Datetime("us")).dt.truncate("1mo").dt.date().alias("month"))
        .group_by("month")
        .agg(pl.col("days").median(), pl.len().alias("n"))
        .filter(pl.col("n") >= 20)
        .sort("month")
    )
    return [(month, round(days, 1)) for month, days in zip(monthly["month"], monthly["days"], strict=True)]


def _propose(each: Proposed) -> Idea:
    by = User.objects.get(email=f"{each.by}@{MAIL}") if each.by else None
    answers = {
        "title": each.title, "problem": each.problem, "proposal": each.proposal, "service": each.service,
        "credit": each.credit,
    }  # fmt: skip
    with _ago(each.days):
        return propose(answers, [], by)


def _attach(idea: Idea, by: User) -> None:
    """The largest rework on the map of the old records speaks for the idea of the plan."""
    log = old_records(PERMIT)
    if log is None:
        return
    view = shelf.view(log)
    found = next((each for each in view.findings if "rework" in each.kind), None) or next(
        iter(view.findings), None
    )
    if found is not None:
        of_finding(log, view, Choice(), found.id).attach(idea, by)


def _weigh(each: Proposed, idea: Idea, of_key: dict[str, Idea], head: User) -> None:
    if each.becomes == "waiting":
        return
    triage.show(idea, head)
    if each.becomes == "rejected":
        triage.reject(idea, head, each.words)
    elif each.becomes.startswith("merged"):
        triage.merge(idea, of_key["calls" if "calls" in each.becomes else "plan"], head, each.words)
    elif each.becomes != "new":
        triage.accept(idea, head, each.words)


def _try(tried: Tried, idea: Idea, measure: MeasureVersion, today: date, head: User) -> None:
    begin = first_of(today, tried.start)
    over = first_of(today, tried.start - tried.long) - timedelta(days=1)
    made = Experiment.objects.create(
        idea=idea, title=tried.title, hypothesis=tried.hypothesis, change=tried.change, service=idea.service,
        department=idea.for_department, measure=measure, predicted=tried.predicted, low=tried.low, high=tried.high,
        source=Experiment.Source.SIMULATED if tried.key == "plan" else Experiment.Source.JUDGED, grounds=tried.grounds,
        cost=tried.cost, cost_words=tried.cost_words, starts_on=begin, ends_on=over, stopping=tried.stopping,
        made_by=head,
    )  # fmt: skip
    with _at(begin - timedelta(days=9)):
        acting.register(made, head)
    with _at(begin):
        acting.start(made, head)
    if not tried.decision:
        return
    with _at(over + timedelta(days=1)):
        acting.end(made, head, "")
        acting.record_result(made, evaluate(made), head)
    with _at(over + timedelta(days=4)):
        acting.decide(made, tried.decision, tried.reason, head)
        if tried.practice:
            tell(made, tried.practice, None, head)


@contextmanager
def _ago(days: int) -> Iterator[None]:
    with clock.at(timezone.now() - timedelta(days=max(days, 0))):
        yield


@contextmanager
def _at(day: date) -> Iterator[None]:
    zone = timezone.get_default_timezone()
    with clock.at(datetime(day.year, day.month, day.day, 9, tzinfo=zone)):
        yield
