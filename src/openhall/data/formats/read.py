"""A file that somebody uploads, read into a table."""

from __future__ import annotations

from pathlib import Path

from openhall.data.columns import Kind
from openhall.data.formats.csv_file import read_csv
from openhall.data.formats.errors import FileTooLarge, UnreadableFile
from openhall.data.formats.form import Format
from openhall.data.formats.json_file import read_geojson, read_json, read_json_lines
from openhall.data.formats.parquet_file import read_parquet
from openhall.data.formats.places import proposed_pair
from openhall.data.formats.raw import Raw
from openhall.data.formats.reading import LIMITS, Limits, Problem, Reading, Weight
from openhall.data.formats.understand import understand
from openhall.data.formats.xlsx_file import read_xlsx
from openhall.process.saying import gettext

_ENDINGS = {
    ".csv": Format.CSV,
    ".txt": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".xlsx": Format.XLSX,
    ".json": Format.JSON,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".geojson": Format.GEOJSON,
    ".parquet": Format.PARQUET,
}


def read(path: Path, name: str, limits: Limits = LIMITS) -> Reading:
    """The table in a file. `name` is what its owner calls it, whose ending says the format.

    Raises `UnreadableFile` where the file is broken or of another format, `FileTooLarge` where it passes a bound.
    """
    form = format_of(name)
    size = path.stat().st_size
    if size > limits.bytes:
        raise FileTooLarge(
            gettext(
                "%(name)s has %(size)s bytes; at most %(bytes)s are read. Split it, or pack it as Parquet.",
                name=name,
                size=size,
                bytes=limits.bytes,
            )
        )
    reading = understand(_read(path, form, limits), limits)
    pair = proposed_pair(reading.frame, reading.columns)
    if pair is None or any(each.kind == Kind.POINT for each in reading.columns):
        return reading
    note = gettext("with %(longitude)s can be one column of points, for maps.", longitude=pair.longitude)
    return reading._replace(
        problems=(*reading.problems, Problem(note, column=pair.latitude, weight=Weight.NOTE))
    )


def format_of(name: str) -> Format:
    """The format that a file's name says. Raises `UnreadableFile` where it says none that is read."""
    ending = Path(name.casefold()).suffix
    if ending not in _ENDINGS:
        raise UnreadableFile(
            gettext(
                "%(name)s: files of this kind are not read; give CSV, TSV, XLSX, JSON, GeoJSON or Parquet.",
                name=name,
            )
        )
    return _ENDINGS[ending]


def _read(path: Path, form: Format, limits: Limits) -> Raw:
    match form:
        case Format.TSV:
            return read_csv(path, limits, delimiter="\t")
        case Format.XLSX:
            return read_xlsx(path, limits)
        case Format.JSON:
            return read_json(path, limits)
        case Format.JSON_LINES:
            return read_json_lines(path, limits)
        case Format.GEOJSON:
            return read_geojson(path, limits)
        case Format.PARQUET:
            return read_parquet(path, limits)
    return read_csv(path, limits)
