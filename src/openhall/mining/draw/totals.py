"""How many cases wait in all on each day, today and changed: two lines without words, to stand above a clock."""

from __future__ import annotations

from collections.abc import Sequence

from openhall.mining.draw.svg import ACCENT, INK, QUIET, escaped

TALL = 100


def draw_totals(
    today: Sequence[int],
    changed: Sequence[int],
    day: int,
    warm: int,
    *,
    title: str,
    words: str,
    from_the_right: bool = False,
) -> str:
    """The two lines as one SVG element that may be stretched to any size.

    day             at which the cursor stands, from 0; a script moves what is called `cursor`
    warm            days at the beginning that are grey, because queues only fill
    from_the_right  whether time runs as one reads from the right, as a slider below it does
    """
    days = len(today)
    most = max(1, *today, *changed)

    def points(side: Sequence[int]) -> str:
        return " ".join(
            f"{at + 0.5:g},{TALL - 2 - number / most * (TALL - 6):.1f}" for at, number in enumerate(side)
        )

    mirrored = f' transform="translate({days},0) scale(-1,1)"' if from_the_right else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {days} {TALL}" preserveAspectRatio="none" '
        f'role="img" direction="ltr" class="oh-totals" aria-label="{escaped(title)}">'
        f"<title>{escaped(title)}</title><desc>{escaped(words)}</desc>"
        f"<g{mirrored}>"
        f'<rect width="{min(warm, days)}" height="{TALL}" fill="#eef2f4"/>'
        f'<path d="M0,{TALL - 1}h{days}" stroke="{QUIET}" fill="none" vector-effect="non-scaling-stroke"/>'
        f'<polyline points="{points(today)}" fill="none" stroke="{QUIET}" stroke-width="2.5" '
        'stroke-dasharray="6 4" vector-effect="non-scaling-stroke"/>'
        f'<polyline points="{points(changed)}" fill="none" stroke="{ACCENT}" stroke-width="2.5" '
        'vector-effect="non-scaling-stroke"/>'
        f'<path data-part="cursor" d="M0,0V{TALL}" transform="translate({day + 0.5:g},0)" stroke="{INK}" '
        'stroke-width="2" fill="none" vector-effect="non-scaling-stroke"/></g></svg>'
    )
