"""XES: every value arrives, with its type, and what is broken is named by its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.log import EventLog
from openhall.mining.read import ReadOptions, read_log

NAME = '<string key="concept:name" value="{}"/>'
TIME = '<date key="time:timestamp" value="{}"/>'


def event(more: str = "", name: str = "A", time: str = "2024-05-01T10:00:00Z") -> str:
    return f"<event>{NAME.format(name)}{TIME.format(time)}{more}</event>"


def read(
    tmp_path: Path, *events: str, trace: str = NAME.format("c1"), options: ReadOptions | None = None
) -> EventLog:
    path = tmp_path / "log.xes"
    path.write_text(f"<?xml version='1.0'?>\n<log>\n<trace>\n{trace}\n{''.join(events)}\n</trace>\n</log>\n")
    return read_log(path, options)


def values(log: EventLog, name: str) -> list[object]:
    column = log.events.column(name)
    return (column.cast(pl.String) if column.dtype == pl.Categorical else column).to_list()


def test_every_type_of_attribute_keeps_its_type(tmp_path: Path) -> None:
    more = (
        '<int key="n" value="-3"/><float key="x" value="1.5e2"/><boolean key="ok" value="True"/>'
        '<date key="due" value="2024-06-01"/><id key="ref" value="7"/><string key="s" value="007"/>'
    )
    log = read(tmp_path, event(more), event())
    assert values(log, "n") == [-3, None]
    assert values(log, "x") == [150.0, None]
    assert values(log, "ok") == [True, None]
    assert values(log, "s") == ["007", None] and values(log, "ref") == ["7", None]
    due = log.events.column("due")
    assert isinstance(due.dtype, pl.Datetime) and due[0].isoformat() == "2024-06-01T00:00:00+00:00"


def test_nested_repeated_and_listed_attributes_all_arrive(tmp_path: Path) -> None:
    more = (
        '<string key="form" value="B1"><int key="page" value="2"><string key="by" value="Bo"/></int></string>'
        '<string key="tag" value="x"/><string key="tag" value="y"/>'
        '<list key="plans"><values><string key="plan" value="p"/><string key="plan" value="q"/></values></list>'
    )
    log = read(tmp_path, event(more))
    assert (
        values(log, "form") == ["B1"]
        and values(log, "form/page") == [2]
        and values(log, "form/page/by") == ["Bo"]
    )
    assert values(log, "tag") == ["x"] and values(log, "tag#2") == ["y"]
    assert values(log, "plans/plan") == ["p"] and values(log, "plans/plan#2") == ["q"]


def test_a_key_with_values_of_several_types_is_text(tmp_path: Path) -> None:
    log = read(tmp_path, event('<int key="n" value="3"/>'), event('<string key="n" value="three"/>'))
    assert values(log, "n") == ["3", "three"]
    odd = read(tmp_path, event('<int key="n" value="3"/>'), event('<int key="n" value="many"/>'))
    assert values(odd, "n") == ["3", "many"]


def test_attributes_of_the_trace_are_those_of_the_case(tmp_path: Path) -> None:
    trace = NAME.format("c1") + '<string key="district" value="North"/><int key="cost" value="9"/>'
    log = read(tmp_path, event(), trace=trace)
    assert log.cases.frame().to_dicts() == [{"case:concept:name": "c1", "district": "North", "cost": 9}]


@pytest.mark.parametrize(
    ("written", "utc", "minutes"),
    [
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00", 0),
        ("2024-05-01T10:00:00.123456+02:00", "2024-05-01T08:00:00.123456", 120),
        ("2024-05-01T10:00:00-0330", "2024-05-01T13:30:00", -210),
        ("2024-05-01 10:00", "2024-05-01T10:00:00", 0),
        ("2024-02-29", "2024-02-29T00:00:00", 0),
        ("1969-12-31T23:59:59+01", "1969-12-31T22:59:59", 60),
    ],
)
def test_times_are_instants_and_keep_their_offset(
    tmp_path: Path, written: str, utc: str, minutes: int
) -> None:
    log = read(tmp_path, event(time=written))
    at = pl.Series(log.time).cast(pl.Datetime("us"))[0]
    assert at.isoformat() == utc
    assert (0 if log.offset_min is None else int(log.offset_min[0])) == minutes


def test_times_without_an_offset_are_in_the_zone_that_was_named(tmp_path: Path) -> None:
    zone = ReadOptions(timezone="Europe/Dublin")
    # 31 March 2024, 1:30, is skipped by the clocks: it is taken as one hour on.
    for written, utc in (
        ("2024-07-01T10:00:00", "09:00"),
        ("2024-03-31T01:30:00", "01:30"),
        ("2024-01-01T10:00:00", "10:00"),
    ):
        log = read(tmp_path, event(time=written), options=zone)
        assert f"{pl.Series(log.time).cast(pl.Datetime('us'))[0]:%H:%M}" == utc


def test_an_event_without_a_time_or_name_is_counted_and_left_out(tmp_path: Path) -> None:
    bad = f"<event>{NAME.format('A')}{TIME.format('soon')}</event><event>{TIME.format('2024-05-01')}</event>"
    log = read(tmp_path, event(), bad)
    assert log.n_events == 1
    said = {problem.what: problem.count for problem in log.problems}
    assert said == {
        "time:timestamp: “soon” is no time": 1,
        "event without an activity, left out": 1,
        "event without a time, left out": 1,
    }


def test_cases_without_a_name_are_numbered_and_empty_ones_counted(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(
        f"<log><trace>{event()}</trace><trace>{NAME.format('x')}</trace><trace>{event()}</trace></log>"
    )
    log = read_log(path)
    assert log.case_ids.to_list() == ["case 1", "case 3"]
    assert {problem.what for problem in log.problems} == {
        "case without a name, numbered", "case without any event, not shown",
    }  # fmt: skip


def test_references_quotes_prefixes_and_comments_are_read_as_xml_says(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(
        "\ufeff<?xml version='1.0' encoding='UTF-8'?><!-- <trace> --><x:log xmlns:x='u'><?php <trace> ?>"
        "<x:global scope='event'><x:string key='concept:name' value='DEFAULT'/></x:global>"
        "<x:trace><x:string key='concept:name' value='a &amp; &#x42;&#67; &lt;&apos;&quot;'/><![CDATA[<event>]]>"
        "<x:event><x:string value='&quot;Décide&quot;' key='concept:name'/>"
        "<x:date key = 'time:timestamp' value = '2024-05-01' ></x:date></x:event></x:trace></x:log>\n",
        encoding="utf-8",
    )
    log = read_log(path)
    assert log.case_ids.to_list() == ["a & BC <'\""]
    assert log.activities == ('"Décide"',) and log.n_events == 1


def test_packed_files_and_other_encodings_are_read(tmp_path: Path) -> None:
    text = f"<?xml version='1.0' encoding='ISO-8859-1'?><log><trace>{event(name='Prüfen')}</trace></log>"
    for place, content in enumerate((
        gzip.compress(text.encode("latin-1")), text.encode("latin-1"),
        text.replace("ISO-8859-1", "UTF-16").encode("utf-16"),
    )):  # fmt: skip
        path = tmp_path / f"log{place}"
        path.write_bytes(content)
        assert read_log(path).activities == ("Prüfen",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<log>\n<trace>\n</log>", "line 3: the file closes an element here that was not opened last"),
        ("<log>\n<trace a=b/></log>", "line 2: the file is not well-formed XML here"),
        ("<log></log><log></log>", "goes on after the end"),
        ("<log>\n<!DOCTYPE x></log>", "line 2: the file has a DOCTYPE"),
        (f"<log>\n<trace>{event(name='&nbsp;')}</trace></log>", "line 2: “&nbsp;” uses an entity"),
    ],
)
def test_what_is_broken_is_named_by_its_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "log.xes"
    path.write_text(text)
    with pytest.raises(UnreadableLog, match=words):
        read_log(path)


def test_a_log_without_times_or_activities_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyLog, match="no event has time:timestamp"):
        read(tmp_path, f"<event>{NAME.format('A')}</event>")


def test_many_different_attributes_are_bounded(tmp_path: Path) -> None:
    more = "".join(f'<string key="k{k}" value="v"/>' for k in range(20_001))
    with pytest.raises(UnreadableLog, match="more than 20,000 different attributes"):
        read(tmp_path, event(more))


def test_keys_that_openhall_uses_itself_are_attributes_like_others(tmp_path: Path) -> None:
    log = read(
        tmp_path,
        event('<string key="openhall:end" value="soon"/><string key="openhall:offset" value="x"/>'),
        trace=NAME.format("c1") + '<string key="case:concept:name" value="other"/>',
    )
    assert log.case_ids.to_list() == ["c1"] and log.end is None and log.offset_min is None
    assert values(log, "openhall:end'") == ["soon"] and values(log, "openhall:offset'") == ["x"]
