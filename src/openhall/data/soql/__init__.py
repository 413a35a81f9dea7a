"""SoQL, the query language of SODA 2.1: a text or a request's parameters to SQL that can see one table only.

```
text ── tokens.py ── parser.py ── a tree (syntax.py)
parameters ── parameters.py ──────┘      │
                                 compile.py: names, kinds and groups checked, functions from an allow-list (functions/)
                                         │
                                 Plan: SQL of DuckDB, its bound values, and the columns of the answer
```

Nothing of a text reaches the SQL but by `sql.quote` (names of this table's own columns) and as a bound value.

compile_query(asked, table)   -> Plan, or raises QueryError
json_rows(answer)             -> the rows as SODA's JSON, in pieces (answers.py)
"""

from openhall.data.soql.compile import Plan, Table, compile_query
from openhall.data.soql.errors import QueryError

__all__ = ["Plan", "QueryError", "Table", "compile_query"]
