"""`openhall check` says whether a service is sound, in words and as JSON, and what is no service in one sentence."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.process.dog_licence import dog_licence

from openhall import cli
from openhall.process.folder import pack


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `openhall check ...` in this process; returns exit code, stdout and stderr."""

    def run_one(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr("sys.argv", ["openhall", "check", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_one


def written(folder: Path, **changes: tuple[str, str]) -> Path:
    for name, data in dog_licence(**changes).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_sound_service_ends_with_0_and_says_who_works_and_what_is_doubtful(
    run: Any, tmp_path: Path
) -> None:
    code, out, err = run(written(tmp_path / "dogs"))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Warning  letters/decision.de.md is missing: the letter is sent in “en”.",
        "Warning  letters/reminder.de.md is missing: the letter is sent in “en”.",
        "Work",
        "  animals: check, decide, review",
        "dogs is sound: no errors, 2 warnings; 12 states of the process looked at; 2 of 2 tests passed.",
    ]


def test_faults_are_one_line_each_however_narrow_the_terminal(run: Any, tmp_path: Path) -> None:
    code, out, err = run(
        written(
            tmp_path / "dogs",
            TEXT=("decided by: [decide]", "decided by: [decided]"),
            PROCESS=('openhall:letter="reminder"', 'openhall:letter="remind"'),
        )
    )
    assert (code, err) == (1, "")
    assert [line for line in out.splitlines() if line.startswith("Error")] == [
        "Error  process.bpmn: sendTask “Remind” (remind) sends the letter “remind”, which is not there; "
        "did you mean “reminder”?",
        "Error  service.yaml, line 11: “decided by” names “decided”, which is no node of process.bpmn; "
        "did you mean “decide”?",
    ]
    assert out.splitlines()[-1].startswith("dogs is not sound: 2 errors, ")


def test_a_test_that_goes_otherwise_is_an_error(run: Any, tmp_path: Path) -> None:
    code, out, _ = run(written(tmp_path / "dogs", GRANTED=("fee: 16.5", "fee: 17")))
    assert code == 1
    assert "Error  tests/granted.yaml, line 11: expected “fee” to be “17”, but it is “16.5”." in out
    assert "1 of 2 tests passed" in out


def test_everything_is_there_as_json(run: Any, tmp_path: Path) -> None:
    code, out, _ = run(written(tmp_path / "dogs"), "--json")
    found = json.loads(out)
    assert code == 0 and found["sound"] is True and found["source"] == "dogs"
    assert found["tests"] == {"run": 2, "passed": 2}
    assert found["lanes"] == {"animals": ["check", "decide", "review"]}
    assert found["soundness"] == {"states": 12, "problems": []}
    assert len(found["warnings"]) == 2 and found["errors"] == []


def test_what_is_unsound_has_its_steps_in_the_json(run: Any, tmp_path: Path) -> None:
    model = tmp_path / "model.bpmn"
    model.write_text(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:x">'
        '<process id="p" isExecutable="true"><startEvent id="s"/><userTask id="a" name="A"/><exclusiveGateway id="x" '
        'default="f2"/><parallelGateway id="y"/><endEvent id="e"/><task id="b"/>'
        '<sequenceFlow id="f0" sourceRef="s" targetRef="a"/><sequenceFlow id="f1" sourceRef="a" targetRef="x"/>'
        '<sequenceFlow id="f2" sourceRef="x" targetRef="y"/><sequenceFlow id="f3" sourceRef="x" targetRef="b">'
        '<conditionExpression>c</conditionExpression></sequenceFlow><sequenceFlow id="f4" sourceRef="b" targetRef="y"/>'
        '<sequenceFlow id="f5" sourceRef="y" targetRef="e"/></process></definitions>'
    )
    code, out, _ = run(model, "--json")
    problem = json.loads(out)["soundness"]["problems"][0]
    assert code == 1 and problem["kind"] == "deadlock" and problem["trace"] == ["A"]
    assert problem["sentence"] in json.loads(out)["errors"][0]


def test_a_model_alone_is_checked(run: Any, tmp_path: Path) -> None:
    code, out, _ = run(written(tmp_path / "dogs") / "process.bpmn")
    assert code == 0 and "process.bpmn is sound: no errors, no warnings; 12 states" in out


def test_a_packed_folder_is_checked_as_the_folder_is(run: Any, tmp_path: Path) -> None:
    packed = tmp_path / "dogs.zip"
    packed.write_bytes(pack({f"dogs/{name}": data for name, data in dog_licence().items()}))
    code, out, _ = run(packed)
    assert code == 0 and "2 of 2 tests passed" in out


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("service.yaml", b"\0" * (30 * 2**20))
    return made.getvalue()


def lying_bomb() -> bytes:
    """A file that says that it is small."""
    data = bytearray(bomb())
    size = (30 * 2**20).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def crowd() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for k in range(600):
            archive.writestr(f"{k}.txt", b"")
    return made.getvalue()


def outside() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../service.yaml", b"name: x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.zip", bomb(), "31,457,280 bytes; at most 500 files of 20 MB"),
        ("x.zip", lying_bomb(), "The packed service folder cannot be read"),
        ("x.zip", crowd(), "600 files"),
        ("x.zip", outside(), "which lies outside it"),
        ("x.zip", b"PK\x03\x04 nothing", "pack it again as ZIP"),
        ("x.zip", b"x" * (21 * 2**20), "more than 20 MB"),
        ("x.txt", b"hello", "is no service folder, no .zip file and no .bpmn model"),
    ],
)
def test_what_can_not_be_checked_is_one_sentence_and_exit_code_2(
    run: Any, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    code, out, err = run(path)
    assert (code, out) == (2, "")
    assert err.startswith("openhall: ") and len(err.splitlines()) == 1
    assert words in err


def test_a_path_that_is_not_there_is_one_sentence(run: Any, tmp_path: Path) -> None:
    code, out, err = run(tmp_path / "nowhere")
    assert (code, out) == (
        2,
        "",
    ) and "cannot be read: No such file or directory; name a service folder." in err


def test_names_in_files_cannot_steer_the_terminal(run: Any, tmp_path: Path) -> None:
    code, out, _ = run(
        written(tmp_path / "dogs", TEXT=("owner: animals", '"\\e[31mo[bold]wner\\a": x\nowner: animals'))
    )
    assert code == 1 and "\x1b[31m" not in out and "\a" not in out and "[bold]" in out
