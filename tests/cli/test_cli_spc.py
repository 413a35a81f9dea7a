"""`openhall spc` reads a series, says whether it changed, and refuses in one sentence what it cannot read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openhall import cli

VALUES = (30, 31, 29, 32, 30, 31, 29, 30, 32, 31, 30, 29, 22, 21, 23, 20, 22, 21, 23, 22)


@pytest.fixture
def series(tmp_path: Path) -> Path:
    path = tmp_path / "days.csv"
    rows = [f"2023-{at + 1:02},{value}" for at, value in enumerate(VALUES[:12])]
    rows += [f"2024-{at + 1:02},{value}" for at, value in enumerate(VALUES[12:])]
    path.write_text("month,days\n" + "\n".join(rows) + "\n")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `openhall spc ...` in this process; returns exit code, stdout and stderr."""

    def run_one(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr("sys.argv", ["openhall", "spc", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_one


def test_it_says_whether_it_changed_and_lists_every_value(run: Any, series: Path) -> None:
    code, out, err = run(series, "--better", "down", "--target", 25)
    assert (code, err) == (0, "")
    assert out.startswith("A sign of improvement")
    assert "Better from" in out or "Better:" in out
    assert out.count("2023 ") >= 12 and "January 2024" in out


def test_a_rebase_begins_limits_anew_and_is_named(run: Any, series: Path) -> None:
    code, out, _ = run(series, "--better", "down", "--rebase", "2024-01=New form", "--note", "2023-05=Strike")
    assert code == 0
    assert out.startswith("No sign of change")
    assert "— New form" in out


def test_json_holds_the_points_and_both_verdicts(run: Any, series: Path) -> None:
    code, out, _ = run(series, "--better", "down", "--target", 60, "--json")
    found = json.loads(out)
    assert code == 0
    assert [point["value"] for point in found["points"]] == list(VALUES)
    assert found["variation"] == "special_cause_improvement"
    assert found["assurance"] == "consistent_pass"


def test_the_chart_is_written_as_a_picture_and_as_a_page(run: Any, series: Path, tmp_path: Path) -> None:
    code, _, err = run(
        series, "--title", "Days <A>", "--out", tmp_path / "a.svg", "--out", tmp_path / "a.html"
    )
    assert code == 0
    assert err.count("Written:") == 2
    assert (tmp_path / "a.svg").read_text().startswith("<svg")
    page = (tmp_path / "a.html").read_text()
    assert "Days &lt;A&gt;" in page and "<table>" in page


def test_rows_of_a_larger_table_are_chosen(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text(
        'period,org,late,seen\n2024-01-01,A,1,9\n2024-01-01,B,5,9\n2024-02-01,A,"1,002",9\n2024-02-01,B,6,9\n'
    )
    code, out, _ = run(path, "--value", "late", "--where", "org=A", "--json")
    assert code == 0
    assert [point["value"] for point in json.loads(out)["points"]] == [1, 1002]


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("", (), "is empty"),
        ("month,value\n", (), "no row that is asked for"),
        ("month,value\n2024-01,1\n", (), "at least 2 values"),
        ("month,value\n2024-01,1\n2024-02,\n", (), "line 3: the value is missing"),
        ("month,value\n2024-01,1\n2024-02,n/a\n", (), "line 3: 'n/a' is no number"),
        ("month,value\n2024-01,1\n2024-13,2\n", (), "line 3: '2024-13' is no day"),
        ("month,value\n2024-01,1\n2024-01,2\n", (), "line 3: 2024-01-01 is on line 2 too"),
        ("month,value\n2024-01\n", (), "line 2 has 1 cells, the first line 2"),
        ("a,b,c\n1,2,3\n", (), "say which it is with --date"),
        ("month,value\n2024-01,1\n", ("--value", "x"), "no column 'x': --value names one of month, value"),
        ("month,value\n2024-01,1\n2024-02,2\n", ("--rebase", "soon"), "--rebase 'soon' begins with no day"),
        (
            "month,value\n2024-01,1\n2024-02,2\n",
            ("--note", "2024-01"),
            "--note '2024-01': write it as DAY=WORDS",
        ),
        ("month,value\n2024-01,1\n2024-02,2\n", ("--where", "a"), "write it as COLUMN=VALUE"),
        ("month,value\n2024-01,1\n2024-02,2\n", ("--fix-after", "3"), "after 3 values"),
        ("month,value\n2024-01,1\n2024-02,2\n", ("--out", "a.png"), "a chart is written as .svg or .html"),
        ("month,value\n2024-01,1\n2024-02,2\n", ("--out", "no/a.svg"), "there is no folder"),
    ],
    ids=lambda each: each[:40] if isinstance(each, str) else None,
)
def test_what_cannot_be_read_ends_in_one_sentence_and_2(
    run: Any, tmp_path: Path, text: str, arguments: tuple[str, ...], words: str
) -> None:
    path = tmp_path / "series.csv"
    path.write_text(text)
    code, out, err = run(path, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.startswith("openhall: ") and err.count("\n") == 1


def test_a_file_that_is_not_there_or_not_text_ends_in_one_sentence(run: Any, tmp_path: Path) -> None:
    assert "cannot be read" in run(tmp_path / "none.csv")[2]
    (tmp_path / "b.csv").write_bytes(b"month,value\n\xff\xfe,1\n")
    code, _, err = run(tmp_path / "b.csv")
    assert code == 2 and "UTF-8" in err
