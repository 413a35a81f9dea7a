"""A table as it stands in a file, before its values are understood."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from openhall.data.formats.reading import Problem


@dataclass
class Raw:
    """Columns as they stand in a file.

    titles    one for each column of `frame`, whose own names mean nothing
    frame     columns of String are still to be understood; others have the kind that the format gave them
    lines     the line of each row, from 1; None where a row has no line of its own
    decimal   "," where the file has shown that it writes decimals so, "." the other way, "" where it has not
    declared  whether the format says what its columns are, so that digits in a text are text
    areas     places in `titles` of columns that hold GeoJSON geometries
    """

    titles: list[str]
    frame: pl.DataFrame
    lines: np.ndarray | None = None
    decimal: str = ""
    declared: bool = False
    areas: frozenset[int] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def line(self, row: int) -> int:
        """The line of a row, counted from 0; 0 where rows have no lines."""
        return 0 if self.lines is None else int(self.lines[row])
