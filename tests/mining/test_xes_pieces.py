"""A file that is scanned in pieces gives what it gives in one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhall.mining.errors import UnreadableLog
from openhall.mining.read import read_log, xes_pieces

ATTRIBUTES = (
    '<string key="org:resource" value="Ann &amp; Bo"/>',
    "<string key='org:resource' value='Bo'/>",
    '<int key="cost" value="12"/>',
    '<float key="cost" value="1.5"/>',
    '<boolean key="urgent" value="true"/>',
    '<string key="form" value="B1"><string key="page" value="2"/><int key="cost" value="3"/></string>',
    '<list key="annexes"><values><string key="annex" value="plan"/><string key="annex" value="deed"/></values></list>',
    "<!-- <trace> that was <event/> -->",
    '<string value="first" key="other way round"/>',
    '<string key="note" value="a &gt; b" lang="en"/>',
    '<string  key="org:resource"  value="Cy" />',
    "<x:string xmlns:x='u' key='far' value='away'/>",
    '<unknown key="cost" value="9"><int key="cost" value="10"/></unknown>',
)
EVENT = (
    '<event><string key="concept:name" value="{}"/>'
    '<date key="time:timestamp" value="2024-05-0{}T10:00:00Z"/>{}</event>'
)
TRACE = f"<trace>\n{EVENT.format('A', 1, '')}\n</trace>\n"
BETWEEN = (
    "",
    "\n",
    "<!-- <trace> -->",
    "<!-- </log> <trace>\n -->",
    "<?note <trace ?>",
    '<string key="a" value="b"/>',
)


@st.composite
def logs(draw: st.DrawFn) -> str:
    parts = []
    for number in range(draw(st.integers(1, 9))):
        own = draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=3))
        events = [
            EVENT.format(draw(st.sampled_from("ABC")), draw(st.integers(1, 9)), "".join(more))
            for more in draw(st.lists(st.lists(st.sampled_from(ATTRIBUTES), max_size=4), max_size=4))
        ]
        name = f'<string key="concept:name" value="case {number}"/>'
        parts.append(f"<trace>{name}{''.join(own)}{''.join(events)}</trace>{draw(st.sampled_from(BETWEEN))}")
    between = draw(st.sampled_from(BETWEEN))
    return f'<?xml version="1.0"?>\n<log>{between}{"".join(parts)}{TRACE}</log>'


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=logs(), pieces=st.integers(2, 5))
def test_pieces_give_what_the_whole_gives(
    text: str, pieces: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("pieces") / "log.xes"
    path.write_text(text, encoding="utf-8")
    whole = read_log(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xes_pieces, "ALONE_BELOW", 0)
        patch.setattr(xes_pieces, "cores", lambda: pieces)
        parts = read_log(path)
    assert parts.to_frame().equals(whole.to_frame())
    assert parts.cases.frame().equals(whole.cases.frame())
    assert parts.problems == whole.problems


def test_a_break_in_a_late_piece_is_named_by_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broken.xes"
    path.write_text(f"<log>\n{TRACE * 6}<trace>\n<event></trace>\n</log>\n")
    monkeypatch.setattr(xes_pieces, "ALONE_BELOW", 0)
    monkeypatch.setattr(xes_pieces, "cores", lambda: 3)
    with pytest.raises(UnreadableLog, match=r"line 21: .* not opened last"):
        read_log(path)


def test_a_file_is_cut_before_traces(monkeypatch: pytest.MonkeyPatch) -> None:
    content = f"<log>{TRACE * 8}</log>".encode()
    monkeypatch.setattr(xes_pieces, "ALONE_BELOW", 0)
    monkeypatch.setattr(xes_pieces, "cores", lambda: 2)
    pieces = xes_pieces._side_by_side(content, np.frombuffer(content, np.uint8))
    assert pieces is not None
    assert [piece.n_traces for piece in pieces] == [0, 5, 3]
