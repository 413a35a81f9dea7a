"""What is sent to registers, and what they answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field


class Content(Schema):
    """Fields of an entry and their values."""

    content: dict[str, Any]


class Asked(Schema):
    """The entry that is meant."""

    query: Content


class Written(Schema):
    """What is to be written."""

    write: Content


class WrittenList(Schema):
    """Several things that are to be written."""

    write: list[Content] = Field(min_length=1, max_length=1_000)


class Record(Schema):
    """An entry with when it was made and changed."""

    content: dict[str, Any]
    created_at: datetime = Field(serialization_alias="createdAt")
    modified_at: datetime = Field(serialization_alias="modifiedAt")
    uuid: UUID


class Received(Schema):
    """What was entered."""

    receive: list[Record]


class Change(Schema):
    """What is to be written, onto the entry that is meant: without a query that of the same key."""

    query: Content | None = None
    write: Content


class ChangeOf(Schema):
    """What is to be written, onto the entry or entries that are meant."""

    query: Content
    write: Content


class Page(Schema):
    """One page of what was found."""

    count: int
    next: str | None = None
    previous: str | None = None
    results: list[dict[str, Any]]


class Existence(Schema):
    """Whether something is there."""

    status: bool
    message: str


class Answer(Schema):
    """The answer whether an entry is there."""

    answer: Existence


class NotFound(Schema):
    """No entry is as was asked."""

    detail: str


class Changed(Schema):
    """How many entries were changed."""

    count: int
