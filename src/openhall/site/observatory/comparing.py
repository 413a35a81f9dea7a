"""What a comparison compares: read from its address, cut out of a log, and what has to be said beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from openhall.mining.errors import BadFilter, MiningError
from openhall.mining.filter_text import filter_text
from openhall.mining.filters import HasAttribute, TimeWindow
from openhall.mining.log import EventLog
from openhall.mining.split import split_by_day, split_by_value
from openhall.mining.words import cases
from openhall.process.saying import gettext, listing
from openhall.site.observatory.fairness import Care, fair_periods
from openhall.site.web.speech import say, say_day, say_error

WAYS = ("day", "periods", "value")
FEW = 30
"""With fewer cases than this on a side, the page says that little can be seen."""
DATES = ("a_first", "a_last", "b_first", "b_last")


class CannotCompare(Exception):
    """What was asked makes no comparison: a sentence for the person, and the field to mend it in."""

    def __init__(self, words: str, field: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Asked:
    """The answers of the comparison form as the address holds them; what is not there is empty."""

    how: str
    day: str = ""
    a_first: str = ""
    a_last: str = ""
    b_first: str = ""
    b_last: str = ""
    attribute: str = ""
    a: str = ""
    b: str = ""

    @staticmethod
    def of(query: QueryDict) -> Asked:
        """Read an address."""
        how = query.get("how", "")
        names = ("day", *DATES, "attribute", "a", "b")
        return Asked(
            how if how in WAYS else "", **{name: query.get(name, "").strip()[:200] for name in names}
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The answers that are there, as the address holds them."""
        return [(name, text) for name, text in vars(self).items() if text]


@dataclass(frozen=True)
class Side:
    """One side: its name, its cases, and the filter that shows them alone ("" where no filter can)."""

    name: str
    log: EventLog
    filter: str


def periods_to_begin_with(log: EventLog, sure: date) -> dict[str, str]:
    """The dates of the form before anything is asked: see `fair_periods`."""
    return dict(zip(DATES, (day.isoformat() for day in fair_periods(log, sure)), strict=True))


def sides_of(log: EventLog, asked: Asked) -> tuple[Side, Side]:
    """The two times that were asked for. Raises `CannotCompare`."""
    return _periods(log, asked) if asked.how == "periods" else _before_and_after(log, asked)


def groups_of(log: EventLog, attribute: str) -> dict[str, EventLog]:
    """The values of an attribute, the largest first. Raises `CannotCompare`."""
    if not attribute:
        raise CannotCompare(_("Choose what the cases differ in."), "attribute")
    try:
        return split_by_value(log, attribute)
    except BadFilter as error:
        words = say_error(error)
        if attribute in log.events.names and attribute not in log.cases.names:
            words = _(
                "A case counts for the “%(name)s” that does most of its work, and that is the same one in all of these "
                "cases. Choose something in which whole cases differ."
            ) % {"name": attribute}
        raise CannotCompare(words, "attribute") from None


def _before_and_after(log: EventLog, asked: Asked) -> tuple[Side, Side]:
    day = _date(asked.day, "day")
    try:
        before, after = split_by_day(log, day)
    except BadFilter as error:
        raise CannotCompare(say_error(error), "day") from None
    words = {"day": say_day(day)}
    names = _("the time before %(day)s") % words, _("the time from %(day)s") % words
    return (
        Side(names[0], before, filter_text(TimeWindow(last=day - timedelta(days=1)))),
        Side(names[1], after, filter_text(TimeWindow(first=day))),
    )


def _periods(log: EventLog, asked: Asked) -> tuple[Side, Side]:
    found, days = [], []
    for side, backwards, empty in (
        (
            "a",
            _("The first period ends before it begins."),
            _("No case starts in the first period; choose other days."),
        ),
        (
            "b",
            _("The second period ends before it begins."),
            _("No case starts in the second period; choose other days."),
        ),
    ):
        first = _date(getattr(asked, f"{side}_first"), f"{side}_first")
        last = _date(getattr(asked, f"{side}_last"), f"{side}_last")
        if last < first:
            raise CannotCompare(backwards, f"{side}_last")
        window = TimeWindow(first=first, last=last)
        days.append((first, last))
        within = log.take(window.cases(log))
        if not within.n_cases:
            raise CannotCompare(empty, f"{side}_first")
        name = _("%(first)s to %(last)s") % {"first": say_day(first), "last": say_day(last)}
        found.append(Side(name, within, filter_text(window)))
    if found[0].name == found[1].name:
        raise CannotCompare(_("Both periods are the same; change one of them."), "b_first")
    if days[0][0] <= days[1][1] and days[1][0] <= days[0][1]:
        raise CannotCompare(_("The periods overlap; change one so that no day lies in both."), "b_first")
    return found[0], found[1]


def sides_of_values(groups: Mapping[str, EventLog], asked: Asked) -> tuple[Side, Side]:
    """The two values that were asked for. Raises `CannotCompare`."""
    for field in ("a", "b"):
        if getattr(asked, field) not in groups:
            raise CannotCompare(_("Choose one of the values of %(name)s.") % {"name": asked.attribute}, field)
    if asked.a == asked.b:
        words = _("Both sides are “%(value)s”; choose another value for one of them.") % {"value": asked.a}
        raise CannotCompare(words, "b")
    return _value(groups, asked, asked.a), _value(groups, asked, asked.b)


def _value(groups: Mapping[str, EventLog], asked: Asked, value: str) -> Side:
    # Only of an attribute of cases does a filter show the same cases.
    of_cases = asked.attribute in groups[value].cases.names
    text = filter_text(HasAttribute(asked.attribute, (value,))) if of_cases else ""
    return Side(value, groups[value], text)


def _date(text: str, field: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CannotCompare(_("Enter a day, like 2024-05-31."), field) from None
    # The day before and the day after have to be days as well.
    if not date.min < day < date.max:
        raise CannotCompare(_("Enter a day within the time of the log."), field)
    return day


def care_for_few(sides: tuple[Side, Side]) -> list[Care]:
    """What to say of sides with so few cases that little can be seen."""
    few = [side for side in sides if side.log.n_cases < FEW]
    if not few:
        return []
    counts = listing(
        [gettext("“%(side)s” has %(cases)s", side=side.name, cases=cases(side.log.n_cases)) for side in few]
    )
    words = gettext("%(counts)s. With so few, only a very large difference can be seen.", counts=counts)
    return [Care(say(words))]


def problem_of(error: CannotCompare | MiningError) -> dict[str, str]:
    """The error as the error summary shows it."""
    field = error.field if isinstance(error, CannotCompare) else "attribute"
    return {"words": say_error(error), "href": f"#{field}"}
