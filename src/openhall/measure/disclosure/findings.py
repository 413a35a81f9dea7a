"""What disclosure control says: findings in words, the report that holds them, and what a person decides upon it.

All of these are values that go to JSON and back, so that the decision of a publisher can be kept with what they saw.
Sentences are kept as `process.saying` keeps them: publishers of several languages read the same report.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from openhall.measure.disclosure.errors import BadTable
from openhall.process.saying import keep, read


class Severity(StrEnum):
    """How much a finding weighs."""

    REFUSE = "refuse"
    """It must not be published like this."""
    WARN = "warn"
    """Somebody may be found; a person decides."""
    NOTE = "note"
    """Worth knowing."""


class Verdict(StrEnum):
    """What follows from a report."""

    PUBLISH = "publish"
    PLAN = "publish with a plan"
    """Safe enough once it has been made coarser."""
    REFUSE = "refuse"


@dataclass(frozen=True)
class Finding:
    """One thing found.

    kind      a short word for machines: direct, title, values, own-value, singled-out, alike, close ...
    columns   which columns it is about
    said      what was found, in a sentence; no value of the data is quoted
    to_do     what to do about it, in a sentence
    numbers   what the sentence counts
    """

    kind: str
    severity: Severity
    columns: tuple[str, ...]
    said: str
    to_do: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What was found in a table of rows.

    rows      how many rows or, where `people`, people
    k         how many people must share what is said of each; classes: how many classes there are
    smallest  the size of the smallest class; None where no column says anything of people
    unique, below   how many are alone in their class, and in classes smaller than k
    combinations    the columns that single most people out: columns, alone, below k
    """

    rows: int
    k: int
    quasi: tuple[str, ...]
    findings: tuple[Finding, ...]
    smallest: int | None = None
    classes: int = 0
    unique: int = 0
    below: int = 0
    combinations: tuple[tuple[tuple[str, ...], int, int], ...] = ()
    risks: Mapping[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """Refuse where somebody is named; a plan where people are singled out; else publish."""
        if any(each.severity is Severity.REFUSE for each in self.findings):
            only_coarser = all(
                each.kind in COARSER for each in self.findings if each.severity is Severity.REFUSE
            )
            return Verdict.PLAN if only_coarser else Verdict.REFUSE
        return Verdict.PUBLISH

    @property
    def safe_at_row_level(self) -> bool:
        """Whether single rows may be shown and asked for."""
        return self.verdict is Verdict.PUBLISH

    def to_json(self) -> str:
        """The report as JSON text; `report_from_json` reads it."""
        return json.dumps(_kept(self), ensure_ascii=False)


COARSER = frozenset({"singled-out", "alike", "close"})
"""Kinds of finding that a plan of generalisation can mend."""


@dataclass(frozen=True)
class Decision:
    """What a person decided, upon which report; the site adds who and when.

    verdict   publish, publish with a plan, or refuse
    reasons   why, in the publisher's own words
    plan      the text of the plan, "" where there is none
    cleared   columns that the publisher looked at and knows to name nobody
    before, after   the reports that the publisher saw
    """

    verdict: Verdict
    reasons: str
    plan: str = ""
    cleared: tuple[str, ...] = ()
    before: Report | None = None
    after: Report | None = None

    def to_json(self) -> str:
        """The decision as JSON text; `decision_from_json` reads it."""
        reports = {"before": self.before and _kept(self.before), "after": self.after and _kept(self.after)}
        return json.dumps(asdict(self) | reports, ensure_ascii=False)


def report_from_json(text: str) -> Report:
    """A report from the text of `Report.to_json`. Raises `BadTable` when it is none."""
    return _report(_loaded(text))


def decision_from_json(text: str) -> Decision:
    """A decision from the text of `Decision.to_json`. Raises `BadTable` when it is none."""
    told = _loaded(text)
    try:
        return Decision(
            Verdict(told["verdict"]),
            told["reasons"],
            told["plan"],
            tuple(told["cleared"]),
            _report(told["before"]) if told["before"] else None,
            _report(told["after"]) if told["after"] else None,
        )
    except (KeyError, TypeError, ValueError):
        raise BadTable("This is no decision on disclosure; keep the text as `to_json` gave it.") from None


def _kept(report: Report) -> dict[str, Any]:
    findings = [
        asdict(each) | {"said": keep(each.said), "to_do": keep(each.to_do)} for each in report.findings
    ]
    return asdict(report) | {"findings": findings}


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise BadTable("This is no report on disclosure; keep the text as `to_json` gave it.") from None


def _report(told: Any) -> Report:
    try:
        findings = tuple(
            Finding(
                each["kind"],
                Severity(each["severity"]),
                tuple(each["columns"]),
                read(each["said"]),
                read(each["to_do"]),
                each["numbers"],
            )
            for each in told["findings"]
        )
        combinations = tuple((tuple(columns), alone, below) for columns, alone, below in told["combinations"])
        kept = {name: told[name] for name in ("rows", "k", "smallest", "classes", "unique", "below", "risks")}
        return Report(quasi=tuple(told["quasi"]), findings=findings, combinations=combinations, **kept)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BadTable("This is no report on disclosure; keep the text as `to_json` gave it.") from None
