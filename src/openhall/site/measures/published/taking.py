"""A file of figures is taken over, all of it in one transaction, or taken back: its numbers count no more, and stay."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from openhall.measure.definitions import Grain
from openhall.measure.definitions.periods import start_of
from openhall.measure.figures import BUILT_IN
from openhall.site.measures.adopting import definition_of, free_slug, save_text
from openhall.site.measures.computing import catch_up, standing_versions
from openhall.site.measures.models import FiguresImport, Measure, Standing, Typed
from openhall.site.measures.published.planning import MONEY, YEAR, Goal, Plan, Target, plan_of
from openhall.site.people.models import User

AT_ONCE = 20
"""Measures that are worked out while somebody waits; of more the worker does it."""
State = FiguresImport.State


class NotAnyMore(Exception):
    """The import is not in the state that this can be done in: somebody else was here before."""


class NothingToTake(Exception):
    """The plan holds no number, or two columns for one period."""


def take(held: FiguresImport, by: User) -> int:
    """Make the measures that are missing, and keep all numbers; how many. Raises `NotAnyMore`, `NothingToTake`."""
    # The file and the definitions are read before the transaction, in which all others who write wait.
    known = plan_of(held) if held.state == State.READ else None
    for goal in known.goals if known is not None else ():
        for target in goal.targets:
            if target.measure is None:
                definition_of(text_of(held, known, goal, target))
    labels = held.labels
    with transaction.atomic():
        held = _locked(held, State.READ)
        plan = plan_of(held, known.figures if known is not None and held.labels == labels else None)
        if not plan.can_be_taken:
            raise NothingToTake
        now = timezone.now()
        rows: list[Typed] = []
        measures: list[Measure] = []
        for goal in plan.goals:
            for target in goal.targets:
                if not target.numbers:
                    continue
                measure = target.measure or _made(held, plan, goal, target, by)
                measures.append(measure)
                rows += [
                    Typed(
                        measure=measure,
                        name=each.name,
                        period=start_of(
                            each.period, target.definition.grain if target.measure else plan.grain
                        ),
                        number=each.number,
                        note=f"{held.note} ({held.file_name})"[:500],
                        at=now,
                        by=by,
                        source=held,
                    )
                    for each in target.numbers
                ]
        Typed.objects.bulk_create(rows, batch_size=500)
        held.state, held.taken_at, held.taken_by, held.content = State.TAKEN, now, by, b""
        held.save()
        _wait(measures)
    _work_out(measures)
    return len(rows)


def take_back(held: FiguresImport, by: User) -> None:
    """Let none of its numbers count; what counted before counts again. Raises `NotAnyMore`."""
    with transaction.atomic():
        held = _locked(held, State.TAKEN)
        now = timezone.now()
        held.numbers.filter(withdrawn_at=None).update(withdrawn_at=now)
        held.state, held.back_at, held.back_by = State.BACK, now, by
        held.save()
        measures = measures_of(held)
        _wait(measures)
    _work_out(measures)


def count_again(held: FiguresImport) -> None:
    """Undo `take_back`: numbers that were withdrawn one by one before it stay so. Raises `NotAnyMore`."""
    with transaction.atomic():
        held = _locked(held, State.BACK)
        held.numbers.filter(withdrawn_at=held.back_at).update(withdrawn_at=None)
        held.state, held.back_at, held.back_by = State.TAKEN, None, None
        held.save()
        measures = measures_of(held)
        _wait(measures)
    _work_out(measures)


def measures_of(held: FiguresImport) -> list[Measure]:
    """The measures that numbers of a file went to."""
    return list(
        Measure.objects.filter(typed__source=held)
        .select_related("service", "owner")
        .distinct()
        .order_by("slug")
    )


def _locked(held: FiguresImport, state: str) -> FiguresImport:
    found = FiguresImport.objects.select_for_update().get(pk=held.pk)
    if found.state != state:
        raise NotAnyMore
    return found


def _wait(measures: Iterable[Measure]) -> None:
    Standing.objects.filter(version__measure__in=list(measures)).update(waiting=True)


def _work_out(measures: list[Measure]) -> None:
    if len(measures) <= AT_ONCE:
        catch_up(standing_versions().filter(measure__in=measures))


def _made(held: FiguresImport, plan: Plan, goal: Goal, target: Target, by: User) -> Measure:
    slug = target.slug
    if Measure.objects.filter(slug=slug).exists():
        slug = free_slug("", slug)
    measure = Measure.objects.create(
        slug=slug,
        service=goal.service,
        owner=goal.service.owner if goal.service is not None else held.owner,
        made_by=by,
    )
    save_text(measure, text_of(held, plan, goal, target), by, f"{held.note} ({held.file_name})"[:500])
    return measure


def text_of(held: FiguresImport, plan: Plan, goal: Goal, target: Target) -> str:
    """The definition of a measure that a file of figures makes: the built-in one, and what is different of it."""
    brought = target.definition
    name, notes = brought.name, brought.notes
    if plan.months == YEAR:
        name = f"{name}, twelve months"
        notes = f"Each value is of the twelve months that begin in its quarter. {notes}"
    elif plan.months not in (1, 3):
        name = f"{name}, {plan.months} months"
        notes = f"Each value is of the {plan.months} months that begin in its quarter. {notes}"
    if goal.service is None:
        name = f"{goal.line.name[:100]}: {name}"
    lines = [
        f"built in: {BUILT_IN[target.quantity]}",
        f"name: {_quoted(name[:150])}",
        f"notes: {_quoted(notes)}",
    ]
    if plan.grain is Grain.MONTH:
        lines.append("grain: month")
    if target.quantity in MONEY:
        lines.append(f"unit: {_quoted(held.unit)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as YAML reads it back: what JSON writes in quotes is YAML as well."""
    return json.dumps(text, ensure_ascii=False)
