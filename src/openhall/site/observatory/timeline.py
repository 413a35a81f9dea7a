"""The timeline of one case as SVG: a mark for each event where it lies in time, and a bar as long as its work."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from openhall.mining.log import EventLog
from openhall.mining.words import date
from openhall.process.saying import gettext, ngettext
from openhall.site.web.speech import say, set_apart

WIDTH, HEIGHT, SIDE = 900, 74, 14


def draw_timeline(log: EventLog) -> SafeString:
    """Draw the first case of a log; names are in titles, and the table beside it says all of it in words."""
    first, last = int(log.time[0]), int(log.case_end[0])
    span = max(1, last - first)
    marks = []

    def place(moment: int) -> float:
        return SIDE + (moment - first) / span * (WIDTH - 2 * SIDE)

    for k in range(log.n_events):
        x, over = place(int(log.time[k])), place(int(log.done[k]))
        words = gettext(
            "%(activity)s, %(day)s",
            activity=log.activities[log.activity[k]],
            day=date(int(log.local_time[k])),
        )
        marks.append(
            f'<g><title>{escape(say(words))}</title>{_work(x, over)}<circle cx="{x:.1f}" cy="30" r="7" '
            'fill="#0f5f59" stroke="#fff" stroke-width="2"/></g>'
        )
    counted = ngettext("%(number)s event in time", "%(number)s events in time", log.n_events)
    # The wall clock of the last event, as in the table.
    ahead = int(log.local_time[-1] - log.time[-1])
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" direction="ltr" '
        f'aria-label="{escape(say(counted))}" font-family="system-ui, sans-serif" font-size="14">'
        f'<path d="M{SIDE},30H{WIDTH - SIDE}" stroke="#8fada7" stroke-width="4"/>{"".join(marks)}'
        f'<text x="{SIDE}" y="64" fill="#12211f">{drawn(date(int(log.local_time[0])))}</text>'
        f'<text x="{WIDTH - SIDE}" y="64" text-anchor="end" fill="#12211f">{drawn(date(last + ahead))}</text></svg>'
    )
    # Our own drawing; the only text from a record in it is escaped above.
    return mark_safe(svg)  # noqa: S308


def drawn(words: str) -> str:
    """Words as they stand in the picture, which runs from left to right in every language."""
    return escape(set_apart(say(words)))


def _work(begin: float, over: float) -> str:
    if over - begin < 1:
        return ""
    return f'<path d="M{begin:.1f},30H{over:.1f}" stroke="#0f5f59" stroke-width="10"/>'
