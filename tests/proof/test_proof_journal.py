"""A journal makes batches durable with one write, and loses nothing that was answered when a process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.proof.published import MINUTE, NOW, SIGNER, acts_of_batch

from openhall.proof import (
    FolderStorage,
    JournaledFolder,
    Ledger,
    LogReader,
    folder_reader,
    published,
    read_checkpoint,
)
from openhall.proof.journal import JOURNAL
from openhall.proof.segments import leaves_of
from openhall.proof.verify import verify_log


def sound_size(folder: Path) -> int:
    report, _ = verify_log(
        folder_reader(folder), [SIGNER.verifier], NOW + 99 * MINUTE, open_segment=leaves_of
    )
    assert report.sound, report.findings
    return report.size


def seal(ledger: Ledger, batch: int, count: int = 300) -> int:
    at = NOW + batch * MINUTE
    ledger.seal(acts_of_batch(ledger.size, count, at), at, segment_at=500)
    return ledger.size


def test_what_is_settled_is_what_a_folder_alone_would_hold(tmp_path: Path) -> None:
    storages = FolderStorage(tmp_path / "a"), JournaledFolder(tmp_path / "b")
    for storage in storages:
        ledger = Ledger(storage, SIGNER)
        for batch in range(5):
            seal(ledger, batch)
    storages[1].close()
    assert sound_size(tmp_path / "a") == sound_size(tmp_path / "b") == 1505
    names = [
        {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and path.name != JOURNAL}
        for home in (tmp_path / "a", tmp_path / "b")
    ]
    assert names[0] == names[1]
    for name in names[0]:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_others_see_the_log_as_it_was_settled_and_the_writer_as_it_is_sealed(tmp_path: Path) -> None:
    storage = JournaledFolder(tmp_path)
    ledger = Ledger(storage, SIGNER)
    first = seal(ledger, 0)
    storage.settle()
    second = seal(ledger, 1)
    assert sound_size(tmp_path) == first
    assert Ledger(storage, SIGNER).size == second
    # The process ends here without a word; the next one publishes what the journal holds.
    JournaledFolder(tmp_path).close()
    assert sound_size(tmp_path) == second


@pytest.mark.parametrize("lost", [1, 20, 5_000])
def test_a_record_that_was_cut_off_is_as_if_it_had_never_been_written(tmp_path: Path, lost: int) -> None:
    storage = JournaledFolder(tmp_path)
    ledger = Ledger(storage, SIGNER)
    first = seal(ledger, 0)
    seal(ledger, 1)
    os.truncate(tmp_path / JOURNAL, (tmp_path / JOURNAL).stat().st_size - lost)
    again = JournaledFolder(tmp_path)
    ledger = Ledger(again, SIGNER)
    assert ledger.size == first
    last = seal(ledger, 1, 40)
    again.close()
    assert sound_size(tmp_path) == last


WRITER = """
import sys
from pathlib import Path
from openhall.proof import FolderStorage, JournaledFolder, Ledger, read_signer
from tests.proof.published import MINUTE, NOW, acts_of_batch
ledger = Ledger({storage}(Path(sys.argv[1])), read_signer(sys.argv[2]))
while True:
    at = NOW + ledger.size // 100 * 1000
    ledger.seal(acts_of_batch(ledger.size, 97, at), at, segment_at=1000)
    print(ledger.size, flush=True)
"""


@pytest.mark.parametrize("storage", ["FolderStorage", "JournaledFolder"])
def test_a_writer_that_is_killed_leaves_every_batch_that_it_answered(tmp_path: Path, storage: str) -> None:
    kind = {"FolderStorage": FolderStorage, "JournaledFolder": JournaledFolder}[storage]
    answered = 0
    for more in (3, 1, 7):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER.format(storage=storage), str(tmp_path), SIGNER.text],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent.parent,
        )
        assert process.stdout is not None
        for _ in range(more):
            answered = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if (tmp_path / "checkpoint").exists():
            signed = read_checkpoint(published(folder_reader(tmp_path)), [SIGNER.verifier]).checkpoint
            assert LogReader(folder_reader(tmp_path), signed.size).root() == signed.root
        storage_now = kind(tmp_path)
        assert Ledger(storage_now, SIGNER).size >= answered
        if isinstance(storage_now, JournaledFolder):
            storage_now.close()
        assert sound_size(tmp_path) >= answered
