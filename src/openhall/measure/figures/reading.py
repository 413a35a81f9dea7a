"""Read a table of published figures: what each cell says, and which cells say nothing that could be a number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openhall.measure.errors import BadFigures
from openhall.measure.figures.headings import Heading, Labels, Quantity, read_headings
from openhall.measure.figures.tables import table_of
from openhall.process.saying import gettext

MOST_ROWS = 100_000
_NOTHING = frozenset(
    {"", "-", "–", "—", "n/a", "na", "***", "*", "..", "...", "null", "none", "not known", "unknown"}
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?\.\d+")
_SIGNS = str.maketrans("", "", "£$€,’' \u00a0")
_NAME = ("name of service", "service name", "service", "name")
_SLUG = ("slug", "service id", "id")
_DEPARTMENT = ("department", "dept", "organisation")
_AGENCY = ("agency/body", "body/agency", "agency", "body")


@dataclass(frozen=True)
class Figure:
    """One published number: of which service, what, and of which months. A share is in percent."""

    service: str
    quantity: Quantity
    start: date
    months: int
    number: float


@dataclass(frozen=True)
class Service:
    """A row of the table: the key that tells it apart, its name, and whose it is; "" where that is not said."""

    key: str
    name: str
    department: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Figures:
    """What a table says.

    headings   its columns of figures
    notes      what was put right, in sentences that can be said in any language
    unread     cells that hold neither a number nor a sign for “not known”: (row, heading, text); the headings are row 1
    """

    services: tuple[Service, ...]
    figures: tuple[Figure, ...]
    headings: tuple[Heading, ...]
    notes: tuple[str, ...] = ()
    unread: tuple[tuple[int, str, str], ...] = ()


def read_figures(
    data: bytes, labels: Labels = Labels.QUARTER, begins: Mapping[str, date] | None = None
) -> Figures:
    """Read a CSV or JSON file with a row a service. `begins` names labels that stand for other months than `labels`
    says, and the first day of these. Raises `BadFigures` where it holds no such table."""
    table = table_of(data)
    top = next(table, [])
    headings, notes = read_headings(top, labels, begins or {})
    names = [" ".join(each.lower().split()) for each in top]
    name = _place(names, _NAME)
    if name is None or not headings:
        raise BadFigures(
            gettext(
                "The table has no column “Name of service”, or none whose heading says a quantity and its months, such "
                "as “April 2025 to March 2026: volume”; add them."
            )
        )
    slug, department, agency = _place(names, _SLUG), _place(names, _DEPARTMENT), _place(names, _AGENCY)
    services: dict[str, Service] = {}
    figures: list[Figure] = []
    numbered: Counter[str] = Counter()
    unread: list[tuple[int, str, str]] = []
    for number, row in enumerate(table, 2):
        if number > MOST_ROWS:
            raise BadFigures(
                gettext("The table has more than %(most)s rows; cut it into several.", most=MOST_ROWS)
            )
        called = _cell(row, name)
        if not called:
            continue
        service = Service(
            _key(services, _cell(row, slug) or called, _cell(row, department), numbered),
            called,
            _cell(row, department),
            _cell(row, agency),
        )
        services[service.key] = service
        for heading in headings:
            text = _cell(row, heading.place)
            read = number_in(text)
            if read is not None:
                figures.append(Figure(service.key, heading.quantity, heading.start, heading.months, read))
            elif text.lower() not in _NOTHING:
                unread.append((number, heading.text, text))
    return Figures(tuple(services.values()), tuple(figures), tuple(headings), tuple(notes), tuple(unread))


def number_in(text: str) -> float | None:
    """The number that a cell holds, with thousands, currency and percent signs taken off; None where it holds none."""
    bare = text.strip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    bare = bare.removesuffix("%").translate(_SIGNS)
    return float(bare) if len(bare) < 40 and _NUMBER.fullmatch(bare) else None


def _place(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(each) for each in wanted if each in names), None)


def _cell(row: Sequence[str], place: int | None) -> str:
    return " ".join(row[place].split()) if place is not None and place < len(row) else ""


def _key(taken: Mapping[str, Service], called: str, department: str, numbered: Counter[str]) -> str:
    """A key of its own for each row: two services of one name are told apart by their department, or by a number.

    `numbered` counts the numbers that each name was given, and is counted on.
    """
    key = called if called not in taken else f"{called} ({department})"
    while key in taken:
        numbered[called] += 1
        key = f"{called} ({numbered[called] + 1})"
    return key
