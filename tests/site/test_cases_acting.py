"""The transaction of an act: all of it or nothing, and the connection is afterwards as it was before."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from openhall.process.errors import BadInput
from openhall.site.cases.acting import acting
from openhall.site.cases.by import NotPossible
from openhall.site.people.models import Department

pytestmark = pytest.mark.django_db(transaction=True)


def names() -> list[str]:
    return sorted(Department.objects.values_list("key", flat=True))


def add(key: str) -> None:
    Department.objects.create(key=key, name=key)


def at_rest() -> bool:
    return connection.get_autocommit() and not connection.in_atomic_block and not connection.atomic_blocks


@pytest.fixture(autouse=True)
def _connected() -> None:
    # An act takes the short way on a connection that is there already.
    connection.ensure_connection()


def test_what_an_act_writes_is_kept_once_it_ends() -> None:
    with acting():
        add("a")
        assert connection.in_atomic_block
    assert at_rest()
    connection.close()
    assert names() == ["a"]


def test_an_act_that_fails_leaves_nothing_and_is_told() -> None:
    with pytest.raises(NotPossible, match="not today"), acting():
        add("a")
        raise BadInput("not today")
    assert at_rest()
    assert names() == []
    with pytest.raises(ZeroDivisionError), acting():
        add("a")
        raise ZeroDivisionError
    assert at_rest()
    assert names() == []


def test_an_act_within_a_transaction_ends_with_it() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        with acting():
            add("a")
        raise ZeroDivisionError
    assert at_rest()
    assert names() == []


def test_a_transaction_within_an_act_is_undone_alone() -> None:
    with acting():
        add("a")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            add("b")
            raise ZeroDivisionError
    assert at_rest()
    assert names() == ["a"]


def test_what_waits_for_the_commit_is_done_after_it() -> None:
    done: list[str] = []
    with acting():
        add("a")
        transaction.on_commit(lambda: done.extend(names()))
        assert done == []
    assert done == ["a"]
    assert at_rest()


def test_an_act_that_was_marked_for_rollback_is_rolled_back() -> None:
    with acting():
        add("a")
        transaction.set_rollback(True)
    assert at_rest()
    assert names() == []


def test_an_act_that_cannot_be_committed_leaves_nothing() -> None:
    # What a row refers to is asked for at the commit.
    with pytest.raises(DatabaseError), acting():
        add("a")
        connection.cursor().execute(
            "INSERT INTO people_post (person_id, department_id, role) VALUES (987654, 987654, '')"
        )
    assert at_rest()
    assert names() == []
