"""Nobody asks more than is fair to others: counted by address or token, for all processes together."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from openhall.site.opendata.api import limits
from openhall.site.opendata.api.tokens import give_token, withdraw
from openhall.site.opendata.models import Asked
from tests.site.opendata import published


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock, so that no minute ends within a test, and count from nothing: it is the minute of all of them."""
    limits.COUNTS.forget()
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_000.0)
    monkeypatch.setattr(limits, "WITHOUT_TOKEN", 3)


@pytest.mark.django_db
def test_too_many_requests_are_refused_with_when_to_come_back(client: Client) -> None:
    for _each in range(3):
        assert client.get("/api/3/action/site_read").status_code == 200
    refused = client.get("/api/views.json")
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 60
    assert "wait" in refused.json()["message"] and refused["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/views.json", REMOTE_ADDR="198.51.100.7").status_code == 200


@pytest.mark.django_db
def test_a_token_may_ask_more_often_wherever_clients_put_it(client: Client) -> None:
    _made, text = give_token("Map of cases", per_minute=100)
    for number in range(10):
        for given in (
            {"headers": {"X-App-Token": text}},
            {"query_params": {"$$app_token": text}},
            {"headers": {"Authorization": text}},
            {"headers": {"Authorization": f"OAuth {text}"}},
        ):
            assert client.get("/api/views.json", **given).status_code == 200, number
    assert 30 < Asked.objects.get().requests <= 40


@pytest.mark.django_db
def test_a_token_that_is_unknown_or_withdrawn_counts_as_none(client: Client) -> None:
    made, text = give_token("Map of cases")
    withdraw(made)
    others = [text, "token-of-another-portal", "é" * 20, "x" * 5000]
    statuses = [client.get("/api/views.json", headers={"X-App-Token": other}).status_code for other in others]
    assert statuses == [200, 200, 200, 429]


@pytest.mark.django_db
def test_neither_addresses_nor_tokens_are_kept(client: Client) -> None:
    made, text = give_token("Map of cases")
    client.get("/api/views.json", headers={"X-App-Token": text})
    client.get("/api/views.json", REMOTE_ADDR="198.51.100.7")
    made.refresh_from_db()
    kept = str([*Asked.objects.values_list("who", flat=True), made.digest])
    assert "198.51" not in kept and text not in kept


@pytest.mark.django_db
def test_processes_count_together_and_write_every_tenth_time(django_assert_num_queries: Any) -> None:
    one, other = limits.Counts(), limits.Counts()
    for number in range(1, 101):
        one.add("somebody", 7)
        counted = other.add("somebody", 7)
        assert 2 * number - limits.STEP <= counted <= 2 * number
    third = limits.Counts()
    assert 200 - 2 * limits.STEP < third.add("somebody", 7) <= 201
    assert third.add("somebody else", 7) == 1 and third.add("somebody", 8) == 1
    with django_assert_num_queries(2):
        for _each in range(20):
            third.add("somebody", 8)


@pytest.mark.django_db
def test_a_process_alone_counts_exactly() -> None:
    counts = limits.Counts()
    assert [counts.add("somebody", 7) for _each in range(35)] == list(range(1, 36))


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_all_count() -> None:
    def ask(_number: int) -> int:
        try:
            return Client().get("/api/3").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(ask, range(12)))
    assert sorted(statuses) == [200] * 3 + [429] * 9


@pytest.mark.django_db
def test_counts_of_earlier_minutes_are_forgotten(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/api/3")
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_000.0 + 3600)
    client.get("/api/3")
    assert Asked.objects.count() == 1


@pytest.mark.django_db
def test_a_query_whose_asker_has_hung_up_is_broken_off(client: Client) -> None:
    version = published()
    address = f"/resource/{version.dataset.identifier}.json"
    ours, theirs = socket.socketpair()
    with ours:
        assert client.get(address, **{"gunicorn.socket": ours}).status_code == 200
        theirs.sendall(b"GET")
        assert client.get(address, **{"gunicorn.socket": ours}).status_code == 200, "it only asks for more"
        assert ours.recv(3) == b"GET", "what was sent is still there"
        theirs.close()
        left = client.get(address, **{"gunicorn.socket": ours}, QUERY_STRING="$limit=7")
        assert left.status_code == 499
