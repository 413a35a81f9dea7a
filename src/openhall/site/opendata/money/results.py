"""What services did in the published years, to be set beside what was spent on them."""

from __future__ import annotations

from openhall.data.money.comparing import Decided
from openhall.site.opendata.money.shelf import Opened


def decided_of(found: Opened) -> list[Decided]:
    """The results of all years of a book, as they were published with them."""
    return [
        Decided(row["service"], row["title"], row["one"], row["programme"], version.year, row["cases"])
        for version in found.versions
        for row in version.results
    ]
