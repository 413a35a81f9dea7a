"""Marks by which files say that a value is missing."""

from __future__ import annotations

import polars as pl

MARKS = ("NA", "N/A", "n/a", "NULL", "null", "None", "none", "NaN", "nan", "#N/A", "-", "--", ".", "..", "?")
"""Only where all other values of a column are numbers, dates or the like do these mean that there is none."""

LETTERS = ("NA", "N/A", "n/a", "NULL", "null", "NaN", "nan", "#N/A")
"""Those which, once a file has used them so, mean the same in its columns of text."""


def marks_of(values: pl.Series) -> frozenset[str]:
    """The marks that stand in a column of text."""
    if not len(values):
        return frozenset()
    bare = values.str.strip_chars()
    return frozenset(bare.filter(bare.is_in(MARKS)).unique().to_list())


def without_marks(values: pl.Series, marks: frozenset[str]) -> pl.Series:
    """The values with nulls for marks."""
    if not marks:
        return values
    return values.set(values.str.strip_chars().is_in(sorted(marks)), None)


def marks_in_text(values: pl.Series, marks: frozenset[str], used: frozenset[str]) -> frozenset[str]:
    """Which marks mean a missing value in a column of text: those that the file's other columns use so.

    A column of codes keeps them: NA is a country.
    """
    meant = marks & used & frozenset(LETTERS)
    if not meant:
        return frozenset()
    others = values.drop_nulls().str.strip_chars()
    others = others.filter(~others.is_in(sorted(meant)))
    codes = len(others) > 0 and others.str.contains(r"^[A-Z]{2}$").all()
    return frozenset() if codes else meant
