"""`openhall evaluate` says in one sentence whether a change worked, and refuses what it cannot evaluate."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from openhall.cli import app
from openhall.measure.errors import MeasureError


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    random = np.random.default_rng(3)
    lines, offices = ["month,value,cases"], ["month,value,office"]
    for k in range(48):
        month = f"{2022 + k // 12}-{k % 12 + 1:02}"
        level = 30 + 4 * np.sin(k * np.pi / 6)
        lines.append(f"{month},{level + random.normal() - 6 * (k >= 36):.2f},{random.integers(20, 80)}")
        for office in "abcdefg":
            more = 5 if office == "a" and k >= 36 else 0
            offices.append(f"{month},{level + random.normal() + more:.2f},{office}")
    (tmp_path / "days.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "comma.csv").write_text('month,value\n2024-01,"3,5"\n')
    (tmp_path / "offices.csv").write_text("\n".join(offices) + "\n")
    return tmp_path


def test_a_series_is_evaluated_in_a_sentence_with_its_picture(folder: Path) -> None:
    out = folder / "effect.svg"
    said = run(str(folder / "days.csv"), "--on", "2025-01-01", "--better", "down", "--out", str(out))
    assert said.exit_code == 0
    assert said.stdout.startswith("It got better: ")
    assert "36 before, 12 after" in said.stdout
    assert "<title" in out.read_text() and "without the change" in out.read_text()


def test_the_numbers_come_as_json(folder: Path) -> None:
    said = run(str(folder / "days.csv"), "--on", "2025-01", "--count", "cases", "--json")
    told = json.loads(said.stdout)
    assert told["effect"]["low"] < -6 < told["effect"]["high"]
    assert len(told["periods"]) == 48
    assert told["bend"]["without"] is None


def test_percentages_of_few_cases_are_allowed_to_be_off_by_chance(folder: Path) -> None:
    random = np.random.default_rng(4)
    lines = ["month,value,cases,error"]
    for k in range(36):
        cases = int(random.integers(8, 20))
        share = 100 * random.binomial(cases, 0.4) / cases
        lines.append(
            f"{2022 + k // 12}-{k % 12 + 1:02},{share:.3f},{cases},{100 * (0.24 / cases) ** 0.5:.3f}"
        )
    (folder / "late.csv").write_text("\n".join(lines) + "\n")
    options = (str(folder / "late.csv"), "--on", "2024-01", "--json", "--moves", "level")

    def width(*more: str) -> float:
        told = json.loads(run(*options, *more).stdout)["effect"]
        return told["high"] - told["low"]

    blind, known = width("--count", "cases"), width("--count", "cases", "--percent")
    assert known != pytest.approx(blind, rel=1e-3)
    assert width("--error", "error") == pytest.approx(known, rel=0.1)


def test_percent_of_unnamed_cases_is_refused(folder: Path) -> None:
    said = run(str(folder / "days.csv"), "--on", "2025-01", "--percent")
    assert "name with --count the column of the cases" in str(said.exception)
    both = run(
        str(folder / "days.csv"), "--on", "2025-01", "--percent", "--count", "cases", "--error", "cases"
    )
    assert "Give --percent or --error" in str(both.exception)


@pytest.mark.parametrize("beside", ["differences", "synthetic"])
def test_departments_are_compared(folder: Path, beside: str) -> None:
    said = run(
        str(folder / "offices.csv"),
        *("--on", "2025-01-01", "--compare", "office", "--changed", "a", "--beside", beside),
    )
    assert said.stdout.startswith("It changed: ")
    assert "higher than it would have been" in said.stdout


def test_before_a_change_it_says_how_small_an_effect_could_be_seen(folder: Path) -> None:
    said = run(str(folder / "days.csv"), "--plan", "12", "--moves", "level")
    assert "would be called a change in 80% of cases" in said.stdout


def test_a_registration_is_followed(folder: Path) -> None:
    told = {
        "hypothesis": "A second clerk shortens the wait.",
        "measure": {"name": "days", "version": 1, "direction": "decrease"},
        "predicted": {"estimate": -5, "low": -8, "high": -3},
        "method": "interrupted time series",
        "start": "2025-01-01",
        "stopping": {"days": ["2026-01-01"]},
    }
    (folder / "plan.json").write_text(json.dumps(told))
    options = (str(folder / "days.csv"), "--registration", str(folder / "plan.json"))
    assert run(*options, "--seen", "2025-06-01").stdout.startswith("It is too early")
    assert run(*options, "--seen", "2026-06-01").stdout.startswith("It worked as predicted.")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["days.csv"], "Name the day of the change"),
        (["days.csv", "--on", "soon"], "is no day"),
        (
            ["days.csv", "--on", "2025-01-01", "--value", "length"],
            "no column 'length': --value names one of month",
        ),
        (["offices.csv", "--on", "2025-01-01", "--compare", "office"], "--changed"),
        (["offices.csv", "--on", "2025-01-01"], "one for each period"),
        (["nothing.csv", "--on", "2025-01-01"], "cannot be read"),
        (["comma.csv", "--on", "2025-01-01"], "is no number: write 1234.5"),
        (["days.csv", "--on", "2025-01-01", "--out", "no/folder/effect.svg"], "--out"),
        (["days.csv", "--plan", "100000"], "plan a shorter time"),
    ],
    ids=[
        "no day",
        "bad day",
        "no column",
        "nothing changed",
        "several series",
        "no file",
        "decimal comma",
        "no folder",
        "too long a plan",
    ],
)
def test_what_cannot_be_evaluated_ends_in_one_sentence(folder: Path, words: list[str], sentence: str) -> None:
    said = run(str(folder / words[0]), *words[1:])
    assert isinstance(said.exception, MeasureError)
    assert sentence in str(said.exception)
