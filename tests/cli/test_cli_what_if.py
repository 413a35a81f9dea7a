"""`openhall simulate --log`: what a change would do, as numbers, as a report, and how far to trust it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli_conform import run
from tests.mining.simulated_office import office_log

from openhall.mining.log import EventLog
from openhall.mining.store import export_parquet


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("what_if") / "office.parquet"
    export_parquet(office_log(cases=300, between=0.8), path)
    return path


def test_a_change_is_told_beside_today_with_how_far_to_trust_it(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("simulate", "--log", log, "--change", 'automate "Check"', "--replications", 3, "--days", 60)
    assert run(monkeypatch, *words, "--out", tmp_path / "what-if.html", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["changes"] == ['automate "Check"'] and told["replications"] == 3
    mean = next(figure for figure in told["figures"] if figure["name"] == "mean time")
    assert mean["certain"] and mean["changed"]["mean"] < mean["today"]["mean"]
    assert told["trust"]["grade"] in ("good", "fair", "poor") and told["trust"]["held_out_cases"] == 60
    assert told["trust"]["verdict"] in (tmp_path / "what-if.html").read_text(encoding="utf-8")
    played = tmp_path / "changed.parquet"
    assert run(monkeypatch, *words, "--change", 'skip "Visit"', "--out", played) == 0
    assert "mean time" in capsys.readouterr().out
    assert sorted(EventLog.read(played).activities) == ["Check", "Decide", "Receive"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--change", "hurry up"), "is no change"),
        (("--change", 'skip "Nothing"'), "There is no activity"),
        (("--out", "report.pdf"), "must end in"),
    ],
    ids=["no change", "no activity", "no format"],
)
def test_what_cannot_be_simulated_ends_in_one_sentence(
    log: Path,
    words: tuple[str, ...],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "simulate", "--log", log, "--replications", 2, *words) == 2
    assert says in " ".join(capsys.readouterr().err.split())


def test_a_change_needs_a_record_to_learn_from(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "simulate", "--change", "demand x3") == 2
    assert "--log" in capsys.readouterr().err
