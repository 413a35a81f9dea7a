"""Measures for the tests of improvement: a definition, and values that somebody could have measured."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from openhall.site.cases import clock
from openhall.site.improvement.experiments import acting
from openhall.site.improvement.models import Experiment, Idea
from openhall.site.measures.models import Measure, MeasureVersion, Value
from tests.site.improvement_world import idea, office, service

TEXT = """
name: {name}
question: How long does it take?
unit: days
from: typed
numerator: {{typed: days}}
direction: down
owner: planning
"""


def version(slug: str = "permits-days", name: str = "Days to decide") -> MeasureVersion:
    measure, _ = Measure.objects.get_or_create(
        slug=slug, defaults={"service": service(), "owner": office("planning")}
    )
    text = TEXT.format(name=name)
    found, _ = MeasureVersion.objects.get_or_create(
        measure=measure,
        number=1,
        defaults={"name": name, "text": text, "digest": "d" * 64, "valid_from": date(2020, 1, 1)},
    )
    return found


def months(start: date, count: int) -> list[date]:
    first = start.year * 12 + start.month - 1
    return [date((first + k) // 12, (first + k) % 12 + 1, 1) for k in range(count)]


def values(found: MeasureVersion, start: date, numbers: list[float], n: int = 40) -> None:
    Value.objects.bulk_create(
        Value(version=found, period=day, value=number, n=n)
        for day, number in zip(months(start, len(numbers)), numbers, strict=True)
    )


def shifted(count: int, at: int, by: float, level: float = 30.0) -> list[float]:
    """Values that go up and down by a day, and by `by` from the place `at` on."""
    wave = (0.4, -0.6, 0.9, -0.2, -0.8, 0.3, 0.5, -0.5)
    return [level + wave[k % len(wave)] + (by if k >= at else 0) for k in range(count)]


def experiment(of: Idea | None = None, **more: Any) -> Experiment:
    """A draft that could be registered on the first of March 2026."""
    given: dict[str, Any] = {
        "idea": of or idea(state="triaged"),
        "title": "Ask for the plan first",
        "hypothesis": "Fewer applications come back,\nso they take less time.",
        "change": "The form asks for the plan.",
        "service": service(),
        "department": office("planning"),
        "measure": version(),
        "predicted": -6.0,
        "low": -8.0,
        "high": -4.0,
        "grounds": "A simulation of last year.",
        "source": "simulated",
        "cost": Decimal("1200.00"),
        "cost_words": "a day of work",
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 8, 31),
        "stopping": "When complaints double.",
    }
    return Experiment.objects.create(**(given | more))


def over(made: Experiment) -> Experiment:
    """The experiment when it was registered, started and ended as planned."""
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        acting.register(made, None)
        acting.start(made, None)
    with clock.at(datetime(2026, 9, 1, 9, tzinfo=UTC)):
        acting.end(made, None, "")
    return made
