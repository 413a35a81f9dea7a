"""A small object-centric log: each order has two items and is paid; items are packed by themselves."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2025, 3, 3, 9, tzinfo=UTC)


def orders(number: int = 12) -> bytes:
    """The log as OCEL 2.0 JSON; every third order is changed before it is packed."""
    objects, events = [], []
    for k in range(number):
        order, items, bill = f"o{k}", [f"o{k}-a", f"o{k}-b"], f"b{k}"
        objects += [{"id": order, "type": "order"}, {"id": bill, "type": "bill"}]
        objects += [{"id": item, "type": "item"} for item in items]
        steps = [("Place order", 0, [order, *items])]
        if k % 3 == 0:
            steps.append(("Change order", 1, [order]))
        steps += [("Pack item", 2, [items[0]]), ("Pack item", 5, [items[1]]), ("Send", 8, [order, *items])]
        steps += [("Bill", 9, [order, bill]), ("Pay", 30, [bill])]
        for place, (name, hours, touched) in enumerate(steps):
            at = BEGIN + timedelta(days=k, hours=hours)
            relations = [{"objectId": each, "qualifier": "touches"} for each in touched]
            events.append(
                {"id": f"e{k}-{place}", "type": name, "time": at.isoformat(), "relationships": relations}
            )
    types = [{"name": name, "attributes": []} for name in ("order", "item", "bill")]
    kinds = [{"name": name, "attributes": []} for name in sorted({event["type"] for event in events})]
    whole = {"objectTypes": types, "eventTypes": kinds, "objects": objects, "events": events}
    return json.dumps(whole).encode()
