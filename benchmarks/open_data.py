"""Five queries of an open-data portal on five million rows, beside Datasette and PostgreSQL, in turn, in one run."""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl

from open_data_rows import ROWS, make_rows
from open_data_sides import INDEXES
from peers import python_with
from work import HOME, ROOT

ROUNDS = 2
FOLDER = HOME / "open_data"
SAID = {
    "page": "a page of 50, filtered, newest first",
    "group": "rows of each category",
    "months": "rows of each month",
    "row": "one row by its number",
    "text": "a text anywhere, with an average",
}


def time_open_data() -> None:
    """Print a row for each query: medians of all sides, and how many times faster ours is."""
    parquet, version, database = FOLDER / "rows.parquet", FOLDER / "version", FOLDER / "open_data.db"
    prepare(parquet, version, database)
    peer = str(python_with("datasette"))
    sides = {
        "Openhall": [sys.executable, "open_data_sides.py", "ours", str(version)],
        "Datasette": [peer, "open_data_peer.py", str(database)],
        "PostgreSQL": [sys.executable, "open_data_sides.py", "postgresql", str(parquet)],
    }
    told: dict[str, dict[str, list[float]]] = {side: {name: [] for name in SAID} for side in sides}
    rows: dict[str, set[int]] = {name: set() for name in SAID}
    for _ in range(ROUNDS):
        for side, command in sides.items():
            for name, each in run(command).items():
                told[side][name] += each["ms"]
                rows[name].add(each["rows"])
    print(f"Open-data queries on {ROWS:,} rows, milliseconds: from the request to the answer's bytes")
    for name, what in SAID.items():
        assert len(rows[name]) == 1, f"the sides gave {rows[name]} rows for {name}"
        ours = statistics.median(told["Openhall"][name])
        line = f"  {what:<38} Openhall {ours:8.2f}"
        for side in ("Datasette", "PostgreSQL"):
            theirs = statistics.median(told[side][name])
            line += f"   {side} {theirs:9.2f} ({theirs / ours:6.2f}x ours)"
        print(line, flush=True)


def prepare(parquet: Path, version: Path, database: Path) -> None:
    """Make the rows once, publish them here, and load them into SQLite as Datasette serves it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not parquet.exists():
        print(f"Making {ROWS:,} rows ...", flush=True)
        make_rows(parquet)
    if not version.exists():
        from openhall.data.columns import Column, Kind
        from openhall.data.store import build

        kinds = {"opened": Kind.CALENDAR_DATE, "closed": Kind.CALENDAR_DATE, "place": Kind.POINT}
        kinds |= {"case_id": Kind.NUMBER, "hours": Kind.NUMBER}
        frame = pl.scan_parquet(parquet).with_columns(place=pl.struct("longitude", "latitude"))
        frame = frame.drop("longitude", "latitude")
        names = frame.collect_schema().names()
        build(frame, [Column(name, kinds.get(name, Kind.TEXT)) for name in names], version)
    if not database.exists():
        load_sqlite(parquet, database.with_suffix(".part"))
        database.with_suffix(".part").rename(database)


def load_sqlite(parquet: Path, path: Path) -> None:
    """The rows in SQLite, indexed and analysed; times as ISO 8601 texts, which is how SQLite keeps them."""
    path.unlink(missing_ok=True)
    frame = pl.read_parquet(parquet).with_columns(pl.col("opened", "closed").dt.strftime("%Y-%m-%dT%H:%M:%S"))
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = off")
    db.execute(
        "CREATE TABLE cases (case_id INTEGER PRIMARY KEY, opened TEXT, closed TEXT, status TEXT, agency TEXT, "
        "category TEXT, neighborhood TEXT, source TEXT, details TEXT, hours REAL, longitude REAL, latitude REAL)"
    )
    db.executemany(f"INSERT INTO cases VALUES ({', '.join('?' * frame.width)})", frame.iter_rows())
    for column in INDEXES:
        db.execute(f"CREATE INDEX cases_{column} ON cases ({column})")
    db.execute("ANALYZE")
    db.commit()
    db.close()


def run(command: list[str]) -> dict[str, Any]:
    """One side in a process of its own."""
    command = [command[0], str(ROOT / "benchmarks" / command[1]), *command[2:]]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


if __name__ == "__main__":
    time_open_data()
