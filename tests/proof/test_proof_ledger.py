"""The ledger is sealed in batches into a folder, and proofs come from its tiles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhall.proof import (
    GRACE,
    Act,
    Checkpoint,
    FolderStorage,
    Ledger,
    LogReader,
    folder_reader,
    new_signer,
    private_hash,
    published,
    read_checkpoint,
)
from openhall.proof.errors import BackDated, BadLeaf, BadNote, BrokenLog, Held
from openhall.proof.leaf import Row, Seal, read_leaf, write_row
from openhall.proof.log_writer import LogWriter
from openhall.proof.storage import CHECKPOINT

NOW = 1_790_000_000_000_000
SIGNER = new_signer("city.example/ledger")
TEXTS = st.text(max_size=20)
ACTS = st.builds(
    Act,
    at=st.integers(-(2**63), 2**63 - 1),
    service=TEXTS,
    version=st.integers(0, 2**32 - 1),
    activity=TEXTS,
    node=TEXTS,
    lifecycle=TEXTS,
    department=TEXTS,
    role=TEXTS,
    private=st.binary(min_size=32, max_size=32),
)
SEALS = st.builds(
    Seal,
    sealed_at=st.integers(-(2**63), 2**63 - 1),
    root_before=st.binary(min_size=32, max_size=32),
    signature_before=st.one_of(st.just(b""), st.binary(min_size=68, max_size=68)),
    late=TEXTS,
    segmented=st.integers(0, 2**64 - 1),
    segment=st.one_of(st.just(b""), st.binary(min_size=32, max_size=32)),
)
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def act(at: int = NOW, **changes: object) -> Act:
    """An act of a permit."""
    made = Act(at, "permit", 1, "Check", "check", "complete", "Building", "officer", private_hash({}))
    return replace(made, **changes)


@UNTIMED
@given(st.builds(Row, st.integers(0, 2**64 - 1), st.one_of(ACTS, SEALS)), st.binary(min_size=1, max_size=2))
def test_a_row_is_read_as_it_was_written_and_its_bytes_have_no_other_form(row: Row, more: bytes) -> None:
    leaf = write_row(row)
    assert read_leaf(leaf) == row
    for bad in (leaf + more, leaf[:-1], b"\x03" + leaf[1:]):
        with pytest.raises(BadLeaf):
            read_leaf(bad)


@UNTIMED
@given(st.binary(max_size=200))
def test_bytes_that_are_read_as_a_row_are_those_of_that_row(data: bytes) -> None:
    try:
        row = read_leaf(data)
    except BadLeaf:
        return
    assert write_row(row) == data


def test_batches_are_published_with_a_checkpoint_each_and_every_proof_from_the_tiles_holds(
    tmp_path: Path,
) -> None:
    storage = FolderStorage(tmp_path)
    checkpoints: list[Checkpoint] = []
    for batch in (1, 3, 300, 0, 700):
        # Opened anew each time, as after a restart.
        ledger = Ledger(storage, SIGNER)
        sealed = ledger.seal([act() for _ in range(batch)], NOW)
        assert sealed.seal == sealed.first + batch
        checkpoints.append(sealed.checkpoint.checkpoint)
    read = folder_reader(tmp_path)
    last = read_checkpoint(published(read), [SIGNER.verifier]).checkpoint
    assert last == checkpoints[-1]
    reader = LogReader(read, last.size)
    assert reader.root() == last.root
    for number in range(last.size):
        # The reader checks each proof against the root before it gives it.
        reader.inclusion(number, last)
        assert read_leaf(reader.entry(number)).number == number
    for earlier in checkpoints:
        reader.consistency(earlier, last)
        assert reader.root_at(earlier.size) == earlier.root


def test_each_seal_repeats_the_checkpoint_before_it(tmp_path: Path) -> None:
    ledger = Ledger(FolderStorage(tmp_path), SIGNER)
    first = ledger.seal([act()], NOW)
    second = ledger.seal([act()], NOW)
    seal = read_leaf(LogReader(folder_reader(tmp_path), ledger.size).entry(second.seal)).content
    assert isinstance(seal, Seal)
    assert seal.root_before == first.checkpoint.checkpoint.root
    assert seal.signature_before == first.checkpoint.note.signatures[0].raw


def test_partial_tiles_go_when_the_whole_one_is_there_and_earlier_checkpoints_can_still_be_proved(
    tmp_path: Path,
) -> None:
    ledger = Ledger(FolderStorage(tmp_path), SIGNER)
    early = ledger.seal([act() for _ in range(9)], NOW).checkpoint.checkpoint
    assert (tmp_path / "tile/0/000.p/10").exists()
    late = ledger.seal([act() for _ in range(400)], NOW).checkpoint.checkpoint
    assert not (tmp_path / "tile/0/000.p").exists()
    assert not (tmp_path / "tile/entries/000.p").exists()
    # One who saw the early checkpoint reads the whole tile in place of the partial one.
    reader = LogReader(folder_reader(tmp_path), early.size)
    assert reader.root() == early.root
    assert read_leaf(reader.entry(9)).number == 9
    LogReader(folder_reader(tmp_path), late.size).consistency(early, late)


def test_an_act_that_is_older_than_the_last_seal_needs_a_reason(tmp_path: Path) -> None:
    ledger = Ledger(FolderStorage(tmp_path), SIGNER)
    ledger.seal([act(NOW - 10**15)], NOW)  # Before the first seal nothing was told to anybody.
    with pytest.raises(BackDated, match="say why it comes late"):
        ledger.seal([act(NOW - GRACE - 1)], NOW + 1)
    ledger.seal([act(NOW - GRACE)], NOW + 1)
    ledger.seal([act(NOW - 10**15)], NOW + 2, late="Records of the old system")


def test_an_act_of_tomorrow_and_a_clock_that_goes_back_are_refused(tmp_path: Path) -> None:
    ledger = Ledger(FolderStorage(tmp_path), SIGNER)
    with pytest.raises(BackDated, match="has not happened yet"):
        ledger.seal([act(NOW + 1)], NOW)
    ledger.seal([act()], NOW)
    with pytest.raises(BackDated, match="set it right"):
        ledger.seal([], NOW - 1)
    assert ledger.size == 2


def test_two_writers_cannot_hold_one_folder(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    with storage.held(), pytest.raises(Held, match="only one may"), FolderStorage(tmp_path).held():
        pass
    with storage.held():
        pass


def test_a_writer_does_not_go_on_with_a_log_that_is_broken_or_of_another_key(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    Ledger(storage, SIGNER).seal([act()], NOW)
    with pytest.raises(BadNote):
        Ledger(storage, new_signer(SIGNER.name))
    tile = tmp_path / "tile/0/000.p/2"
    kept = tile.read_bytes()
    tile.write_bytes(bytes(64))
    with pytest.raises(BrokenLog, match="do not lead to the root"):
        Ledger(storage, SIGNER)
    tile.write_bytes(kept)
    (tmp_path / "tile/entries/000.p/2").unlink()
    with pytest.raises(BrokenLog, match="restore it"):
        Ledger(storage, SIGNER)


class Killed(Exception):
    """The process died."""


class DyingStorage(FolderStorage):
    """Dies after so many files, or before the checkpoint, leaving the last file half written."""

    def __init__(self, folder: Path, after: int) -> None:
        super().__init__(folder)
        self.left = after

    def write(self, files: object) -> None:
        for path, data in list(files):  # type: ignore[call-overload]
            if self.left == 0:
                super().write([(path, data[: len(data) // 2])])
                raise Killed
            self.left -= 1
            super().write([(path, data)])

    def publish(self, checkpoint: bytes) -> None:
        if self.left == 0:
            (self.folder / f".{CHECKPOINT}.part").write_bytes(checkpoint[:20])
            raise Killed
        super().publish(checkpoint)


@pytest.mark.parametrize("after", range(8))
def test_a_writer_killed_at_any_file_leaves_the_log_as_it_was_and_the_next_one_goes_on(
    tmp_path: Path, after: int
) -> None:
    before = Ledger(FolderStorage(tmp_path), SIGNER).seal([act() for _ in range(250)], NOW).checkpoint
    with pytest.raises(Killed):
        Ledger(DyingStorage(tmp_path, after), SIGNER).seal([act(activity="Lost") for _ in range(300)], NOW)
    read = folder_reader(tmp_path)
    assert read_checkpoint(published(read), [SIGNER.verifier]) == before
    assert LogReader(read, before.checkpoint.size).root() == before.checkpoint.root
    # The next writer seals other rows over what was never published.
    Ledger(FolderStorage(tmp_path), SIGNER).seal([act(activity="Kept") for _ in range(20)], NOW)
    last = Ledger(FolderStorage(tmp_path), SIGNER).seal([act(activity="Kept") for _ in range(600)], NOW)
    reader = LogReader(read, last.checkpoint.checkpoint.size)
    assert reader.root() == last.checkpoint.checkpoint.root
    reader.consistency(before.checkpoint, last.checkpoint.checkpoint)
    names = {
        row.activity
        for k in range(251, reader.size)
        if isinstance(row := read_leaf(reader.entry(k)).content, Act)
    }
    assert names == {"Kept"}


def test_no_file_that_was_published_is_written_again(tmp_path: Path) -> None:
    written: list[str] = []

    class Watched(FolderStorage):
        def write(self, files: object) -> None:
            files = list(files)  # type: ignore[call-overload]
            written.extend(path for path, _ in files)
            super().write(files)

    log = LogWriter(Watched(tmp_path), SIGNER)
    for batch in (1, 0, 300, 2, 0, 600, 1):
        log.append([b"entry"] * batch)
    assert len(written) == len(set(written)) > 10
