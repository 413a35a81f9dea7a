"""From a definition and the facts to values: one number a period, for all rows and for each group.

Exactly: a row belongs to the period of the day of its `date`; a row of which the filter is not true, or of which an
exclusion is true, is left out; a row of which numerator, denominator or value is null says nothing and is left out.
Booleans count 1 and 0. A share of nothing has no value. Periods between the first and the last without a row are told
with n = 0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from openhall.measure.definitions.expressions import Expression, column, holds
from openhall.measure.definitions.hiding import hide
from openhall.measure.definitions.model import Definition, How
from openhall.measure.definitions.periods import end_of, periods, start_of, starts
from openhall.measure.facts import days_between

VALUES: dict[str, pl.DataType] = {
    "by": pl.String(),
    "group": pl.String(),
    "period": pl.Date(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "value": pl.Float64(),
    "n": pl.Int64(),
    "spread": pl.Float64(),
    "hidden": pl.Boolean(),
}
"""The columns of what `compute` gives. by and group are "" for all rows together. spread / √n is the standard error of
a mean, median or percentile; null for all else, for a single row, and for what is open at the end of periods."""
UNKNOWN = "not known"
MOST_GROUPS = 200
"""Groups of one fact; the others are told together."""
OTHERS = "all others"
AT_ONCE = 1_000_000
"""Open cases of several periods that are summed up together."""


@dataclass(frozen=True)
class Typed:
    """A number that was typed in, for the period that begins on a day."""

    name: str
    period: date
    number: float
    group: str = ""


@dataclass(frozen=True)
class Moment:
    """When is now, on which clock, and which periods are asked for.

    only   first days of periods; None for all
    since  the first day that is told of; None for the first row
    until  the first day that is not told of any more, where another version of the measure begins
    """

    now: datetime
    zone: str = "UTC"
    only: Collection[date] | None = None
    since: date | None = None
    until: date | None = None

    @property
    def here(self) -> datetime:
        """Now, on the clock of the zone."""
        return self.now.astimezone(ZoneInfo(self.zone))

    @property
    def today(self) -> date:
        """The day of now."""
        return self.here.date()


def compute(
    definition: Definition, rows: pl.DataFrame | None, moment: Moment, typed: Sequence[Typed] = ()
) -> pl.DataFrame:
    """The values of a measure: a row a period and group (`VALUES`), in their order.

    rows   the facts (`measure.facts`), or the columns of a dataset; None for a measure of typed-in values alone
    typed  what was typed in; of two for the same period and group the later one in the sequence counts
    Raises `BadMeasure` where an expression costs too much.
    """
    if rows is not None:
        rows = rows.select(name for name in rows.columns if name in _needed(definition))
    if rows is None or definition.source == "typed":
        found = _of_typed(definition, moment, typed)
    elif definition.open_at_end:
        found = _of_open(definition, rows, moment)
    else:
        found = _of_rows(definition, rows, moment, typed)
    if moment.since is not None:
        found = found.filter(pl.col("period") >= start_of(moment.since, definition.grain))
    if moment.until is not None:
        found = found.filter(pl.col("period") < start_of(moment.until, definition.grain))
    if moment.only is not None:
        found = found.filter(pl.col("period").is_in(list(moment.only)))
    found = found.filter(pl.col("period") <= moment.today)
    return hide(definition, found).select(*VALUES).sort("by", "group", "period")


def _needed(definition: Definition) -> set[str]:
    """The facts that a measure asks for: the others are not carried along."""
    sides = (definition.numerator, definition.denominator)
    expressions = [side.expression for side in sides if side is not None]
    expressions += [definition.value, definition.filter, *(each.when for each in definition.exclusions)]
    asked = {name for each in expressions if each is not None for name in each.names}
    times = ("begun", "over") if definition.open_at_end else (definition.dated_by,)
    return {*asked, *times, *_dimensions(definition)}


def _of_rows(
    definition: Definition, rows: pl.DataFrame, moment: Moment, typed: Sequence[Typed]
) -> pl.DataFrame:
    placed = rows.with_columns(as_of=pl.lit(moment.here)).with_columns(
        period=starts(pl.col(definition.dated_by), definition.grain)
    )
    placed = placed.filter(pl.col("period").is_not_null() & (pl.col("period") <= moment.today))
    if moment.only is not None:
        placed = placed.filter(pl.col("period").is_in(list(moment.only)))
    weighed = _weighed(definition, placed)
    every = _every_period(placed["period"], definition, moment, typed)
    return _summed(definition, weighed, every, typed)


def _of_open(definition: Definition, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    """Of each period the rows that are open at its end; of the period that is not over, at the moment of now."""
    begun = rows.filter(pl.col("begun").is_not_null() & (pl.col("begun") <= moment.here))
    if not begun.height:
        return pl.DataFrame(schema=VALUES)
    first: date = begun["begun"].dt.date().min()  # type: ignore[assignment]
    every = [
        start
        for start in periods(first, moment.today, definition.grain)
        if moment.only is None or start in moment.only
    ]
    told: list[pl.DataFrame] = []
    parts: list[pl.DataFrame] = []
    waiting: list[date] = []
    for start in every:
        end = min(end_of(start, definition.grain, moment.zone), moment.here)
        there = begun.filter((pl.col("begun") < end) & (pl.col("over").is_null() | (pl.col("over") >= end)))
        there = there.with_columns(
            period=pl.lit(start),
            as_of=pl.lit(end),
            age=days_between(pl.col("begun"), pl.lit(end)),
        )
        parts.append(_weighed(definition, there))
        waiting.append(start)
        if start == every[-1] or sum(part.height for part in parts) > AT_ONCE:
            told.append(_summed(definition, pl.concat(parts), pl.Series("period", waiting, pl.Date), ()))
            parts, waiting = [], []
    return pl.concat(told) if told else pl.DataFrame(schema=VALUES)


def _weighed(definition: Definition, placed: pl.DataFrame) -> pl.DataFrame:
    """Of the rows that count: period, the facts of the groups, and x (numerator or value) and y (denominator)."""
    kept = counted(definition, placed)
    dimensions = [name for name in _dimensions(definition) if name in kept.columns]
    x = _side(definition.value, kept)
    if definition.value is None and definition.numerator is not None:
        x = _side(definition.numerator.expression, kept)
    denominator = definition.denominator.expression if definition.denominator is not None else None
    weighed = kept.select("period", *(_text(name, kept.schema[name]) for name in dimensions)).with_columns(
        x=x, y=_side(denominator, kept)
    )
    return weighed.filter(pl.col("x").is_not_null() & pl.col("y").is_not_null())


def counted(definition: Definition, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that a measure counts: its filter is true of them, and no exclusion."""
    kept = rows
    if definition.filter is not None:
        kept = kept.filter(holds(definition.filter, kept))
    for exclusion in definition.exclusions:
        kept = kept.filter(~holds(exclusion.when, kept))
    return kept


def _side(expression: Expression | None, frame: pl.DataFrame) -> pl.Series:
    if expression is None:
        return pl.repeat(1.0, frame.height, dtype=pl.Float64, eager=True)
    return column(expression, frame)


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    said = pl.col(name).cast(pl.String)
    if kind.is_numeric():
        said = said.str.replace(r"\.0$", "")
    return said.fill_null(UNKNOWN).alias(name)


def _dimensions(definition: Definition) -> tuple[str, ...]:
    between = (definition.between,) if definition.between else ()
    return tuple(dict.fromkeys((*between, *definition.by)))


def _every_period(
    there: pl.Series, definition: Definition, moment: Moment, typed: Sequence[Typed]
) -> pl.Series:
    days = [*there.drop_nulls().unique().to_list()]
    days += [start_of(each.period, definition.grain) for each in typed if each.name in definition.typed]
    if not days:
        return pl.Series("period", [], pl.Date)
    if moment.only is not None:
        return pl.Series("period", sorted(moment.only), pl.Date)
    return pl.Series("period", periods(min(days), max(days), definition.grain), pl.Date)


def _summed(
    definition: Definition, weighed: pl.DataFrame, every: pl.Series, typed: Sequence[Typed]
) -> pl.DataFrame:
    if not every.len():
        return pl.DataFrame(schema=VALUES)
    whole = every.to_frame("period").join(
        weighed.group_by("period").agg(_sums(definition)), on="period", how="left"
    )
    parts = [_finished(definition, whole, "", typed)]
    for name in _dimensions(definition):
        if name in weighed.columns:
            narrow = _few_groups(weighed, name)
            grouped = narrow.group_by(name, "period").agg(_sums(definition)).rename({name: "group"})
            parts.append(_finished(definition, grouped, name, typed))
    found = pl.concat(parts)
    return _with_gap(definition, found) if definition.how is How.GAP else found


def _few_groups(weighed: pl.DataFrame, name: str) -> pl.DataFrame:
    if weighed[name].n_unique() <= MOST_GROUPS:
        return weighed
    largest = weighed[name].value_counts(sort=True)[name].head(MOST_GROUPS - 1).to_list()
    return weighed.with_columns(
        pl.when(pl.col(name).is_in(largest)).then(pl.col(name)).otherwise(pl.lit(OTHERS)).alias(name)
    )


def _sums(definition: Definition) -> list[pl.Expr]:
    x = pl.col("x")
    centre = {
        How.MEAN: x.mean(),
        How.MEDIAN: x.median(),
        How.PERCENTILE: x.quantile(definition.quantile, "linear"),
    }.get(definition.how, pl.lit(None, pl.Float64).first())
    return [
        x.sum().alias("x"),
        pl.col("y").sum(),
        centre.alias("centre"),
        _spread(definition).alias("spread"),
        pl.len().cast(pl.Int64).alias("n"),
    ]


def _spread(definition: Definition) -> pl.Expr:
    """The standard error of the centre times √n: the standard deviation for a mean.

    For a quantile half the distance of the values one standard error of its rank below and above it (Woodruff,
    Confidence intervals for medians and other position measures, Journal of the American Statistical Association 47,
    1952).
    """
    x = pl.col("x")
    # What is open at the end of two periods is the same in both: chance goes on from one to the next.
    if definition.how is How.MEAN and not definition.open_at_end:
        return x.std(ddof=1)
    if definition.how not in (How.MEDIAN, How.PERCENTILE) or definition.open_at_end:
        return pl.lit(None, pl.Float64).first()
    at = definition.quantile if definition.how is How.PERCENTILE else 0.5
    n = pl.len().cast(pl.Float64)
    off = (at * (1 - at) / n).sqrt()
    low, high = (at - off).clip(0.0, 1.0), (at + off).clip(0.0, 1.0)
    below, above = (_between(x.sort(), (n - 1) * each) for each in (low, high))
    return pl.when(pl.len() > 1).then((above - below) * off / (high - low) * n.sqrt())


def _between(ranked: pl.Expr, place: pl.Expr) -> pl.Expr:
    """The value at a place that may lie between two."""
    first, second = (ranked.get(each.cast(pl.Int64)) for each in (place.floor(), place.ceil()))
    return first + (second - first) * (place - place.floor())


def _finished(definition: Definition, sums: pl.DataFrame, by: str, typed: Sequence[Typed]) -> pl.DataFrame:
    """Numerator, denominator and value of each period and group from its sums."""
    if "group" not in sums.columns:
        sums = sums.with_columns(group=pl.lit(""))
    sums = sums.with_columns(pl.col("n").fill_null(0), pl.col("x", "y").fill_null(0.0))
    for side, name in ((definition.numerator, "x"), (definition.denominator, "y")):
        if side is not None and side.typed:
            given = _typed_frame(definition, side.typed, typed)
            sums = sums.drop(name).join(given, on=["period", "group"], how="left").rename({"number": name})
    nothing: pl.Expr = pl.lit(None, pl.Float64)
    numerator, denominator, value = nothing, nothing, pl.col("centre")
    if definition.how in (How.RATIO, How.GAP):
        numerator, denominator = pl.col("x"), pl.col("y")
        value = pl.when(pl.col("y") != 0).then(pl.col("x") / pl.col("y") * definition.scale).otherwise(None)
    elif definition.how is How.TOTAL:
        numerator, value = pl.col("x"), pl.col("x")
    return sums.select(
        pl.lit(by).alias("by"), "group", "period", numerator.alias("numerator"), denominator.alias("denominator"),
        value.alias("value"), "n", "spread", pl.lit(False).alias("hidden"),
    )  # fmt: skip


def _typed_frame(definition: Definition, name: str, typed: Sequence[Typed]) -> pl.DataFrame:
    """What was typed in under a name, summed up by period: two months make their quarter's cost."""
    last: dict[tuple[date, str], float] = {}
    for each in typed:
        if each.name == name:
            last[each.period, each.group] = each.number
    sums: dict[tuple[date, str], float] = {}
    for (day, group), number in last.items():
        key = (start_of(day, definition.grain), group)
        sums[key] = sums.get(key, 0.0) + number
    return pl.DataFrame(
        {
            "period": [day for day, _ in sums],
            "group": [group for _, group in sums],
            "number": list(sums.values()),
        },
        schema={"period": pl.Date, "group": pl.String, "number": pl.Float64},
    )


def _of_typed(definition: Definition, moment: Moment, typed: Sequence[Typed]) -> pl.DataFrame:
    """The values of a measure that is typed in; each named group beside the whole."""
    sides = [side for side in (definition.numerator, definition.denominator) if side is not None]
    found: pl.DataFrame | None = None
    for side, name in zip(sides, ("x", "y"), strict=False):
        given = _typed_frame(definition, side.typed, typed).rename({"number": name})
        found = (
            given if found is None else found.join(given, on=["period", "group"], how="full", coalesce=True)
        )
    if found is None or not found.height:
        return pl.DataFrame(schema=VALUES)
    found = found.with_columns(n=pl.lit(0, pl.Int64), centre=pl.lit(None, pl.Float64))
    if "y" not in found.columns:
        found = found.with_columns(y=pl.lit(None, pl.Float64))
    ratio = pl.when(pl.col("y") != 0).then(pl.col("x") / pl.col("y") * definition.scale)
    value = ratio if definition.how is How.RATIO else pl.col("x")
    return found.select(
        pl.when(pl.col("group") == "").then(pl.lit("")).otherwise(pl.lit("group")).alias("by"),
        "group", "period", pl.col("x").alias("numerator"), pl.col("y").alias("denominator"), value.alias("value"), "n",
        pl.lit(None, pl.Float64).alias("spread"), pl.lit(False).alias("hidden"),
    )  # fmt: skip


def _with_gap(definition: Definition, found: pl.DataFrame) -> pl.DataFrame:
    """All rows together get the highest value less the lowest, of the groups that are large enough to be told of."""
    large = found.filter(
        (pl.col("by") == definition.between)
        & (pl.col("n") >= definition.smallest)
        & (pl.col("group") != UNKNOWN)
        & pl.col("value").is_not_null()
    )
    gaps = large.group_by("period").agg(
        gap=pl.when(pl.len() >= 2).then(pl.col("value").max() - pl.col("value").min())
    )
    return (
        found.join(gaps, on="period", how="left")
        .with_columns(
            value=pl.when(pl.col("by") == "").then(pl.col("gap")).otherwise(pl.col("value")),
        )
        .drop("gap")
    )


def periods_touched(
    definition: Definition,
    before: Mapping[str, datetime | None],
    after: Mapping[str, datetime | None],
    moment: Moment,
) -> set[date]:
    """The periods whose values a change of one row's facts may change.

    before, after  the row's times by the name of the fact, on the clock of the office; {} where there is no row
    """
    if definition.open_at_end:
        times = [*before.values(), *after.values()]
        first = min((each.date() for each in times if each is not None), default=moment.today)
        return set(periods(first, moment.today, definition.grain))
    days = (before.get(definition.dated_by), after.get(definition.dated_by))
    return {start_of(each.date(), definition.grain) for each in days if each is not None}
