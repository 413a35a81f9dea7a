"""The risk that rows tell something of somebody: as they came, and after what the publisher chose to do to them.

What is chosen is kept as JSON with the version: `k`, how many people must share what is said of each; `cleared`, the
columns that somebody looked at and knows to name nobody; `log`, which columns are case, activity and time, where rows
are events (`event_logs.py`); `text`, the plan of `measure.disclosure` that makes the rows coarser.
"""

from __future__ import annotations

from typing import Any

import orjson
import polars as pl
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.template.defaultfilters import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openhall.data.columns import Column, Tells
from openhall.measure.disclosure import DisclosureError, Severity, Verdict, report
from openhall.measure.disclosure.ladders import ladder
from openhall.measure.disclosure.plan import DropRows, Plan, parse_plan
from openhall.measure.disclosure.reporting import K
from openhall.measure.disclosure.search import propose
from openhall.process.saying import keep, message_of
from openhall.site.opendata.models import DatasetVersion
from openhall.site.opendata.publishing.event_logs import log_from, risks_of_log
from openhall.site.opendata.publishing.receiving import draft_rows, set_state
from openhall.site.web.speech import say, say_kept

Status = DatasetVersion.Status
Chosen = dict[str, Any]
SHARED_BY = (3, 5, 10, 20)
"""How many people must share what is said of each, to choose from."""
CLEARABLE = frozenset({"title", "values", "own-value"})
"""Kinds of finding that a person may look at and know to be harmless."""
AS_IT_IS = gettext_lazy("Published as it is")


def look_at(version: DatasetVersion) -> None:
    """Make both reports of a draft, and give it back to its publisher. What the plan cannot do leaves a sentence."""
    frame, chosen = draft_rows(version), dict(version.risk.get("plan") or {})
    found: dict[str, Any] = {
        "before": _report(frame, version.draft_columns(), chosen),
        "ladders": _ladders(frame, version),
        "plan": chosen,
    }
    set_state(version, progress=50)
    problem: dict[str, Any] = {}
    try:
        if chosen.pop("propose", False):
            chosen["text"] = _proposed(frame, version, chosen)
        plan = plan_of(chosen)
        columns = tuple(each for each in version.open_columns() if each.name not in plan.dropped())
        found["after"] = _report(protected(frame, version, chosen), columns, chosen)
    except DisclosureError as error:
        problem = keep(message_of(error))
    set_state(version, status=Status.DRAFT, progress=100, problem=problem, risk=found, tries=0)


def plan_of(chosen: Chosen) -> Plan:
    """The plan that was chosen. Raises `BadPlan`."""
    return parse_plan(str(chosen.get("text", "")))


def protected(frame: pl.DataFrame, version: DatasetVersion, chosen: Chosen) -> pl.DataFrame:
    """The rows as they are published: only columns that are kept, treated as the plan says. Raises `BadPlan`."""
    return plan_of(chosen).apply(frame.select([column.name for column in version.open_columns()]))


def plan_in_words(version: DatasetVersion) -> list[str]:
    """What the plan of a draft does, in the reader's language; [] where it could not be done."""
    if not version.risk.get("after"):
        return []
    return [say(words) for words in plan_of(version.risk.get("plan") or {}).in_words()]


def changes_of(text: str) -> list[str]:
    """What was done to a column by the steps of a plan's text, in the reader's language."""
    return [capfirst(say(step.in_words())) for step in parse_plan(text).steps]


def _change(column: str, rule: str) -> str:
    return changes_of(f"{column}: {rule}")[0]


def is_safe(told: dict[str, Any]) -> bool:
    """Whether a report, as it is kept, lets rows be published."""
    return told.get("verdict") == Verdict.PUBLISH.value


def choices_of(version: DatasetVersion) -> list[dict[str, Any]]:
    """What can be chosen on the page about risks: how coarse each column becomes, and how many must share it."""
    chosen = version.risk.get("plan") or {}
    ladders = version.risk.get("ladders") or {}
    steps = {each.column: each.rule() for each in plan_of(chosen).steps}
    titles = {column.name: column.title for column in version.open_columns()}
    if not ladders:
        return []
    choices = [
        {
            "name": "k",
            "title": _("How many people must share what the columns say of each?"),
            "hint": _("The more, the safer. Five is usual; health, crime and money ask for ten or more."),
            "options": [(str(number), str(number)) for number in SHARED_BY],
            "chosen": str(chosen.get("k", K)),
        }
    ]
    choices += [
        {
            "name": f"step-{name}",
            "title": titles[name],
            "options": [("", AS_IT_IS), *((rule, _change(name, rule)) for rule in rules)],
            "chosen": steps.get(name, ""),
        }
        for name, rules in ladders.items()
        if name in titles
    ]
    drops = "drop" if plan_of(chosen).rows is not None else ""
    return [
        *choices,
        {
            "name": "rows",
            "title": _("Rows that are alone even so"),
            "options": [("", _("They stay")), ("drop", _("They are left out"))],
            "chosen": drops,
        },
    ]


def clearable(version: DatasetVersion) -> list[dict[str, Any]]:
    """The columns in which something was found that may name people; a publisher may look and clear them."""
    cleared = set((version.risk.get("plan") or {}).get("cleared", []))
    titles = {column.name: column.title for column in version.open_columns()}
    named = {
        name: say_kept(finding["said"])
        for finding in version.risk.get("after", {}).get("findings", [])
        if finding["kind"] in CLEARABLE
        for name in finding["columns"]
        if name in titles
    }
    return [
        {"name": name, "title": titles[name], "text": text, "chosen": name in cleared}
        for name, text in named.items()
    ]


def plan_from(version: DatasetVersion, given: QueryDict) -> Chosen:
    """What a form chose; what it cannot have chosen is left out."""
    names = {column.name for column in version.open_columns()}
    number = given.get("k", "")
    k = int(number) if number in {str(each) for each in SHARED_BY} else K
    chosen: Chosen = {"k": k, "cleared": sorted(set(given.getlist("cleared")) & names)}
    if log := log_from(version, given):
        chosen["log"] = log
    if given.get("do") == "propose":
        return chosen | {"propose": True}
    lines = [
        f"{name}: {rule}"
        for name, rules in (version.risk.get("ladders") or {}).items()
        if name in names and (rule := given.get(f"step-{name}", "")) in rules
    ]
    plan = parse_plan("\n".join(lines))
    if given.get("rows") == "drop" and (by := _indirect(version, plan)):
        plan = Plan(plan.steps, DropRows(k, by))
    return chosen | {"text": plan.text}


def _indirect(version: DatasetVersion, plan: Plan | None = None) -> tuple[str, ...]:
    """The columns by which somebody may be known, without those that a plan leaves out."""
    gone = plan.dropped() if plan else frozenset()
    return tuple(c.name for c in version.open_columns() if c.tells is Tells.INDIRECT and c.name not in gone)


def _ladders(frame: pl.DataFrame, version: DatasetVersion) -> dict[str, list[str]]:
    """For each column that tells of people, the rules that make it coarser and coarser."""
    return {
        column.name: [step.rule() for step in ladder(frame[column.name]) if step is not None]
        for column in version.open_columns()
        if column.tells in (Tells.INDIRECT, Tells.SENSITIVE)
    }


def _proposed(frame: pl.DataFrame, version: DatasetVersion, chosen: Chosen) -> str:
    """The text of the mildest plan that is enough. Raises `BadPlan` where none is."""
    quasi = _indirect(version)
    return propose(frame, quasi, int(chosen.get("k", K))).plan.text if quasi else ""


def _report(frame: pl.DataFrame, columns: tuple[Column, ...], chosen: Chosen) -> dict[str, Any]:
    """A report as it is kept and shown: what the engine says, its verdict, and what is known of cases by events."""
    k = int(chosen.get("k", K))
    described = {column.name for column in columns}
    found = report(
        frame.select([name for name in frame.columns if name in described]),
        columns,
        k=k,
        cleared=chosen.get("cleared", []),
    )
    told: dict[str, Any] = orjson.loads(found.to_json())
    return told | {
        "verdict": found.verdict.value,
        "events": risks_of_log(frame, chosen.get("log") or {}, k),
    }


def sentences_of(told: dict[str, Any]) -> list[str]:
    """What a report, as it is kept, comes to, in the reader's language."""
    if not told:
        return []
    rows = int(told["rows"])
    said = [ngettext("%(n)s row.", "%(n)s rows.", rows) % {"n": intcomma(rows)}]
    if told.get("smallest") is None:
        said.append(_("No column is said to tell who somebody is."))
    else:
        words = _(
            "The smallest group of people that are told apart has %(smallest)s; %(below)s rows are in groups smaller "
            "than %(k)s."
        )
        counts = {name: intcomma(told[name]) for name in ("smallest", "below", "k")}
        said.append(words % counts)
    if all(each["severity"] != Severity.REFUSE.value for each in told["findings"]):
        said.append(_("Nothing was found that stands against publishing."))
    return said
