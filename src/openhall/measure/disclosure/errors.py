"""What can be wrong with what disclosure control is given, one class a kind.

```
DisclosureError
├── BadTable        a table or frame that cannot be looked at: a column that is not there, a value below zero
├── BadRules        rules that contradict themselves
├── BadPlan         a plan of generalisation that is none, or does not fit the columns
├── NoProtection    a table that cannot be made safe: what is public already gives a small cell away
├── BudgetSpent     a question that would cost more privacy than is left
└── NoNoise         differential privacy was asked for, and OpenDP is not installed
```

Each message is one sentence for the reader: what is wrong, where, and how to mend it. Those that publishers meet can
be said in other languages: `process.saying.message_of`.
"""

from __future__ import annotations


class DisclosureError(Exception):
    """Something a person has to mend before anything is published."""


class BadTable(DisclosureError):
    """A table or frame that cannot be looked at."""


class BadRules(DisclosureError):
    """Rules that contradict themselves."""


class BadPlan(DisclosureError):
    """A plan of generalisation that is none, or that does not fit the columns."""


class NoProtection(DisclosureError):
    """A table that no choice of hidden cells makes safe."""


class BudgetSpent(DisclosureError):
    """A question that would cost more privacy than is left."""


class NoNoise(DisclosureError):
    """Differential privacy was asked for, and OpenDP is not installed."""
