"""What can go wrong with a file.

FileError
├── UnreadableFile   it is broken, or is not what its name says
├── FileTooLarge     it passes a bound that keeps memory and time in hand
└── CannotWrite      a table that the format cannot hold
"""

from __future__ import annotations

from openhall.process.quoting import flattened
from openhall.process.saying import with_names


class FileError(Exception):
    """Base of everything `openhall.data.formats` raises on purpose: one sentence for the person who gave the file."""

    def __init__(self, message: str) -> None:
        # One line, whatever a file has put into its names.
        super().__init__(with_names(message, flattened))


class UnreadableFile(FileError):
    """The file is broken, or is not what its name says."""


class FileTooLarge(FileError):
    """The file passes a bound that keeps memory and time in hand."""


class CannotWrite(FileError):
    """The table cannot be held by the format that is asked for."""
