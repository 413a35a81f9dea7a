"""A scenario in motion: its two maps at one moment, the same as a table, and what a script needs to let them move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import get_format
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from openhall.mining.draw.totals import draw_totals
from openhall.mining.draw.waiting import BAR, HOTTEST, draw_waiting
from openhall.mining.errors import BadChange
from openhall.mining.simulation.changes import parse_changes
from openhall.mining.simulation.motion import Motion, Side
from openhall.process.quoting import flattened
from openhall.process.saying import figure
from openhall.site.observatory.models import Scenario
from openhall.site.observatory.scenarios import changed_in
from openhall.site.web.speech import digits, say, set_apart, speech

LONGEST_NAME = 60
"""Characters of an activity in a sentence of which there is one for each day."""
SPEEDS = (1, 3, 7, 14)
"""Days that go by in a second."""
USUAL_SPEED = 3
APART = 7
"""Days between the rows of the table of all activities."""


@dataclass(frozen=True)
class Shown:
    """What waits on one side, at noon of each day: at each place of the map and elsewhere, and in all."""

    side: Side
    rows: tuple[tuple[int, ...], ...]
    total: tuple[int, ...]

    @staticmethod
    def of(side: Side) -> Shown:
        """From what was kept."""
        rows = tuple(
            tuple(a + b for a, b in zip(people, other, strict=True))
            for people, other in zip(side.people, side.other, strict=True)
        )
        return Shown(side, rows, tuple(sum(day) for day in zip(*rows, strict=True)))


class Moving:
    """A scenario in motion, in the visitor's language."""

    def __init__(self, made: Scenario) -> None:
        self.motion = Motion.from_json(made.motion)
        self.sides = (Shown.of(self.motion.today), Shown.of(self.motion.changed))
        self.names = [
            *(each.name for each in self.motion.plan.places),
            *([_("All other activities")] if self.motion.hidden else []),
        ]
        try:
            self.changed = changed_in(parse_changes(made.changes))
        except BadChange:
            self.changed = []

    @property
    def first_day(self) -> int:
        """The day at which the page begins, from 0: when the queues are filled."""
        return min(self.motion.warm, self.motion.days - 1)

    @property
    def most_different(self) -> int:
        """The day on which what waits in all differs most between the sides."""
        today, changed = (each.total for each in self.sides)
        return max(range(self.first_day, self.motion.days), key=lambda day: abs(today[day] - changed[day]))

    def day_of(self, text: str | None) -> int:
        """The day that an address asks for (it counts from 1), from 0; the first one where it asks for none."""
        if text and text.isascii() and text.isdigit() and len(text) < 6:
            return min(max(int(text), 1), self.motion.days) - 1
        return self.first_day

    def clock(self, day: int) -> str:
        """What the clock says."""
        return _("Day %(day)s of %(days)s, %(weekday)s") % {
            "day": digits(day + 1, 0),
            "days": digits(self.motion.days, 0),
            "weekday": WEEKDAYS[(self.motion.weekday + day) % 7],
        }

    def said(self, day: int) -> str:
        """What waits on a day, and where the most of it, in a sentence."""
        today, changed = (each.total[day] for each in self.sides)
        return _("%(today)s; %(changed)s.") % {
            "today": _today_words(today) + self._most(self.sides[0], day),
            "changed": _changed_words(changed) + self._most(self.sides[1], day),
        }

    def _most(self, shown: Shown, day: int) -> str:
        waits = [row[day] for row in shown.rows[: len(self.motion.plan.places)]]
        most = max(waits, default=0)
        if not most:
            return ""
        name = set_apart(_short(self.names[waits.index(most)]))
        return _(", the most for “%(activity)s” (%(count)s)") % {"activity": name, "count": digits(most, 0)}

    def pictures(self, day: int) -> list[dict[str, Any]]:
        """Both maps at noon of a day."""
        motion = self.motion
        heads = ((_("Today"), _("The map of today")), (_("With the changes"), _("The map with the changes")))
        return [
            {
                "key": key,
                "head": head,
                "title": title,
                "total": digits(shown.total[day], 0),
                "svg": draw_waiting(
                    motion.plan,
                    [row[day] for row in shown.side.people],
                    [row[day] for row in shown.side.other],
                    motion.most,
                    title=title,
                    words=_("How many cases wait at each activity; the table below says the same."),
                    changed=self.changed if key == "changed" else (),
                    gone=[
                        place.name
                        for place, done in zip(motion.plan.places, shown.side.done, strict=False)
                        if not done
                    ],
                    never=_("not done any more") if key == "changed" else _("not done"),
                    speech=speech(),
                    from_the_right=get_language_bidi(),
                ),
            }
            for (key, shown), (head, title) in zip(
                (("today", self.sides[0]), ("changed", self.sides[1])), heads, strict=True
            )
        ]

    def totals(self, day: int) -> str:
        """The two lines of what waits in all."""
        return draw_totals(
            self.sides[0].total, self.sides[1].total, day, self.motion.warm,
            title=_("Cases that wait in all, on each day"),
            words=_("The table of all days below says the same."),
            from_the_right=get_language_bidi(),
        )  # fmt: skip

    def table(self, day: int) -> list[dict[str, Any]]:
        """What waits at each activity on a day and on average, and in all."""
        rows = [
            self._row(name, *(each.rows[place] for each in self.sides), day)
            for place, name in enumerate(self.names)
        ]
        return [*rows, self._row(_("In all"), *(each.total for each in self.sides), day)]

    def _row(self, name: str, today: Sequence[int], changed: Sequence[int], day: int) -> dict[str, Any]:
        means = [_mean(each[self.first_day :]) for each in (today, changed)]
        return {
            "name": name,
            "today": digits(today[day], 0),
            "changed": digits(changed[day], 0),
            "difference": signed(changed[day] - today[day]),
            "means": [digits(each, 1) for each in means],
            "mean_difference": signed(means[1] - means[0], 1),
            "weight": abs(means[1] - means[0]),
        }

    def largest(self, most: int = 5) -> list[dict[str, Any]]:
        """The activities at which the mean of what waits changes most, then all together."""
        rows = self.table(self.first_day)
        return [*sorted(rows[:-1], key=lambda row: -row["weight"])[:most], rows[-1]]

    def mean_words(self) -> str:
        """What waits on an average day, in a sentence."""
        today, changed = (round(_mean(each.total[self.first_day :])) for each in self.sides)
        return _("On an average day %(today)s; %(changed)s.") % {
            "today": _today_words(today),
            "changed": _changed_words(changed),
        }

    def days_table(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Every seventh day: what waits at each activity and in all, today and changed."""
        rows = [[*each.rows[: len(self.names)], each.total] for each in self.sides]
        return [
            (
                digits(day + 1, 0),
                [(digits(a[day], 0), digits(b[day], 0)) for a, b in zip(*rows, strict=True)],
            )
            for day in range(0, self.motion.days, APART)
        ]

    def shown_words(self) -> str:
        """How many cases move on the map, and why not all of them."""
        if all(each.side.shown == each.side.cases for each in self.sides):
            return _("Numbers and bars count every case, and every case is drawn as a dot.")
        today, changed = (
            _("%(shown)s of %(cases)s")
            % {"shown": digits(each.side.shown, 0), "cases": digits(each.side.cases, 0)}
            for each in self.sides
        )
        return _(
            "Numbers and bars count every case. Dots are drawn for %(today)s cases today and for %(changed)s with the "
            "changes, the same ones as far as they come on both sides: with more of them the page would be slow and "
            "nothing could be told apart."
        ) % {"today": today, "changed": changed}

    def as_json(self) -> dict[str, Any]:
        """What the script needs, in the visitor's language."""
        days = range(self.motion.days)
        return {
            "days": self.motion.days,
            "most": self.motion.most,
            "bar": BAR,
            "hottest": HOTTEST,
            "separator": get_format("THOUSAND_SEPARATOR"),
            "clock": [self.clock(day) for day in days],
            "said": [self.said(day) for day in days],
            "sides": {
                key: {
                    "people": shown.side.people,
                    "other": shown.side.other,
                    "ways": shown.side.ways,
                    "after": shown.side.after,
                    "lasts": shown.side.lasts,
                }
                for key, shown in zip(("today", "changed"), self.sides, strict=True)
            },
        }


def speeds() -> list[tuple[int, str, bool]]:
    """How fast the clock may go: days a second, in words, and whether it is the usual one."""
    return [
        (
            days,
            ngettext("%(days)s day a second", "%(days)s days a second", days) % {"days": digits(days, 0)},
            days == USUAL_SPEED,
        )
        for days in SPEEDS
    ]


def signed(number: float, places: int = 0) -> str:
    """A difference with its sign; no sign where it rounds to 0."""
    return say(figure(round(number, places) + 0.0, places, signed=True))


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / max(1, len(numbers))


def _short(name: str) -> str:
    flat = flattened(name)
    return flat if len(flat) <= LONGEST_NAME else f"{flat[: LONGEST_NAME - 1]}…"


def _today_words(count: int) -> str:
    return ngettext("%(count)s case waits today", "%(count)s cases wait today", count) % {
        "count": digits(count, 0)
    }


def _changed_words(count: int) -> str:
    return ngettext(
        "%(count)s case waits with the changes", "%(count)s cases wait with the changes", count
    ) % {"count": digits(count, 0)}
