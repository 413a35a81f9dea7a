"""What was published, kept with what it hides, so that the next table can be attacked together with it.

This is the publisher's own record: it holds the hidden numbers, and belongs where the rows themselves are kept.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from openhall.measure.disclosure.dimensions import Dimension
from openhall.measure.disclosure.errors import BadTable
from openhall.measure.disclosure.linked import Earlier
from openhall.measure.disclosure.protecting import Protected
from openhall.measure.disclosure.rules import Rules, Zeros
from openhall.measure.disclosure.tables import LARGEST, Table


def keep(safe: Protected) -> str:
    """A published table as JSON text, for `kept`."""
    table, rules = safe.table, safe.rules
    told: dict[str, Any] = {
        "dimensions": [
            {"name": each.name, "labels": each.labels, "levels": each.levels, "parents": each.parents}
            for each in table.dimensions
        ],
        "values": table.values.ravel().tolist(),
        "contributors": table.contributors.ravel().tolist(),
        "largest": None if table.largest is None else table.largest.ravel().tolist(),
        "unit": table.unit,
        "rules": {
            "at_least": rules.at_least,
            "zeros": rules.zeros.value,
            "dominance": rules.dominance,
            "p_percent": rules.p_percent,
        },
        "hidden": np.flatnonzero(safe.hidden).tolist(),
        "only": {name: sorted(values) for name, values in safe.only.items()},
    }
    return json.dumps(told, ensure_ascii=False)


def kept(text: str, age: int = 0) -> Earlier:
    """A published table from the text of `keep`; for `age` see `Earlier`. Raises `BadTable` when it is none."""
    try:
        told = json.loads(text)
        dimensions = tuple(
            Dimension(each["name"], tuple(each["labels"]), tuple(each["levels"]), tuple(each["parents"]))
            for each in told["dimensions"]
        )
        shape = tuple(each.n_nodes for each in dimensions)
        sums = told["largest"] is not None
        table = Table(
            dimensions,
            np.array(told["values"], np.float64 if sums else np.int64).reshape(shape),
            np.array(told["contributors"], np.int64).reshape(shape),
            np.array(told["largest"], np.float64).reshape(-1, LARGEST) if sums else None,
            told["unit"],
        )
        rules = told["rules"]
        dominance = None if rules["dominance"] is None else (rules["dominance"][0], rules["dominance"][1])
        hidden = np.zeros(table.n_cells, np.bool_)
        hidden[told["hidden"]] = True
        return Earlier(
            table,
            Rules(rules["at_least"], Zeros(rules["zeros"]), dominance, rules["p_percent"]),
            hidden.reshape(shape),
            age,
            {name: frozenset(values) for name, values in told["only"].items()},
            published=True,
        )
    except (KeyError, TypeError, ValueError, IndexError):
        raise BadTable("This is no published table; keep the text as `keep` gave it.") from None
