"""The same steps by PySpark and by DuckDB over the same Parquet as by Openhall's kernels, on real logs."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from openhall.mining.log import ACTIVITY, CASE, TIME
from openhall.mining.portable import ORDER, portable_steps
from openhall.mining.read import read_log
from openhall.mining.steps import step_table

ROOT = Path(__file__).parent.parent
PYTHON = ROOT / ".venv-spark" / "bin" / "python"
LOGS = ("receipt", "road_traffic_fines", "bpic2020_PermitLog", "BPIC15_1")


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Two checks a log: PySpark's steps and DuckDB's."""
    for name in LOGS:
        path = data / "logs" / f"{name}.xes.gz"
        if not path.exists():
            continue
        log = read_log(path)
        ours = {
            (row["from"], row["to"]): (row["count"], row["cases"], row["mean_s"])
            for row in step_table(log).iter_rows(named=True)
        }
        with tempfile.TemporaryDirectory() as folder:
            flat = Path(folder) / "events.parquet"
            frame = log.to_frame().select(CASE, ACTIVITY, pl.col(TIME).to_physical())
            frame.with_row_index(ORDER).write_parquet(flat)
            yield f"{name}: PySpark", _difference(ours, _spark(flat))
            yield f"{name}: DuckDB", _difference(ours, _duckdb(flat))


def _duckdb(path: Path) -> list[list[Any]]:
    table = portable_steps(duckdb.connect().read_parquet(str(path))).pl()
    return [list(row) for row in table.select("from", "to", "count", "cases", "mean_s").iter_rows()]


def _spark(path: Path) -> list[list[Any]]:
    done = subprocess.run(
        [str(_python()), str(ROOT / "conformance" / "spark_side.py"), str(path)],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"PySpark failed: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def _python() -> Path:
    """The Python that has PySpark; its environment is made when it is not there yet."""
    if not PYTHON.exists():
        beside = Path(sys.executable).parent / "uv"
        uv = str(beside) if beside.exists() else "uv"
        subprocess.run([uv, "venv", "--quiet", str(PYTHON.parent.parent)], check=True)
        install = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
        needs = [
            part
            for name in ("runtime", "spark")
            for part in ("-r", str(ROOT / "requirements" / f"{name}.txt"))
        ]
        subprocess.run([*install, "--require-hashes", *needs], check=True)
        subprocess.run([*install, "--no-deps", "--editable", str(ROOT)], check=True)
    return PYTHON


def _difference(ours: dict[tuple[str, str], tuple[int, int, float]], theirs: list[list[Any]]) -> str | None:
    other = {(row[0], row[1]): tuple(row[2:]) for row in theirs}
    if ours.keys() != other.keys():
        return f"{len(ours.keys() ^ other.keys())} steps on one side only"
    for step, (count, cases, mean) in ours.items():
        count_there, cases_there, mean_there = other[step]
        if (count, cases) != (count_there, cases_there) or abs(mean - mean_there) > 1e-9 * max(
            1.0, abs(mean)
        ):
            return f"{step}: {ours[step]} here, {other[step]} there"
    return None
