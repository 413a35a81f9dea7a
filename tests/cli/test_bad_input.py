"""What bad input gets: one clear sentence, exit code 2, no traceback, and nothing half-written."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from openhall.cli import main

GOOD = "case,activity,time\n1,A,2024-01-01\n1,B,2024-01-02\n"
XES = (
    '<log><trace><string key="concept:name" value="1"/><event><string key="concept:name" value="A"/>'
    '<date key="time:timestamp" value="2024-01-01T00:00:00Z"/></event></trace></log>'
)
LAUGHS = "".join(f'<!ENTITY l{k} "{f"&l{k - 1};" * 10}">' for k in range(1, 10))
BAD = {
    "cut.xes.gz": (gzip.compress(XES.encode() * 50, mtime=0)[:90], "cut"),
    "laughs.xes": (
        f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{LAUGHS}]><log>&l9;</log>',
        "DOCTYPE",
    ),
    "outside.xes": ('<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]><log>&e;</log>', "DOCTYPE"),
    "entity.xes": (XES.replace('"A"', '"&e;"'), "entity"),
    "deep.xes": ("<log><trace><event>" + '<string key="a" value="b">' * 50_000, "deeper than 64"),
    "open.xes": (XES[:-6], "line 1: the file ends in the middle"),
    "no-event.xes": ("<log><trace/></log>", "no event"),
    "klingon.xes": ('<?xml version="1.0" encoding="klingon"?><log/>', "encoding is klingon"),
    "mixed.csv": (
        GOOD + "1;C;2024-01-03\n1;D;2024-01-04\n1;E;2024-01-05\n",
        "line 4: 3 of 5 lines are not cut by",
    ),
    "no-time.csv": (
        "case,activity,time\n1,A,soon\n1,B,later\n",
        "has no times that can be read, for example “soon”",
    ),
    "no-case.csv": (
        "foo,activity,time\n1,A,2024-01-01\n",
        "no column looks like the case; name it with --case",
    ),
    "header.csv": ("case,activity,time\n", "no row below it"),
    "empty.csv": ("", "the file is empty"),
    "encoding.csv": (
        b"case,activity,time\n1,\x81\x8d\x8f,2024-01-01\n",
        "line 2: the encoding is neither UTF-8",
    ),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not text"),
    "columns.csv": (",".join(f"c{k}" for k in range(6_000)) + "\n", "6,000 columns"),
    "deep.json": ('{"a":' * 100_000, "JSON is broken"),
    "other.json": ('{"a": 1}', "not an OCEL 2.0 log"),
    "damaged.parquet": (b"PAR1" + b"x" * 200 + b"PAR1", "the Parquet file is damaged"),
    "damaged.sqlite": (b"SQLite format 3\x00" + b"x" * 4_000, "damaged.sqlite"),
}


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Run the command in this process; what libraries write to the terminal themselves is seen as well."""

    def run_command(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["openhall", "map", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run_command


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_input_gets_one_sentence(name: str, tmp_path: Path, run: Callable[..., Done]) -> None:
    content, sentence = BAD[name]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = run(str(path), "--out", str(tmp_path / "report.html"), "--out", str(tmp_path / "map.parquet"))
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert done.returncode == 2
    assert len(lines) == 1 and lines[0].startswith(f"openhall: {name}"), done.stderr
    assert sentence in lines[0]
    assert done.stdout == ""
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_file_that_unpacks_to_a_thousand_times_its_size_is_refused(
    tmp_path: Path, run: Callable[..., Done]
) -> None:
    path = tmp_path / "bomb.xes.gz"
    with gzip.open(path, "wb") as bomb:
        bomb.write(b"<log>")
        for _ in range(300):
            bomb.write(b" " * 1_000_000)
    done = run(str(path))
    assert done.returncode == 2
    assert "unpacks to more than 300 times its size" in done.stderr


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path, run: Callable[..., Done]) -> None:
    for path, sentence in (
        (tmp_path / "none.csv", "there is no such file"),
        (tmp_path, "not a prepared log"),
    ):
        done = run(str(path))
        assert done.returncode == 2 and sentence in done.stderr and "Traceback" not in done.stderr


def test_what_cannot_be_read_in_a_good_file_is_counted(tmp_path: Path, run: Callable[..., Done]) -> None:
    path = tmp_path / "[b]some[-b] :smile:.csv"
    path.write_text(GOOD + "1,B,2024-01-02\n1,C,tomorrow\n,D,2024-01-03\n1;E;2024-01-03\n2,F,2024-01-04\n")
    done = run(str(path))
    words = " ".join(done.stdout.split())
    assert done.returncode == 0, done.stderr
    assert "[b]some[-b] :smile:.csv: 2 cases, 4 events" in words
    assert "“tomorrow” in column “time” is no time: 1" in words
    assert "event without a case, left out: 1" in words
    assert "line that “,” does not cut into columns, left out: 1" in words
    assert "exact repeat of the event before it, kept: 1" in words


def test_ten_thousand_activities_are_mapped(tmp_path: Path, run: Callable[..., Done]) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(f"{k // 5},step {k},2024-01-{k % 5 + 1:02d}\n" for k in range(10_000))
    path.write_text("case,activity,time\n" + rows)
    done = run(str(path), "--out", str(tmp_path / "map.svg"))
    assert done.returncode == 0, done.stderr
    assert "2,000 cases, 10,000 events" in done.stdout
    assert (tmp_path / "map.svg").stat().st_size < 2_000_000
