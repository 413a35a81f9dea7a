"""San Francisco's 311 cases and neighbourhoods, read as uploads: kinds, counts, places, and downloads read back.

What is expected is counted with Python's own csv and json modules.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas
from polars.testing import assert_frame_equal

from openhall.data.columns import Kind
from openhall.data.formats import Format, read, write

KINDS = {
    "case_id": Kind.TEXT,
    "opened": Kind.CALENDAR_DATE,
    "closed": Kind.CALENDAR_DATE,
    "updated": Kind.CALENDAR_DATE,
    "status": Kind.TEXT,
    "supervisor_district": Kind.NUMBER,
    "point": Kind.POINT,
    "lat": Kind.NUMBER,
    "long": Kind.NUMBER,
    "census_block": Kind.TEXT,
    "zip": Kind.TEXT,
    "resolve_time": Kind.NUMBER,
    "tractce10": Kind.TEXT,
    "optional": Kind.CHECKBOX,
}


def checks(folder: Path) -> Iterator[tuple[str, str | None]]:
    """Each fact with the fault found, or None."""
    yield from _cases(folder / "cases_sample.csv")
    yield from _areas(folder / "city_analysis_neighbor.geojson")


def _cases(path: Path) -> Iterator[tuple[str, str | None]]:
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    found = read(path, path.name)
    kinds = {each.name: each.kind for each in found.columns}
    for name, kind in KINDS.items():
        yield f"{name} is {kind}", None if kinds.get(name) == kind else f"it is {kinds.get(name)}"
    frame = found.frame
    for what, ours, theirs in (
        ("rows", len(frame), len(rows)),
        ("titles", [each.title for each in found.columns], list(rows[0])),
        (
            "closed",
            len(frame) - frame["closed"].null_count(),
            sum(row["Closed"] not in ("", "NA") for row in rows),
        ),
        ("statuses", frame["status"].n_unique(), len({row["Status"] for row in rows})),
        ("latitudes", frame["lat"].to_list(), [float(row["Lat"]) for row in rows]),
        (
            "points",
            [each["latitude"] for each in frame["point"]],
            [float(row["Point"][1:].split(",")[0]) for row in rows],
        ),
        ("opened", [str(each) for each in frame["opened"]], [row["Opened"] for row in rows]),
    ):
        yield (
            f"{what} of the cases",
            None if ours == theirs else f"{str(ours)[:80]} here, {str(theirs)[:80]} in the file",
        )
    with tempfile.TemporaryDirectory() as folder:
        for form in (Format.CSV, Format.PARQUET):
            written = Path(folder) / f"cases.{form.value}"
            write(frame.lazy(), found.columns, form, written)
            try:
                assert_frame_equal(read(written, written.name).frame, frame)
                fault = None
            except AssertionError as error:
                fault = str(error)[:200]
            yield f"the cases are read back from {form.label}", fault
        table = pandas.read_csv(Path(folder) / "cases.csv", parse_dates=["opened"])
        same = len(table) == len(rows) and table["opened"].iloc[0] == pandas.Timestamp(rows[0]["Opened"])
        yield "pandas reads the CSV as it is", None if same else "it reads something else"


def _areas(path: Path) -> Iterator[tuple[str, str | None]]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    found = read(path, path.name)
    areas = [each and json.loads(each)["coordinates"] for each in found.frame["area"]]
    kinds = {each.name: each.kind for each in found.columns}
    for what, ours, theirs in (
        ("rows", len(found.frame), len(features)),
        ("areas", areas, [each["geometry"]["coordinates"] for each in features]),
        ("names", found.frame["nhood"].to_list(), [each["properties"]["nhood"] for each in features]),
        (
            "kinds",
            [kinds[each] for each in ("area", "geoid", "shape_area")],
            [Kind.MULTIPOLYGON, Kind.TEXT, Kind.NUMBER],
        ),
    ):
        yield (
            f"{what} of the neighbourhoods",
            None if ours == theirs else f"{str(ours)[:80]}, and not {str(theirs)[:80]}",
        )
