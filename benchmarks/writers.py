"""`writers.py`: how long officers wait to write on SQLite while two workers write without a pause.

Django's SQLite as it is, beside ours, where writers take turns. One process a writer; a transaction is 5 ms of work and
one row. An officer who waits 20 seconds is told that the database is locked.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 30
WORKERS, OFFICERS = 2, 3
WORK = 0.005
ENGINES = {
    "Django's SQLite": "django.db.backends.sqlite3",
    "where writers take turns": "openhall.site.web.sqlite3",
}


def time_writers() -> None:
    """Print a row for each engine."""
    print(f"{OFFICERS} officers write on SQLite while {WORKERS} workers do so without a pause, {SECONDS} s")
    for name, engine in ENGINES.items():
        with tempfile.TemporaryDirectory() as folder:
            waits, refused, written = _together(engine, Path(folder))
        waits.sort()
        # Of those who were refused nothing is known but that they waited longer.
        print(
            f"  {name:<26} officer waits {statistics.median(waits) * 1000:8,.0f} ms, 99th percentile "
            f"{waits[int(0.99 * len(waits))] * 1000:8,.0f} ms, longest {waits[-1] * 1000:8,.0f} ms; "
            f"{refused} refused; {written / SECONDS:,.0f} transactions a second in all",
            flush=True,
        )


def _together(engine: str, folder: Path) -> tuple[list[float], int, int]:
    """Seconds that officers waited, how often they were refused, and how many transactions all wrote."""
    _connect(engine, folder).cursor().execute("CREATE TABLE rows (who)")
    children = []
    for number in range(WORKERS + OFFICERS):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            with os.fdopen(writing, "w") as out:
                json.dump(_write(_connect(engine, folder), number), out)
            os._exit(0)
        os.close(writing)
        children.append((child, reading))
    waits, refused, written = [], 0, 0
    for number, (child, reading) in enumerate(children):
        with os.fdopen(reading) as told:
            done, no = json.load(told)
        os.waitpid(child, 0)
        written += len(done) - no
        if number >= WORKERS:
            waits, refused = waits + done, refused + no
    return waits, refused, written


def _write(connection, number: int) -> tuple[list[float], int]:  # type: ignore[no-untyped-def]
    from django.db import OperationalError

    chance, waits, refused = random.Random(number), [], 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if number >= WORKERS:
            time.sleep(chance.random() * 0.02)
        begin = time.perf_counter()
        try:
            connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            waits.append(time.perf_counter() - begin)
            busy = time.perf_counter() + WORK
            while time.perf_counter() < busy:
                pass
            connection.cursor().execute("INSERT INTO rows VALUES (1)")
            connection.commit()
        except OperationalError:
            waits.append(time.perf_counter() - begin)
            refused += 1
        connection.set_autocommit(True)
    return waits, refused


def _connect(engine: str, folder: Path):  # type: ignore[no-untyped-def]
    import django
    from django.conf import settings
    from django.db.utils import ConnectionHandler

    from openhall.site.web.environment import database

    if not settings.configured:
        settings.configure()
        django.setup()
    return ConnectionHandler({"default": {**database("", folder), "ENGINE": engine}})["default"]


if __name__ == "__main__":
    sys.exit(time_writers())
