"""Who follows a dataset has said so from their own mailbox, hears of each version once, and can stop."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from openhall.site.opendata.models import DatasetRequest, DatasetVersion, Follower
from openhall.site.opendata.tasks import mail_answer, mail_confirmation, mail_follower, mail_new_version
from tests.site.test_opendata_catalogue import make

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://localhost:8000(/data/following/\w+/)")


def follow(client: Client, e_mail: str = "Ada@example.org") -> tuple[DatasetVersion, str]:
    """Ask to follow a dataset; gives its version and the link that came by mail."""
    dataset = make()
    answer = client.post(f"/data/{dataset.identifier}/follow/", {"e_mail": e_mail})
    assert "Look into your e-mail" in answer.content.decode()
    mail_confirmation.func(Follower.objects.get().pk)
    found = LINK.search(mail.outbox[-1].body)
    assert found
    return dataset.versions.get(), found[1]


def test_nobody_follows_before_their_mailbox_said_yes(client: Client) -> None:
    version, link = follow(client)
    assert mail.outbox[-1].to == ["ada@example.org"]
    mail_new_version.func(version.pk)
    assert not DBTaskResult.objects.filter(task_path__endswith="mail_follower").exists()
    client.get(link)
    assert Follower.objects.get().confirmed_at is None, "mail programs open links by themselves"
    client.post(link, {"do": "yes"})
    mail_new_version.func(version.pk)
    assert DBTaskResult.objects.filter(task_path__endswith="mail_follower").count() == 1
    mail_follower.func(Follower.objects.get().pk, version.pk)
    assert "has a new version, number 1" in mail.outbox[-1].body
    assert LINK.search(mail.outbox[-1].body)


def test_who_stops_is_forgotten(client: Client) -> None:
    _version, link = follow(client)
    client.post(link, {"do": "yes"})
    client.post(link, {"do": "stop"})
    assert not Follower.objects.exists()
    assert client.get(link).status_code == 404


def test_nobody_is_told_of_a_version_that_is_not_open(client: Client) -> None:
    version, link = follow(client)
    client.post(link, {"do": "yes"})
    DatasetVersion.objects.update(status=DatasetVersion.Status.SCHEDULED)
    before = len(mail.outbox)
    mail_follower.func(Follower.objects.get().pk, version.pk)
    mail_new_version.func(version.pk)
    assert len(mail.outbox) == before


def test_a_wrong_address_is_named(client: Client) -> None:
    dataset = make()
    answer = client.post(f"/data/{dataset.identifier}/follow/", {"e_mail": "ada"})
    assert answer.status_code == 400
    assert "Enter an e-mail address in the right form" in answer.content.decode()


def test_one_address_gets_only_so_many_letters(client: Client) -> None:
    dataset = make()
    answers = [
        client.post(f"/data/{dataset.identifier}/follow/", {"e_mail": "ada@example.org"}).status_code
        for _ in range(6)
    ]
    assert answers == [200] * 5 + [429]


def test_the_feeds_tell_of_what_is_open(client: Client) -> None:
    dataset = make()
    make("Secret plans", status=DatasetVersion.Status.SCHEDULED)
    for address in ("/data/feed/", f"/data/{dataset.identifier}/feed/"):
        answer = client.get(address)
        text = answer.content.decode()
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert "Street lights, version 1" in text and "Secret" not in text


def test_a_request_is_asked_one_question_a_page_and_kept(client: Client) -> None:
    assert client.get("/data/requests/new/why/").status_code == 302
    assert client.post("/data/requests/new/what/", {"what": " "}).status_code == 400
    for question, answer, to in (
        ("what", {"what": "All playgrounds."}, "why"),
        ("why", {"why": ""}, "department"),
        ("department", {"department": ""}, "answer"),
        ("answer", {"e_mail": "ada@example.org"}, "check"),
    ):
        assert client.get(f"/data/requests/new/{question}/").status_code == 200
        sent = client.post(f"/data/requests/new/{question}/", answer)
        assert sent["Location"] == f"/data/requests/new/{to}/"
    assert "All playgrounds." in client.get("/data/requests/new/check/").content.decode()
    assert client.post("/data/requests/new/check/")["Location"] == "/data/requests/new/sent/"
    kept = DatasetRequest.objects.get()
    assert (kept.what, kept.e_mail) == ("All playgrounds.", "ada@example.org")
    # What is not answered yet is shown to nobody.
    assert "playgrounds" not in client.get("/data/requests/").content.decode()
    assert client.get(f"/data/requests/{kept.identifier}/").status_code == 404


def test_an_answer_is_public_and_who_asked_is_forgotten(client: Client) -> None:
    asked = DatasetRequest.objects.create(
        what="All playgrounds.", e_mail="ada@example.org", language="en-gb",
        answer="They are open from May on.", answered_at=timezone.now(),
    )  # fmt: skip
    mail_answer.func(asked.pk)
    assert "They are open from May on." in mail.outbox[0].body
    mail_answer.func(asked.pk)
    assert len(mail.outbox) == 1, "the address was deleted with the first letter"
    page = client.get(f"/data/requests/{asked.identifier}/").content.decode()
    assert "They are open from May on." in page and "ada@" not in page
    assert "All playgrounds." in client.get("/data/requests/").content.decode()
