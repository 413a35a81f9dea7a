"""Our side, and PostgreSQL, of the open-data queries: `open_data_sides.py ours FOLDER` or `... postgresql PARQUET`.

Prints a JSON line: for each query the milliseconds of each counted run and the number of rows, so that it can be seen
that all sides did the same.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RUNS = {"page": 40, "row": 200}
"""What takes a few milliseconds is asked more often than the other queries, which are asked 7 times."""
OURS = {
    "page": {
        "$where": "neighborhood = 'Neighborhood 7' and status = 'Open'",
        "$order": "opened desc",
        "$limit": "50",
    },
    "group": {"$select": "category, count(*) as n", "$group": "category", "$order": "n desc"},
    "months": {"$select": "date_trunc_ym(opened) as m, count(*) as n", "$group": "m", "$order": "m"},
    "row": {"case_id": "13333332"},
    "text": {"$select": "count(*), avg(hours)", "$where": "details like '%graffiti%'"},
}
COLUMNS = "case_id, opened, closed, status, agency, category, neighborhood, source, details, hours, longitude, latitude"
POSTGRESQL = {
    "page": f"SELECT {COLUMNS} FROM cases WHERE neighborhood = 'Neighborhood 7' AND status = 'Open' "
    "ORDER BY opened DESC LIMIT 50",
    "group": "SELECT category, count(*) AS n FROM cases GROUP BY category ORDER BY n DESC",
    "months": "SELECT date_trunc('month', opened) AS m, count(*) AS n FROM cases GROUP BY m ORDER BY m",
    "row": f"SELECT {COLUMNS} FROM cases WHERE case_id = 13333332",
    "text": "SELECT count(*), avg(hours) FROM cases WHERE details LIKE '%graffiti%'",
}
INDEXES = ("opened", "category", "neighborhood", "status")
"""What a careful administrator indexes for these queries; the peers both have them."""


def counted(ask: Callable[[Any], int], queries: dict[str, Any]) -> dict[str, Any]:
    """Milliseconds of each query, after one run that does not count."""
    told: dict[str, Any] = {}
    for name, query in queries.items():
        rows = ask(query)
        taken = []
        for _ in range(RUNS.get(name, 7)):
            begun = time.perf_counter()
            ask(query)
            taken.append((time.perf_counter() - begun) * 1000)
        told[name] = {"ms": taken, "rows": rows}
    return told


def ours(folder: str) -> dict[str, Any]:
    """From the parameters of a request to the bytes of SODA's JSON."""
    from openhall.data.soql.answers import json_rows
    from openhall.data.store import open_version

    stored = open_version(Path(folder))

    def ask(asked: dict[str, str]) -> int:
        answer = stored.query(asked)
        written = b"".join(json_rows(answer.columns, answer.rows))
        assert written.startswith(b"[")
        return len(answer.rows)

    return counted(ask, OURS)


def postgresql(parquet: str) -> dict[str, Any]:
    """From SQL to rows in Python. The table is loaded anew, vacuumed and analysed."""
    sys.path.insert(0, str(HERE.parent))
    import polars as pl
    import psycopg
    from tests.world import enter

    enter("postgresql")
    host = os.environ["OPENHALL_DATABASE_URL"].rpartition("host=")[2]
    with psycopg.connect(host=host, user="openhall", dbname="postgres", autocommit=True) as db:
        db.execute(
            "CREATE TABLE cases (case_id bigint PRIMARY KEY, opened timestamp, closed timestamp, status text, "
            "agency text, category text, neighborhood text, source text, details text, hours float8, "
            "longitude float8, latitude float8)"
        )
        text = Path(os.environ["OPENHALL_HOME"]) / "cases.csv"
        pl.scan_parquet(parquet).sink_csv(text, include_header=False, datetime_format="%Y-%m-%dT%H:%M:%S")
        with text.open("rb") as rows, db.cursor().copy("COPY cases FROM STDIN (FORMAT csv)") as copy:
            while piece := rows.read(1 << 20):
                copy.write(piece)
        for column in INDEXES:
            db.execute(f"CREATE INDEX ON cases ({column})")
        db.execute("VACUUM ANALYZE cases")
        db.execute("SET work_mem = '64MB'")
        return counted(lambda query: len(db.execute(query).fetchall()), POSTGRESQL)


if __name__ == "__main__":
    print(json.dumps({"ours": ours, "postgresql": postgresql}[sys.argv[1]](sys.argv[2])))
