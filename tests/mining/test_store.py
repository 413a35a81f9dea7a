"""A prepared log on disk: what is written is what is opened, whole or not at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from broken_files import FORMATS, holds_together, whole
from handmade import DAY, HOUR, handmade

from openhall.mining.errors import UnreadableLog
from openhall.mining.log import EventLog
from openhall.mining.read import read_log
from openhall.mining.store import export_csv, export_parquet, open_log, write_log


def same(one: EventLog, other: EventLog) -> None:
    assert one.to_frame().equals(other.to_frame())
    assert one.cases.frame().equals(other.cases.frame())
    assert (
        one.activities == other.activities and one.problems == other.problems and one.source == other.source
    )
    np.testing.assert_array_equal(one.offsets, other.offsets)
    for a, b in ((one.end, other.end), (one.offset_min, other.offset_min)):
        assert (a is None) == (b is None)
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_log_is_opened_as_it_was_written(name: str, tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(whole(name))
    log = read_log(path)
    write_log(log, tmp_path / "kept")
    again = open_log(tmp_path / "kept")
    same(log, again)
    holds_together(again)


def test_ends_offsets_and_a_cut_are_kept(tmp_path: Path) -> None:
    log = handmade([("a", "A", 1, HOUR), ("a", "B", DAY, 0), ("b", "A", 5, 0)], offset=120)
    write_log(log, tmp_path / "whole")
    same(log, open_log(tmp_path / "whole"))
    cut = log.take(np.array([False, True]))
    write_log(cut, tmp_path / "cut")
    assert open_log(tmp_path / "cut").to_frame().equals(cut.to_frame())


def test_a_log_of_the_first_format_is_still_opened(tmp_path: Path) -> None:
    log = handmade([("a", "A", 1, 0), ("b", "A", 2, 0), ("b", "B", 3, 0)])
    folder = tmp_path / "old"
    write_log(log, folder)
    cases = pl.read_parquet(folder / "cases.parquet").drop("openhall:events")
    cases.write_parquet(folder / "cases.parquet")
    about = json.loads((folder / "log.json").read_text()) | {"format": 1}
    (folder / "log.json").write_text(json.dumps(about))
    same(log, open_log(folder))


def test_a_log_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    for name in "AB":
        write_log(handmade([("a", name, 1, 0)]), tmp_path / "kept")
    assert open_log(tmp_path / "kept").activities == ("B",)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_writing_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_log(handmade([("a", "A", 1, 0)]), tmp_path / "kept")

    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(OSError, match="No space"):
        write_log(handmade([("a", "B", 1, 0)]), tmp_path / "kept")
    assert open_log(tmp_path / "kept").activities == ("A",)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize(
    ("part", "content", "words"),
    [
        ("log.json", None, "is not a prepared log"),
        ("log.json", "{", "log.json cannot be read"),
        ("log.json", '{"format": 99}', "written by another version"),
        ("events.parquet", None, "a part of the prepared log is missing"),
    ],
)
def test_a_part_that_is_broken_or_missing_is_named(
    tmp_path: Path, part: str, content: str | None, words: str
) -> None:
    write_log(handmade([("a", "A", 1, 0)]), tmp_path / "kept")
    path = tmp_path / "kept" / part
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    with pytest.raises(UnreadableLog, match=words):
        open_log(tmp_path / "kept")


def test_exports_are_read_again_with_all_their_attributes(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(whole("xes"))
    log = read_log(path)
    for export, name in ((export_parquet, "out.parquet"), (export_csv, "out.csv")):
        export(log, tmp_path / name)
        again = read_log(tmp_path / name)
        assert again.activities == log.activities and again.n_cases == log.n_cases
        np.testing.assert_array_equal(again.time, log.time)
        assert set(log.events.names) <= set(again.events.names)
    assert datetime.fromtimestamp(int(log.time[0]) / 1e6, UTC).year == 2024


def test_ends_are_found_again_in_exports(tmp_path: Path) -> None:
    log = handmade([("a", "A", DAY, DAY + HOUR), ("a", "B", 2 * DAY, 0)])
    for export, name in ((export_parquet, "out.parquet"), (export_csv, "out.csv")):
        export(log, tmp_path / name)
        np.testing.assert_array_equal(read_log(tmp_path / name).end, log.end)


def test_a_log_without_attributes_is_cut_and_kept_again(tmp_path: Path) -> None:
    log = handmade([("a", "A", DAY, 0), ("a", "B", 2 * DAY, 0), ("b", "A", DAY, 0)])
    assert log.events.names == []
    write_log(log, tmp_path / "kept")
    cut = open_log(tmp_path / "kept").take(np.array([True, False]))
    assert cut.events.frame().height == 2
    write_log(cut, tmp_path / "cut")
    assert open_log(tmp_path / "cut").to_frame().height == 2
