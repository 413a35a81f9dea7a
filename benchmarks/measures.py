"""`measures.py`: a year of a million cases worked out again from its facts, and the facts from its events."""

from __future__ import annotations

import sys

from work import say, time_in


def time_measures() -> None:
    """Print a row for each piece of work."""
    print("Measures of a year with 1,000,000 cases")
    for work, what in (
        ("one", "one share by month, channel and department"),
        ("values", "12 built-in measures with all their groups"),
        ("daily", "the backlog at the end of each of 365 days"),
        ("events", "facts of the cases from 8,000,000 events"),
    ):
        timing = time_in(sys.executable, "measure_sides.py", work)
        say(what, timing)
        print(f"    {timing.answer:,} values" if work != "events" else f"    {timing.answer:,} cases")


if __name__ == "__main__":
    time_measures()
