"""The published budget beside a plan: which programmes it has, and what is planned and spent in one."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from openhall.data.money.book import Book, Cut
from openhall.site.opendata.money.shelf import open_book
from openhall.site.opendata.money.words import named, said


class Programme(NamedTuple):
    """A programme of a year: its key in a plan, its words, its page, and what was planned and spent in words."""

    key: str
    name: str
    address: str
    planned: str
    spent: str


def programmes() -> list[tuple[str, str]]:
    """The programmes of the newest published year: (key, words); none where no year is published."""
    book = open_book().book
    if not book.years:
        return []
    year = book.years[-1].year
    rows = book.all_budget
    if not rows.height:
        return []
    rows = rows.filter(rows["year"] == year)
    found = rows.select("programme_key", "department", "programme").unique(maintain_order=True)
    return sorted(
        (
            (f"{year}/{key}", f"{named(department)}: {named(programme)}, {year}")
            for key, department, programme in found.iter_rows()
        ),
        key=lambda pair: pair[1],
    )


def programme(key: str) -> Programme | None:
    """A programme by its key in a plan; None where it is not published (any more)."""
    year, _, rest = key.partition("/")
    department, _, code = rest.partition("/")
    if not (year.isdecimal() and department and code):
        return None
    book: Book = open_book().book
    rows = book.all_budget
    if not rows.height:
        return None
    known = rows.filter((rows["year"] == int(year)) & (rows["programme_key"] == rest))
    if not known.height:
        return None
    figures = book.figures(Cut((int(year),), department, rest))
    return Programme(
        key,
        named(str(known["programme"][0])),
        reverse("money:programme", args=[int(year), department, code]),
        said(figures.plan, book.currency),
        said(figures.spent, book.currency),
    )
