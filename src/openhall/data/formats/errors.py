"""What can go wrong with a file.

FileError
├── UnreadableFile   it is broken, or is not what its name says
├── FileTooLarge     it passes a bound that keeps memory and time in hand
└── CannotWrite      a table that the format cannot hold
"""

from __future__ import annotations

from openhall.process.said import Said, SaidError, one_line


class FileError(SaidError):
    """Base of everything `openhall.data.formats` raises on purpose: one sentence for the person who gave the file."""

    def __init__(self, template: str, **parts: object) -> None:
        # One line, whatever a file has put into its names.
        said = {name: part if isinstance(part, Said) else one_line(str(part)) for name, part in parts.items()}
        super().__init__(one_line(template), **said)


class UnreadableFile(FileError):
    """The file is broken, or is not what its name says."""


class FileTooLarge(FileError):
    """The file passes a bound that keeps memory and time in hand."""


class CannotWrite(FileError):
    """The table cannot be held by the format that is asked for."""
