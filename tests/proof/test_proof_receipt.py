"""A receipt shows rows of one case and proves them; what is private in it can be forgotten without a proof changing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openhall.proof import (
    Act,
    FolderStorage,
    Ledger,
    LogReader,
    Opening,
    canonical,
    derived,
    folder_reader,
    fresh,
    make_receipt,
    new_signer,
    private_hash,
    read_receipt,
    verify_receipt,
    write_receipt,
)
from openhall.proof.errors import BadLeaf, BadNote, BadProof, BadReceipt
from openhall.proof.proof_file import ProofFile, read_proof_file, verify_proof_file
from openhall.proof.receipt import commitments

NOW = 1_790_000_000_000_000
SIGNER = new_signer("city.example/ledger")
KEY = b"k" * 16


def private(row: int) -> dict[str, Opening]:
    return {
        "case": derived(KEY, "case", str(row), "K7Q2"),
        "actor": fresh("P-11"),
        "details": fresh({"reason": "the plan is 3.5 m too wide", "by": "Ayşe"}),
    }


def receipt_text(folder: Path) -> str:
    behind = [private(row) for row in range(5)]
    acts = [
        Act(
            NOW,
            "permit",
            1,
            "Check",
            "check",
            "complete",
            "Building",
            "officer",
            private_hash(commitments(each)),
        )
        for each in behind
    ]
    sealed = Ledger(FolderStorage(folder), SIGNER).seal(acts, NOW)
    reader = LogReader(folder_reader(folder), sealed.seal + 1)
    shown = [
        # The details of row 3 were deleted: only their commitment is left.
        (k, acts[k], {**behind[k], "details": behind[k]["details"].commitment} if k == 3 else behind[k])
        for k in (1, 3)
    ]
    return write_receipt(make_receipt(reader, sealed.checkpoint, shown))


def test_a_receipt_is_checked_without_the_log_and_holds_after_the_details_were_deleted(
    tmp_path: Path,
) -> None:
    receipt = read_receipt(receipt_text(tmp_path).encode())
    assert verify_receipt(receipt, [SIGNER.verifier]).size == 6
    assert [row.number for row in receipt.rows] == [1, 3]
    opened = receipt.rows[0].private["details"]
    assert isinstance(opened, Opening)
    assert json.loads(opened.text)["by"] == "Ayşe"
    with pytest.raises(BadNote):
        verify_receipt(receipt, [new_signer(SIGNER.name).verifier])


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("rows", 0, "number"), 2),
        (("rows", 0, "number"), -1),
        (("rows", 0, "number"), True),
        (("rows", 0, "at"), NOW - 1),
        (("rows", 0, "activity"), "Refuse"),
        (("rows", 0, "role"), "mayor"),
        (("rows", 0, "private", "case", "text"), '"K7Q3"'),
        (("rows", 0, "private", "case", "salt"), "00" * 16),
        (("rows", 0, "private", "case", "salt"), "00"),
        (("rows", 0, "private", "details", "text"), "{}"),
        (("rows", 1, "private", "details", "commitment"), "00" * 32),
        (("rows", 1, "private"), {}),
        (("rows", 1, "private", "name"), {"commitment": "00" * 32}),
        (("rows", 0, "proof"), []),
        (("rows", 0, "proof", 0), "AAAA"),
        (("rows", 0, "proof", 0), 7),
        (("rows", 0, "proof"), ["AAAA"] * 64),
        (("rows",), []),
        (("rows", 0), "row"),
        (("format",), "openhall receipt 2"),
        (("checkpoint",), "none"),
        (("checkpoint",), 3),
    ],
)
def test_whatever_is_changed_in_a_receipt_it_is_refused(
    tmp_path: Path, place: tuple[Any, ...], value: Any
) -> None:
    read = json.loads(receipt_text(tmp_path))
    inside = read
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    with pytest.raises(BadReceipt):
        verify_receipt(read_receipt(json.dumps(read).encode()), [SIGNER.verifier])


def test_rows_of_two_cases_are_no_receipt(tmp_path: Path) -> None:
    both = [{"case": fresh(name)} for name in ("K7Q2", "K7Q3")]
    acts = [Act(NOW, "s", 1, "a", "n", "complete", "", "", private_hash(commitments(each))) for each in both]
    sealed = Ledger(FolderStorage(tmp_path), SIGNER).seal(acts, NOW)
    reader = LogReader(folder_reader(tmp_path), 3)
    receipt = make_receipt(reader, sealed.checkpoint, [(k, acts[k], both[k]) for k in (0, 1)])
    with pytest.raises(BadReceipt, match="different cases"):
        verify_receipt(receipt, [SIGNER.verifier])


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"format": "openhall receipt 1"}']
)
def test_a_file_that_is_no_receipt_is_refused(data: bytes) -> None:
    with pytest.raises(BadReceipt):
        read_receipt(data)


def test_one_key_opens_the_rows_of_a_case_and_another_does_not() -> None:
    opening = derived(KEY, "case", "17", "K7Q2")
    assert derived(KEY, "case", "17", "K7Q2") == opening
    others = [
        derived(b"l" * 16, "case", "17", "K7Q2"),
        derived(KEY, "case", "18", "K7Q2"),
        derived(KEY, "actor", "17", "K7Q2"),
    ]
    assert len({opening.commitment, *(each.commitment for each in others)}) == 4
    assert "K7Q2" not in repr(opening)
    with pytest.raises(BadLeaf):
        derived(b"short", "case", "17", "K7Q2")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "é\n"]}, '{"a":[true,null,"é\\n"],"b":1}'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'),
        (1e16, "10000000000000000"),
        (1e23, "99999999999999991611392"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (1e-6, "0.000001"),
        (1.25e-6, "0.00000125"),
        (1.5e-7, "1.5e-7"),
        (333333333.3333333, "333333333.3333333"),
        (12345678901234567890, "12345678901234567890"),
    ],
)
def test_a_value_has_one_text(value: Any, text: str) -> None:
    assert canonical(value) == text
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}, {"a": {3}}, "\ud800", b"x"])
def test_what_json_has_not_is_refused(value: Any) -> None:
    with pytest.raises(BadLeaf):
        canonical(value)


def test_a_proof_file_holds_for_its_entry_and_its_keys_alone(tmp_path: Path) -> None:
    sealed = Ledger(FolderStorage(tmp_path), SIGNER).seal(
        [Act(NOW, "s", 1, "a", "n", "complete", "", "", private_hash({}))] * 4, NOW
    )
    reader = LogReader(folder_reader(tmp_path), 5)
    checkpoint = sealed.checkpoint.checkpoint
    made = ProofFile(2, tuple(reader.inclusion(2, checkpoint)), sealed.checkpoint.note, b"extra")
    file = read_proof_file(made.text.encode())
    assert file == made
    assert verify_proof_file(file, reader.entry(2), [SIGNER.verifier]) == checkpoint
    with pytest.raises(BadProof):
        verify_proof_file(file, reader.entry(1), [SIGNER.verifier])
    with pytest.raises(BadNote, match="0 of the witnesses"):
        verify_proof_file(file, reader.entry(2), [SIGNER.verifier], quorum=1)


@pytest.mark.parametrize(
    "change",
    [
        ("index 0", "index 00"),
        ("index 0", "index -1"),
        ("index 0\n", ""),
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("\n\n", "\n"),
        ("index 0\n", "index 0\nAAAA\n"),
        ("index 0\n", "extra !\nindex 0\n"),
        ("index 0\n", "index 0\n" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64),
    ],
)
def test_a_proof_file_of_another_shape_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    sealed = Ledger(FolderStorage(tmp_path), SIGNER).seal([], NOW)
    text = ProofFile(0, (), sealed.checkpoint.note).text
    read_proof_file(text.encode())
    with pytest.raises(BadProof):
        read_proof_file(text.replace(*change, 1).encode())
