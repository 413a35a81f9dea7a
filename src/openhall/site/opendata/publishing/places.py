"""Places that the version before was given from two columns of degrees: new rows are given them too."""

from __future__ import annotations

from openhall.data.columns import Kind
from openhall.data.formats import Pair, Reading, with_point
from openhall.site.opendata.models import VersionColumn


def placed_as_before(found: Reading, before: dict[str, VersionColumn]) -> Reading:
    """What came in, with the columns of places that the version before was given."""
    for name, column in before.items():
        pair = column.facts.get("pair")
        known = {each.name: each for each in found.columns}
        if (
            not pair
            or name in known
            or any(each not in known or known[each].kind != Kind.NUMBER for each in pair)
        ):
            continue
        found = with_point(found, Pair(pair[0], pair[1], name))
    return found
