"""Answers with noise (differential privacy): whether somebody is in the data or not makes hardly a difference to them.

Each answer costs some epsilon of a dataset's account, and when that is spent no more is answered, ever: answers add up.
What is bounded is a person, not a row: of each person so many rows count at most, and values count up to bounds that
are set beforehand, without looking at the data. The noise is OpenDP's (discrete Laplace for counts, Laplace on a fixed
grid for sums), which is safe against the known attacks on floating-point numbers. It is an optional part of the
installation: `pip install openhall[privacy]`.

Source: Dwork and Roth, The Algorithmic Foundations of Differential Privacy (2014), chapters 2 and 3.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from openhall.measure.disclosure.errors import BadRules, BadTable, BudgetSpent, NoNoise

TOLERANCE = 1e-9
ORDER = "openhall:order"


@dataclass(frozen=True)
class Spending:
    """What one answer cost: epsilon, and what was asked."""

    epsilon: float
    what: str


@dataclass(frozen=True)
class Account:
    """The privacy that a dataset has, and what was spent of it. A value: spending gives a new one, which is kept."""

    total: float
    spent: tuple[Spending, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.total) and self.total > 0):
            raise BadRules(
                "The budget of a dataset (epsilon) is a number above 0; 1 is usual, 10 protects little."
            )

    @property
    def left(self) -> float:
        """The epsilon that is left."""
        return max(0.0, self.total - sum(each.epsilon for each in self.spent))

    def spend(self, epsilon: float, what: str) -> Account:
        """The account after an answer. Raises `BudgetSpent` when it would cost more than is left."""
        if not (math.isfinite(epsilon) and epsilon > 0):
            raise BadRules("The cost of an answer (epsilon) is a number above 0.")
        if epsilon > self.left + TOLERANCE:
            raise BudgetSpent(
                f"“{what}” would cost {epsilon:g}, and {self.left:g} of {self.total:g} is left; ask for less, or with "
                "more noise."
            )
        return Account(self.total, (*self.spent, Spending(epsilon, what)))

    def to_json(self) -> str:
        """The account as JSON text; `account_from_json` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False)


def account_from_json(text: str) -> Account:
    """An account from the text of `Account.to_json`. Raises `BadTable` when it is none."""
    try:
        told = json.loads(text)
        spent = tuple(Spending(float(each["epsilon"]), str(each["what"])) for each in told["spent"])
        return Account(float(told["total"]), spent)
    except (KeyError, TypeError, ValueError):
        raise BadTable("This is no account of privacy; keep the text as `to_json` gave it.") from None


@dataclass(frozen=True)
class People:
    """How people are told apart, and how many rows of each count at most: the first ones do."""

    column: str
    most_rows: int = 1

    def __post_init__(self) -> None:
        if self.most_rows < 1:
            raise BadRules("At least 1 row of each person counts.")


@dataclass(frozen=True)
class Noisy:
    """An answer with noise.

    value   the answer; near     half the width of the interval that it is right to within, 95 times in 100
    """

    value: float
    near: float
    epsilon: float


def noisy_count(
    frame: pl.DataFrame, people: People, epsilon: float, account: Account
) -> tuple[Noisy, Account]:
    """How many rows there are (of each person `most_rows` at most). Raises `BudgetSpent`, `NoNoise`, `BadTable`."""
    left = account.spend(epsilon, "count")
    rows = _bounded(frame, people)
    scale = people.most_rows / epsilon
    (value,) = _discrete([rows.height], scale, people.most_rows, epsilon)
    return Noisy(value, _near(scale), epsilon), left


def noisy_histogram(
    frame: pl.DataFrame,
    column: str,
    values: Sequence[str],
    people: People,
    epsilon: float,
    account: Account,
) -> tuple[Mapping[str, Noisy], Account]:
    """How many rows have each of the `values`.

    These are named beforehand, for a value that is named because somebody has it tells of them; each is named once, for
    a row that was counted twice would cost twice as much. Raises `BudgetSpent`, `NoNoise`, `BadTable`, `BadRules`.
    """
    if len(set(values)) < len(values):
        raise BadRules("A value is named twice; name each value of a histogram once.")
    left = account.spend(epsilon, f"histogram of {column}")
    if column not in frame.columns:
        raise BadTable(f"The table has no column “{column}”; it has {', '.join(frame.columns)}.")
    rows = _bounded(frame, people)
    known = dict(rows.group_by(pl.col(column).cast(pl.String)).agg(pl.len()).iter_rows())
    scale = people.most_rows / epsilon
    counts = _discrete([int(known.get(each, 0)) for each in values], scale, people.most_rows, epsilon)
    return {
        each: Noisy(count, _near(scale), epsilon) for each, count in zip(values, counts, strict=True)
    }, left


def noisy_sum(
    frame: pl.DataFrame,
    column: str,
    low: float,
    high: float,
    people: People,
    epsilon: float,
    account: Account,
) -> tuple[Noisy, Account]:
    """The sum of a column, values below `low` and above `high` counted as these. Raises as `noisy_count` does."""
    left = account.spend(epsilon, f"sum of {column}")
    return _sum(frame, column, low, high, people, epsilon), left


def noisy_mean(
    frame: pl.DataFrame,
    column: str,
    low: float,
    high: float,
    people: People,
    epsilon: float,
    account: Account,
) -> tuple[Noisy, Account]:
    """The mean of a column, within its bounds: half of epsilon for the sum, half for the count."""
    left = account.spend(epsilon, f"mean of {column}")
    # About the middle of the bounds a person moves the sum by half of what they could else.
    middle = (low + high) / 2
    stated = _stated(frame, column)
    moved = stated.with_columns(pl.col(column) - middle)
    total = _sum(moved, column, low - middle, high - middle, people, epsilon / 2)
    scale = 2 * people.most_rows / epsilon
    (count,) = _discrete([_bounded(stated, people).height], scale, people.most_rows, epsilon / 2)
    about = max(1.0, count)
    mean = min(high, max(low, total.value / about + middle))
    near = (total.near + (high - low) / 2 * _near(scale)) / about
    return Noisy(mean, min(near, high - low), epsilon), left


def _sum(frame: pl.DataFrame, column: str, low: float, high: float, people: People, epsilon: float) -> Noisy:
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise BadRules("The bounds of a sum are two numbers, the lower one first.")
    values = _bounded(_stated(frame, column), people)[column].clip(low, high)
    most = people.most_rows * max(abs(low), abs(high))
    # Whole steps of a millionth of what a person can add, so that the noise is discrete and the sum exact.
    step = most / 1_000_000
    whole = int((values / step).round().cast(pl.Int64).sum())
    reach = 1_000_000 + people.most_rows
    scale = reach / epsilon
    (value,) = _discrete([whole], scale, reach, epsilon)
    return Noisy(value * step, _near(scale) * step, epsilon)


def _stated(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows that have a number in a column, as floating-point numbers."""
    if column not in frame.columns or not frame[column].dtype.is_numeric():
        raise BadTable(f"“{column}” is no column of numbers of the table.")
    return frame.with_columns(pl.col(column).cast(pl.Float64).fill_nan(None)).drop_nulls(column)


def _bounded(frame: pl.DataFrame, people: People) -> pl.DataFrame:
    """Of each person so many rows at most. Rows of nobody are left out."""
    if people.column not in frame.columns:
        raise BadTable(f"The table has no column “{people.column}”; it has {', '.join(frame.columns)}.")
    rows = frame.filter(pl.col(people.column).is_not_null())
    return rows.filter(pl.int_range(pl.len()).over(people.column) < people.most_rows)


def _near(scale: float) -> float:
    """Noise of a scale is beyond this 5 times in 100."""
    return scale * math.log(20)


def _discrete(values: list[int], scale: float, reach: int, epsilon: float) -> list[int]:
    """Whole numbers with discrete Laplace noise; a person moves them by `reach` in all at most."""
    dp = _opendp()
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    measure = dp.m.make_laplace(*space, scale=scale)
    # OpenDP works out by itself what a person costs; it must not be more than was taken from the account.
    if measure.map(d_in=reach) > epsilon * (1 + 1e-6):
        raise BadRules("The noise would cost more than was asked for.")
    return [int(each) for each in measure(values)]


def _opendp() -> Any:
    try:
        import opendp.prelude as dp
    except ImportError:
        raise NoNoise(
            "Noise is OpenDP's, which is not installed; install it with `pip install openhall[privacy]`."
        ) from None
    dp.enable_features("contrib")
    return dp
