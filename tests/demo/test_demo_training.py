"""Port Alder has courses that hold together, and people who have learned, are learning, and have something left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openhall.process.folder import digest, pack
from openhall.process.service.folder import read_folder as files_in
from openhall.site.people.models import Department, User
from openhall.site.port_alder.folders import SERVICES
from openhall.site.port_alder.ideas import PERMIT
from openhall.site.port_alder.residents import make_people
from openhall.site.port_alder.training import COURSES, OWNERS, TASKS, load_training
from openhall.site.services.models import Service, Version
from openhall.site.training.content.folder import read_folder
from openhall.site.training.content.model import Quiz
from openhall.site.training.models import Completion, Course, Enrolment
from openhall.site.training.requiring import held_by, tasks_of


@pytest.mark.parametrize("key", sorted(OWNERS))
def test_a_course_of_the_demo_has_pages_and_a_quiz(key: str) -> None:
    content = read_folder(files_in(COURSES / key))
    quizzes = [each for each in content.parts if isinstance(each, Quiz)]
    assert len(content.parts) >= 4 and len(quizzes) == 1 and content.months
    assert all(question.because or question.kind == "order" for question in quizzes[0].questions)
    assert pack(files_in(COURSES / key))


def _publish_permit() -> None:
    """Without the check, which other tests do."""
    files = files_in(SERVICES / PERMIT)
    service = Service.objects.create(slug=PERMIT, name=PERMIT, owner=Department.objects.get(key="planning"))
    service.versions.create(number=1, digest=digest(files), folder=pack(files), status=Version.Status.OPEN)


@pytest.mark.django_db
def test_its_people_have_learned_most_of_what_they_need(tmp_path: Path, settings: Any) -> None:
    from openhall.proof import new_signer

    settings.OPENHALL_BADGE_KEY = new_signer("port-alder.example/certificates").text
    make_people(tmp_path)
    _publish_permit()
    head = User.objects.get(email="head@portalder.example")
    told: list[str] = []
    load_training(head, told.append)
    assert {each[0] for each in tasks_of(Service.objects.get(slug=PERMIT))} >= set(TASKS)
    assert Course.objects.count() == 2 and Completion.objects.count() > 50 and Enrolment.objects.exists()
    assert all(each.badge for each in Completion.objects.select_related("badge"))
    planner = held_by(User.objects.get(email="planning@portalder.example"))
    assert [each.missing for each in planner] == [True, True]
    load_training(head, told.append)
    assert Course.objects.count() == 2 and len(told) == 1
