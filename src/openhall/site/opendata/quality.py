"""How good the rows of a version are, and what is different from the version before, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhall.site.opendata.models import DatasetVersion

OFTEN = 0.2
MOST_NAMED = 8


def quality_of(version: DatasetVersion) -> dict[str, Any]:
    """Shares and counts for the page of a dataset.

    filled    percent of all cells that hold a value;  empty  the columns that are often empty
    left_out  rows of the file that are not published, to protect people
    """
    columns = list(version.columns.filter(is_kept=True))
    cells = version.rows * len(columns)
    nulls = sum(column.facts.get("nulls") or 0 for column in columns)
    often = [c.title for c in columns if version.rows and (c.facts.get("nulls") or 0) > OFTEN * version.rows]
    came = int(version.quality.get("rows", version.rows))
    return {
        "filled": int(100 * (cells - nulls) / cells) if cells else 100,
        "empty": often[:MOST_NAMED],
        "left_out": max(0, came - version.rows),
    }


def differences_in_words(found: dict[str, Any]) -> list[str]:
    """What `publishing.building` found to be different, as sentences."""
    if not found:
        return []
    said = []
    more = int(found["rows"]) - int(found["rows_before"])
    if more > 0:
        said.append(ngettext("%(n)s row more.", "%(n)s rows more.", more) % {"n": f"{more:,}"})
    elif more < 0:
        said.append(ngettext("%(n)s row less.", "%(n)s rows less.", -more) % {"n": f"{-more:,}"})
    else:
        said.append(_("As many rows as before."))
    for key in ("rows_added", "rows_removed", "rows_changed"):
        if found.get(key):
            said.append(_rows(key, int(found[key])))
    for key, words in (
        ("came", _("New columns: %(names)s")),
        ("went", _("Columns that are gone: %(names)s")),
        ("changed", _("Columns of another kind: %(names)s")),
    ):
        if found.get(key):
            said.append(words % {"names": ", ".join(found[key])})
    return said


def _rows(key: str, n: int) -> str:
    words = {
        "rows_added": ngettext("%(n)s row is new.", "%(n)s rows are new.", n),
        "rows_removed": ngettext("%(n)s row is gone.", "%(n)s rows are gone.", n),
        "rows_changed": ngettext("%(n)s row has other values.", "%(n)s rows have other values.", n),
    }
    return words[key] % {"n": f"{n:,}"}
