"""Names of columns for queries: SODA's field names, made of the titles that stand in a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST = 60
"""Characters of a name: what the store takes."""

_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "þ": "th", "&": " and ", "%": " percent "}
)


def field_names(titles: Iterable[str]) -> list[str]:
    """A name of small letters, digits and `_` for each title, no two the same: `Status.Notes` gives `status_notes`.

    A title without any such sign gives `column_N`, where N is its place from 1. SODA keeps names that begin with `:`
    for itself, and names here begin with a letter.
    """
    names: list[str] = []
    taken: set[str] = set()
    for place, title in enumerate(titles, start=1):
        base = field_name(title) or f"column_{place}"
        name, more = base, 2
        while name in taken:
            tail = f"_{more}"
            name, more = base[: MOST - len(tail)] + tail, more + 1
        taken.add(name)
        names.append(name)
    return names


def field_name(title: str) -> str:
    """The name that a title gives by itself; "" where nothing of it can stand in a name."""
    # Between a small and a capital letter a new word begins: CaseID is case_id.
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", title[:500])
    plain = unicodedata.normalize("NFKD", parted.casefold().translate(_PLAIN))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    name = re.sub("[^a-z0-9]+", "_", kept).strip("_")
    if name and name[0].isdigit():
        name = f"n_{name}"
    return name[:MOST].rstrip("_")
