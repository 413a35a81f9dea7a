"""Take the cases of another system into the facts of a service, so that its measures begin before Openhall did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db import transaction

from openhall.measure.history import facts_of_events
from openhall.site.measures.folding import AT_ONCE
from openhall.site.measures.models import CaseFact, Standing
from openhall.site.people.models import Department
from openhall.site.services.loading import Ready
from openhall.site.services.models import Service

OLD = "old:"


@transaction.atomic
def take_over(
    service: Service,
    prepared: Ready,
    events: pl.DataFrame,
    cases: pl.DataFrame,
    *,
    before: datetime | None = None,
    meanings: Mapping[str, str] | None = None,
    channels: Mapping[str, str] | None = None,
) -> int:
    """Write the facts of old cases in place of those that were taken over before; how many.

    events   rows as `measure.history.EVENTS` says, in the order of time
    cases    a row a case with case, and channel, outcome and groups where they are known. A case without an outcome was
             not over when the records end, and is left out
    before   cases that began later are left out: they are in Openhall itself
    meanings, channels  what outcomes and channels of the old system mean here
    Departments that the old system calls by their names here are the same departments.
    The service's own standards say by when each had to be decided, and which activities decide.
    """
    model, standards = prepared.running.model, prepared.folder.text.standards
    names = {model.nodes[model.place_of[node]].name or node for node in standards.decided_by}
    facts = facts_of_events(events, names).join(cases, on="case", how="inner")
    facts = facts.filter(pl.col("outcome").is_not_null())
    if before is not None:
        facts = facts.filter(pl.col("begun") < before)
    groups = [name for name in cases.columns if name not in ("case", "channel", "outcome")]
    calendar = prepared.folder.text.calendar
    departments = {name.casefold(): key for key, name in Department.objects.values_list("key", "name")}
    rows = []
    for row in facts.iter_rows(named=True):
        opened = prepared.local(row["begun"])
        rows.append(
            CaseFact(
                service=service,
                case=f"{OLD}{row['case']}"[:60],
                started=row["begun"],
                begun=row["begun"],
                decided=row["decided"],
                ended=row["ended"],
                over=row["decided"] or row["ended"],
                outcome=row["outcome"][:200],
                meaning=(meanings or {}).get(row["outcome"], ""),
                channel=(channels or {}).get(row.get("channel") or "", ""),
                department=_short(row["department"] or "", departments),
                due_legal=calendar.after(opened, standards.legal) if standards.legal else None,
                due_promised=calendar.after(opened, standards.promised) if standards.promised else None,
                returns=int(row["returns"]),
                handovers=int(row["handovers"]),
                steps=int(row["steps"]),
                groups={name: row[name] for name in groups if row[name] is not None},
            )
        )
    CaseFact.objects.filter(service=service, case__startswith=OLD).delete()
    CaseFact.objects.bulk_create(rows, batch_size=AT_ONCE)
    Standing.objects.filter(version__measure__service=service).update(waiting=True)
    return len(rows)


def _short(department: str, known: Mapping[str, str]) -> str:
    """The short name of a department that an old system calls by its name; what it says where there is none."""
    return known.get(department.casefold(), department[:50])
