"""The rows of a file of published figures, as text: CSV, or JSON with an object a row. The headings come first."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from openhall.measure.errors import BadFigures
from openhall.process.saying import gettext

LARGEST = 50_000_000
"""Bytes of one table."""
MOST_COLUMNS = 2_000
_LISTS = ("data", "items", "results")
"""Where an object of JSON holds its rows."""


def table_of(data: bytes) -> Iterator[list[str]]:
    """The rows of a file; what begins with a bracket is JSON. Raises `BadFigures`, also while rows are read."""
    if len(data) > LARGEST:
        raise BadFigures(
            gettext(
                "The file has %(size)s bytes; at most %(most)s are read. Cut it into several.",
                size=len(data),
                most=LARGEST,
            )
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return _of_json(text) if text.lstrip()[:1] in ("[", "{") else _of_csv(text)


def _of_csv(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:
        raise BadFigures(
            gettext("The file is no CSV table (%(why)s); save it as CSV with commas.", why=str(error))
        ) from None


def _of_json(text: str) -> Iterator[list[str]]:
    try:
        # Numbers stay as they are written: what a cell says is decided in one place, for both kinds of file.
        held = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise BadFigures(
            gettext(
                "The file is no JSON: line %(line)s, column %(column)s cannot be read. Save it anew.",
                line=error.lineno,
                column=error.colno,
            )
        ) from None
    except RecursionError:
        held = None
    if isinstance(held, dict):
        held = next((held[name] for name in _LISTS if isinstance(held.get(name), list)), None)
    if not isinstance(held, list) or not all(isinstance(row, dict) for row in held):
        raise BadFigures(
            gettext(
                "The JSON is no list of rows; give a list of objects, one for each service, with the headings as names."
            )
        )
    headings = list(dict.fromkeys(name for row in held for name in row))
    if len(headings) > MOST_COLUMNS:
        raise BadFigures(
            gettext(
                "The rows have more than %(most)s different names; cut the file into several.",
                most=MOST_COLUMNS,
            )
        )
    yield headings
    yield from ([_text(row.get(name)) for name in headings] for row in held)


def _text(held: Any) -> str:
    if held is None:
        return ""
    return held if isinstance(held, str) else json.dumps(held, ensure_ascii=False)
