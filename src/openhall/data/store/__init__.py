"""One immutable version of a table on disk, and questions to it.

```
facts = build(frame, columns, folder)            # once, when it is published
with open_version(folder) as stored:             # many readers, many threads
    answer = stored.query({"$select": "status, count(*)", "$group": "status", "$order": "count DESC"})
    answer = stored.query("SELECT * WHERE opened > '2026-01-01' LIMIT 50", Limits(seconds=5))
```

`build` takes a Polars frame (eager or lazy) that has a column of each name, and writes into `folder`, which must not be
there yet: `rows.parquet` (the rows as they were given, for downloads), `rows.duckdb` (for all questions) and
`facts.json` (what is counted once). Either the whole folder appears or nothing does. Raises `BuildError` with a
sentence when the frame does not fit the columns. What a frame holds for each kind:

    text, url         text                              number           any integer, float or decimal
    checkbox          boolean                           calendar_date    date, datetime, or text as ISO 8601
    fixed_timestamp   datetime, UTC when it has no zone, or text as ISO 8601
    point             struct of longitude and latitude, a list of both, or text `POINT (longitude latitude)`
    multipolygon      GeoJSON or Well-Known Text of polygons, as text

`open_version(folder)` gives a `Stored`, which may be used from many threads at once; close it when it is done with.

    stored.facts            Facts: rows, made_at, and for each column nulls, distinct, least, greatest, common, bounds
    stored.columns          the columns, in their order
    stored.folder           where it lies; `stored.parquet` is the file for downloads
    stored.query(asked, limits) -> Answer       raises `openhall.data.soql.QueryError` (status, as_json())
    stored.row(number or 'row-7') -> Answer     one row by its `:id`; no row when there is none

    answer.columns          tuple[Column]: name, kind, title
    answer.rows             list of tuples: text, int, float, Decimal, bool, datetime without zone (instants are UTC),
                            a point as [longitude, latitude], an area as the text of its GeoJSON; None is null
    answer.more             whether there may be more rows after these
    answer.frame()          the rows as a Polars frame (a point is a struct of longitude and latitude)

`openhall.data.soql.answers.json_rows(answer)` makes SODA's JSON of it.
"""

from openhall.data.store.build import BuildError, build
from openhall.data.store.facts import ColumnFacts, Facts
from openhall.data.store.limits import Limits
from openhall.data.store.stored import Answer, Stored, open_version

__all__ = [
    "Answer", "BuildError", "ColumnFacts", "Facts", "Limits", "Stored", "build", "open_version",
]  # fmt: skip
