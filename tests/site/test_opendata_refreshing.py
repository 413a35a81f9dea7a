"""A dataset is made anew from an address or a folder by itself, and waits for a person when its risk is worse."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from openhall.site.opendata.models import Dataset, DatasetVersion, Refresh
from openhall.site.opendata.publishing.deciding import decide
from openhall.site.opendata.publishing.releasing import withdraw
from openhall.site.opendata.refreshing import fetching
from openhall.site.opendata.refreshing.due import fetch_due
from openhall.site.opendata.refreshing.fetching import Known, NotFetched, fetch, take
from openhall.site.opendata.refreshing.running import refresh
from openhall.site.opendata.tasks import build_version
from openhall.site.people.models import Department
from openhall.site.web.speech import say_kept
from tests.site.opendata import draft, publisher, roads, street_problems, work

HERE = frozenset({"127.0.0.1"})
Status = DatasetVersion.Status


class Elsewhere:
    """Another server: what it gives, and what it was asked."""

    def __init__(self) -> None:
        self.body, self.content_type, self.etag, self.to = street_problems(), "text/csv", '"1"', ""
        self.asked: list[dict[str, str]] = []
        self.address, self.drips = "", False


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[Elsewhere]:
    known = Elsewhere()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(dict(self.headers))
            if self.path == "/away" and known.to:
                self.send_response(302)
                self.send_header("Location", known.to)
                self.end_headers()
                return
            if self.headers.get("If-None-Match") == known.etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(200 if self.path != "/none" else 404)
            self.send_header("Content-Type", known.content_type)
            self.send_header("ETag", known.etag)
            if known.drips:
                self.end_headers()
                self.wfile.write(known.body[: len(known.body) // 2])
                time.sleep(1)
                return
            self.send_header("Content-Length", str(len(known.body)))
            self.end_headers()
            self.wfile.write(known.body)

        def log_message(self, *_given: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    known.address = f"http://127.0.0.1:{server.server_port}/street-problems.csv"
    settings.OPENHALL_INNER_HOSTS = HERE
    yield known
    server.shutdown()
    server.server_close()


def test_what_did_not_change_is_not_fetched_again(elsewhere: Elsewhere, tmp_path: Path) -> None:
    into = tmp_path / "file"
    first = fetch(elsewhere.address, into, Known(), 1 << 20, HERE)
    assert first.is_new and into.read_bytes() == elsewhere.body and first.name == "street-problems.csv"
    assert not fetch(elsewhere.address, into, first.known, 1 << 20, HERE).is_new
    assert elsewhere.asked[-1]["If-None-Match"] == '"1"'
    elsewhere.etag = '"2"'
    assert not fetch(elsewhere.address, into, first.known, 1 << 20, HERE).is_new, (
        "the same bytes under a new mark"
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/rows.csv",
        "https://127.0.0.1/rows.csv",
        "https://[::1]/rows.csv",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.8/rows.csv",
        "https://[::ffff:10.0.0.8]/rows.csv",
        "https://localhost/rows.csv",
        "file:///etc/passwd",
        "ftp://example.org/rows.csv",
        "https://name:secret@example.org/rows.csv",
    ],
)
def test_nothing_is_fetched_from_the_operators_own_network(address: str, tmp_path: Path) -> None:
    with pytest.raises(NotFetched):
        fetch(address, tmp_path / "file", Known(), 1 << 20)
    assert not (tmp_path / "file").exists()


def test_a_redirect_does_not_lead_into_the_network_either(elsewhere: Elsewhere, tmp_path: Path) -> None:
    away = elsewhere.address.replace("street-problems.csv", "away")
    elsewhere.to = elsewhere.address
    assert fetch(away, tmp_path / "file", Known(), 1 << 20, HERE).is_new
    for elsewhere.to in ("https://10.0.0.8/rows.csv", "http://localhost/rows.csv", away):
        with pytest.raises(NotFetched):
            fetch(away, tmp_path / "file", Known(), 1 << 20, HERE)


def test_what_is_no_table_or_too_large_or_cut_off_is_refused(elsewhere: Elsewhere, tmp_path: Path) -> None:
    def refused(address: str = elsewhere.address, most: int = 1 << 20) -> str:
        with pytest.raises(NotFetched) as caught:
            fetch(address, tmp_path / "file", Known(), most, HERE)
        return str(caught.value)

    assert "largest file" in refused(most=100)
    assert "answered 404" in refused(elsewhere.address.replace("street-problems.csv", "none"))
    elsewhere.content_type = "text/html; charset=utf-8"
    assert "a web page, not a file" in refused()
    elsewhere.content_type = "image/png"
    assert "no table" in refused()


def test_what_is_broken_off_for_being_slow_is_not_taken_for_whole(
    elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    elsewhere.drips = True
    with pytest.raises(NotFetched, match=r"took longer than 0\.3 seconds"):
        fetch(elsewhere.address, tmp_path / "file", Known(), 1 << 20, HERE)


def test_a_folder_gives_its_own_files_only(tmp_path: Path) -> None:
    inbox, into = tmp_path / "roads", tmp_path / "file"
    inbox.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (inbox / "link.csv").symlink_to(tmp_path / "secret.csv")
    (inbox / "rows.csv").write_text("a\n1\n")
    found = take(inbox, "rows.csv", into, Known(), 100)
    assert found.is_new and into.read_text() == "a\n1\n"
    assert not take(inbox, "rows.csv", into, found.known, 100).is_new
    for name in ("../secret.csv", "link.csv", ".hidden", "none.csv", ""):
        with pytest.raises(NotFetched):
            take(inbox, name, into, Known(), 100)


def scheduled(elsewhere: Elsewhere, by: Any) -> Refresh:
    """A dataset on whose first version a person decided, with a source."""
    version = draft(by=by)
    decide(version, by, "Reports name nobody.", timezone.now())
    build_version.func(version.pk)
    return Refresh.objects.create(dataset=version.dataset, place=elsewhere.address)


@pytest.mark.django_db
def test_new_rows_that_say_no_more_are_opened_by_themselves(elsewhere: Elsewhere, person: Any) -> None:
    source = scheduled(elsewhere, publisher(person))
    elsewhere.body = street_problems(140)
    assert fetch_due() == 1 and fetch_due() == 0, "one run is taken once"
    work()
    run = source.last
    assert run is not None and run.outcome == "published", run and run.why
    current = source.dataset.current
    assert (current.number, current.rows) == (2, 140)
    made = current.decisions.get()
    assert made.by is None and "Reports name nobody." in made.reasons
    source.refresh_from_db()
    assert refresh(source).outcome == "same"


@pytest.mark.django_db
def test_a_refresh_that_says_more_of_people_waits_for_a_person(elsewhere: Elsewhere, person: Any) -> None:
    source = scheduled(elsewhere, publisher(person))
    rows = street_problems(130).decode().splitlines()
    named = [rows[0] + ",Reporter e-mail", *(f"{row},ada{k}@example.org" for k, row in enumerate(rows[1:]))]
    elsewhere.body = "\n".join(named).encode()
    run = refresh(source)
    assert run.outcome == "waits" and any("Columns that are new" in say_kept(each) for each in run.why)
    assert source.dataset.current.number == 1 and run.version.status == Status.DRAFT
    elsewhere.body, elsewhere.etag = street_problems(150), '"3"'
    again = refresh(source)
    assert again.outcome == "waits" and "not decided on yet" in say_kept(again.why[0]), "one at a time"
    assert source.dataset.versions.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(street_problems(20), "20 rows", id="most rows are gone"),
        pytest.param(street_problems().replace(b"Days", b"Weeks"), "are gone: Days", id="a column is gone"),
        pytest.param(
            street_problems().replace(b",Yes,", b",perhaps,").replace(b",No,", b",soon,"),
            "another kind",
            id="other values",
        ),
    ],
)
def test_what_looks_broken_waits(elsewhere: Elsewhere, person: Any, body: bytes, why: str) -> None:
    source = scheduled(elsewhere, publisher(person))
    elsewhere.body = body
    run = refresh(source)
    assert run.outcome == "waits" and why in " ".join(map(say_kept, run.why)), run.why


@pytest.mark.django_db
def test_after_a_withdrawal_a_person_decides_first(elsewhere: Elsewhere, person: Any) -> None:
    by = publisher(person)
    source = scheduled(elsewhere, by)
    withdraw(source.dataset.current, by, "A mistake.")
    elsewhere.body = street_problems(140)
    assert refresh(source).outcome == "waits"


@pytest.mark.django_db
def test_what_does_not_come_is_told_and_tried_again(elsewhere: Elsewhere, person: Any) -> None:
    source = scheduled(elsewhere, publisher(person))
    elsewhere.body = b"\x00\x01\x02"
    failed = refresh(source)
    assert failed.outcome == "failed" and failed.why
    elsewhere.body = street_problems(140)
    source.refresh_from_db()
    assert refresh(source).outcome == "published", "the version that could not be read is replaced"


@pytest.mark.django_db
def test_a_publisher_begins_a_dataset_with_an_address(
    client: Client, person: Any, elsewhere: Elsewhere
) -> None:
    client.force_login(publisher(person))
    given = {
        "title": "Street problems",
        "owner": roads().pk,
        "kind": "address",
        "every": "day",
        "is_on": "on",
    }
    wrong = client.post("/data/manage/new/address/", {**given, "place": "file:///etc/passwd"})
    assert wrong.status_code == 400 and "is no address" in wrong.content.decode()
    sent = client.post("/data/manage/new/address/", {**given, "place": elsewhere.address})
    assert sent.status_code == 302
    work()
    page = client.get(sent["Location"]).content.decode()
    assert "A new version waits for you" in page and "look at its columns and risks" in page
    dataset = Dataset.objects.get()
    assert dataset.source == Dataset.Source.FETCHED
    assert "A new version waits for you" in client.get(f"/data/manage/{dataset.identifier}/").content.decode()
    client.post(f"/data/manage/{dataset.identifier}/1/forget/")
    assert Dataset.objects.exists(), "its source stays, so it does"
    client.post(f"/data/manage/{dataset.identifier}/source/fetch/")
    assert "Fetch now" in client.get(sent["Location"]).content.decode()
    client.post(f"/data/manage/{dataset.identifier}/source/forget/")
    assert not Refresh.objects.exists()


@pytest.mark.django_db
def test_nobody_reaches_the_source_of_another_department(
    client: Client, person: Any, elsewhere: Elsewhere
) -> None:
    source = scheduled(elsewhere, publisher(person))
    Dataset.objects.update(department=Department.objects.create(key="parks", name="Parks"))
    for part, method in (
        ("", client.get),
        ("", client.post),
        ("fetch/", client.post),
        ("forget/", client.post),
    ):
        address = f"/data/manage/{source.dataset.identifier}/source/{part}"
        client.logout()
        assert method(address).status_code in (302, 403)
        client.force_login(person("officer", email=f"{part[:3]}{method.__name__}@example.org"))
        assert method(address).status_code == 403
        client.force_login(publisher(person, f"p{part[:3]}{method.__name__}@example.org"))
        assert method(address).status_code == 404
    assert Refresh.objects.get().next_at <= timezone.now() + timedelta(seconds=1)
