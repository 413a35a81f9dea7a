"""Signed notes, keys and cosignatures, with the examples of the C2SP texts."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhall.proof.checkpoint import Checkpoint, read_checkpoint, read_checkpoint_text, sign_checkpoint
from openhall.proof.cosignature import (
    ED25519_COSIGNATURE,
    ML_DSA_COSIGNATURE,
    cosigned_at,
    new_cosigner,
    read_cosignature_verifier,
)
from openhall.proof.errors import BadKey, BadNote
from openhall.proof.hashing import EMPTY_ROOT
from openhall.proof.notes import Note, new_signer, read_note, read_signer, read_verifier, sign_note, signed_by

FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
MESSAGE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj"
    "OBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
SIGNER = new_signer("city.example/ledger")
CHECKPOINT = Checkpoint("city.example/ledger", 12, bytes(range(32)))
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_example_of_the_standard_is_signed_by_its_key() -> None:
    note = read_note(MESSAGE.encode())
    assert note.text == "This is an example message.\n"
    assert signed_by(note, [read_verifier(FOO)]) == (read_verifier(FOO),)
    assert note.whole == MESSAGE
    assert read_verifier(FOO).text == FOO


@UNTIMED
@given(st.integers(0, len(MESSAGE.encode()) - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_in_a_note_is_found(place: int, change: int) -> None:
    whole = bytearray(MESSAGE.encode())
    whole[place] ^= change
    with pytest.raises(BadNote):
        signed_by(read_note(bytes(whole)), [read_verifier(FOO)])


@pytest.mark.parametrize(
    "whole",
    [
        "",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n\n",
        "text\n— a AAAAAAA=\n",
        "text\n\n— a AAAAAAA=",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n— AAAAAAA=\n",
        "text\n\n— a b AAAAAAA=\n",
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a\u2003b AAAAAAA=\n",
        "text\n\n— a AAAA\n",
        "text\n\n— a AAAAAAB=\n",
        "text\n\n— a AAAAAAA=\nmore\n",
        "te\rxt\n\n— a AAAAAAA=\n",
        "te\x00xt\n\n— a AAAAAAA=\n",
        "text\n\n" + "— a AAAAAAA=\n" * 101,
        "x" * 2_000_000,
    ],
)
def test_text_that_is_no_note_is_refused(whole: str) -> None:
    with pytest.raises(BadNote):
        read_note(whole.encode())
    with pytest.raises(BadNote):
        read_note(b"\xff" + whole.encode())


def test_signatures_of_unknown_keys_are_passed_over_and_a_false_one_of_a_known_key_is_not() -> None:
    other = new_signer("city.example/ledger")
    note = Note("text\n", (other.sign("text\n"), SIGNER.sign("text\n")))
    assert signed_by(note, [SIGNER.verifier]) == (SIGNER.verifier,)
    with pytest.raises(BadNote, match="not signed by"):
        signed_by(note, [new_signer("elsewhere").verifier])
    with pytest.raises(BadNote, match="not of this text"):
        signed_by(Note("other\n", note.signatures), [SIGNER.verifier])


def test_keys_are_read_as_they_were_written_and_never_shown() -> None:
    assert read_signer(SIGNER.text) == SIGNER
    assert read_verifier(SIGNER.verifier.text) == SIGNER.verifier
    secret = base64.b64encode(SIGNER.seed).decode()
    assert secret not in repr(SIGNER)
    assert str(SIGNER.seed) not in repr(SIGNER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        FOO.replace("530d903a", "530d903b"),
        FOO.replace("foo", "fop"),
        FOO[:-4],
        FOO + "=",
        FOO.replace("example.com/foo", "example com"),
        SIGNER.text,
        new_cosigner("w").verifier.text,
    ],
    # The keys are new in every run, and runs side by side must name the same tests.
    ids=range(9),
)
def test_text_that_is_no_key_of_a_log_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        read_verifier(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n01\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "a\n-1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "a\n١\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "a\n9999999999999999999\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "a\n1\n" + base64.b64encode(bytes(31)).decode() + "\n",
        "\n1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "a\n1\n" + base64.b64encode(bytes(32)).decode() + "\n\nmore\n",
        "a\n1\n" + base64.b64encode(bytes(32)).decode(),
    ],
)
def test_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        read_checkpoint_text(text)


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    for checkpoint in (CHECKPOINT, Checkpoint("a b", 0, EMPTY_ROOT, ("one", "two"))):
        signed = sign_checkpoint(checkpoint, SIGNER)
        assert read_checkpoint(signed.note.whole.encode(), [SIGNER.verifier]) == signed


@pytest.mark.parametrize("kind", [ED25519_COSIGNATURE, ML_DSA_COSIGNATURE])
def test_a_witness_signs_a_checkpoint_at_a_time_and_nothing_else_is_taken_for_that(kind: int) -> None:
    witness = new_cosigner("witness.example/w1", kind)
    verifier = read_cosignature_verifier(witness.verifier.text)
    signed = sign_checkpoint(CHECKPOINT, SIGNER).note
    cosigned = Note(signed.text, (*signed.signatures, witness.cosign(CHECKPOINT, 1_790_000_000)))
    again = read_note(cosigned.whole.encode())
    assert cosigned_at(again, verifier) == 1_790_000_000
    assert cosigned_at(signed, verifier) is None
    later = bytearray(again.signatures[1].content)
    later[7] ^= 1
    for false in (
        Note(again.text.replace("12", "13"), again.signatures),
        Note(again.text, (type(again.signatures[1])(verifier.name, verifier.key_id, bytes(later)),)),
    ):
        with pytest.raises(BadNote, match="not of this checkpoint"):
            cosigned_at(false, verifier)
    with pytest.raises(BadNote):
        witness.cosign(CHECKPOINT, 0)


def test_the_message_that_a_witness_signs_is_that_of_the_standard() -> None:
    witness = new_cosigner("witness.example/w1")
    text = "cosignature/v1\ntime 1679315147\n" + CHECKPOINT.text
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    expected = Ed25519PrivateKey.from_private_bytes(witness.seed).sign(text.encode())
    assert witness.cosign(CHECKPOINT, 1679315147).content == (1679315147).to_bytes(8, "big") + expected


def test_a_note_is_not_signed_when_it_could_not_be_read_again() -> None:
    for text in ("no end", "tab\t\n"):
        with pytest.raises(BadNote):
            sign_note(text, SIGNER)
