"""`openhall verify` reads a log from a folder or an address, within bounds, and says whether it holds."""

from __future__ import annotations

import gzip
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.proof.published import NOW, SIGNER, publish, receipt_for

from openhall import cli
from openhall.proof import (
    FolderStorage,
    folder_reader,
    new_cosigner,
    published,
    read_checkpoint,
    write_receipt,
)
from openhall.proof.witnessed import keep_cosignatures

KEY = SIGNER.verifier.text


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `openhall verify ...` in this process; returns exit code, stdout and stderr."""

    def run_one(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["openhall", "verify", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_one


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "log"
    publish(folder, segment=False)
    return folder


Answer = Callable[[BaseHTTPRequestHandler, Path], None]


@pytest.fixture
def serve(honest: Path) -> Iterator[Callable[[Answer], str]]:
    """Serve the log as `answer` does; gives the address."""
    servers = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self, honest / self.path.strip("/"))

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, data: bytes | None, status: int = 200, **headers: str) -> None:
    handler.send_response(status if data is not None else 404)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(data or b"")))
    handler.end_headers()
    handler.wfile.write(data or b"")


def plain(handler: BaseHTTPRequestHandler, path: Path) -> None:
    send(handler, path.read_bytes() if path.is_file() else None)


def packed(handler: BaseHTTPRequestHandler, path: Path) -> None:
    send(handler, gzip.compress(path.read_bytes()) if path.is_file() else None, Content_Encoding="gzip")


def test_a_sound_log_ends_with_0_and_is_remembered(run: Any, honest: Path, tmp_path: Path) -> None:
    state = tmp_path / "seen.json"
    code, out, _ = run(honest, "--key", KEY, "--state", state)
    assert code == 0
    assert "is sound: all 1,049 rows are those that were signed" in out
    code, out, _ = run(honest, "--key", KEY, "--state", state)
    assert code == 0
    assert "the first 1,049 as they were seen before" in out


def test_without_a_key_that_of_the_log_is_taken_and_the_reader_is_told_what_that_is_worth(
    run: Any, honest: Path
) -> None:
    code, out, _ = run(honest, "--json")
    assert code == 0
    told = json.loads(out)
    assert told["sound"]
    assert "read from the log itself" in told["notes"][0]


def test_a_spoilt_log_ends_with_1_and_does_not_touch_what_was_remembered(
    run: Any, honest: Path, tmp_path: Path
) -> None:
    log, state = Path(shutil.copytree(honest, tmp_path / "log")), tmp_path / "seen.json"
    run(log, "--key", KEY, "--state", state)
    kept = state.read_bytes()
    bundle = log / "tile/entries/001"
    bundle.write_bytes(bundle.read_bytes().replace(b"Decide", b"Refuse", 1))
    code, out, _ = run(log, "--key", KEY, "--state", state, "--json")
    assert code == 1
    told = json.loads(out)
    assert any(each["kind"] == "changed" and each["rows"][0] == each["rows"][1] for each in told["findings"])
    assert state.read_bytes() == kept


def test_a_receipt_is_checked_alone_and_with_its_log(run: Any, honest: Path, tmp_path: Path) -> None:
    file, key = tmp_path / "receipt.json", tmp_path / "city.vkey"
    key.write_text(KEY + "\n")
    file.write_text(write_receipt(receipt_for(honest, (5, 10))), encoding="utf-8")
    code, out, _ = run(file, "--key", key)
    assert code == 0
    assert "row 5 " in out
    assert "The receipt holds" in out
    code, out, _ = run(honest, "--key", key, "--case-receipt", file)
    assert code == 0
    assert "the 2 of the receipt among them" in out
    file.write_text(
        file.read_text().replace("Receive", "Refuse").replace("Check", "Refuse"), encoding="utf-8"
    )
    assert run(file, "--key", key)[0] == 1
    assert run(honest, "--key", key, "--case-receipt", file)[0] == 1


@pytest.mark.parametrize("answer", [plain, packed])
def test_a_log_is_read_from_its_address(run: Any, serve: Any, answer: Answer) -> None:
    code, out, err = run(serve(answer), "--key", KEY)
    assert (code, err) == (0, "")
    assert "is sound" in out


def swelling(handler: BaseHTTPRequestHandler, path: Path) -> None:
    send(handler, gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")


def endless(handler: BaseHTTPRequestHandler, path: Path) -> None:
    send(handler, b"x" * 3_000_000)


def elsewhere(handler: BaseHTTPRequestHandler, path: Path) -> None:
    send(handler, b"", 302, Location="http://localhost:1/checkpoint")


def to_a_file(handler: BaseHTTPRequestHandler, path: Path) -> None:
    send(handler, b"", 302, Location="file:///etc/passwd")


def in_circles(handler: BaseHTTPRequestHandler, path: Path) -> None:
    send(handler, b"", 302, Location=handler.path + "x")


def broken(handler: BaseHTTPRequestHandler, path: Path) -> None:
    send(handler, b"no", 500)


def false_gzip(handler: BaseHTTPRequestHandler, path: Path) -> None:
    send(handler, b"no gzip", Content_Encoding="gzip")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (swelling, "more than 1,048,576 bytes"),
        (endless, "more than 1,048,576 bytes"),
        (elsewhere, "redirects to another place"),
        (to_a_file, "the server answers 302"),
        (in_circles, "cannot be fetched"),
        (broken, "the server answers 500"),
        (false_gzip, "no gzip"),
    ],
)
def test_a_server_that_is_evil_ends_in_one_sentence(
    run: Any, serve: Any, answer: Answer, sentence: str
) -> None:
    code, out, err = run(serve(answer), "--key", KEY)
    assert code == 2
    assert sentence in err
    assert out == ""
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere",), "no folder, no receipt and no address"),
        (("ftp://city.example/ledger",), "is no address of a log"),
        (("http://user@city.example/ledger",), "is no address of a log"),
        (("http://city.example/ledger?x=1",), "is no address of a log"),
        (("LOG", "--key", "none"), "is no verifier key"),
        (("LOG", "--quorum", "1"), "name them with --witness"),
        (("LOG", "--witness", KEY), "is no key of a witness"),
        (("LOG", "--case-receipt", "nowhere.json"), "cannot be read"),
        (("LOG", "--state", "LOG/checkpoint"), "no state file"),
    ],
)
def test_what_cannot_be_checked_ends_with_2_and_one_sentence(
    run: Any, honest: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    code, _, err = run(*(each.replace("LOG", str(honest)) for each in arguments))
    assert code == 2
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_how_many_witnesses_agree_is_said_and_fewer_than_were_asked_for_are_a_fault(
    run: Any, honest: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    shutil.copytree(honest, log)
    signed = read_checkpoint(published(folder_reader(log)), [SIGNER.verifier])
    saw, away = new_cosigner("town.example/witness"), new_cosigner("county.example/witness")
    line = saw.cosign(signed.checkpoint, NOW // 1_000_000 + 300)
    keep_cosignatures(FolderStorage(log), signed, [line], [SIGNER.verifier])
    key_file = tmp_path / "county.vkey"
    key_file.write_text(away.verifier.text)
    asked = (log, "--key", KEY, "--witness", saw.verifier.text, "--witness", key_file)
    code, out, _ = run(*asked, "--quorum", "1")
    assert code == 0
    assert f"The witness town.example/witness saw all {signed.checkpoint.size:,} rows at" in out
    assert "1 of 2 witnesses agrees." in out
    code, out, _ = run(*asked)
    assert code == 1
    assert "1 of the witnesses named have signed the log as it is, and 2 are asked for" in out
    told = json.loads(run(*asked, "--json")[1])
    assert (told["witnesses_named"], told["witnesses_agree"]) == (2, 1)
    assert told["witnesses"] == [
        {
            "name": "town.example/witness",
            "time": NOW // 1_000_000 + 300,
            "size": signed.checkpoint.size,
            "counts": True,
        }
    ]
