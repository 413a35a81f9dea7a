"""What witnesses signed is published beside the log, and the log is held to it though it has grown since."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.proof.published import MINUTE, NOW, SIGNER, publish

from openhall.proof import FolderStorage, folder_reader, new_cosigner, new_signer, published, read_checkpoint
from openhall.proof.cosignature import ML_DSA_COSIGNATURE, cosigned_at, read_cosigner
from openhall.proof.errors import BadKey, BadNote
from openhall.proof.notes import read_signer
from openhall.proof.parties import read_asked, read_cosigners, read_watched
from openhall.proof.verify import Asked, Kind, Report, verify_log
from openhall.proof.witnessed import cosignatures_in, keep_cosignatures, witnessed_path

WITNESS, OTHER = new_cosigner("w.example/1"), new_cosigner("w.example/2", ML_DSA_COSIGNATURE)
ASKED = Asked(witnesses=(WITNESS.verifier, OTHER.verifier), quorum=2)
SECOND = NOW // 1_000_000


def cosign(log: Path, *witnesses: object, at: int = SECOND) -> None:
    signed = read_checkpoint(published(folder_reader(log)), [SIGNER.verifier])
    lines = [each.cosign(signed.checkpoint, at) for each in witnesses]  # type: ignore[attr-defined]
    assert keep_cosignatures(FolderStorage(log), signed, lines, [SIGNER.verifier])


def verify(log: Path, asked: Asked = ASKED) -> Report:
    return verify_log(folder_reader(log), [SIGNER.verifier], NOW + 9 * MINUTE, asked)[0]


def found(report: Report) -> set[tuple[Kind, str]]:
    return {(each.kind, each.where) for each in report.findings}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    publish(tmp_path / "log", batches=(300, 20))
    return tmp_path / "log"


def grow(log: Path, batches: tuple[int, ...], **changed: object) -> None:
    """Publish the log anew with more batches, and keep what the witnesses gave."""
    kept = log.with_name("witnessed")
    shutil.move(log / "witnessed", kept)
    shutil.rmtree(log)
    publish(log, batches, **changed)  # type: ignore[arg-type]
    shutil.move(kept, log / "witnessed")


def test_the_checkpoint_carries_the_signatures_of_its_witnesses_one_of_each_key(log: Path) -> None:
    cosign(log, WITNESS)
    cosign(log, WITNESS, OTHER, at=SECOND + 60)
    signed = read_checkpoint(published(folder_reader(log)), [SIGNER.verifier])
    assert [each.name for each in signed.note.signatures] == [SIGNER.name, WITNESS.name, OTHER.name]
    assert cosigned_at(signed.note, WITNESS.verifier) == SECOND + 60
    report = verify(log)
    assert report.sound
    assert [(each.name, each.size) for each in report.witnesses] == [(WITNESS.name, 322), (OTHER.name, 322)]


def test_a_log_that_has_grown_is_held_to_what_its_witnesses_saw(log: Path) -> None:
    cosign(log, WITNESS, OTHER)
    grow(log, (300, 20, 7))
    report = verify(log)
    assert report.sound
    assert [(each.size, each.counts) for each in report.witnesses] == [(322, True), (322, True)]


def test_signatures_of_a_checkpoint_that_is_no_longer_the_latest_do_not_go_into_the_latest(log: Path) -> None:
    signed = read_checkpoint(published(folder_reader(log)), [SIGNER.verifier])
    shutil.rmtree(log)
    publish(log, (300, 20, 7))
    line = WITNESS.cosign(signed.checkpoint, SECOND)
    assert not keep_cosignatures(FolderStorage(log), signed, [line], [SIGNER.verifier])
    assert len(read_checkpoint(published(folder_reader(log)), [SIGNER.verifier]).note.signatures) == 1
    assert (log / witnessed_path(WITNESS.verifier)).is_file()


def test_a_witness_that_has_not_seen_the_log_for_long_does_not_count(log: Path) -> None:
    cosign(log, WITNESS, at=SECOND - 3600)
    cosign(log, OTHER)
    grow(log, (300, 20, 7))
    report = verify(log)
    assert found(report) == {(Kind.WITNESS, "checkpoint")}
    assert "1 of the witnesses" in report.findings[0].sentence
    assert "not w.example/1" in report.findings[0].sentence
    assert [each.counts for each in report.witnesses] == [False, True]


def test_a_log_that_was_rewritten_since_a_witness_saw_it_is_found_and_the_witness_named(log: Path) -> None:
    cosign(log, WITNESS, OTHER)
    grow(log, (300, 20, 7), changed={5: {"activity": "Refuse"}})
    assert verify(log, Asked()).sound
    report = verify(log)
    assert (Kind.HISTORY, "witness w.example/1") in found(report)
    assert any(
        "first 322 rows are not those that the witness w.example/1 saw" in f.sentence for f in report.findings
    )


def test_a_log_that_lost_what_a_witness_saw_is_found(log: Path) -> None:
    cosign(log, WITNESS, OTHER)
    grow(log, (300,))
    assert (Kind.DROPPED, "rows 301 to 321") in found(verify(log))


def test_what_a_witness_is_said_to_have_signed_is_signed_by_the_log_and_the_witness(log: Path) -> None:
    cosign(log, WITNESS, OTHER)
    grow(log, (300, 20, 7))
    place = log / witnessed_path(WITNESS.verifier)
    place.write_bytes((log / witnessed_path(OTHER.verifier)).read_bytes())
    assert (Kind.WITNESS, "witness w.example/1") in found(verify(log))
    place.write_text("hello")
    assert (Kind.WITNESS, "witness w.example/1") in found(verify(log))


def test_an_answer_of_a_witness_is_believed_only_with_its_signature_of_this_checkpoint(log: Path) -> None:
    note = read_checkpoint(published(folder_reader(log)), [SIGNER.verifier]).note
    signed = read_checkpoint(published(folder_reader(log)), [SIGNER.verifier])
    line = WITNESS.cosign(signed.checkpoint, SECOND)
    stranger = new_cosigner("w.example/1").cosign(signed.checkpoint, SECOND)
    assert cosignatures_in(stranger.line + line.line, note, [WITNESS.verifier]) == [line]
    for reply in ("", stranger.line, "hello\n", line.line[:-9] + "AAAAAAA=\n", line.line[:-1]):
        with pytest.raises(BadNote):
            cosignatures_in(reply, note, [WITNESS.verifier])


@pytest.mark.parametrize("witness", [WITNESS, OTHER], ids=["ed25519", "ml-dsa"])
def test_the_secret_key_of_a_witness_is_text_and_is_never_shown(witness: object) -> None:
    assert read_cosigner(witness.text) == witness  # type: ignore[attr-defined]
    assert witness.seed.hex() not in repr(witness)  # type: ignore[attr-defined]
    for text in (witness.text[:-4], witness.text.replace("w.example", "v.example"), SIGNER.text, "hello"):  # type: ignore[attr-defined]
        with pytest.raises(BadKey) as error:
            read_cosigner(text)
        assert "AAAA" not in str(error.value)
    with pytest.raises(BadKey, match="not that of a log"):
        read_signer(witness.text)  # type: ignore[attr-defined]


def test_parties_are_keys_and_then_their_address() -> None:
    later = new_signer(SIGNER.name)
    first, second = read_watched(
        f"{SIGNER.verifier.text} {later.verifier.text} https://city.example/ledger/\n"
        f"{new_signer('town').verifier.text} http://town.example"
    )
    assert (first.origin, first.keys) == (SIGNER.name, (SIGNER.verifier, later.verifier))
    assert (first.address, second.address) == ("https://city.example/ledger", "http://town.example")
    (asked,) = read_asked(f"{WITNESS.verifier.text} {OTHER.verifier.text} https://w.example")
    assert (asked.name, len(asked.keys)) == ("w.example/1", 2)
    assert read_watched("") == read_asked(" \n") == read_cosigners("") == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SIGNER.verifier.text, "write an address after the key"),
        ("https://city.example", "write the verifier key before"),
        (f"{SIGNER.verifier.text} ftp://city.example", "is no address"),
        (f"{SIGNER.verifier.text} https://city.example?x=1", "is no address"),
        (
            f"{SIGNER.verifier.text} {new_signer('town').verifier.text} https://a.example",
            "have different names",
        ),
        (f"{SIGNER.verifier.text} https://a.example " * 2, "is named twice"),
        ("city.example https://a.example", "is no verifier key"),
        (f"{WITNESS.verifier.text} https://a.example", "is no Ed25519 key of a log"),
    ],
    ids=["no address", "no key", "scheme", "query", "two names", "twice", "no key text", "a witness's key"],
)
def test_parties_that_are_written_wrongly_are_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(BadKey, match=says):
        read_watched(text)


def test_the_keys_of_one_witness_have_one_name() -> None:
    assert len(read_cosigners(f"{WITNESS.text} {new_cosigner('w.example/1').text}")) == 2
    with pytest.raises(BadKey, match="one name"):
        read_cosigners(f"{WITNESS.text} {OTHER.text}")
