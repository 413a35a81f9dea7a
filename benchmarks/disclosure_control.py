"""`disclosure_control.py`: the report on a million rows, and tables that are protected and attacked."""

from __future__ import annotations

import sys

from work import say, time_in


def time_disclosure_control() -> None:
    """Print a row for each piece of work."""
    print("Disclosure control")
    say("report on 1,000,000 rows, 5 columns", time_in(sys.executable, "disclosure_sides.py", "report_rows"))
    for work, what in (
        ("protect_wards", "wards in districts by kind"),
        ("protect_months", "wards in districts by months in years"),
        ("protect_three", "districts by kind by months in years"),
    ):
        timing = time_in(sys.executable, "disclosure_sides.py", work)
        cells, small, partners, asked = timing.answer
        say(what, timing)
        print(f"    {cells:,} cells, {small:,} small, {partners:,} hidden besides, {asked:,} linear programs")


if __name__ == "__main__":
    time_disclosure_control()
