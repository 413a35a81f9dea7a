"""`openhall decide` prints the result and the rules that made it, or says in one sentence what is wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from openhall import cli

FEES = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="Fees" namespace="http://city.example/fees">
<inputData id="i1" name="Use"><variable name="Use" typeRef="string"/></inputData>
<inputData id="i2" name="Floor area"><variable name="Floor area" typeRef="number"/></inputData>
<inputData id="i3" name="Received"><variable name="Received" typeRef="date"/></inputData>
<decision id="d1" name="Fee"><variable name="Fee" typeRef="number"/>
<informationRequirement><requiredInput href="#i1"/></informationRequirement>
<informationRequirement><requiredInput href="#i2"/></informationRequirement>
<decisionTable id="t1"><input label="the use"><inputExpression><text>Use</text></inputExpression></input>
<input><inputExpression><text>Floor area</text></inputExpression></input><output/><annotation name="Law"/>
<rule id="r1"><inputEntry><text>"home"</text></inputEntry><inputEntry><text>&lt;= 100</text></inputEntry>
<outputEntry><text>120.50</text></outputEntry><annotationEntry><text>Fees Act, 4</text></annotationEntry></rule>
<rule id="r2"><inputEntry><text>"home"</text></inputEntry><inputEntry><text>&gt; 100</text></inputEntry>
<outputEntry><text>240</text></outputEntry><annotationEntry><text></text></annotationEntry></rule>
</decisionTable></decision>
<decision id="d2" name="Due"><variable name="Due" typeRef="date"/>
<informationRequirement><requiredInput href="#i3"/></informationRequirement>
<literalExpression><text>Received + duration("P14D")</text></literalExpression></decision>
<decisionService id="s1" name="Fee service"><outputDecision href="#d1"/><inputData href="#i1"/><inputData href="#i2"/>
</decisionService></definitions>"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "fees.dmn"
    path.write_text(FEES)
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `openhall decide ...` in this process; returns exit code, stdout and stderr."""

    def run_one(*arguments: object, said: str = "") -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        monkeypatch.setattr("sys.argv", ["openhall", "decide", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_one


def test_the_result_and_the_rule_are_printed_in_words(run: Any, model: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"Use": "home", "Floor area": 80}')
    code, out, err = run(model, "--decision", "Fee", "--input", case)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Fee: 120.5",
        "  Rule 1 of 'Fee' applied: the use is home and Floor area is 80, which fits <= 100; the result is 120.5.",
        "    Law: Fees Act, 4",
    ]


def test_inputs_come_from_standard_input_and_from_values(run: Any, model: Path) -> None:
    code, out, _ = run(
        model, "--decision", "Fee", "--input", "-", "--value", "Floor area=60+60", said='{"Use": "home"}'
    )
    assert code == 0
    assert out.startswith("Fee: 240\n  Rule 2 of 'Fee' applied")
    code, out, _ = run(model, "--decision", "Due", "--value", 'Received=@"2026-05-01"')
    assert (code, out) == (0, "Due: 2026-05-15\n")


def test_json_has_the_value_the_rules_and_the_problems(run: Any, model: Path) -> None:
    code, out, _ = run(
        model, "--decision", "Fee", "--input", "-", "--json", said='{"Use": "home", "Floor area": 101}'
    )
    said = json.loads(out)
    assert code == 0
    assert said["value"] == 240
    assert said["decisions"] == {"Fee": 240}
    assert said["rules"][0]["rule"] == 2
    assert said["rules"][0]["conditions"][1] == {"input": "Floor area", "value": 101, "test": "> 100"}
    assert said["problems"] == []


def test_a_result_that_is_null_ends_with_1_and_says_why(run: Any, model: Path) -> None:
    code, out, err = run(model, "--decision", "Fee", "--input", "-", said='{"Use": "shop", "Floor area": 1}')
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "Fee: no result (null)",
        "  In 'Fee': No rule of 'Fee' matches, and it has no default.",
    ]


def test_without_a_decision_all_are_listed_with_what_they_need(run: Any, model: Path) -> None:
    code, out, _ = run(model)
    assert code == 0
    assert "Fee needs Use (string), Floor area (number)" in out
    assert "Due needs Received (date)" in out
    assert "Fee service (service) needs Use (string), Floor area (number)" in out
    code, out, _ = run(model, "--json")
    assert json.loads(out)["decisions"][1] == {
        "name": "Due",
        "kind": "decision",
        "needs": [{"name": "Received", "type": "date"}],
    }


def test_a_decision_service_is_asked_by_its_name(run: Any, model: Path) -> None:
    code, out, _ = run(
        model, "--decision", "Fee service", "--input", "-", said='{"Use": "home", "Floor area": 1}'
    )
    assert code == 0
    assert out.startswith("Fee service: 120.5\n  Rule 1 of 'Fee'")


@pytest.mark.parametrize(
    ("arguments", "said", "words"),
    [
        (["--decision", "Fees"], "", "'Fees' has no decision 'Fees'; it has 'Fee', 'Due'"),
        (["--decision", "Fee", "--input", "-"], "{", "Standard input is no JSON"),
        (["--decision", "Fee", "--input", "-"], '{"Usage": "home"}', "no input 'Usage'; is it 'Use'?"),
        (
            ["--decision", "Fee", "--input", "-"],
            '{"Floor area": "big"}',
            "'Floor area' cannot be used, for 'big' is no number",
        ),
        (["--decision", "Due", "--input", "-"], '{"Received": "soon"}', "'Received' cannot be used"),
        (["--decision", "Fee", "--input", "gone.json"], "", "gone.json cannot be read: No such file"),
        (["--decision", "Fee", "--value", "Use"], "", "has no name"),
        (["--decision", "Fee", "--value", "Use=1 +"], "", "is no FEEL"),
        (["--decision", "Fee", "--value", "Use=home"], "", "put text in quotes"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_sentence_and_exit_code_2(
    run: Any, model: Path, arguments: list[str], said: str, words: str
) -> None:
    code, out, err = run(model, *arguments, said=said)
    assert (code, out) == (2, "")
    assert words in err
    assert err.startswith("openhall: ")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<x/>", "no DMN 1.1 to 1.5"), (b"", "is no XML"), (b"<!DOCTYPE x><x/>", "DOCTYPE")],
)
def test_a_file_that_is_no_model_is_refused_in_one_sentence(
    run: Any, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "broken.dmn"
    path.write_bytes(content)
    code, out, err = run(path, "--decision", "Fee")
    assert (code, out) == (2, "")
    assert words in err
    assert "broken.dmn" in err
    assert run(tmp_path / "gone.dmn")[0] == 2


def test_the_other_commands_start_without_what_this_one_needs() -> None:
    code = (
        "import sys, openhall.cli; sys.exit('lxml' in sys.modules or 'openhall.process.dmn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
