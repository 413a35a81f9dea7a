"""What CSVW metadata say of tables, after they were read: groups, tables, columns, datatypes, keys.

Source: Metadata Vocabulary for Tabular Data (https://www.w3.org/TR/tabular-metadata/).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Findings:
    """What is wrong (errors) and what was passed over or put right (warnings), each a sentence with its place."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def wrong(self, text: str) -> None:
        """An error: the metadata or the table do not keep the rules."""
        self.errors.append(text)

    def passed_over(self, text: str) -> None:
        """A warning: a value that is none for its property was left out, or its default taken."""
        self.warnings.append(text)


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written."""

    comment_prefix: str | None = "#"
    delimiter: str = ","
    double_quote: bool = True
    encoding: str = "utf-8"
    header_rows: int = 1
    quote: str | None = '"'
    skip_blank: bool = False
    skip_columns: int = 0
    skip_space: bool = False
    skip_rows: int = 0
    trim: str = "false"


@dataclass(frozen=True)
class Datatype:
    """A datatype: a built-in one (`base`) with bounds. `format` is the pattern, or the object of numbers."""

    base: str = "string"
    format: Any = None
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    bounds: Mapping[str, str] = field(default_factory=dict)
    """`minInclusive`, `maxInclusive`, `minExclusive`, `maxExclusive` as they are written."""


@dataclass(frozen=True)
class TableColumn:
    """One column. `titles`: (language, title) each; `name` as it stands, "" where there is none."""

    name: str
    titles: tuple[tuple[str, str], ...]
    datatype: Datatype
    null: tuple[str, ...] = ("",)
    default: str = ""
    lang: str = "und"
    required: bool = False
    separator: str | None = None
    ordered: bool = False
    virtual: bool = False


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values stand in columns of another table: found by its address, or by its schema's."""

    columns: tuple[str, ...]
    resource: str
    schema: str
    other: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """The columns of a table, None where nothing is said of them, with keys."""

    uri: str = ""
    columns: tuple[TableColumn, ...] | None = None
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()


@dataclass(frozen=True)
class TableMetadata:
    """One table: the address of its CSV file, how that is written, and what its columns are."""

    url: str
    dialect: Dialect
    schema: Schema
    lang: str = "und"


@dataclass(frozen=True)
class TableGroup:
    """Tables that are described together."""

    tables: tuple[TableMetadata, ...]
