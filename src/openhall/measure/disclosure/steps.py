"""Steps that make a column coarser: each is a value with a text, and gives a new frame.

```
postcode: outward               the part of a UK postcode before the space: PA12 3BC -> PA12
postcode: prefix 2              the first signs
age: bands 10                   20-29; or with edges: bands 0, 16, 25, 65
seen: month                     the first day of it; likewise quarter and year
income: nearest 1000            rounded
income: random 10               rounded up or down by chance, by a secret that is not part of the plan
income: at most 100000          what is more is set to that; likewise at least
place: grid 500                 the middle of a square of 500 m
area: groups {"North": ["Quay", "Mill"]}   other values become "other"
trade: rare 5                   values of fewer than 5 rows become "other"
name: drop                      the column is left out
```
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

import polars as pl

from openhall.measure.disclosure.errors import BadPlan
from openhall.measure.disclosure.step_columns import (
    band,
    chance_of,
    figure,
    have,
    like,
    number_of,
    shown,
    text_of,
)
from openhall.process.saying import commas, gettext, gettext_noop, semicolons

OTHER = "other"
METRES = 111_320.0
"""The length of a degree of latitude."""
CUT_TO = {
    "month": gettext_noop("cut to the month; its first day stands for it"),
    "quarter": gettext_noop("cut to the quarter; its first day stands for it"),
    "year": gettext_noop("cut to the year; its first day stands for it"),
}
NO_DATES = {
    "month": gettext_noop("“%(column)s” holds no dates, so it cannot be cut to the month."),
    "quarter": gettext_noop("“%(column)s” holds no dates, so it cannot be cut to the quarter."),
    "year": gettext_noop("“%(column)s” holds no dates, so it cannot be cut to the year."),
}


class Step(Protocol):
    """What every step can do."""

    @property
    def column(self) -> str:
        """The column that it changes."""

    def rule(self) -> str:
        """What follows the column in its text."""

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """The frame with the column made coarser. Raises `BadPlan` when the column is of another kind."""

    def in_words(self) -> str:
        """What it does to its column, without naming it: “put into bands of 10”."""


@dataclass(frozen=True)
class Outward:
    """A UK postcode to the part before the space, or before the last three signs where there is none."""

    column: str
    to_text: ClassVar[bool] = True

    def rule(self) -> str:
        """See `Step`."""
        return "outward"

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        text = text_of(frame, self.column).str.strip_chars().str.to_uppercase()
        last = text.str.replace(r"\s*\d[A-Z]{2}$", "")
        return frame.with_columns(last.alias(self.column))

    def in_words(self) -> str:
        """See `Step`."""
        return gettext("cut to the first half of the postcode")


@dataclass(frozen=True)
class Prefix:
    """The first signs of a code."""

    column: str
    length: int
    to_text: ClassVar[bool] = True

    def rule(self) -> str:
        """See `Step`."""
        return f"prefix {self.length}"

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        return frame.with_columns(text_of(frame, self.column).str.slice(0, self.length).alias(self.column))

    def in_words(self) -> str:
        """See `Step`."""
        return gettext("cut to the first %(length)s signs", length=self.length)


@dataclass(frozen=True)
class Bands:
    """A number to the band that it lies in: of one width from 0 on, or between edges; the last is open."""

    column: str
    edges: tuple[float, ...]
    to_text: ClassVar[bool] = True

    def rule(self) -> str:
        """See `Step`."""
        return f"bands {', '.join(f'{figure(edge)}' for edge in self.edges)}"

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        value, whole = number_of(frame, self.column)
        if len(self.edges) == 1:
            width = self.edges[0]
            low = (value / width).floor() * width
            name = band(low, low + width, whole and width == int(width))
            return frame.with_columns(name.alias(self.column))
        whole = whole and all(edge == int(edge) for edge in self.edges)
        name = pl.lit(f"under {figure(self.edges[0])}")
        for first, next_one in zip(self.edges, [*self.edges[1:], math.inf], strict=True):
            if next_one == math.inf:
                label = f"{figure(first)}+"
            elif whole:
                label = (
                    f"{figure(first)}-{figure(next_one - 1)}" if next_one - first > 1 else f"{figure(first)}"
                )
            else:
                label = f"{figure(first)} to under {figure(next_one)}"
            name = pl.when(value >= first).then(pl.lit(label)).otherwise(name)
        return frame.with_columns(pl.when(value.is_null()).then(None).otherwise(name).alias(self.column))

    def in_words(self) -> str:
        """See `Step`."""
        if len(self.edges) == 1:
            return gettext("put into bands of %(width)s", width=shown(self.edges[0]))
        edges = commas([shown(edge) for edge in self.edges])
        return gettext("put into bands that begin at %(edges)s", edges=edges)


@dataclass(frozen=True)
class Period:
    """A date or time to the first day of its month, quarter or year."""

    column: str
    length: str
    to_text: ClassVar[bool] = False

    def rule(self) -> str:
        """See `Step`."""
        return self.length

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        have(frame, self.column)
        if not frame[self.column].dtype.is_temporal() or frame[self.column].dtype in (pl.Time, pl.Duration):
            raise BadPlan(gettext(NO_DATES[self.length], column=self.column))
        every = {"month": "1mo", "quarter": "1q", "year": "1y"}[self.length]
        return frame.with_columns(pl.col(self.column).dt.truncate(every))

    def in_words(self) -> str:
        """See `Step`."""
        return gettext(CUT_TO[self.length])


@dataclass(frozen=True)
class Nearest:
    """A number to the nearest multiple of a base; halves go up."""

    column: str
    base: float
    to_text: ClassVar[bool] = False

    def rule(self) -> str:
        """See `Step`."""
        return f"nearest {figure(self.base)}"

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        value, whole = number_of(frame, self.column)
        rounded = (value / self.base + 0.5).floor() * self.base
        return frame.with_columns(like(rounded, whole and self.base == int(self.base)).alias(self.column))

    def in_words(self) -> str:
        """See `Step`."""
        return gettext("rounded to the nearest %(base)s", base=shown(self.base))


@dataclass(frozen=True)
class Chance:
    """A number to the multiple of a base below or above, by chance, so that it is right on average.

    The chance is worked out of the whole row and a secret, so that the same row is rounded the same way each time it
    is published: many versions cannot be averaged. Without the secret nobody knows which way.
    """

    column: str
    base: float
    to_text: ClassVar[bool] = False

    def rule(self) -> str:
        """See `Step`."""
        return f"random {figure(self.base)}"

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        if not secret or len(secret) < 16:
            raise BadPlan(f"Rounding “{self.column}” by chance needs a secret of 16 bytes or more; give one.")
        value, whole = number_of(frame, self.column)
        key = hashlib.blake2b(secret + self.column.encode(), digest_size=32).digest()
        rows = frame.select(pl.struct(frame.columns).struct.json_encode().alias("row"))["row"].to_list()
        chance = pl.Series("chance", [chance_of(key, row) for row in rows], dtype=pl.Float64)
        part = value / self.base
        up = (part - part.floor()) > chance
        rounded = (part.floor() + up.cast(pl.Float64)) * self.base
        return frame.with_columns(like(rounded, whole and self.base == int(self.base)).alias(self.column))

    def in_words(self) -> str:
        """See `Step`."""
        return gettext("rounded up or down to a multiple of %(base)s by chance", base=shown(self.base))


@dataclass(frozen=True)
class Limit:
    """Numbers beyond a limit become the limit (top and bottom coding); None leaves a side open."""

    column: str
    at_least: float | None = None
    at_most: float | None = None
    to_text: ClassVar[bool] = False

    def rule(self) -> str:
        """See `Step`."""
        said = [] if self.at_least is None else [f"at least {figure(self.at_least)}"]
        said += [] if self.at_most is None else [f"at most {figure(self.at_most)}"]
        return ", ".join(said)

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        value, whole = number_of(frame, self.column)
        given = [each for each in (self.at_least, self.at_most) if each is not None]
        cut = value.clip(self.at_least, self.at_most)
        return frame.with_columns(like(cut, whole and all(e == int(e) for e in given)).alias(self.column))

    def in_words(self) -> str:
        """See `Step`."""
        said = []
        if self.at_least is not None:
            said.append(gettext("what is below %(limit)s is set to it", limit=shown(self.at_least)))
        if self.at_most is not None:
            said.append(gettext("what is above %(limit)s is set to it", limit=shown(self.at_most)))
        return semicolons(said)


@dataclass(frozen=True)
class Grid:
    """A place to the middle of its square. `metres` is the square's side; squares are laid by latitude."""

    column: str
    metres: float
    to_text: ClassVar[bool] = False

    def rule(self) -> str:
        """See `Step`."""
        return f"grid {figure(self.metres)}"

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        have(frame, self.column)
        kind = frame[self.column].dtype
        if not isinstance(kind, pl.Struct) or {each.name for each in kind.fields} != {
            "longitude",
            "latitude",
        }:
            raise BadPlan(
                gettext(
                    "“%(column)s” holds no places (longitude and latitude), so it has no grid.",
                    column=self.column,
                )
            )
        place = pl.col(self.column)
        step = self.metres / METRES
        row = (place.struct.field("latitude") / step).floor()
        latitude = (row + 0.5) * step
        # A degree of longitude shrinks towards the poles; each row of squares has a width of its own.
        across = step / latitude.radians().cos().clip(lower_bound=0.01)
        longitude = ((place.struct.field("longitude") / across).floor() + 0.5) * across
        made = pl.struct(longitude.round(6).alias("longitude"), latitude.round(6).alias("latitude"))
        return frame.with_columns(pl.when(place.is_null()).then(None).otherwise(made).alias(self.column))

    def in_words(self) -> str:
        """See `Step`."""
        return gettext("moved to the middle of a square of %(metres)s m", metres=shown(self.metres))


@dataclass(frozen=True)
class Groups:
    """Values to groups that have names: streets to districts, illnesses to chapters. Others become "other"."""

    column: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    to_text: ClassVar[bool] = True

    def rule(self) -> str:
        """See `Step`."""
        return (
            f"groups {json.dumps({name: list(values) for name, values in self.groups}, ensure_ascii=False)}"
        )

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        where: Mapping[str, str] = {value: name for name, values in self.groups for value in values}
        text = text_of(frame, self.column)
        named = text.replace_strict(where, default=OTHER, return_dtype=pl.String)
        return frame.with_columns(pl.when(text.is_null()).then(None).otherwise(named).alias(self.column))

    def in_words(self) -> str:
        """See `Step`."""
        return gettext("put into %(groups)s groups", groups=len(self.groups))


@dataclass(frozen=True)
class Rare:
    """Values that few rows have become "other"."""

    column: str
    fewest: int
    to_text: ClassVar[bool] = True

    def rule(self) -> str:
        """See `Step`."""
        return f"rare {self.fewest}"

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        text = text_of(frame, self.column)
        often = pl.len().over(self.column) >= self.fewest
        return frame.with_columns(
            pl.when(text.is_null())
            .then(None)
            .when(often)
            .then(text)
            .otherwise(pl.lit(OTHER))
            .alias(self.column)
        )

    def in_words(self) -> str:
        """See `Step`."""
        return gettext(
            "values that fewer than %(fewest)s rows have become “%(other)s”", fewest=self.fewest, other=OTHER
        )


@dataclass(frozen=True)
class Drop:
    """The column is left out."""

    column: str
    to_text: ClassVar[bool] = False

    def rule(self) -> str:
        """See `Step`."""
        return "drop"

    def apply(self, frame: pl.DataFrame, secret: bytes | None) -> pl.DataFrame:
        """See `Step`."""
        have(frame, self.column)
        return frame.drop(self.column)

    def in_words(self) -> str:
        """See `Step`."""
        return gettext("left out")
