"""Files of every format that can be read, broken in every way that a strategy can think of."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from hypothesis import strategies as st

from openhall.mining.errors import MiningError
from openhall.mining.log import EventLog
from openhall.mining.read import read_log
from openhall.mining.steps import activity_table, step_table

LONGEST_MESSAGE = 700
START = datetime(2024, 3, 30, 22, 0, tzinfo=UTC)
ACTIVITIES = ("Receive", "Check", "Ask; “again”", "Décide")
EVENTS = [
    (f"case {k % 4}", ACTIVITIES[k % 4], START + timedelta(hours=7 * k), f"Ann {k % 3}") for k in range(14)
]
TOKENS = (
    b"<", b">", b"</trace>", b"<event>", b"</log>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#x0;", b"<![CDATA[",
    b"<!--", b"-->", b"<?", b'"', b"'", b"=", b"/>", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b",", b";", b"\t",
    b"\n", b"\r", b"\r\n", b'""', b"nan", b"inf", b"-1", b"0", b"1e400", b"9" * 40, b"9999-12-31T23:59:60Z",
    b"0000-00-00", b"2024-02-30", b"+99:99", b"null", b"true", b"[", b"]", b"{", b"}", b"[" * 400, b'{"a":' * 400,
    b"<string>" * 90, b'"events"', b'"objects"', b"\\u0000", b"\\ud800", b"PAR1", b"SQLite format 3\x00", b"\x1f\x8b",
    "\u202e".encode(), "\U0001f4a5".encode(), b"A" * 5000,
)  # fmt: skip


def xes() -> bytes:
    """A log with every type of attribute."""
    traces: dict[str, list[str]] = {}
    for case, activity, at, who in EVENTS:
        traces.setdefault(case, []).append(
            f'<event><string key="concept:name" value="{activity}"/>'
            f'<date key="time:timestamp" value="{at.isoformat()}"/>'
            f'<string key="org:resource" value="{who}"/><int key="n" value="3"/><float key="x" value="1.5"/>'
            '<boolean key="ok" value="true"/><list key="l"><values><id key="i" value="7"/></values></list></event>\n'
        )
    body = "".join(
        f'<trace><string key="concept:name" value="{case}"><int key="deep" value="1"/></string>\n'
        f"{''.join(events)}</trace>\n"
        for case, events in traces.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n{body}</log>\n'.encode()


def table() -> pl.DataFrame:
    """The same as a flat table."""
    names = ("case:concept:name", "concept:name", "time:timestamp", "org:resource")
    return pl.DataFrame(EVENTS, schema=list(names), orient="row").with_columns(
        pl.Series("cost", range(len(EVENTS))), pl.lit("a,b").alias("case:kind")
    )


def csv() -> bytes:
    """The same as CSV."""
    return table().write_csv().encode()


def semicolons() -> bytes:
    """The same with semicolons and the dates of an office."""
    return (
        table()
        .with_columns(pl.col("time:timestamp").dt.strftime("%d.%m.%Y %H:%M"))
        .write_csv(separator=";")
        .encode()
    )


def parquet() -> bytes:
    """The same as Parquet."""
    buffer = io.BytesIO()
    table().write_parquet(buffer)
    return buffer.getvalue()


def ocel_json() -> bytes:
    """The same events, each touching a case and a person."""
    types = [{"name": name, "attributes": []} for name in ("case", "person")]
    kinds = sorted({activity for _, activity, _, _ in EVENTS})
    objects = [{"id": case, "type": "case"} for case in sorted({event[0] for event in EVENTS})]
    objects += [{"id": who, "type": "person"} for who in sorted({event[3] for event in EVENTS})]
    events = [
        {
            "id": f"e{k}", "type": activity, "time": at.isoformat(),
            "relationships": [{"objectId": case, "qualifier": "of"}, {"objectId": who, "qualifier": "by"}],
        }
        for k, (case, activity, at, who) in enumerate(EVENTS)
    ]  # fmt: skip
    whole = {
        "objectTypes": types, "eventTypes": [{"name": kind, "attributes": []} for kind in kinds],
        "objects": objects, "events": events,
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False).encode()


def ocel_sqlite() -> bytes:
    """The same in the tables of OCEL 2.0."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.sqlite"
        db = sqlite3.connect(path)
        db.executescript(
            "CREATE TABLE event(ocel_id TEXT, ocel_type TEXT); CREATE TABLE object(ocel_id TEXT, ocel_type TEXT);"
            "CREATE TABLE event_object(ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);"
            "CREATE TABLE event_map_type(ocel_type TEXT, ocel_type_map TEXT);"
            "CREATE TABLE object_map_type(ocel_type TEXT, ocel_type_map TEXT);"
            "CREATE TABLE object_case(ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT, kind TEXT);"
        )
        db.execute("INSERT INTO object_map_type VALUES ('case', 'case')")
        for place, kind in enumerate(sorted({activity for _, activity, _, _ in EVENTS})):
            db.execute("INSERT INTO event_map_type VALUES (?, ?)", (kind, f"kind{place}"))
            db.execute(f"CREATE TABLE event_kind{place}(ocel_id TEXT, ocel_time TEXT, cost REAL)")
            for k, (case, activity, at, _) in enumerate(EVENTS):
                if activity == kind:
                    db.execute(f"INSERT INTO event_kind{place} VALUES (?, ?, 1.5)", (f"e{k}", at.isoformat()))
                    db.execute("INSERT INTO event VALUES (?, ?)", (f"e{k}", kind))
                    db.execute("INSERT INTO event_object VALUES (?, ?, 'of')", (f"e{k}", case))
        for case in sorted({event[0] for event in EVENTS}):
            db.execute("INSERT INTO object VALUES (?, 'case')", (case,))
            db.execute("INSERT INTO object_case VALUES (?, '1970-01-01 00:00:00', NULL, 'k')", (case,))
        db.commit()
        db.close()
        return path.read_bytes()


FORMATS: dict[str, Callable[[], bytes]] = {
    "xes": xes, "csv": csv, "semicolons": semicolons, "parquet": parquet,
    "ocel.json": ocel_json, "ocel.sqlite": ocel_sqlite,
}  # fmt: skip


@lru_cache(maxsize=len(FORMATS))
def whole(name: str) -> bytes:
    """A file of a format that is as it should be."""
    return FORMATS[name]()


@st.composite
def broken_files(draw: st.DrawFn) -> bytes:
    """A whole file, changed in one to six places; packed before the changes, after them, or not at all."""
    content = bytearray(whole(draw(st.sampled_from(sorted(FORMATS)))))
    packed = draw(st.sampled_from(("no", "no", "no", "before", "after")))
    if packed == "before":
        content = bytearray(gzip.compress(bytes(content), 1, mtime=0))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        size = draw(st.integers(1, 200))
        match draw(
            st.sampled_from(("cut", "flip", "drop", "double", "token", "token", "swap", "digit", "random"))
        ):
            case "cut":
                del content[at:]
            case "flip" if content:
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "drop":
                del content[at : at + size]
            case "double":
                content[at:at] = content[at : at + size]
            case "token":
                content[at:at] = draw(st.sampled_from(TOKENS))
            case "swap":
                content[at : at + 2 * size] = content[at + size : at + 2 * size] + content[at : at + size]
            case "digit":
                places = [k for k in range(at, min(at + size, len(content))) if 48 <= content[k] <= 57]
                for k in places:
                    content[k] = 48 + draw(st.integers(0, 9))
            case _:
                content[at : at + size] = draw(st.binary(max_size=40))
    return gzip.compress(bytes(content), 1, mtime=0) if packed == "after" else bytes(content)


def read_or_refuse(content: bytes, path: Path) -> bool:
    """Read these bytes: a log that holds together, or a sentence; everything else raises. True when it was read."""
    path.write_bytes(content)
    try:
        log = read_log(path)
    except MiningError as error:
        text = str(error)
        assert text.strip(), "a refusal without a word"
        assert "\n" not in text and "Traceback" not in text and len(text) <= LONGEST_MESSAGE, text
        return False
    holds_together(log)
    return True


def holds_together(log: EventLog) -> None:
    """Raise AssertionError when the parts of a log do not fit each other."""
    assert log.n_events == len(log.time) == len(log.activity) == log.offsets[-1] > 0
    assert log.offsets[0] == 0 and (np.diff(log.offsets) > 0).all()
    assert int(log.activity.max()) < len(log.activities)
    same_case = log.case[1:] == log.case[:-1]
    assert (np.diff(log.time)[same_case] >= 0).all()
    frame = log.to_frame()
    assert len(frame) == log.n_events and len(log.case_ids) == log.n_cases
    assert int(activity_table(log)["events"].sum()) == log.n_events
    assert int(step_table(log)["count"].sum()) == log.n_events - log.n_cases
    assert all(problem.count > 0 for problem in log.problems)
