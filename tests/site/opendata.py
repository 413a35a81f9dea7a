"""A small dataset of street problems, made up, and the way from its file to everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from openhall.site.opendata import tasks
from openhall.site.opendata.models import Dataset, DatasetVersion
from openhall.site.opendata.publishing.deciding import decide
from openhall.site.opendata.publishing.receiving import read_upload, receive
from openhall.site.opendata.publishing.risks import look_at
from openhall.site.people.models import Department, Post, User

KINDS = ("Pothole", "Street light", "Graffiti", "Fly-tipping")
DISTRICTS = ("Old Town", "Harbourside", "Weir End")


def street_problems(rows: int = 120, also: str = "") -> bytes:
    """A file of problems: when, what, where. `also` is one more line."""
    lines = ["Reported,Kind,District,Days,Mended,Place"]
    for k in range(rows):
        day = f"2026-{k % 6 + 1:02}-{k % 27 + 1:02} 10:{k % 60:02}:00"
        place = f"POINT (-8.4{k % 10}2 51.{88 + k % 4}5)"
        mended = ("Yes", "No")[k % 2]
        lines.append(f"{day},{KINDS[k % 4]},{DISTRICTS[k % 3]},{k % 30 + 1},{mended},{place}")
    return ("\n".join([*lines, *([also] if also else [])]) + "\n").encode()


def roads() -> Department:
    department, _ = Department.objects.get_or_create(key="roads", defaults={"name": "Roads"})
    return department


def publisher(person: Any, email: str = "pub@example.org") -> User:
    """Somebody who publishes for Roads."""
    user = person("publisher", email=email)
    Post.objects.create(person=user, department=roads())
    return user


def upload(name: str = "street-problems.csv", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, street_problems() if content is None else content)


def draft(
    content: bytes | None = None,
    dataset: Dataset | None = None,
    by: User | None = None,
    cleared: tuple[str, ...] = (),
) -> DatasetVersion:
    """A draft of a dataset of Roads, read and looked at."""
    dataset = dataset or Dataset.objects.create(
        title="Street problems",
        slug="street-problems",
        description="What residents reported.",
        department=roads(),
    )
    version = receive(dataset, "street-problems.csv", [content or street_problems()], by)
    read_upload(version)
    version.risk = {"plan": {"cleared": list(cleared)}}
    look_at(version)
    version.refresh_from_db()
    assert version.status == DatasetVersion.Status.DRAFT, version.problem
    return version


def published(
    content: bytes | None = None,
    dataset: Dataset | None = None,
    hours: float = 0,
    cleared: tuple[str, ...] = (),
) -> DatasetVersion:
    """A version that is open, or will be in some hours."""
    version = draft(content, dataset, cleared=cleared)
    decide(version, None, "No column tells of people.", timezone.now() + timedelta(hours=hours))
    tasks.build_version.func(version.pk)
    version.refresh_from_db()
    return version


def work() -> int:
    """Do what waits for the worker, as the worker does; says how much it was."""
    done = 0
    while waiting := DBTaskResult.objects.ready().order_by("pk").first():
        waiting.delete()
        waiting.task.func(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        done += 1
    return done


def follow_through(client: Client, address: str) -> Any:
    """Open a page that waits for the worker, and what it leads to when the work is done."""
    client.get(address)
    work()
    return client.get(address, follow=True)
