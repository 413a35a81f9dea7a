"""Tables against their metadata. Source: Model for Tabular Data, section 6.6, and the metadata vocabulary it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from openhall.data.describe.csvw.cells import read_cell
from openhall.data.describe.csvw.locate import located
from openhall.data.describe.csvw.metadata import Load, read_metadata
from openhall.data.describe.csvw.model import (
    Dialect,
    Findings,
    Schema,
    TableColumn,
    TableGroup,
    TableMetadata,
)
from openhall.data.describe.csvw.rows import Rows, read_rows

MOST = 100
"""Cells that are told one by one; the rest is counted."""


def validate_metadata(url: str, load: Load) -> Findings:
    """What is wrong with the metadata at an address and with the tables that they describe."""
    findings = Findings()
    text = load(url)
    if text is None:
        findings.wrong(f"There is nothing at {url}.")
        return findings
    group = read_metadata(text, url, load, findings)
    if group is not None:
        _validate(group, load, findings)
    return findings


def validate_csv(url: str, load: Load, user: str = "", link: str = "") -> Findings:
    """What is wrong with the CSV file at an address, by the metadata that are found for it.

    user  the address of metadata that a person gives; link: of those that the server names in a Link header
    """
    findings = Findings()
    group = located(url, load, user, link, findings)
    _validate(group or TableGroup((TableMetadata(url, Dialect(), Schema()),)), load, findings)
    return findings


def _validate(group: TableGroup, load: Load, findings: Findings) -> None:
    read: dict[str, tuple[TableMetadata, list[tuple[Any, ...]]]] = {}
    for table in group.tables:
        text = load(table.url)
        if text is None:
            findings.wrong(f"There is no file at {table.url}.")
            continue
        rows = read_rows(text, table.dialect, findings)
        columns = _columns(table, rows, findings)
        read[table.url] = (table, _values(table, rows, columns, findings))
    for table in group.tables:
        if table.url in read:
            _check_primary_key(table, read[table.url][1], findings)
            _check_foreign_keys(table, group, read, findings)


def _columns(table: TableMetadata, rows: Rows, findings: Findings) -> Sequence[TableColumn]:
    """The columns of the file: those of the schema, which have to be the same as the header's."""
    described = [each for each in table.schema.columns or () if not each.virtual]
    if not described:
        if table.schema.columns is not None and rows.titles:
            findings.wrong(f"{table.url}: the schema describes none of its {len(rows.titles)} columns.")
        return ()
    if len(described) != len(rows.titles):
        findings.wrong(
            f"{table.url}: the schema describes {len(described)} columns, and it has {len(rows.titles)}."
        )
    if table.dialect.header_rows:
        for column, titles in zip(described, rows.titles, strict=False):
            if not _same(column, titles, table.lang):
                findings.wrong(f"{table.url}: the column {', '.join(titles)} is not called so in the schema.")
    return described


def _same(column: TableColumn, titles: Sequence[str], language: str) -> bool:
    """Whether a column of the schema and one of the header are the same: by a title in a matching language."""
    if not column.titles:
        return not column.name or not titles
    return any(
        title == theirs and _matching(tag, language) for tag, title in column.titles for theirs in titles
    )


def _matching(one: str, other: str) -> bool:
    if "und" in (one, other):
        return True
    short = min(len(one), len(other))
    return one[:short].casefold() == other[:short].casefold()


def _values(
    table: TableMetadata, rows: Rows, columns: Sequence[TableColumn], findings: Findings
) -> list[tuple[Any, ...]]:
    values, told = [], 0
    for line, row in rows.rows:
        cells = [read_cell(text, column) for text, column in zip(row, columns, strict=False)]
        for column, cell, text in zip(columns, cells, row, strict=False):
            for fault in cell.faults:
                told += 1
                if told <= MOST:
                    name = column.name or next((title for _, title in column.titles), "?")
                    findings.wrong(f"{table.url}, line {line:,}, column {name}: {text[:60]!r} {fault}.")
        values.append(tuple(cell.value for cell in cells))
    if told > MOST:
        findings.wrong(f"{table.url}: {told - MOST:,} more cells are wrong.")
    return values


def _places(table: TableMetadata, names: Sequence[str]) -> list[int] | None:
    known = [each.name for each in table.schema.columns or ()]
    return [known.index(name) for name in names] if set(names) <= set(known) else None


def _tuples(rows: list[tuple[Any, ...]], places: Sequence[int]) -> list[tuple[Any, ...]]:
    return [tuple(row[place] if place < len(row) else None for place in places) for row in rows]


def _check_primary_key(table: TableMetadata, rows: list[tuple[Any, ...]], findings: Findings) -> None:
    places = _places(table, table.schema.primary_key)
    if not places:
        return
    doubled = [key for key, number in Counter(_tuples(rows, places)).items() if number > 1]
    for key in doubled[:MOST]:
        findings.wrong(f"{table.url}: two rows have the key {', '.join(map(str, key))}.")


def _check_foreign_keys(
    table: TableMetadata,
    group: TableGroup,
    read: dict[str, tuple[TableMetadata, list[tuple[Any, ...]]]],
    findings: Findings,
) -> None:
    for key in table.schema.foreign_keys:
        other = next(
            (
                each
                for each in group.tables
                if (key.resource and each.url == key.resource)
                or (key.schema and each.schema.uri == key.schema)
            ),
            None,
        )
        if other is None:
            findings.wrong(
                f"{table.url}: a foreign key leads to {key.resource or key.schema}, which is not described."
            )
            continue
        theirs, ours = _places(other, key.other), _places(table, key.columns)
        if theirs is None or ours is None:
            findings.wrong(
                f"{table.url}: a foreign key leads to {', '.join(key.other)}, which are no columns of {other.url}."
            )
            continue
        if other.url not in read:
            continue
        counts = Counter(_tuples(read[other.url][1], theirs))
        for values in dict.fromkeys(_tuples(read[table.url][1], ours)):
            if all(each is None for each in values):
                continue
            if counts[values] != 1:
                said = "no row" if not counts[values] else f"{counts[values]} rows"
                findings.wrong(
                    f"{table.url}: {', '.join(map(str, values))} stands in {said} of {other.url}, not in one."
                )
