"""`openhall compare` says who is fastest, what differs and how sure that is, and what is wrong with the input."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from openhall import cli

FIRST = datetime(2025, 1, 1, tzinfo=UTC)


def write(path: Path, seed: int, advise_days: float, cases: int = 60, office: str = "") -> Path:
    """Cases that come every day: received, advised on after some days, closed a day after that."""
    rng = np.random.default_rng(seed)
    lines = ["case,activity,time,ward,words"]
    for k in range(cases):
        at = FIRST + timedelta(days=k)
        for name, wait in (("Receive", 0.0), ("Advise", rng.exponential(advise_days)), ("[Close]", 1.0)):
            at += timedelta(days=float(wait))
            ward = office or ("Docks" if k % 4 else "Hill")
            lines.append(f"{path.stem}{k},{name},{at:%Y-%m-%d %H:%M:%S},{ward},{name.lower()} it")
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def logs(tmp_path: Path) -> dict[str, Path]:
    return {
        name: write(tmp_path / f"{name}.csv", seed, wait)
        for seed, (name, wait) in enumerate({"north": 3.0, "south": 12.0, "east": 14.0}.items())
    }


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `openhall ...` in this process; returns exit code, stdout and stderr."""

    def run_one(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", "160")
        monkeypatch.setattr("sys.argv", ["openhall", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run_one


def test_several_logs_are_compared_and_the_fastest_named(run: Any, logs: dict[str, Path]) -> None:
    code, out, _ = run("compare", *logs.values())
    assert code == 0
    for words in (
        "north is the fastest",
        "Advise",
        "[Close]",
        "over 99% sure",
        "does not prove why",
        "Habits",
    ):
        assert words in out


def test_json_has_the_documented_shape(run: Any, logs: dict[str, Path]) -> None:
    code, out, _ = run("compare", *logs.values(), "--json")
    numbers = json.loads(out)
    assert code == 0
    assert (numbers["fastest"], numbers["clear"], numbers["pair"]) == ("north", True, None)
    assert numbers["groups"][0].keys() == {
        "name", "cases", "mean", "median", "fastest_by_mean", "fastest_by_median",
    }  # fmt: skip
    assert numbers["groups"][0]["mean"].keys() == {"value", "low", "high"}
    assert numbers["behind"].keys() == {"south", "east"}
    advise = numbers["practices"][0]
    assert (advise["what"], advise["way"], advise["sure"]) == ("Advise", "quicker", True)
    assert advise["sides"].keys() == {"north", "south", "east"}
    assert {habit["what"] for habit in numbers["habits"]} == {"recorded at one time"}


def test_two_logs_show_their_steps_side_by_side(run: Any, logs: dict[str, Path]) -> None:
    _, out, _ = run("compare", logs["south"], logs["north"])
    for words in ("“Receive” to “Advise”", "faster", "Cases of north take", "the share of cases"):
        assert words in out
    _, out, _ = run("compare", logs["south"], logs["north"], "--json")
    pair = json.loads(out)["pair"]
    assert pair["names"] == ["south", "north"]
    assert sum(step["part"] for step in pair["steps"]) == pytest.approx(pair["whole"]["part"])
    assert "NaN" not in out


def test_one_log_is_cut_by_an_attribute_or_a_day(run: Any, logs: dict[str, Path]) -> None:
    _, out, _ = run("compare", logs["north"], "--by", "ward", "--json")
    assert {group["name"]: group["cases"] for group in json.loads(out)["groups"]} == {"Docks": 45, "Hill": 15}
    _, out, _ = run("compare", logs["north"], "--day", "2025-01-21", "--json")
    groups = {group["name"]: group["cases"] for group in json.loads(out)["groups"]}
    assert groups == {"the time before 2025-01-21": 20, "the time from 2025-01-21": 40}


def test_groups_of_a_few_cases_are_left_out_and_named(run: Any, tmp_path: Path) -> None:
    parts = [
        write(tmp_path / f"{w}.csv", 3, 3.0, n, w).read_text() for w, n in (("a", 20), ("b", 15), ("c", 4))
    ]
    whole = tmp_path / "whole.csv"
    whole.write_text("\n".join([parts[0], *(part.split("\n", 1)[1] for part in parts[1:])]))
    _, out, _ = run("compare", whole, "--by", "ward")
    assert "fewer than 10 cases: c" in out


def test_cases_are_counted_up_to_an_activity_and_filters_hold(run: Any, logs: dict[str, Path]) -> None:
    _, whole, _ = run("compare", logs["south"], logs["north"], "--json")
    _, cut, _ = run("compare", logs["south"], logs["north"], "--until", "Advise", "--json")
    before, after = (json.loads(text)["pair"]["mean_days"] for text in (whole, cut))
    assert [a - b for a, b in zip(before, after, strict=True)] == pytest.approx([1.0, 1.0], abs=1e-3)
    _, out, _ = run("compare", logs["south"], logs["north"], "--filter", "time:..2025-01-30", "--json")
    assert json.loads(out)["pair"]["n_cases"] == [30, 30]


def test_activities_take_their_names_from_an_attribute(run: Any, logs: dict[str, Path]) -> None:
    _, out, _ = run("compare", logs["south"], logs["north"], "--named-by", "words", "--json")
    assert {row["activity"] for row in json.loads(out)["pair"]["activities"]} == {
        "receive it", "advise it", "[close] it",
    }  # fmt: skip


def test_codes_become_phases(run: Any, tmp_path: Path) -> None:
    paths = []
    for office in "ab":
        path = tmp_path / f"{office}.csv"
        path.write_text(
            "case,activity,time\n"
            + "\n".join(
                f"{k},0{1 + j // 20}_MAIN_{j:03},2025-01-{1 + j % 28:02}"
                for k in range(12)
                for j in range(40)
            )
        )
        paths.append(path)
    _, out, _ = run("compare", *paths, "--phases", "--json")
    activities = {row["activity"] for row in json.loads(out)["pair"]["activities"]}
    assert activities == {"01_MAIN_0xx", "02_MAIN_0xx"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{north}"], "One log alone: say how to cut it"),
        (["{north}", "{south}", "--by", "ward"], "each cut one log"),
        (["{north}", "--by", "ward", "--day", "2025-01-09"], "each cut one log"),
        (["{north}", "--by", "wrd"], "There is no attribute “wrd”"),
        (["{north}", "--by", "case:concept:name"], "has 1 of the 10 cases"),
        (["{north}", "--day", "9 January"], "write the day as 2024-01-31"),
        (["{north}", "--day", "2030-01-01"], "No case starts from 2030-01-01"),
        (["{north}", "{south}", "--until", "Advice"], "did you mean “Advise”"),
        (["{north}", "{south}", "--phases"], "not codes such as"),
        (["{north}", "{south}", "--phases", "--named-by", "words"], "choose one"),
        (["{north}", "{south}", "--named-by", "wrds"], "have no “wrds”"),
        (["{north}", "{south}", "--filter", "days:900.."], "No case of"),
        (["{north}", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(
    run: Any, logs: dict[str, Path], arguments: list[str], words: str
) -> None:
    named = [
        a.replace("{north}", str(logs["north"])).replace("{south}", str(logs["south"])) for a in arguments
    ]
    code, out, err = run("compare", *named)
    assert code == 2
    assert words in err
    assert "Traceback" not in err
    assert out == ""
