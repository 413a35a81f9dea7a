"""How good the rows of a version are, and what is different from the version before, in words."""

from __future__ import annotations

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhall.data.formats.validity import Doubt
from openhall.site.opendata.models import DatasetVersion

OFTEN = 0.2
MOST_NAMED = 8


def quality_of(version: DatasetVersion) -> dict[str, Any]:
    """Shares and counts for the page of a dataset.

    filled    percent of all cells that hold a value;  empty  the columns that are often empty
    left_out  rows of the file that are not published, to protect people
    same      rows that say all that another one says;  keys  columns each of which singles out a row
    table     of each column: its title, percent filled, different values, what looks wrong in words
    """
    columns = list(version.columns.filter(is_kept=True))
    cells = version.rows * len(columns)
    nulls = sum(column.facts.get("nulls") or 0 for column in columns)
    often = [c.title for c in columns if version.rows and (c.facts.get("nulls") or 0) > OFTEN * version.rows]
    came = int(version.quality.get("rows", version.rows))
    return {
        **_report(version, {column.name: column.title for column in columns}),
        "filled": int(100 * (cells - nulls) / cells) if cells else 100,
        "empty": often[:MOST_NAMED],
        "left_out": max(0, came - version.rows),
    }


def draft_quality(version: DatasetVersion) -> dict[str, Any]:
    """The quality of a draft for its publisher, of all columns that were found: as `quality_of` has it."""
    return _report(version, {column.name: column.title for column in version.columns.all()})


def _report(version: DatasetVersion, titles: dict[str, str]) -> dict[str, Any]:
    """What was counted by the engine, in words; empty for versions from before it was."""
    told = version.quality.get("checked") or {}
    columns = [each for each in told.get("columns", []) if each["name"] in titles]
    return {
        "same": int(told.get("duplicates", 0)),
        "keys": [titles[each["name"]] for each in columns if each["unique"] and told["rows"] > 1][
            :MOST_NAMED
        ],
        "doubtful": any(each["doubts"] for each in columns),
        "table": [
            {
                "title": titles[each["name"]],
                "filled": int(100 * each["filled"] / max(1, each["filled"] + each["empty"])),
                "distinct": each["distinct"],
                "doubts": [doubt_in_words(one["doubt"], one["rows"]) for one in each["doubts"]],
            }
            for each in columns
        ],
    }


def doubt_in_words(doubt: str, rows: int) -> str:
    """What looks wrong in some values of a column."""
    words = {
        Doubt.FUTURE: ngettext("%(n)s value lies in the future", "%(n)s values lie in the future", rows),
        Doubt.LONG_AGO: ngettext("%(n)s value is before 1800", "%(n)s values are before 1800", rows),
        Doubt.NOWHERE: ngettext("%(n)s place is at 0, 0", "%(n)s places are at 0, 0", rows),
        Doubt.NO_ADDRESS: ngettext(
            "%(n)s value is no web address", "%(n)s values are no web addresses", rows
        ),
        Doubt.SPACES: ngettext(
            "%(n)s value has spaces around it", "%(n)s values have spaces around them", rows
        ),
        Doubt.GARBLED: ngettext("%(n)s value has garbled letters", "%(n)s values have garbled letters", rows),
        Doubt.SPELLINGS: ngettext(
            "%(n)s value is spelt in another way elsewhere", "%(n)s values are spelt in several ways", rows
        ),
    }
    return words[Doubt(doubt)] % {"n": intcomma(rows)}


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
