"""Port Alder's play records who looked, so that the resident of the demo finds it on her page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client
from tests.demo.laid_down import NOW, lay_down
from tests.demo.test_live_services import versions

from openhall.demo.play.cast import RESIDENT
from openhall.process.service.check import check_service
from openhall.process.service.folder import read_folder, read_service
from openhall.site.cases.models import Case, Look, Task
from openhall.site.ledger.models import Event
from openhall.site.port_alder.folders import HOUSE, publish_house
from openhall.site.services.models import Version

__all__ = ["versions"]


def test_the_service_that_answers_who_looked_is_sound_in_both_languages_and_published(versions: Any) -> None:
    for path in HOUSE.iterdir():
        report = check_service(read_folder(path))
        assert not report.errors and not report.warnings and report.passed == report.run > 0
        letters = read_service(read_folder(path)).letters
        assert all(set(each) == {"en", "ar"} for each in letters.values())
    (version,) = publish_house()
    assert version.service.slug == "question-about-who-looked" and publish_house() == [version]


def test_whoever_did_work_in_the_past_looked_at_its_case(versions: list[Version]) -> None:
    lay_down(versions)
    done = Task.objects.filter(status=Task.Status.DONE, for_applicant=False)
    assert done.exists()
    for task in done:
        looks = Look.objects.filter(case=task.case, person=task.ended_by, purpose="work", node=task.node)
        assert looks.filter(department=task.department.key, at__lte=task.ended_at).exists()
    assert Event.objects.filter(lifecycle="looked").count() >= Look.objects.count() > 0
    assert not Look.objects.filter(department="alder-water", whole=True).exists()


def test_the_resident_of_the_demo_finds_who_looked_at_her_permit(
    versions: list[Version], client: Client, tmp_path: Path
) -> None:
    lay_down(versions, 20)
    (case,) = Case.objects.filter(applicant__email=RESIDENT.email)
    assert case.version.service.slug == "building-permit" and case.opened_at < NOW
    client.force_login(case.applicant)
    page = client.get("/your-data/").content.decode()
    assert case.reference in page and "Planning" in page and "Question this" not in page
    publish_house()
    assert "Question this" in client.get("/your-data/").content.decode()
