"""The formats that tables are read from and written as."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """A format, by the ending of its files."""

    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    JSON = "json"
    JSON_LINES = "jsonl"
    GEOJSON = "geojson"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        """Its media type as registered with IANA."""
        return _MEDIA_TYPES[self]

    @property
    def label(self) -> str:
        """Its name for people."""
        return {"jsonl": "JSON lines", "geojson": "GeoJSON", "parquet": "Parquet"}.get(
            self.value, self.value.upper()
        )


_MEDIA_TYPES = {
    Format.CSV: "text/csv",
    Format.TSV: "text/tab-separated-values",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
    Format.JSON_LINES: "application/jsonl",
    Format.GEOJSON: "application/geo+json",
    Format.PARQUET: "application/vnd.apache.parquet",
}

WRITTEN = (Format.CSV, Format.JSON, Format.GEOJSON, Format.PARQUET, Format.XLSX)
"""What downloads are offered as."""
