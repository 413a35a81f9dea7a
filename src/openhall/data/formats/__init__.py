"""Files that tables come in and go out as, and what can be said of a table by looking at it."""

from openhall.data.formats.batches import Table
from openhall.data.formats.differences import ColumnChange, Differences, differences
from openhall.data.formats.errors import CannotWrite, FileError, FileTooLarge, UnreadableFile
from openhall.data.formats.form import WRITTEN, Format
from openhall.data.formats.places import Pair, proposed_pair, with_point
from openhall.data.formats.quality import Quality, freshness, quality, quality_in_words
from openhall.data.formats.read import read
from openhall.data.formats.reading import LIMITS, POINT, Limits, Problem, Reading, Weight
from openhall.data.formats.write import Written, stream, write
from openhall.data.formats.write_csv import stream_csv_for_spreadsheets

__all__ = [
    "LIMITS",
    "POINT",
    "WRITTEN",
    "CannotWrite",
    "ColumnChange",
    "Differences",
    "FileError",
    "FileTooLarge",
    "Format",
    "Limits",
    "Pair",
    "Problem",
    "Quality",
    "Reading",
    "Table",
    "UnreadableFile",
    "Weight",
    "Written",
    "differences",
    "freshness",
    "proposed_pair",
    "quality",
    "quality_in_words",
    "read",
    "stream",
    "stream_csv_for_spreadsheets",
    "with_point",
    "write",
]
