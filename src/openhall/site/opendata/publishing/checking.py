"""How good rows are, counted by the worker and kept with the version: pages only read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.utils import timezone

from openhall.data.columns import Column
from openhall.data.formats import Quality, quality

MOST_CHECKED = 5_000_000
"""Rows up to which a table is checked: more would keep the worker from others for long."""


def checked(frame: pl.DataFrame, columns: Sequence[Column]) -> dict[str, Any]:
    """The quality of rows as it is kept; {} for a table that is too large."""
    if not frame.width or frame.height > MOST_CHECKED:
        return {}
    return _kept(quality(frame, columns, timezone.now()))


def _kept(found: Quality) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "duplicates": found.duplicates,
        "completeness": found.completeness,
        "columns": [
            {
                "name": each.name,
                "filled": each.filled,
                "empty": each.empty,
                "distinct": each.distinct,
                "unique": each.unique,
                "doubts": [{"doubt": one.doubt.value, "rows": one.rows} for one in each.findings],
            }
            for each in found.columns
        ],
    }
