"""Fresh keys of the ledger and of a witness are printed once, and are the keys that the settings read."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from openhall.cli import app, main
from openhall.proof import read_cosignature_verifier, read_signer, read_verifier
from openhall.proof.cosignature import ML_DSA_COSIGNATURE
from openhall.proof.parties import read_cosigners


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def test_a_key_of_the_ledger_signs_and_its_verifier_key_belongs_to_it() -> None:
    lines = run("ledger-key", "city.example/ledger").splitlines()
    signer = read_signer(lines[1].removeprefix("OPENHALL_LEDGER_KEY="))
    assert signer.name == "city.example/ledger"
    assert read_verifier(lines[3]) == signer.verifier
    assert run("ledger-key", "city.example/ledger").splitlines()[1] != lines[1]


@pytest.mark.parametrize("options", [(), ("--ml-dsa",)], ids=["ed25519", "ml-dsa"])
def test_a_key_of_a_witness_is_one_that_the_settings_read(options: tuple[str, ...]) -> None:
    told = json.loads(run("witness-key", "witness.example/1", "--json", *options))
    assert told["variable"] == "OPENHALL_WITNESS_KEY"
    (cosigner,) = read_cosigners(told["secret"])
    assert read_cosignature_verifier(told["verifier"]) == cosigner.verifier
    assert (cosigner.kind == ML_DSA_COSIGNATURE) is bool(options)


@pytest.mark.parametrize("command", ["ledger-key", "witness-key"])
@pytest.mark.parametrize("name", ["two words", "a+b", "", "x" * 256], ids=["blank", "plus", "empty", "long"])
def test_a_name_that_no_key_can_have_is_refused_in_one_sentence(
    command: str, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["openhall", command, name])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("openhall: a key cannot have the name")
    assert told.err.count("\n") == 1
