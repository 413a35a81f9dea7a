"""Cases over time: how many began, were over and lay open in each period, as a table and as a picture."""

from __future__ import annotations

from html import escape

import numpy as np
import polars as pl

from openhall.mining.log import EventLog
from openhall.mining.words import cases
from openhall.process.draw.label import text_width
from openhall.process.saying import ENGLISH, Saying, Speech, gettext

TITLE = gettext("Cases over time")

PERIODS = (("1d", 62), ("1w", 62), ("1mo", 84), ("1q", 400), ("1y", 10_000))
"""Period lengths and the most of them that a chart shows before the next longer one is taken."""


def cases_over_time(log: EventLog) -> pl.DataFrame:
    """How many cases began and were over in each period, and how many lay open at its end.

    Columns: period (date of its first day), began, over, open (int). The period is a day, week, month, quarter
    or year, the shortest that gives a chart people can read. A case counts as over at its last event, so the
    cases of the last weeks may look over while they are open.
    """
    if not log.n_cases:
        return pl.DataFrame(schema={"period": pl.Date, "began": pl.Int64, "over": pl.Int64, "open": pl.Int64})
    begun = pl.Series("at", log.case_start).cast(pl.Datetime("us")).dt.date()
    over = pl.Series("at", log.case_end).cast(pl.Datetime("us")).dt.date()
    ends = pl.concat([begun, over]).sort()
    every, periods = "1y", pl.Series(dtype=pl.Date)
    for every, most in PERIODS:
        first, last = ends.head(1).dt.truncate(every), ends.tail(1)
        periods = pl.select(pl.date_range(pl.lit(first).first(), pl.lit(last).first(), every)).to_series()
        if len(periods) <= most:
            break
    frame = pl.DataFrame({"period": periods})
    for name, dates in (("began", begun), ("over", over)):
        counted = dates.dt.truncate(every).rename("period").value_counts(name=name)
        frame = frame.join(counted, on="period", how="left", maintain_order="left")
    return frame.with_columns(pl.col("began", "over").fill_null(0).cast(pl.Int64)).with_columns(
        open=pl.col("began").cum_sum() - pl.col("over").cum_sum()
    )


def draw_cases_over_time(
    periods: pl.DataFrame, *, width: int = 760, height: int = 220, speech: Speech = ENGLISH
) -> str:
    """The chart of `cases_over_time` as SVG: bars for the cases that began; where `open` is given, a line for it."""
    left, bottom, top = 52, 30, 14
    began = periods["began"].to_numpy()
    still = periods["open"].to_numpy() if "open" in periods.columns else began[:0]
    high = _round_up(max(1, int(began.max(initial=0)), int(still.max(initial=0))))
    span = (width - left - 8) / max(1, len(periods))

    def y(value: float) -> float:
        return height - bottom - value / high * (height - bottom - top)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" direction="ltr" '
        f'font-family="system-ui, sans-serif" font-size="12" class="oh-chart">',
        f"<title>{escape(speech.say(TITLE))}</title>",
        f"<desc>{escape(speech.say(_in_words(periods)))}</desc>",
    ]
    for value in (0, high / 2, high):
        parts.append(
            f'<line x1="{left}" x2="{width - 8}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#d0d5d9"/>'
            f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end" fill="#404b54">'
            f"{speech.number(value, 0)}</text>"
        )
    for k, value in enumerate(began):
        if value:
            parts.append(
                f'<rect x="{left + k * span + span * 0.12:.1f}" y="{y(value):.1f}" width="{span * 0.76:.1f}" '
                f'height="{y(0) - y(value):.1f}" fill="#3d8a8f"/>'
            )
    if len(still):
        line = " ".join(f"{left + (k + 0.5) * span:.1f},{y(v):.1f}" for k, v in enumerate(still))
        parts.append(f'<polyline points="{line}" fill="none" stroke="#8a3b12" stroke-width="2"/>')
    for k in np.unique(np.linspace(0, len(periods) - 1, min(6, len(periods))).astype(int)):
        words = speech.day(periods["period"][int(k)], "M Y")
        x = min(left + (k + 0.5) * span, width - text_width(words, 12) / 2)
        parts.append(
            f'<text x="{x:.1f}" y="{height - 10}" text-anchor="middle" fill="#404b54">'
            f"{escape(speech.name(words))}</text>"
        )
    return "".join([*parts, "</svg>"])


def _in_words(periods: pl.DataFrame) -> Saying:
    if not len(periods):
        return gettext("No cases.")
    most = periods.sort("began", descending=True).row(0, named=True)
    return gettext(
        "%(cases)s began between %(first)s and %(last)s; the most in the period from %(period)s: %(number)s.",
        cases=cases(int(periods["began"].sum())),
        first=str(periods["period"][0]),
        last=str(periods["period"][-1]),
        period=str(most["period"]),
        number=most["began"],
    )


def _round_up(number: int) -> int:
    size: int = 10 ** (len(str(number)) - 1)
    steps: tuple[int, ...] = (1, 2, 4, 5, 10)
    return next(step * size for step in steps if step * size >= number)
