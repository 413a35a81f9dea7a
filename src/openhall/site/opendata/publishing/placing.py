"""Two columns of degrees become one of places: the publisher says which, and later versions do it by themselves."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from openhall.data.columns import Kind, Tells
from openhall.data.formats import Pair, Reading, with_point
from openhall.data.formats.naming import field_names
from openhall.site.opendata.models import DatasetVersion, VersionColumn
from openhall.site.opendata.publishing.receiving import ROWS, draft_rows, set_state

FEWEST = 0.5
"""The part of rows that has to lie on Earth for two columns to be a place."""
MOST_TELLING = (Tells.NOTHING.value, Tells.INDIRECT.value, Tells.SENSITIVE.value, Tells.DIRECT.value)


class NoPlace(Exception):
    """The two columns are no place; the message says why."""


def make_place(version: DatasetVersion, latitude: str, longitude: str) -> VersionColumn:
    """Add a column of places to a draft. Raises `NoPlace`."""
    numbers = {each.name: each for each in version.columns.filter(kind=Kind.NUMBER.value)}
    if latitude not in numbers or longitude not in numbers or latitude == longitude:
        raise NoPlace(_("Choose two columns of numbers: one with the latitude, one with the longitude."))
    if version.columns.filter(facts__pair=[latitude, longitude]).exists():
        raise NoPlace(_("There is a column of places from these two already."))
    columns = version.draft_columns()
    name = field_names([*(each.name for each in columns), "location"])[-1]
    found = with_point(Reading(draft_rows(version), columns, ()), Pair(latitude, longitude, name))
    points = found.frame[name]
    there = found.frame[latitude].is_not_null() & found.frame[longitude].is_not_null()
    if not there.any() or points.filter(there).is_not_null().mean() < FEWEST:  # type: ignore[operator]
        raise NoPlace(
            _(
                "Most of these numbers are no degrees: a latitude is from -90 to 90, a longitude from -180 to 180."
            )
        )
    # A place tells as much as that of the two columns that tells more.
    tells = max((numbers[each].tells for each in (latitude, longitude)), key=MOST_TELLING.index)
    found.frame.write_parquet(version.draft_folder / ROWS)
    with transaction.atomic():
        made: VersionColumn = version.columns.create(
            place=version.columns.count(),
            name=name,
            source_name=_("%(latitude)s and %(longitude)s")
            % {"latitude": numbers[latitude].title, "longitude": numbers[longitude].title},
            kind=Kind.POINT.value,
            title=_("Place"),
            tells=tells,
            is_kept=tells != Tells.DIRECT.value,
            facts={
                "empty": int(points.null_count()), "found": Kind.POINT.value, "pair": [latitude, longitude],
            },
        )  # fmt: skip
        set_state(version, risk={"plan": version.risk.get("plan", {})})
    return made


def offered(version: DatasetVersion) -> list[tuple[str, str]]:
    """The columns that may be a latitude or a longitude; none where there are not two."""
    numbers = [(each.name, each.title) for each in version.columns.filter(kind=Kind.NUMBER.value)]
    return numbers if len(numbers) > 1 else []
