"""The book of the published years, opened once and kept: pages sum it up, and never change it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from openhall.data.money.book import Book, Year
from openhall.data.money.keeping import open_year
from openhall.site.opendata.money.models import MoneyVersion

MOST_BOOKS = 4


@dataclass(frozen=True, eq=False)
class Opened:
    """A book with the versions that it is made of.

    cited  the names of versions that an address asked for in the place of the newest: `("2025-1",)`
    """

    book: Book
    versions: tuple[MoneyVersion, ...]
    cited: tuple[str, ...] = ()

    def version(self, year: int) -> MoneyVersion | None:
        """The version of a year."""
        return next((each for each in self.versions if each.year == year), None)


_kept: OrderedDict[tuple[str, ...], Book] = OrderedDict()
_lock = Lock()


def open_book(cited: tuple[str, ...] = ()) -> Opened:
    """The newest version of each year; of the years of `cited`, those versions.

    Raises `MoneyVersion.DoesNotExist` where a version that is cited is not open.
    """
    chosen = {each.year: each for each in MoneyVersion.objects.current()}
    for name in cited:
        year, _, number = name.partition("-")
        if not (year.isdecimal() and number.isdecimal() and len(name) <= 12):
            raise MoneyVersion.DoesNotExist(name)
        held = MoneyVersion.objects.published().get(year=int(year), number=int(number))
        chosen[held.year] = held
    newest = max(chosen.values(), key=lambda each: each.year, default=None)
    # Years in another currency than the newest have pages of their own versions only.
    versions = tuple(
        chosen[year] for year in sorted(chosen) if newest and chosen[year].currency == newest.currency
    )
    return Opened(_book(versions), versions, cited)


def _book(versions: tuple[MoneyVersion, ...]) -> Book:
    key = tuple(f"{each.name} {each.digest}" for each in versions)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    book = Book(tuple(_year(each) for each in versions))
    with _lock:
        _kept[key] = book
        while len(_kept) > MOST_BOOKS:
            _kept.popitem(last=False)
    return book


def _year(version: MoneyVersion) -> Year:
    return open_year(version.folder, version.residents, version.price_index, version.name)
