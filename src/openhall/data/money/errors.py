"""What can go wrong with a body's money tables, each said in one sentence for whoever gave the table."""

from __future__ import annotations


class MoneyError(Exception):
    """The base of all of these: catch it to show its sentence."""


class UnreadableTable(MoneyError):
    """A file is no table that can be read, or is larger than is read."""


class MissingColumns(MoneyError):
    """Columns that are needed are not in the table and nobody said which stand for them.

    `headings` are those of the table, to choose from.
    """

    def __init__(self, message: str, headings: tuple[str, ...]) -> None:
        super().__init__(message)
        self.headings = headings


class UnreadableValues(MoneyError):
    """Values of a table are not what their column holds."""


class NotPublished(MoneyError):
    """Something is asked of a year that no table was published for."""


class BadContract(MoneyError):
    """A contract cannot be written as an OCDS release."""


class UnreadablePackage(MoneyError):
    """A file is no OCDS package that is read: no JSON, too large or too deep."""
