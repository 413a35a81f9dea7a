"""A prepared year on disk: three Parquet files and a small JSON, in a folder that is never changed afterwards."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from openhall.data.money.book import Year
from openhall.data.money.prepare import Prepared

PARTS = ("budget", "payments", "contracts")


def keep_year(prepared: Prepared, folder: Path) -> str:
    """Write a year into a folder, which appears whole or not at all; returns the SHA-256 of its rows."""
    partial = folder.with_name(folder.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name in PARTS:
        getattr(prepared, name).write_parquet(
            partial / f"{name}.parquet", compression="zstd", statistics=True
        )
    facts = {
        "year": prepared.year,
        "currency": prepared.currency,
        "first": prepared.first.isoformat(),
        "last": prepared.last.isoformat(),
    }
    (partial / "year.json").write_text(json.dumps(facts), encoding="utf-8")
    digest = hashlib.sha256()
    for name in PARTS:
        digest.update(hashlib.sha256((partial / f"{name}.parquet").read_bytes()).digest())
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)
    return digest.hexdigest()


def open_year(
    folder: Path, residents: int | None = None, index: Decimal | None = None, source: str = ""
) -> Year:
    """The year in a folder that `keep_year` wrote."""
    facts = json.loads((folder / "year.json").read_text(encoding="utf-8"))
    return Year(
        int(facts["year"]),
        str(facts["currency"]),
        date.fromisoformat(facts["first"]),
        date.fromisoformat(facts["last"]),
        pl.read_parquet(folder / "budget.parquet"),
        pl.read_parquet(folder / "payments.parquet"),
        pl.read_parquet(folder / "contracts.parquet"),
        residents,
        index,
        source,
    )
