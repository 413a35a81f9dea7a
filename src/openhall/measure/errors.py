"""What can be wrong with what is measured. Each message is one sentence a line: what, where, and how to mend it.

```
MeasureError
├── BadMeasure   a definition that says no measure, or input that a measure cannot be computed from
│   └── BadFigures   a file that is no table of published figures; can be said in other languages
└── BadSeries    values over time that no chart can be made of: one missing, days out of order, too few
```
"""

from __future__ import annotations


class MeasureError(Exception):
    """Something a person has to mend before it can be measured."""


class BadMeasure(MeasureError):
    """A definition that says no measure, or input that a measure cannot be computed from."""


class BadFigures(BadMeasure):
    """A file that is no table of published figures; `process.saying.message_of` gives why, for any language."""


class BadSeries(MeasureError):
    """Values over time that no chart can be made of."""
