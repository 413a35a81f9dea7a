"""Disclosure control: what may be said of people, and what gives them away.

Rows: look at them, make them coarser, look again, decide.

    from openhall.measure.disclosure import report
    seen = report(frame, columns)         # polars DataFrame; columns as in openhall.data.columns
    seen.verdict                          # publish / publish with a plan / refuse
    seen.findings                         # each: kind, severity, columns, text, todo, numbers
    seen.safe_at_row_level                # may single rows be shown and queried?
    report(frame, columns, cleared=("case_id",))   # a person looked at that column: it names nobody
    plan = suggest(frame, columns)                 # the mildest plan after which rows are safe
    plan.text, plan.in_words()                     # text is stored and read by parse_plan
    speech.say(seen.findings[0].said)              # in another language (`process.saying`)
    report_after(plan, frame, columns)             # the report as it would be then
    plan.apply(frame, secret)                      # the rows to publish; secret: for `random` rounding only

Tables of counts and sums: all totals are added, small cells are hidden, others are hidden with them so that totals do
not give them back, and a linear-programming attacker tries to work them out before anything is returned.

    from openhall.measure.disclosure import protect, tabulate, tabulate_sums, Rules
    table = tabulate(frame, [("district", "city"), "age_band"], who="person")
    safe = protect(table, Rules(at_least=10))      # raises NoProtection when nothing helps
    safe.frame()                                   # a row a cell; value is null where hidden
    safe.in_words()

    month = protect(table, earlier=[last_month.as_earlier(age=1)])       # rows were added since
    ward = protect(by_ward, earlier=[safe.as_earlier()], families=[family_of(frame, ("ward", "district"))])
    keep(safe)                                     # text with what it hides, for the publisher; `kept` reads it

Event logs: how many cases are known by how they begin, and what cutting times or leaving out rare variants does.

    from openhall.measure.disclosure import event_risk, truncate_times, without_rare_variants
    event_risk(events, case="case", activity="activity", time="time")

Noise (differential privacy, optional): openhall.measure.disclosure.noise, with an account of what was spent.

What is decided goes to JSON and back: `Report.to_json`, `report_from_json`, `Decision`, `decision_from_json`.

Sources: Hundepool, Domingo-Ferrer, Franconi, Giessing, Schulte Nordholt, Spicer and de Wolf, Statistical Disclosure
Control (2012); the ESSNet Handbook on SDC. Methods, limits and how to choose: docs/reference/disclosure-control.md.
"""

from openhall.measure.disclosure.errors import (
    BadPlan,
    BadRules,
    BadTable,
    BudgetSpent,
    DisclosureError,
    NoNoise,
    NoProtection,
)
from openhall.measure.disclosure.events import (
    EventRisk,
    Precision,
    event_risk,
    truncate_times,
    without_rare_variants,
)
from openhall.measure.disclosure.findings import (
    Decision,
    Finding,
    Report,
    Severity,
    Verdict,
    decision_from_json,
    report_from_json,
)
from openhall.measure.disclosure.keeping import keep, kept
from openhall.measure.disclosure.linked import Earlier, Family, family_of, kept_secret
from openhall.measure.disclosure.plan import Plan, parse_plan
from openhall.measure.disclosure.protecting import Protected, protect
from openhall.measure.disclosure.reporting import Described, report
from openhall.measure.disclosure.rules import Rules, Zeros
from openhall.measure.disclosure.search import Proposal, propose
from openhall.measure.disclosure.suggesting import report_after, suggest
from openhall.measure.disclosure.tables import Table, table_of, tabulate, tabulate_sums

__all__ = [
    "BadPlan",
    "BadRules",
    "BadTable",
    "BudgetSpent",
    "Decision",
    "Described",
    "DisclosureError",
    "Earlier",
    "EventRisk",
    "Family",
    "Finding",
    "NoNoise",
    "NoProtection",
    "Plan",
    "Precision",
    "Proposal",
    "Protected",
    "Report",
    "Rules",
    "Severity",
    "Table",
    "Verdict",
    "Zeros",
    "decision_from_json",
    "event_risk",
    "family_of",
    "keep",
    "kept",
    "kept_secret",
    "parse_plan",
    "propose",
    "protect",
    "report",
    "report_after",
    "report_from_json",
    "suggest",
    "table_of",
    "tabulate",
    "tabulate_sums",
    "truncate_times",
    "without_rare_variants",
]
