"""What would be taken over of a file of figures: its columns, and for each row the measures that its numbers go to."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, groupby

from django.utils import timezone
from django.utils.text import slugify

from openhall.measure.definitions import Definition, Grain, Typed
from openhall.measure.definitions.periods import start_of
from openhall.measure.figures import (
    BUILT_IN,
    Figures,
    Heading,
    Labels,
    Quantity,
    definition_of,
    read_figures,
    typed_of,
)
from openhall.measure.figures import Service as Line
from openhall.site.measures.adopting import BEGINNING
from openhall.site.measures.computing import readable
from openhall.site.measures.models import FiguresImport, Measure
from openhall.site.services.models import Service

LARGEST = 1e15
MOST_GOALS = 50
"""Rows of one file that are taken over at once."""
YEAR = 12
TAKEN_QUANTITIES = frozenset({Quantity.VOLUME, Quantity.DIGITAL_VOLUME, Quantity.COST, Quantity.TOTAL_COST})
"""Quantities that measures are worked out of; the others are read, and left."""
COSTS = frozenset({Quantity.COST, Quantity.TOTAL_COST})
MONEY = (Quantity.COST, Quantity.TOTAL_COST)
"""The measures that have a currency as their unit."""


@dataclass(frozen=True)
class Target:
    """A measure that numbers go to: one that is there, or None for one that will be made at `slug`.

    other_unit  the unit of the one that is there, where it is another than that of the file; it gets no numbers then
    """

    quantity: Quantity
    definition: Definition
    slug: str
    measure: Measure | None
    numbers: tuple[Typed, ...]
    other_unit: str = ""

    @property
    def name(self) -> str:
        """What the measure is called."""
        return self.definition.name


@dataclass(frozen=True)
class Goal:
    """A row of the file, the service that it is of (None: measures of its own), and the measures it goes to."""

    line: Line
    service: Service | None
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Column:
    """A column of figures: how many cells hold one, and whether they are taken over."""

    heading: Heading
    count: int
    taken: bool


@dataclass(frozen=True)
class Plan:
    """All of a preview.

    months   how long the periods are that are taken over, None where the file has no figures; spans are all that it has
    future   numbers of periods that have not begun, which are left out; `past` are those before the year
             2000, from which measures count, and numbers too large to be one
    clashes  headings that begin in the same period, so that one would take the place of the other
    """

    figures: Figures
    months: int | None
    spans: tuple[tuple[int, int], ...]
    goals: tuple[Goal, ...]
    future: int
    past: int

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of figures, in their order."""
        count = Counter((each.quantity, each.start, each.months) for each in self.figures.figures)
        return [
            Column(
                each,
                count[each.quantity, each.start, each.months],
                each.months == self.months and each.quantity in TAKEN_QUANTITIES,
            )
            for each in self.figures.headings
        ]

    @cached_property
    def clashes(self) -> tuple[str, ...]:
        """Headings of one quantity that begin in the same period."""
        found: dict[tuple[Quantity, date], list[str]] = {}
        for each in self.columns:
            if each.taken:
                key = each.heading.quantity, start_of(each.heading.start, self.grain)
                found.setdefault(key, []).append(each.heading.text)
        return tuple(text for texts in found.values() if len(texts) > 1 for text in texts)

    @property
    def grain(self) -> Grain:
        """The periods in which the numbers stand: months of monthly figures, else the quarter in which one begins."""
        return Grain.MONTH if self.months == 1 else Grain.QUARTER

    @property
    def labelled(self) -> bool:
        """Whether a heading is a label such as “2013-Q1”, so that somebody has to say what it stands for."""
        return any(_is_label(each.text) for each in self.figures.headings)

    @property
    def has_costs(self) -> bool:
        """Whether there are costs among what is taken over."""
        return any(each.taken and each.heading.quantity in COSTS for each in self.columns)

    @property
    def count(self) -> int:
        """How many numbers would be taken over."""
        return sum(len(target.numbers) for goal in self.goals for target in goal.targets)

    @property
    def can_be_taken(self) -> bool:
        """Whether there is anything to take over, and nothing in the way."""
        return self.count > 0 and not self.clashes

    @property
    def rest(self) -> list[Line]:
        """The rows that go nowhere yet."""
        gone = {goal.line.key for goal in self.goals}
        return [each for each in self.figures.services if each.key not in gone]


def packed(data: bytes) -> bytes:
    """A file as it is kept until it is taken over."""
    return zlib.compress(data)


def read(held: FiguresImport) -> Figures:
    """What the file says. Raises `BadFigures`."""
    return read_figures(zlib.decompress(bytes(held.content)), Labels(held.labels))


def matched(figures: Figures) -> dict[str, int]:
    """The rows of a file that are of a service of ours, by its address or name, each service once."""
    known: dict[str, int] = {}
    for pk, slug, name in Service.objects.values_list("pk", "slug", "name"):
        known.setdefault(slug.casefold(), pk)
        known.setdefault(name.casefold(), pk)
    found: dict[str, int] = {}
    for line in figures.services:
        pk = known.get(line.key.casefold()) or known.get(line.name.casefold())
        if pk is not None and pk not in found.values() and len(found) < MOST_GOALS:
            found[line.key] = pk
    return found


def currency_of(figures: Figures) -> str:
    """The currency that the headings name by its sign; the euro where none does."""
    headings = " ".join(each.text for each in figures.headings)
    return next((unit for sign, unit in (("£", "GBP"), ("$", "USD")) if sign in headings), "EUR")


def read_likely(data: bytes) -> tuple[Labels, Figures]:
    """What headings such as “2013-Q1” stand for, as far as the file says, and the file read so: by the first meaning by
    which no column takes the place of another; as the calendar's, where each does. Raises `BadFigures`."""
    readings = ((labels, read_figures(data, labels)) for labels in Labels)
    first = next(readings)
    return next((each for each in chain([first], readings) if not _clashes(each[1])), first)


def _clashes(figures: Figures) -> bool:
    spans, usual = _spans_of(figures)
    return bool(Plan(figures, usual, spans, (), 0, 0).clashes)


def _spans_of(figures: Figures) -> tuple[tuple[tuple[int, int], ...], int | None]:
    """How many figures there are of periods of so many months, and the months that most of them have."""
    spans = Counter(each.months for each in figures.figures if each.quantity in TAKEN_QUANTITIES)
    ordered = tuple(sorted(spans.items()))
    return ordered, max(ordered, key=lambda span: span[1])[0] if ordered else None


def plan_of(held: FiguresImport, figures: Figures | None = None) -> Plan:
    """What would be taken over as it stands; `figures`, where the file was read already. Raises `BadFigures`."""
    figures = figures or read(held)
    ordered, usual = _spans_of(figures)
    months = held.months if held.months in dict(ordered) else usual
    if months is None:
        return Plan(figures, None, (), (), 0, 0)
    typed = typed_of(figures.figures, months)
    today = timezone.localdate()
    kept = [each for each in typed if BEGINNING <= each.period <= today and abs(each.number) <= LARGEST]
    grain = Grain.MONTH if months == 1 else Grain.QUARTER
    by_line = {
        key: tuple(numbers)
        for key, numbers in groupby(sorted(kept, key=lambda each: each.group), key=lambda each: each.group)
    }
    services = Service.objects.select_related("owner").in_bulk([pk for pk in held.routes.values() if pk])
    goals, used = [], set[str]()
    for line in figures.services:
        if line.key not in held.routes:
            continue
        service = services.get(held.routes[line.key])
        if service is None and held.routes[line.key]:
            continue
        numbers = by_line.get(line.key, ())
        goals.append(Goal(line, service, _targets(held, line, service, numbers, months, grain, used)))
    future = sum(each.period > today for each in typed)
    return Plan(figures, months, ordered, tuple(goals), future, len(typed) - len(kept) - future)


def _targets(
    held: FiguresImport,
    line: Line,
    service: Service | None,
    numbers: Sequence[Typed],
    months: int,
    grain: Grain,
    used: set[str],
) -> tuple[Target, ...]:
    slugs = {
        quantity: _own(slug_of(line, service, builtin, months), used)
        for quantity, builtin in BUILT_IN.items()
    }
    there = _there(service, slugs.values())
    found = []
    for quantity, builtin in BUILT_IN.items():
        brought = definition_of(quantity)
        given = _whole(brought, numbers)
        if not given:
            continue
        usable = {measure: d for measure, d in there.items() if set(brought.typed) <= set(d.typed)}
        measure, definition = _fitting(usable, slugs[quantity], builtin, grain, months) or (None, brought)
        unit = definition.unit
        other = unit if measure is not None and quantity in MONEY and unit != held.unit else ""
        found.append(Target(quantity, definition, slugs[quantity], measure, () if other else given, other))
    return tuple(found)


def _own(slug: str, used: set[str]) -> str:
    """An address that no row before has: names that differ in signs alone would share one."""
    own, tries = slug, 2
    while own in used:
        own, tries = f"{slug[:115]}-{tries}", tries + 1
    used.add(own)
    return own


def _whole(definition: Definition, numbers: Sequence[Typed]) -> tuple[Typed, ...]:
    """The numbers of the periods of which a measure has all that it needs."""
    by_period: dict[date, dict[str, Typed]] = {}
    for each in numbers:
        if each.name in definition.typed:
            by_period.setdefault(each.period, {})[each.name] = each
    return tuple(
        each
        for given in by_period.values()
        if len(given) == len(set(definition.typed))
        for each in given.values()
    )


def slug_of(line: Line, service: Service | None, builtin: str, months: int) -> str:
    """The address of the measure that the numbers of a row go to."""
    ending = f"-{builtin}" + (
        "-12-months" if months == YEAR else "" if months in (1, 3) else f"-{months}-months"
    )
    begin = service.slug if service is not None else slugify(line.key) or slugify(line.name) or "figures"
    return f"{begin[: 119 - len(ending)].rstrip('-')}{ending}"


def _there(service: Service | None, slugs: Iterable[str]) -> Mapping[Measure, Definition]:
    """The measures in use that numbers may go to, with what they say now."""
    measures = Measure.objects.in_use().filter(service=service)
    if service is None:
        measures = measures.filter(slug__in=list(slugs))
    read_ones = {each: readable(each.current) for each in measures}
    return {measure: definition for measure, definition in read_ones.items() if definition is not None}


def _fitting(
    usable: Mapping[Measure, Definition], slug: str, builtin: str, grain: Grain, months: int
) -> tuple[Measure, Definition] | None:
    """The measure that an earlier file made; or, for figures of months and quarters, one of the service that somebody
    made of the same built-in one."""
    for measure, definition in usable.items():
        if measure.slug == slug:
            return measure, definition
    if months not in (1, 3):
        return None
    same = (pair for pair in usable.items() if pair[1].builtin == builtin and pair[1].grain is grain)
    return next(same, None)


def _is_label(text: str) -> bool:
    return any(f"q{quarter}" in text.lower() for quarter in range(1, 5))
