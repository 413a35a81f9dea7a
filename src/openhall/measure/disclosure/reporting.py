"""The report on a table of rows: may single rows be published, and if not, why?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import polars as pl

from openhall.measure.disclosure.classes import Classes, code, risk, singling_out
from openhall.measure.disclosure.diversity import diversity
from openhall.measure.disclosure.errors import BadTable
from openhall.measure.disclosure.findings import Finding, Report, Severity
from openhall.measure.disclosure.identifiers import Identifier, Sighting, find_in_title, find_in_values
from openhall.measure.tells import Tells
from openhall.process.quoting import quoted
from openhall.process.saying import gettext, gettext_noop, listing

K = 5
"""How many people must share what is said of each, where nobody says otherwise."""
MOST_SHOWN = 10
SOFT = frozenset({Identifier.OWN_VALUE, Identifier.LONG_TEXT})


class Described(Protocol):
    """What is asked of a column; `openhall.data.columns.Column` has it."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def title(self) -> str: ...  # noqa: D102

    @property
    def tells(self) -> Tells: ...  # noqa: D102


def report(
    frame: pl.DataFrame,
    columns: Sequence[Described],
    *,
    k: int = K,
    who: str | None = None,
    cleared: Collection[str] = (),
) -> Report:
    """Look at all values of a table before its rows are published. Raises `BadTable`.

    columns  what is said of each column of the frame; a column of which nothing is said must not be there
    k        how many people must share what the indirect columns say of each
    who      a column that tells people apart, where they have several rows; it is not itself published
    cleared  columns that a person looked at and knows to name nobody: what is found there is a note
    """
    described = {each.name: each for each in columns}
    loose = [name for name in frame.columns if name not in described and name != who]
    if loose:
        raise BadTable(f"Nothing is said of the column “{loose[0]}”; describe it or leave it out.")
    missing = [name for name in described if name not in frame.columns]
    if missing:
        raise BadTable(f"The table has no column “{missing[0]}”; it has {', '.join(frame.columns)}.")
    shown = [each for each in columns if each.name != who]
    findings = [each for column in shown for each in _column(frame, column, cleared)]
    quasi = tuple(each.name for each in shown if each.tells is Tells.INDIRECT)
    sensitive = [each.name for each in shown if each.tells is Tells.SENSITIVE]
    if not quasi:
        return Report(frame.height, k, quasi, tuple(_sorted(findings)))
    coded = code(frame, quasi, who)
    found = Classes(quasi, coded.sizes(range(len(quasi))), coded.rows)
    combinations = singling_out(coded, k)
    findings += _classes(found, k)
    findings += [each for name in sensitive for each in _alike(frame, quasi, name)]
    risks = risk(found)
    return Report(
        rows=coded.rows,
        k=k,
        quasi=quasi,
        findings=tuple(_sorted(findings)),
        smallest=found.k,
        classes=len(found.sizes),
        unique=found.unique,
        below=found.rows_below(k),
        combinations=tuple((each.columns, each.unique, each.below) for each in combinations[:MOST_SHOWN]),
        risks={
            "prosecutor_most": risks.prosecutor_most,
            "prosecutor_mean": risks.prosecutor_mean,
            "marketer": risks.marketer,
        },
    )


def _sorted(findings: list[Finding]) -> list[Finding]:
    weight = list(Severity)
    return sorted(findings, key=lambda each: weight.index(each.severity))


def _column(frame: pl.DataFrame, column: Described, cleared: Collection[str]) -> list[Finding]:
    called = column.title or column.name
    if column.tells is Tells.DIRECT:
        said = gettext("“%(called)s” is described as naming people by itself.", called=called)
        to_do = gettext("Leave it out; it is never published.")
        return [Finding("direct", Severity.REFUSE, (column.name,), said, to_do)]
    sightings = find_in_values(column.name, frame[column.name])
    by_title = find_in_title(column.name, column.title)
    if by_title is not None and by_title.what not in {each.what for each in sightings}:
        sightings.append(by_title)
    return [_sighted(each, called, column.name in cleared) for each in sightings]


def _sighted(seen: Sighting, called: str, cleared: bool) -> Finding:
    numbers = {"count": float(seen.count), "share": seen.share}
    kind, template = _sentence_of(seen)
    said = gettext(template, called=called, count=seen.count, what=gettext(seen.what.value))
    if cleared:
        to_do = gettext("Nothing: somebody looked at it and knows that it names nobody.")
        return Finding(kind, Severity.NOTE, (seen.column,), said, to_do, numbers)
    to_do = gettext("Leave the column out, or look at it and clear it, where it names nobody.")
    return Finding(kind, Severity.REFUSE, (seen.column,), said, to_do, numbers)


def _sentence_of(seen: Sighting) -> tuple[str, str]:
    """The kind of finding that a sighting is, and its sentence."""
    if seen.by == "title":
        return "title", gettext_noop("By its name, “%(called)s” holds what names people: %(what)s.")
    if seen.what is Identifier.LONG_TEXT:
        return "own-value", gettext_noop(
            "In “%(called)s” nearly every row has a value of its own (%(count)s do); it is text in people's own words."
        )
    if seen.what in SOFT:
        return "own-value", gettext_noop(
            "In “%(called)s” nearly every row has a value of its own (%(count)s do)."
        )
    return "values", gettext_noop("%(count)s values of “%(called)s” hold what looks like this: %(what)s.")


def _classes(found: Classes, k: int) -> list[Finding]:
    below = found.rows_below(k)
    if not below:
        return []
    said = gettext(
        "%(unique)s of %(rows)s are alone with what %(columns)s say of them, and %(below)s share it with fewer "
        "than %(others)s others.",
        unique=found.unique,
        rows=found.rows,
        columns=listing([quoted(each) for each in found.columns]),
        below=below,
        others=k - 1,
    )
    to_do = gettext(
        "Make these columns coarser with a plan, leave one out, or publish tables of counts instead of rows."
    )
    numbers = {"unique": float(found.unique), "below": float(below), "k": float(found.k)}
    return [Finding("singled-out", Severity.REFUSE, found.columns, said, to_do, numbers)]


def _alike(frame: pl.DataFrame, quasi: tuple[str, ...], sensitive: str) -> list[Finding]:
    told = diversity(frame, quasi, sensitive)
    if not told.alike:
        return []
    said = gettext(
        "In %(alike)s of %(classes)s groups everybody has the same “%(column)s”: whoever knows that somebody is in "
        "such a group knows it of them.",
        alike=told.alike,
        classes=told.classes,
        column=sensitive,
    )
    to_do = gettext("Make the columns that say who somebody is coarser, or leave this one out.")
    numbers = {"alike": float(told.alike), "l": float(told.distinct), "t": told.closeness}
    return [Finding("alike", Severity.REFUSE, (*quasi, sensitive), said, to_do, numbers)]
