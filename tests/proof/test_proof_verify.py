"""What was done to a published log is found and named; what is sound is found sound."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests.proof.published import MINUTE, NOW, SIGNER, publish, receipt_for

from openhall.proof import folder_reader, new_cosigner, new_signer, published, read_checkpoint
from openhall.proof.errors import BadTile, Unreadable
from openhall.proof.notes import Note
from openhall.proof.segments import leaves_of
from openhall.proof.times import GRACE
from openhall.proof.verify import Asked, Kind, Report, Seen, read_seen, verify_log
from openhall.proof.verify.report import Witnessed

SIZE = 1049
SEGMENT = "segments/000000000000-000000001003.parquet"


def verify(folder: Path, asked: Asked | None = None, key: object = SIGNER) -> tuple[Report, Seen | None]:
    return verify_log(
        folder_reader(folder),
        [key.verifier],
        NOW + 10 * MINUTE,
        asked,
        open_segment=leaves_of,  # type: ignore[attr-defined]
    )


def found(folder: Path, asked: Asked | None = None) -> set[tuple[Kind, str]]:
    return {(each.kind, each.where) for each in verify(folder, asked)[0].findings}


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest") / "log"
    publish(folder)
    return folder


@pytest.fixture
def log(honest: Path, tmp_path: Path) -> Path:
    """A copy to be spoilt."""
    return Path(shutil.copytree(honest, tmp_path / "log"))


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def test_a_sound_log_is_sound_and_says_what_was_read(honest: Path) -> None:
    report, seen = verify(honest, Asked(receipt=receipt_for(honest, (5, 10))))
    assert report.sound
    assert (report.size, report.acts, report.seals, report.segments) == (SIZE, 1045, 4, 1)
    assert report.longest_gap == MINUTE
    assert report.receipt_rows == 2
    assert seen is not None
    assert read_seen(seen.text.encode()) == seen


def test_a_changed_row_is_named_with_its_bundle_untouched_otherwise(log: Path) -> None:
    rewrite(log / "tile/entries/001", lambda data: data.replace(b"Decide", b"Refuse", 1))
    (finding,) = [each for each in verify(log)[0].findings if each.rows and each.rows[0] == each.rows[1]]
    assert finding.kind is Kind.CHANGED
    assert finding.rows is not None
    assert 256 <= finding.rows[0] < 260


def test_a_dropped_row_is_found_and_named(log: Path) -> None:
    def drop_row_3(data: bytes) -> bytes:
        at = 0
        for _ in range(3):
            at += 2 + int.from_bytes(data[at : at + 2], "big")
        return data[:at] + data[at + 2 + int.from_bytes(data[at : at + 2], "big") :]

    rewrite(log / "tile/entries/000", drop_row_3)
    assert (Kind.DROPPED, "row 3") in found(log)


def test_two_rows_that_changed_places_are_found_and_named(log: Path) -> None:
    def swap(data: bytes) -> bytes:
        first = 2 + int.from_bytes(data[:2], "big")
        second = 2 + int.from_bytes(data[first : first + 2], "big")
        return data[first : first + second] + data[:first] + data[first + second :]

    rewrite(log / "tile/entries/000", swap)
    assert {(Kind.MOVED, "row 0"), (Kind.MOVED, "row 1")} <= found(log)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001", "tile/1/000.p/4", "tile/0/004.p/25"])
def test_a_changed_tile_is_named_and_no_row_is_blamed(log: Path, path: str) -> None:
    rewrite(log / path, lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:] if len(data) > 40 else b"")
    report, _ = verify(log)
    assert [(each.kind, each.where) for each in report.findings] == [(Kind.FILE, path)]


@pytest.mark.parametrize("path", ["tile/0/002", "tile/entries/002", "tile/1/000.p/4", SEGMENT])
@pytest.mark.parametrize("change", [lambda data: b"", lambda data: data[:-1], lambda data: data + b"x", None])
def test_a_file_that_is_cut_longer_or_gone_is_named(
    log: Path, path: str, change: Callable[[bytes], bytes] | None
) -> None:
    if change is None:
        (log / path).unlink()
    else:
        rewrite(log / path, change)
    assert (Kind.FILE, path) in found(log)


def test_a_segment_that_says_otherwise_than_the_log_is_named_with_its_row(log: Path) -> None:
    frame = pl.read_parquet(log / SEGMENT)
    changed = pl.when(pl.col("number") == 17).then(pl.lit("mayor")).otherwise(pl.col("role")).alias("role")
    frame.with_columns(changed).write_parquet(log / SEGMENT)
    assert found(log) == {(Kind.FILE, SEGMENT), (Kind.CHANGED, "row 17")}


def test_a_row_that_was_dated_back_before_it_was_sealed_is_found_and_named(tmp_path: Path) -> None:
    publish(tmp_path, changed={400: {"at": NOW - GRACE - 1}})
    assert found(tmp_path) == {(Kind.BACK_DATED, "row 400")}


def test_a_row_of_tomorrow_is_found_and_named(tmp_path: Path) -> None:
    publish(tmp_path, changed={400: {"at": NOW + 5 * MINUTE}})
    assert found(tmp_path) == {(Kind.BACK_DATED, "row 400")}


def test_a_log_of_another_key_is_not_taken_for_this_one(honest: Path) -> None:
    report, seen = verify(honest, key=new_signer(SIGNER.name))
    assert Kind.CHECKPOINT in {each.kind for each in report.findings}
    assert seen is None


def test_a_log_rewritten_by_its_owner_is_found_by_who_saw_it_before_and_by_nobody_else(
    honest: Path, tmp_path: Path
) -> None:
    publish(tmp_path, changed={300 + 20: {"activity": "Refuse"}})
    assert verify(tmp_path)[0].sound
    _, seen = verify(honest)
    report, again = verify(tmp_path, Asked(seen=seen))
    (finding,) = report.findings
    assert finding.kind is Kind.HISTORY
    assert finding.rows == (256, 511)
    assert again is None


def test_a_receipt_says_what_its_row_was_and_is(honest: Path, tmp_path: Path) -> None:
    publish(tmp_path, changed={320: {"activity": "Refuse"}})
    report, _ = verify(tmp_path, Asked(receipt=receipt_for(honest, (320,))))
    sentences = {each.where: each.sentence for each in report.findings}
    assert "its activity was" in sentences["row 320"]
    assert "'Refuse'" in sentences["row 320"]
    assert "receipt" in sentences


def test_a_log_that_lost_its_end_is_found_by_the_state_and_by_a_receipt(honest: Path, tmp_path: Path) -> None:
    publish(tmp_path, batches=(300, 0, 700))
    assert verify(tmp_path)[0].sound
    _, seen = verify(honest)
    for asked in (Asked(seen=seen), Asked(receipt=receipt_for(honest, (5,)))):
        assert (Kind.DROPPED, "rows 1003 to 1048") in found(tmp_path, asked)


def test_a_log_that_grew_goes_on_from_what_was_seen(honest: Path, tmp_path: Path) -> None:
    publish(tmp_path, batches=(300, 0, 700))
    _, seen = verify(tmp_path)
    shutil.rmtree(tmp_path)
    publish(tmp_path)
    report, _ = verify(tmp_path, Asked(seen=seen))
    assert report.sound


def test_a_quorum_of_witnesses_is_asked_for_and_their_times_are_held_to(log: Path) -> None:
    witness, other = new_cosigner("w.example/1"), new_cosigner("w.example/2")
    signed = read_checkpoint(published(folder_reader(log)), [SIGNER.verifier])

    def cosigned(at: int) -> None:
        signatures = (*signed.note.signatures, witness.cosign(signed.checkpoint, at))
        (log / "checkpoint").write_text(Note(signed.note.text, signatures).whole, encoding="utf-8")

    asked = Asked(witnesses=(witness.verifier, other.verifier), quorum=1)
    assert (Kind.WITNESS, "checkpoint") in found(log, asked)
    second = NOW // 1_000_000
    cosigned(second + 300)
    report, _ = verify(log, asked)
    assert report.sound
    assert report.witnesses == (Witnessed("w.example/1", second + 300, report.size),)
    assert (Kind.WITNESS, "checkpoint") in found(log, Asked(witnesses=asked.witnesses, quorum=2))
    # The last seal says that it was made after the witness saw it.
    cosigned(second - 3600)
    assert (Kind.BACK_DATED, "witness w.example/1") in found(log, asked)
    cosigned(second + 86_400)
    assert (Kind.WITNESS, "witness w.example/1") in found(log, asked)


def test_a_log_larger_than_is_asked_for_is_not_walked(log: Path) -> None:
    asked: list[str] = []
    inner = folder_reader(log)

    def read(path: str, most: int) -> bytes | None:
        asked.append(path)
        return inner(path, most)

    report, _ = verify_log(read, [SIGNER.verifier], NOW + MINUTE, Asked(most_rows=1_000))
    assert [each.kind for each in report.findings] == [Kind.UNCHECKED]
    assert not any(path.startswith("tile/") for path in asked)


def test_a_checkpoint_that_names_more_rows_than_there_are_ends_within_bounds(log: Path) -> None:
    signed = read_checkpoint(published(folder_reader(log)), [SIGNER.verifier])
    text = signed.checkpoint.text.replace(str(SIZE), "9999")
    (log / "checkpoint").write_text(Note(text, (SIGNER.sign(text),)).whole, encoding="utf-8")
    report, _ = verify(log)
    assert not report.sound
    assert len(report.findings) <= 100


def test_a_link_that_leads_out_of_the_folder_is_not_followed(log: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x" * 40)
    (log / "checkpoint").unlink()
    (log / "checkpoint").symlink_to(tmp_path / "secret")
    with pytest.raises(Unreadable, match="leads out of the folder"):
        verify(log)


def test_parquet_that_swells_is_stopped_where_it_is_opened(tmp_path: Path) -> None:
    from openhall.proof.contained import contained_leaves

    bomb = tmp_path / "bomb.parquet"
    pl.DataFrame({"role": ["x" * 100_000_000 + str(k) for k in range(6)]}).write_parquet(
        bomb, compression="zstd"
    )
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(BadTile, match="too much memory or time"):
        list(contained_leaves(bomb.read_bytes(), memory=1 << 29))


def test_a_segment_opened_apart_gives_the_leaves_of_the_log(honest: Path) -> None:
    from openhall.proof.contained import contained_leaves

    data = (honest / SEGMENT).read_bytes()
    assert list(contained_leaves(data, memory=1 << 29)) == list(leaves_of(data))
    with pytest.raises(BadTile, match="Parquet"):
        list(contained_leaves(b"nothing"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"format": "openhall seen 1"}',
        b"\xff",
        b'{"format": "openhall seen 1", "level": 1}',
    ],
)
def test_a_file_that_is_no_state_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_seen(data)
