"""A log written as XES: valid, whole or not at all, and the same log when it is read again."""

from __future__ import annotations

import gzip
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from handmade import DAY, HOUR, handmade
from hypothesis import given, settings
from lxml import etree

from openhall.mining import write_xes
from openhall.mining.log import CASE, NO_END, EventLog
from openhall.mining.read import read_log
from openhall.mining.read.build import Reading, build
from openhall.mining.store import open_log, write_log
from openhall.mining.table import as_times
from openhall.mining.write_xes import export_xes

SPACE = "{http://www.xes-standard.org/}"
START = 1_714_557_600_000_000
# Letters that XML has a use for, those that it must escape, and any other that it can hold.
TEXT = st.text(
    st.one_of(
        st.sampled_from("&<>\"'\t\n\r ;#/:="),
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    ),
    max_size=6,
)
KEYS = st.text(st.sampled_from("ab:/# é&\"<'"), min_size=1, max_size=4).map("k".__add__)
MOMENT = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
KINDS: list[tuple[pl.DataType, st.SearchStrategy[object]]] = [
    (pl.String(), TEXT),
    (pl.Int64(), st.integers(-(2**63), 2**63 - 1)),
    (pl.Float64(), st.floats(allow_nan=False)),
    (pl.Boolean(), st.booleans()),
    (pl.Datetime("us", "UTC"), MOMENT),
]


@st.composite
def columns(draw: st.DrawFn, n: int, taken: set[str]) -> dict[str, pl.Series]:
    found = {}
    for name in draw(st.sets(KEYS, max_size=3)) - taken:
        dtype, values = draw(st.sampled_from(KINDS))
        # A column without any value leaves no trace in XES.
        filled = [*draw(st.lists(st.none() | values, min_size=n - 1, max_size=n - 1)), draw(values)]
        found[name] = pl.Series(name, filled, dtype=dtype)
    return found


@st.composite
def logs(draw: st.DrawFn) -> EventLog:
    case = draw(st.lists(st.integers(0, 3), min_size=1, max_size=8))
    n = len(case)
    ids = draw(st.lists(TEXT, min_size=4, max_size=4, unique=True))
    time = [START + draw(st.integers(-3, 3)) * draw(st.sampled_from([1, 1_000, HOUR])) for _ in case]
    frame = {
        CASE: pl.Series([ids[c] for c in case]),
        "concept:name": pl.Series(draw(st.lists(TEXT, min_size=n, max_size=n)), dtype=pl.String),
        "time:timestamp": as_times(np.array(time)),
        "openhall:offset": pl.Series(
            draw(st.lists(st.sampled_from([0, 0, 120, -210, 1080, -720]), min_size=n, max_size=n)),
            dtype=pl.Int16,
        ),
        **draw(columns(n, set())),
    }
    if draw(st.booleans()):
        ends = [draw(st.sampled_from([NO_END, at + 1, at + DAY])) for at in time]
        frame["openhall:end"] = as_times(np.array(ends))
    used = [ids[c] for c in sorted(set(case))]
    cases = pl.DataFrame({CASE: used, **draw(columns(len(used), set()))})
    return build(Reading(pl.DataFrame(frame), cases, source=draw(TEXT)))


def same(one: EventLog, other: EventLog) -> None:
    """Whether two logs say the same; columns may come in another order, as XES has none."""
    a, b = one.to_frame(), other.to_frame()
    assert set(a.columns) == set(b.columns)
    assert a.with_columns(pl.col(pl.Categorical).cast(pl.String)).equals(
        b.select(a.columns).with_columns(pl.col(pl.Categorical).cast(pl.String))
    )
    assert one.case_ids.to_list() == other.case_ids.to_list()
    for x, y in ((one.offsets, other.offsets), (one.end, other.end), (one.offset_min, other.offset_min)):
        assert (x is None) == (y is None)
        np.testing.assert_array_equal(x, y)


@settings(deadline=None, max_examples=60)
@given(logs(), st.sampled_from(["log.xes", "log.xes.gz"]))
def test_what_is_written_is_read_as_the_same_log(log: EventLog, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        export_xes(log, path)
        same(log, read_log(path))
        assert [found.name for found in Path(folder).iterdir()] == [name]


@settings(deadline=None, max_examples=25)
@given(logs(), st.integers(1, 3), st.randoms(use_true_random=False))
def test_a_cut_log_is_written_part_by_part(log: EventLog, at_once: int, random: object) -> None:
    kept = np.array([random.random() < 0.6 for _ in range(log.n_cases)])  # type: ignore[attr-defined]
    kept[0] = True
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(write_xes, "AT_ONCE", at_once)
        write_log(log, Path(folder) / "kept")
        for name, source in (
            ("a.xes", log.take(kept)),
            ("b.xes", open_log(Path(folder) / "kept").take(kept)),
        ):
            export_xes(source, Path(folder) / name)
        first = (Path(folder) / "a.xes").read_bytes()
        assert first == (Path(folder) / "b.xes").read_bytes()
        patch.undo()
        export_xes(log.take(kept), Path(folder) / "c.xes")
        assert first == (Path(folder) / "c.xes").read_bytes()


def test_the_file_is_xes_as_the_standard_says(tmp_path: Path) -> None:
    log = handmade(
        [("c&1", 'Say "<yes>"', START, START + HOUR), ("c&1", "B", START + 1_500_000, 0)],
        offset=120,
        **{"org:resource": ["Ann", None], "cost": [1.5, None], "n": [1, 2], "ok": [True, False]},
    )
    export_xes(log, tmp_path / "log.xes")
    root = etree.parse(tmp_path / "log.xes").getroot()
    assert root.tag == f"{SPACE}log" and root.get("xes.version") == "1849-2016"
    # The order of the parts is that of the schema: extensions, globals, classifiers, attributes, traces.
    assert [child.tag.removeprefix(SPACE) for child in root] == [
        "extension", "extension", "extension", "global", "global", "classifier", "string", "trace",
    ]  # fmt: skip
    assert [found.get("prefix") for found in root.iter(f"{SPACE}extension")] == ["concept", "time", "org"]
    name, first, second = root[-1]
    assert name.attrib == {"key": "concept:name", "value": "c&1"}
    assert [(child.tag.removeprefix(SPACE), child.get("key"), child.get("value")) for child in first] == [
        ("string", "concept:name", 'Say "<yes>"'),
        ("date", "time:timestamp", "2024-05-01T12:00:00.000+02:00"),
        ("date", "openhall:end", "2024-05-01T13:00:00.000+02:00"),
        ("string", "org:resource", "Ann"),
        ("float", "cost", "1.5"),
        ("int", "n", "1"),
        ("boolean", "ok", "true"),
    ]
    assert [child.get("key") for child in second] == ["concept:name", "time:timestamp", "n", "ok"]
    assert second[1].get("value") == "2024-05-01T12:00:01.500+02:00"


@pytest.mark.parametrize(
    ("values", "kind", "written"),
    [
        (pl.Series([float("inf")]), "float", "INF"),
        (pl.Series([float("nan")]), "float", "NaN"),
        (pl.Series(["1.50"]).cast(pl.Decimal(10, 2)), "float", "1.5"),
        (pl.Series([date(2024, 5, 1)]), "date", "2024-05-01T00:00:00.000000"),
        (pl.Series([datetime(2024, 5, 1, 12)]).dt.replace_time_zone("Europe/Oslo"), "date",
         "2024-05-01T10:00:00.000000+00:00"),
        (pl.Series(["x"], dtype=pl.Categorical), "string", "x"),
        (pl.Series(["a\x00\x1fb"]), "string", "a\ufffd\ufffdb"),
    ],
)  # fmt: skip
def test_values_of_every_type_are_written(tmp_path: Path, values: pl.Series, kind: str, written: str) -> None:
    export_xes(handmade([("c", "A", START, 0)], v=values), tmp_path / "log.xes")  # type: ignore[arg-type]
    (found,) = etree.parse(tmp_path / "log.xes").getroot().iterfind(f".//{SPACE}event/*[@key='v']")
    assert (found.tag, found.get("value")) == (SPACE + kind, written)


def test_the_same_log_gives_the_same_bytes(tmp_path: Path) -> None:
    log = handmade([("c", "A", START, 0)])
    for name in ("a.xes.gz", "b.xes.gz", "c.xes"):
        export_xes(log, tmp_path / name)
    packed = (tmp_path / "a.xes.gz").read_bytes()
    assert packed == (tmp_path / "b.xes.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "c.xes").read_bytes()


def test_a_writing_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "log.xes").write_text("before")

    def broken(*arguments: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write_xes, "_texts", broken)
    with pytest.raises(OSError, match="No space"):
        export_xes(handmade([("c", "A", START, 0)]), tmp_path / "log.xes")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("log.xes", "before")]
