"""Rows of the record are sealed into the published ledger: each once, in order, and crashes leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.utils import timezone

from openhall.proof import JournaledFolder, LogReader, folder_reader, microseconds, new_signer, read_leaf
from openhall.proof.errors import BadNote, BrokenLog
from openhall.proof.leaf import Seal
from openhall.proof.storage import FolderStorage
from openhall.proof.verify import verify_log
from openhall.site.ledger import sealing
from openhall.site.ledger.keys import signer
from openhall.site.ledger.models import Batch, CaseKey, Event, Leaf
from openhall.site.ledger.published import checkpoint
from openhall.site.ledger.sealing import act_of, seal_all, seal_due
from tests.ledgers import open_ledger

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    return open_ledger(settings, tmp_path)


def tell(case: str = "k7dm2xqwrt9b", at: datetime | None = None, **fields: str) -> Event:
    return Event.objects.create(
        at=at or timezone.now(),
        service="permit",
        version=1,
        case=case,
        activity="Check plans",
        node="check",
        lifecycle="complete",
        department="planning",
        actor="pppppppppppp",
        **fields,
    )


def unsealed() -> int:
    return Event.objects.filter(leaf=None).count()


def leaves(folder: Path) -> Iterator[tuple[int, object]]:
    signed = checkpoint()
    assert signed is not None
    reader = LogReader(folder_reader(folder), signed.checkpoint.size)
    for index in range(signed.checkpoint.size):
        row = read_leaf(reader.entry(index))
        assert row.number == index
        yield row.number, row.content


def test_each_row_is_sealed_once_in_its_order(folder: Path) -> None:
    events = [tell(), tell("mmmmmmmmmmmm"), tell()]
    assert seal_all() == 3
    events.append(tell())
    assert seal_all() == 1
    assert seal_due() == 0
    assert unsealed() == 0
    keys = {each.case: bytes(each.key) for each in CaseKey.objects.all()}
    found = [content for _, content in leaves(folder)]
    assert [type(content).__name__ for content in found] == ["Act", "Act", "Act", "Seal", "Act", "Seal"]
    assert [c for c in found if not isinstance(c, Seal)] == [act_of(each, keys[each.case]) for each in events]
    assert list(Leaf.objects.order_by("number").values_list("event", "number")) == [
        (events[0].pk, 0),
        (events[1].pk, 1),
        (events[2].pk, 2),
        (events[3].pk, 4),
    ]


def test_nothing_of_a_case_or_a_person_stands_in_the_published_files(folder: Path) -> None:
    tell()
    seal_all()
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"k7dm2xqwrt9b" not in path.read_bytes()
            assert b"pppppppppppp" not in path.read_bytes()


def test_without_a_key_nothing_is_sealed(settings, folder: Path) -> None:
    settings.OPENHALL_LEDGER_KEY = ""
    tell()
    assert seal_due() == 0
    assert unsealed() == 1
    assert not folder.exists()


def test_a_row_of_the_past_is_sealed_apart_with_the_reason(folder: Path) -> None:
    tell()
    seal_all()
    tell(at=datetime(2020, 1, 1, tzinfo=UTC))
    tell()
    assert seal_all() == 2
    seals = [content for _, content in leaves(folder) if isinstance(content, Seal)]
    assert [seal.late for seal in seals] == ["", sealing.LATE, ""]


def test_a_row_that_has_not_happened_yet_waits(folder: Path) -> None:
    tell(at=timezone.now() + timedelta(hours=1))
    assert seal_all() == 0
    assert unsealed() == 1


def test_a_row_that_is_committed_after_later_ones_is_sealed_too(folder: Path) -> None:
    first, second = tell(), tell()
    number = first.pk
    Event.objects.filter(pk=number).delete()
    assert seal_all() == 1
    late = tell()
    Event.objects.filter(pk=late.pk).update(id=number)
    assert seal_all() == 1
    assert set(Leaf.objects.values_list("event", flat=True)) == {number, second.pk}


@pytest.mark.parametrize("dies", ["before it is written", "after it is written"])
def test_a_batch_that_was_planned_when_the_process_ended_is_finished(
    folder: Path, monkeypatch, dies: str
) -> None:
    tell(), tell()

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sealing, "_write" if dies == "before it is written" else "_note", end)
    with pytest.raises(KeyboardInterrupt):
        seal_due()
    assert Batch.objects.get().is_sealed is False
    monkeypatch.undo()
    tell()
    assert seal_all() == 1
    assert [type(content).__name__ for _, content in leaves(folder)] == ["Act", "Act", "Seal", "Act", "Seal"]
    assert not Batch.objects.filter(is_sealed=False).exists()


def test_a_ledger_that_does_not_belong_to_the_database_is_not_gone_on_with(folder: Path) -> None:
    tell()
    seal_all()
    Leaf.objects.all().delete()
    Batch.objects.all().delete()
    with pytest.raises(BrokenLog, match="restore both from the same backup"):
        seal_due()


def test_many_rows_are_sealed_at_once_in_batches_that_are_published_together(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "A_BATCH", 2)
    monkeypatch.setattr(sealing, "MOST_BATCHES", 3)
    for _ in range(7):
        tell()
    assert seal_due() == 6
    assert seal_due() == 1
    assert unsealed() == 0
    assert [type(content).__name__ for _, content in leaves(folder)] == ["Act", "Act", "Seal"] * 3 + [
        "Act",
        "Seal",
    ]


def test_what_a_process_left_in_the_journal_when_it_was_killed_is_published_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "A_BATCH", 2)
    tell(), tell(), tell()
    with monkeypatch.context() as killed:
        killed.setattr(JournaledFolder, "close", lambda self: None)
        assert seal_due() == 3
    assert checkpoint() is None
    tell()
    assert seal_due() == 1
    assert [type(content).__name__ for _, content in leaves(folder)] == ["Act", "Act", "Seal"] + [
        "Act",
        "Seal",
    ] * 2


def test_the_first_seal_of_a_day_ends_the_segment_of_the_day_before_though_nothing_happened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.now()
    events = [tell(), tell("mmmmmmmmmmmm")]
    seal_all()
    assert not list(folder.glob("segments/*"))
    for day in (1, 2):
        # Once: the quiet day after it has no segment of its own, and none is cut without acts.
        monkeypatch.setattr(timezone, "now", lambda day=day: today + timedelta(days=day))
        assert [seal_due(), seal_due()] == [0, 0]
        (segment,) = folder.glob("segments/*")
        assert segment.name == "000000000000-000000000003.parquet"
    assert [type(content).__name__ for _, content in leaves(folder)] == ["Act", "Act", "Seal", "Seal", "Seal"]
    assert pl.read_parquet(segment)["number"].sort().to_list() == [0, 1]
    tell(at=timezone.now())
    assert seal_all() == 1
    assert Leaf.objects.exclude(event__in=events).get().number == 5
    report, _ = verify_log(folder_reader(folder), [signer().verifier], microseconds(timezone.now()))  # type: ignore[union-attr]
    assert report.sound, report.findings


def test_a_ledger_goes_on_with_another_key_and_names_the_one_of_before(folder: Path, settings) -> None:
    tell()
    seal_all()
    before, after = signer(), new_signer("city.example/ledger")
    settings.OPENHALL_LEDGER_KEY = after.text
    tell()
    with pytest.raises(BadNote, match="is not signed by"):
        seal_due()
    settings.OPENHALL_LEDGER_KEYS_BEFORE = (before.verifier,)
    assert checkpoint() is not None
    assert seal_due() == 1
    assert (folder / "key").read_text() == f"{after.verifier.text}\n{before.verifier.text}\n"
    now = microseconds(timezone.now())
    assert verify_log(folder_reader(folder), [after.verifier, before.verifier], now)[0].sound
    assert not verify_log(folder_reader(folder), [before.verifier], now)[0].sound


def test_while_another_process_seals_this_one_waits(folder: Path) -> None:
    tell()
    with FolderStorage(folder).held():
        assert seal_due() == 0
    assert seal_due() == 1
