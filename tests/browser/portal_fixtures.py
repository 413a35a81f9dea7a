"""The little service published, an office that works on its cases, and the eye that looks at each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def little(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Any]:
    from tests.site.little import publish_little

    from openhall.site.services.loading import forget

    settings.MEDIA_ROOT = tmp_path / "files"
    yield publish_little()
    forget()


@pytest.fixture
def office(person: Any) -> Callable[..., None]:
    """Return a function that lets an officer do the open work at a node of a case."""
    from openhall.site.cases.acts import complete
    from openhall.site.cases.by import By
    from openhall.site.cases.models import Task
    from openhall.site.people.models import Department, Post

    found = person("officer", email="officer@city.example", name="Ola Officer")
    for department in Department.objects.all():
        Post.objects.create(person=found, department=department)

    def work(case: Any, node: str, **gives: Any) -> None:
        task = Task.objects.get(case=case, node=node, status="open")
        department = task.department.key if task.department else ""
        complete(task.pk, {node: gives}, By(found, department))

    return work
