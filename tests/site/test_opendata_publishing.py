"""A file goes from upload to publication by clicking; who may not does not; every decision is recorded."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openhall.site.opendata import tasks
from openhall.site.opendata.manage.urls import urlpatterns
from openhall.site.opendata.models import Dataset, DatasetRequest, DatasetVersion, Decision
from openhall.site.people.models import Department, Post
from openhall.site.web.speech import say_kept
from tests.site.opendata import draft, published, publisher, roads, street_problems, upload, work

pytestmark = pytest.mark.django_db
Status = DatasetVersion.Status


@pytest.fixture
def staff(client: Client, person: Any) -> Client:
    """The browser of somebody who publishes for Roads."""
    client.force_login(publisher(person))
    return client


def give(staff: Client, content: bytes | None = None, name: str = "street-problems.csv") -> DatasetVersion:
    """Upload a file, and let the worker read it."""
    sent = staff.post(
        "/data/manage/new/",
        {"file": upload(name, content), "title": "Street problems", "department": roads().pk},
    )
    assert sent.status_code == 302, sent.content.decode()
    assert "looks again by itself" in staff.get(sent["Location"]).content.decode()
    work()
    return DatasetVersion.objects.latest("pk")


def columns_form(staff: Client, version: DatasetVersion, **changed: str) -> dict[str, str]:
    """What the page of columns would send, with changes by column: `days="indirect"`."""
    columns = list(version.columns.all())
    sent = {"form-TOTAL_FORMS": str(len(columns)), "form-INITIAL_FORMS": str(len(columns))}
    for k, column in enumerate(columns):
        sent |= {
            f"form-{k}-id": str(column.pk),
            f"form-{k}-title": column.title,
            f"form-{k}-kind": column.kind,
            f"form-{k}-tells": changed.get(column.name, column.tells),
            f"form-{k}-description": column.description,
        }
        if column.is_kept and changed.get(column.name) != "left out":
            sent[f"form-{k}-is_kept"] = "on"
        if changed.get(column.name) == "left out":
            sent[f"form-{k}-tells"] = column.tells
    return sent


def home(version: DatasetVersion, step: str = "") -> str:
    return f"/data/manage/{version.dataset.identifier}/{version.number}/{step}"


def to_risks(staff: Client, version: DatasetVersion, **changed: str) -> str:
    """Through columns and description; gives the page about risks."""
    sent = staff.post(home(version, "columns/"), columns_form(staff, version, **changed))
    assert sent.status_code == 302, sent.content.decode()
    about = {"title": "Street problems", "description": "Reports of residents.", "theme": "TRAN"}
    sent = staff.post(
        home(version, "about/"),
        {**about, "licence": "cc0", "rhythm": "MONTHLY", "words": "streets, potholes"},
    )
    assert sent.status_code == 302, sent.content.decode()
    work()
    return staff.get(home(version), follow=True).content.decode()


def test_a_file_goes_to_a_published_dataset_by_clicking(staff: Client) -> None:
    version = give(staff)
    page = staff.get(home(version), follow=True).content.decode()
    assert "120 rows and 6 columns were found" in page
    assert "Pothole · Street light · Graffiti" in re.sub("<.*?>", "", page)
    assert "Nothing was found that stands against publishing." in to_risks(staff, version)
    assert staff.post(home(version, "decide/"), {"when": "now"}).status_code == 400
    sent = staff.post(home(version, "decide/"), {"when": "now", "reasons": "Reports name nobody."})
    assert sent.status_code == 302
    assert staff.get("/data/").content.decode().count("Street problems</a>") == 0, "not before it is built"
    work()
    version.refresh_from_db()
    assert version.is_open and version.digest and version.rows == 120
    assert "Street problems</a>" in Client().get("/data/").content.decode()
    assert "Reports of residents." in Client().get(f"/data/{version.dataset.identifier}/").content.decode()
    made = Decision.objects.get()
    assert (made.by.email, made.reasons) == ("pub@example.org", "Reports name nobody.")
    assert made.before["rows"] == made.after["rows"] == 120
    assert not version.upload.exists() and not version.draft_folder.exists()


def test_who_is_singled_out_is_reported_before_anything_is_decided(staff: Client) -> None:
    version = give(staff)
    page = to_risks(staff, version, district="indirect", days="indirect", kind="sensitive")
    assert "It cannot be published like this." in page
    assert "are alone with what" in page
    refused = staff.post(home(version, "decide/"), {"when": "now", "reasons": "I want to."})
    assert refused.status_code == 400
    assert "must not be published like this" in refused.content.decode()
    assert "Nothing was found that stands against" in to_risks(
        staff, version, district="indirect", days="left out", kind="sensitive"
    )


def test_columns_are_made_coarser_until_nobody_is_alone(staff: Client) -> None:
    version = give(staff)
    page = to_risks(staff, version, district="indirect", days="indirect")
    assert "Put into bands of" in page and "They are left out" in page
    sent = staff.post(home(version, "risk/"), {"k": "5", "step-days": "bands 5", "rows": "drop"})
    assert sent.status_code == 302
    work()
    page = staff.get(home(version, "risk/")).content.decode()
    assert "“days”: put into bands of 5." in page
    assert "Nothing was found that stands against" in page, (
        "between the first report and the second lies the plan"
    )
    staff.post(home(version, "decide/"), {"when": "now", "reasons": "Days are in bands of five."})
    work()
    version.refresh_from_db()
    assert version.is_open, version.problem
    made = version.decisions.get()
    assert made.plan["text"] == "days: bands 5\n*: drop below 5 by district, days"
    assert made.before["verdict"] != made.after["verdict"] == "publish"
    assert version.columns.get(name="days").kind == "text"
    page = Client().get(f"/data/{version.dataset.identifier}/rows/?where=days:is:10-14").content.decode()
    assert "Days is 10-14" in page and len(re.findall(">10-14<", page)) > 5
    told = Client().get(f"/data/{version.dataset.identifier}/").content.decode()
    assert "Put into bands of 5." in told and "left out to protect people" in told


def test_the_mildest_plan_is_found_when_asked_for(staff: Client) -> None:
    version = give(staff)
    to_risks(staff, version, district="indirect", days="indirect")
    staff.post(home(version, "risk/"), {"k": "10", "do": "propose"})
    work()
    version.refresh_from_db()
    assert version.risk["plan"]["text"]
    assert version.risk["after"]["smallest"] >= 10 and version.risk["before"]["smallest"] < 10


def test_a_rule_that_was_not_offered_is_not_taken(staff: Client) -> None:
    version = give(staff)
    to_risks(staff, version, days="indirect")
    staff.post(
        home(version, "risk/"), {"k": "1", "step-days": "bands 1; drop", "step-kind": "drop", "cleared": "x"}
    )
    version.refresh_from_db()
    assert version.risk["plan"] == {"k": 5, "cleared": [], "text": ""}


def test_what_names_people_is_left_out_whatever_is_ticked(staff: Client) -> None:
    lines = street_problems(30).decode().splitlines()
    rows = [f"{line},{'Applicant name' if not k else f'Ann Example {k % 3}'}" for k, line in enumerate(lines)]
    rows = [f"{line},{'Contact' if not k else f'ann{k}@example.org'}" for k, line in enumerate(rows)]
    version = give(staff, "\n".join(rows).encode())
    kept = {column.name: (column.tells, column.is_kept) for column in version.columns.all()}
    assert kept["applicant_name"] == kept["contact"] == ("direct", False)
    sent = columns_form(staff, version)
    staff.post(home(version, "columns/"), {**sent, "form-6-is_kept": "on", "form-7-is_kept": "on"})
    assert set(version.columns.filter(is_kept=False).values_list("name", flat=True)) == {
        "applicant_name",
        "contact",
    }
    # Whoever says that addresses name nobody is not believed by the report.
    page = to_risks(staff, version, contact="nothing")
    sent = columns_form(staff, version) | {"form-7-is_kept": "on", "form-7-tells": "nothing"}
    staff.post(home(version, "columns/"), sent)
    page = to_risks(staff, version)
    assert "hold what looks like this: e-mail address" in page and "cannot be published" in page


def test_a_version_waits_for_its_hour(staff: Client) -> None:
    version = give(staff)
    to_risks(staff, version)
    at = timezone.localtime() + timedelta(hours=2)
    past = staff.post(home(version, "decide/"), {"when": "later", "at": "2020-01-01", "reasons": "x"})
    assert "This time is over." in past.content.decode()
    staff.post(
        home(version, "decide/"), {"when": "later", "at": f"{at:%Y-%m-%d %H:%M}", "reasons": "Embargo."}
    )
    work()
    version.refresh_from_db()
    assert version.status == Status.SCHEDULED
    assert "Street problems" not in Client().get("/data/").content.decode()
    tasks.release_version.func(version.pk)
    version.refresh_from_db()
    assert version.status == Status.SCHEDULED, "not before its hour"
    later = timezone.localtime() + timedelta(hours=5)
    assert staff.post(home(version, "when/"), {"at": f"{later:%Y-%m-%d %H:%M}"}).status_code == 302
    DatasetVersion.objects.update(release_at=timezone.now() - timedelta(seconds=1))
    tasks.release_version.func(version.pk)
    version.refresh_from_db()
    assert version.is_open


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("problems.pdf", b"%PDF-1.7", "files of this kind are not read"),
        ("problems.csv", b"a,b\n", "no row"),
        ("problems.xlsx", b"not a workbook", "problems.xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(
    staff: Client, name: str, content: bytes, words: str
) -> None:
    version = give(staff, content, name)
    assert version.status == Status.FAILED
    page = staff.get(home(version)).content.decode()
    assert words in page and "/upload" not in say_kept(version.problem)
    assert staff.post(home(version, "forget/")).status_code == 302
    assert not Dataset.objects.exists(), "nothing is left of it"


def test_a_file_that_is_too_large_is_refused(staff: Client, settings: Any) -> None:
    settings.OPENHALL_MAX_UPLOAD_MB = 0
    sent = staff.post("/data/manage/new/", {"file": upload(), "department": roads().pk})
    assert sent.status_code == 400 and "the limit is 0 MB" in sent.content.decode()


def test_a_new_version_keeps_what_was_said_of_its_columns(staff: Client) -> None:
    first = published()
    first.columns.filter(name="kind").update(title="Kind of problem", description="As reported.")
    again = f"/data/manage/{first.dataset.identifier}/again/"
    staff.post(again, {"file": upload(content=street_problems(130))})
    work()
    second = first.dataset.versions.first()
    assert second.number == 2
    column = second.columns.get(name="kind")
    assert (column.title, column.description) == ("Kind of problem", "As reported.")
    assert staff.post(again, {"file": upload()})["Location"].endswith(f"{first.dataset.identifier}/")
    to_risks(staff, second)
    staff.post(home(second, "decide/"), {"when": "now", "reasons": "As before.", "notes": "Ten rows more."})
    work()
    page = Client().get(f"/data/{first.dataset.identifier}/versions/2/").content.decode()
    assert "10 rows more." in page and "Ten rows more." in page


def test_followers_are_told_once_when_a_version_opens(staff: Client) -> None:
    first = published()
    work()
    first.dataset.followers.create(e_mail="ada@example.org", language="en-gb", confirmed_at=timezone.now())
    first.dataset.followers.create(e_mail="bo@example.org", language="en-gb")
    mail.outbox.clear()
    second = published(dataset=first.dataset)
    tasks.release_version.func(second.pk)
    work()
    assert [sent.to for sent in mail.outbox] == [["ada@example.org"]]


def test_a_version_is_withdrawn_with_a_reason(staff: Client) -> None:
    version = published()
    assert staff.post(home(version, "withdraw/"), {"reason": ""}).status_code == 400
    staff.post(home(version, "withdraw/"), {"reason": "A street was wrong."})
    version.refresh_from_db()
    assert version.status == Status.WITHDRAWN and version.withdrawn_by.email == "pub@example.org"
    page = Client().get(f"/data/{version.dataset.identifier}/versions/1/").content.decode()
    assert "A street was wrong." in page
    again = staff.post(home(version, "withdraw/"), {"reason": "Again."})
    assert again.status_code == 400 and "can be withdrawn" in again.content.decode()


def test_a_request_is_answered_in_public(staff: Client) -> None:
    asked = DatasetRequest.objects.create(what="All benches.", e_mail="ada@example.org", language="en-gb")
    assert "All benches." in staff.get("/data/manage/requests/").content.decode()
    answer = f"/data/manage/requests/{asked.identifier}/"
    assert staff.post(answer, {"answer": ""}).status_code == 400
    staff.post(answer, {"answer": "From May on.", "is_public": "on"})
    work()
    assert "From May on." in Client().get(f"/data/requests/{asked.identifier}/").content.decode()
    assert mail.outbox[-1].to == ["ada@example.org"]


def addresses(version: DatasetVersion) -> list[str]:
    known = {
        "identifier": version.dataset.identifier,
        "number": version.number,
        "view": "k3vq-9t2m",
        "slug": "x",
        "pk": 1,
    }
    return [
        reverse(f"opendata:{each.name}", kwargs={name: known[name] for name in each.pattern.converters})
        for each in urlpatterns
    ]


def test_only_publishers_reach_the_pages_of_publishing(client: Client, person: Any) -> None:
    version = draft()
    every = addresses(version)
    assert len(every) > 15
    for address in every:
        assert client.get(address)["Location"].startswith("/accounts/login/"), address
    client.force_login(person("analyst", "officer", "operator", "head of service"))
    assert [client.get(address).status_code for address in every] == [403] * len(every)


def test_nobody_publishes_for_a_department_that_is_not_theirs(client: Client, person: Any) -> None:
    version = draft()
    parks = Department.objects.create(key="parks", name="Parks")
    other = person("publisher", email="parks@example.org")
    post = Post.objects.create(person=other, department=parks)
    client.force_login(other)
    for step in ("", "columns/", "about/", "risk/", "decide/", "withdraw/", "when/", "forget/"):
        for method in (client.get, client.post):
            assert method(home(version, step)).status_code in (404, 405), step
    assert "Street problems" not in client.get("/data/manage/").content.decode()
    sent = client.post("/data/manage/new/", {"file": upload(), "department": version.dataset.department_id})
    assert sent.status_code == 400 and "Choose one of your departments." in sent.content.decode()
    # A post that is over gives nothing any more.
    Post.objects.filter(pk=post.pk).update(department=roads(), until=timezone.localdate() - timedelta(days=1))
    assert client.get(home(version, "columns/")).status_code == 404
    Post.objects.filter(pk=post.pk).update(until=timezone.localdate())
    assert client.get(home(version, "columns/")).status_code == 200


def test_a_draft_is_seen_by_nobody_outside(client: Client) -> None:
    version = draft()
    at = f"/data/{version.dataset.identifier}"
    for address in (f"{at}/", f"{at}/rows/", f"{at}/versions/1/", f"{at}/versions/1/rows/",
                    f"{at}/versions/1/download/csv/", f"{at}/follow/", f"{at}/feed/"):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert client.post(f"{at}/save/", {"state": ""}).status_code == 404


def test_a_scheduled_version_gives_no_rows_before_its_hour(client: Client) -> None:
    first = published()
    second = published(street_problems(130), first.dataset, hours=3)
    assert second.status == Status.SCHEDULED and second.folder.exists()
    at = f"/data/{first.dataset.identifier}"
    assert re.search("Rows 1 to 25 of 120", client.get(f"{at}/rows/").content.decode())
    for address in (f"{at}/versions/2/", f"{at}/versions/2/rows/", f"{at}/versions/2/download/parquet/"):
        assert client.get(address).status_code == 404, address
