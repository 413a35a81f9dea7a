"""`openhall map` shows a log, writes what was asked for, and says in one sentence what is wrong with the input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from openhall import cli

LINES = ["case,activity,time,officer"] + [
    f"P{k},{name},2025-03-{1 + k % 20:02} {hour:02}:00,{who}"
    for k in range(30)
    for hour, name, who in ((9, "Receive", "Ann"), (10, "Check", "Bob"), (16, "Decide", "Ann"))
    if not (name == "Check" and k % 3 == 0)
]


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "permits.csv"
    path.write_text("\n".join(LINES))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `openhall ...` in this process; returns exit code, stdout and stderr."""

    def run_one(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["openhall", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run_one


def test_json_has_the_documented_shape(run: Any, csv: Path) -> None:
    code, out, _ = run("map", csv, "--json")
    numbers = json.loads(out)
    assert code == 0
    assert (numbers["cases"], numbers["events"]) == (30, 80)
    assert numbers["activities"][0] == {"name": "Decide", "events": 30, "cases": 30, "starts": 0, "ends": 30}
    step = next(row for row in numbers["steps"] if (row["from"], row["to"]) == ("Check", "Decide"))
    assert step["count"] == step["cases"] == 20
    assert step["wait"] == {"mean_s": 21600.0, "median_s": 21600.0, "p90_s": 21600.0, "total_s": 432000.0}
    assert numbers["variants"]["count"] == 2
    assert numbers["variants"]["top"][0] == {
        "activities": ["Receive", "Check", "Decide"],
        "cases": 20,
        "share": 20 / 30,
    }
    assert isinstance(numbers["findings"], list)


def test_the_summary_names_activities_steps_and_variants(run: Any, csv: Path) -> None:
    code, out, _ = run("map", csv)
    assert code == 0
    for words in ("30 cases", "Receive → Check", "Variants: 2", "Where the days go"):
        assert words in out


def test_every_kind_of_file_is_written_and_whole(run: Any, csv: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / f"out.{kind}" for kind in ("html", "svg", "json", "parquet")]
    code, _, _ = run("map", csv, *(part for path in outputs for part in ("--out", path)))
    assert code == 0
    html, svg, numbers, table = outputs
    text = html.read_text()
    assert "<svg" in text and "http" not in text.replace("http://www.w3.org", ""), "opens offline"
    assert ElementTree.fromstring(svg.read_text()).tag.endswith("svg")
    assert json.loads(numbers.read_text())["cases"] == 30
    assert len(pl.read_parquet(table)) == 80
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["permits.csv", *(path.name for path in outputs)]
    )


def test_the_filtered_log_is_written_as_xes(run: Any, csv: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / "out.xes", tmp_path / "out.XES.gz"]
    code, _, _ = run("map", csv, "--filter", "activity:Check", "--out", outputs[0], "--out", outputs[1])
    assert code == 0
    for path in outputs:
        _, kept, _ = run("map", path, "--json")
        assert json.loads(kept)["cases"] == 20
    assert run("map", csv, "--out", tmp_path / "out.csv.gz")[0] == 2


def test_filters_compose(run: Any, csv: Path) -> None:
    _, out, _ = run(
        "map", csv, "--json", "--filter", "activity:Check", "--filter", "time:2025-03-01..2025-03-05"
    )
    assert json.loads(out)["cases"] == 6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["map", "absent.csv"], "there is no such file"),
        (["map", "{csv}", "--case", "nummer"], "--case names “nummer”, which is not a column"),
        (["map", "{csv}", "--filter", "activity:Chekc"], "did you mean “Check”"),
        (["map", "{csv}", "--filter", "days:900.."], "No case of permits.csv passes"),
        (["map", "{csv}", "--out", "map.docx"], "must end in one of"),
        (["map", "{csv}", "--out", "nowhere/map.svg"], "there is no folder"),
        (["map", "{csv}", "--timezone", "Mars/Olympus"], "no time zone"),
        (["map", "{csv}", "--instances"], "start and the end of work"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(
    run: Any, csv: Path, arguments: list[str], words: str
) -> None:
    before = sorted(csv.parent.iterdir())
    code, out, err = run(*(argument.replace("{csv}", str(csv)) for argument in arguments))
    assert code == 2
    assert words in err
    assert "Traceback" not in err
    assert out == ""
    assert sorted(csv.parent.iterdir()) == before, "nothing half-written"


def test_milestones_and_end_columns_are_read_as_named(run: Any, tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_text("nr,Opened,Closed\n1,2025-01-01,2025-01-03\n2,2025-01-02,\n")
    _, out, _ = run("map", wide, "--json", "--case", "nr", "--milestones", "Opened,Closed")
    assert json.loads(out)["events"] == 3
    spans = tmp_path / "spans.csv"
    spans.write_text(
        "case,activity,begun,done\n1,A,2025-01-01 10:00,2025-01-01 12:00\n1,B,2025-01-01 15:00,2025-01-01 16:00\n"
    )
    _, out, _ = run("map", spans, "--json", "--time", "begun", "--end", "done")
    assert json.loads(out)["steps"][0]["wait"]["mean_s"] == 3 * 3600
