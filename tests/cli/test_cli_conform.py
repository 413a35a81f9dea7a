"""`openhall simulate` and `openhall conform`: what a model plays fits it, and another log does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openhall.cli import main

MODEL = Path(__file__).parent.parent / "site" / "street_stall" / "process.bpmn"


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr("sys.argv", ["openhall", *map(str, words)])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


def test_what_is_simulated_fits_and_is_the_same_for_the_same_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = [tmp_path / "one.xes", tmp_path / "other.xes"]
    for log in logs:
        assert run(monkeypatch, "simulate", MODEL, "--out", log, "--cases", 40, "--seed", 7) == 0
    assert logs[0].read_bytes() == logs[1].read_bytes()
    capsys.readouterr()
    assert run(monkeypatch, "conform", logs[0], MODEL, "--json") == 0
    assert json.loads(capsys.readouterr().out)["fitness"] == 1


def test_a_log_that_does_not_fit_is_a_no_and_says_what_is_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("case,activity,time\nA,Application received,2026-01-05 10:00\nA,Sing,2026-01-06 10:00\n")
    assert run(monkeypatch, "conform", log, MODEL) == 1
    assert "Sing" in capsys.readouterr().out
    assert run(monkeypatch, "conform", log, MODEL, "--least", 0) == 0


def test_what_cannot_be_used_ends_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "model.bpmn"
    broken.write_text("no model")
    assert run(monkeypatch, "simulate", broken, "--out", tmp_path / "log.xes") == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "log.xes").exists()
