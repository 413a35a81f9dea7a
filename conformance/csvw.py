"""The W3C's tests of CSVW validation, and the metadata that Openhall publishes beside its CSV files.

A test is passed when the metadata and tables of its action give no error and no warning (positive), a warning and no
error (warning), or an error (negative). Tests whose files are not there are not counted. The suites that convert CSV to
JSON and RDF are not run: Openhall publishes JSON and RDF of its own making. What does not apply is listed, with
reasons, in docs/reference/open-data-descriptions.md.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

import described
from dictionary_rows import rows_of
from openhall.data.describe.csvw import Findings, csvw_text, validate_csv, validate_metadata
from openhall.data.formats import Format, stream

BASE = "http://www.w3.org/2013/csvw/tests/"


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each test with the fault found, or None; and our own files against our own metadata."""
    folder = data / "csvw-tests" / "tests"
    manifest = folder / "manifest-validation.jsonld"
    if not manifest.exists():
        return
    for entry in json.loads(manifest.read_text(encoding="utf-8"))["entries"]:
        kind = entry["type"].partition(":")[2].removesuffix("ValidationTest")
        files = [entry["action"].partition("?")[0], *entry.get("implicit", [])]
        if all(each.startswith("http") or (folder / each.partition("?")[0]).exists() for each in files):
            yield f"{entry['id'].rpartition('#')[2]} ({kind}: {entry['name']})", _fault(entry, kind, folder)
    yield from _own()


def _fault(entry: dict[str, Any], kind: str, folder: Path) -> str | None:
    def load(url: str) -> bytes | None:
        # http://www.w3.org and its other writings are the folder of the tests; nothing else is there.
        found = re.fullmatch(
            r"http://www\.w3\.org(?::80)?/2013/csvw/tests/([^?#]*)(?:[?#].*)?", url, re.IGNORECASE
        )
        file = folder / found[1] if found and ("?" not in url or url == BASE + entry["action"]) else None
        return file.read_bytes() if file and file.is_file() else None

    url, option = BASE + entry["action"], entry.get("option", {})
    if entry["action"].endswith(".json"):
        findings = validate_metadata(url, load)
    else:
        link = re.match(r"<([^>]*)>", entry.get("httpLink", ""))
        user = BASE + option["metadata"] if "metadata" in option else ""
        findings = validate_csv(url, load, user, link[1] if link else "")
    return _unexpected(kind, findings)


def _unexpected(kind: str, findings: Findings) -> str | None:
    if kind == "Negative":
        return None if findings.errors else f"no error; warnings: {findings.warnings[:2]}"
    if findings.errors:
        return f"errors: {findings.errors[:2]}"
    if (kind == "Warning") != bool(findings.warnings):
        return f"warnings: {findings.warnings[:2]}"
    return None


def _own() -> Iterator[tuple[str, str | None]]:
    """Rows of all kinds, written as CSV, are valid by the metadata beside them; one wrong cell is found."""
    dataset = described.cases()
    file = replace(dataset.distributions[0], download_url="https://data.example/rows.csv")
    text = csvw_text(dataset, file)
    rows: pl.DataFrame = rows_of(dataset.columns)
    content = b"".join(stream(rows, dataset.columns, Format.CSV))

    def findings(csv: bytes) -> Findings:
        files = {"https://data.example/rows.csv-metadata.json": text, "https://data.example/rows.csv": csv}
        return validate_metadata("https://data.example/rows.csv-metadata.json", files.get)

    found = findings(content)
    yield "rows of all kinds are valid by our metadata", "; ".join(found.errors + found.warnings) or None
    lines = content.split(b"\r\n")
    for place, column in enumerate(dataset.columns):
        if column.kind.value in ("text", "url"):
            continue
        cells = next(iter(pl.read_csv(io.BytesIO(lines[0] + b"\r\n" + lines[1]), infer_schema=False).rows()))
        bent = [*cells[:place], "bent?", *cells[place + 1 :]]
        row = ",".join('"{}"'.format((cell or "").replace('"', '""')) for cell in bent).encode()
        bad = findings(b"\r\n".join([lines[0], row, *lines[2:]]))
        yield f"a wrong cell of kind {column.kind} is found", None if bad.errors else "it was not"
    doubled = findings(content + lines[1] + b"\r\n")
    yield "two rows of one key are found", None if doubled.errors else "they were not"
