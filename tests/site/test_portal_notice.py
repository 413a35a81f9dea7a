"""A resident reads what happens to what they tell: who sees it, how long it is kept, what stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from openhall.process.feel.temporal import DayTimeDuration, YearMonthDuration
from openhall.site.cases.access import sight_of
from openhall.site.people.models import Department, Post
from openhall.site.portal.templatetags.portal import span_in_words
from openhall.site.services.models import Version
from tests.site.arabic import is_arabic
from tests.site.little import little_service, publish_little
from tests.site.residents import Resident

pytestmark = pytest.mark.django_db
ADDRESS = "/services/street-stall/what-you-tell-us/"


@pytest.fixture
def version(db: None) -> Version:
    return publish_little()


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rows(page: str) -> dict[str, str]:
    """What each department sees, by its name."""
    found = {}
    for row in page.split('<dt class="govuk-summary-list__key">')[1:]:
        name, seen = row.split("</dt>")[:2]
        found[name.strip()] = seen.partition("</dd>")[0]
    return found


def with_yaml(old: str, new: str) -> dict[str, bytes]:
    files = little_service()
    text = files["service.yaml"].decode()
    assert old in text
    return files | {"service.yaml": text.replace(old, new).encode()}


def test_who_sees_what_and_for_how_long_is_read_off_the_service(client: Client, version: Version) -> None:
    assert ADDRESS in words(client.get("/services/street-stall/"))
    page = words(client.get(ADDRESS))
    seen = rows(page)
    assert list(seen) == ["Licensing", "Alder Water"] and "All of it." in seen["Licensing"]
    assert "Only this:" in seen["Alder Water"] and seen["Alder Water"].count("<li>") == 2
    form = version_form(version)
    for name, question in form.items():
        assert (question.title in seen["Alder Water"]) == (name in ("kind", "street"))
    assert "Another organisation" in seen["Alder Water"] and "Port Alder Markets Act 2018, section 4" in page
    assert "We keep it for 5 years after your application is finished." in page
    assert "when you have not touched it for 60 days" in page
    assert "If they ask another department for help, that one can see it too." in page
    assert "/services/street-stall/form/" in page and "/track/" in page


def version_form(version: Version) -> Any:
    from openhall.site.services.loading import ready

    return ready(version.pk).folder.forms["apply"].questions


def test_a_partner_that_is_given_nothing_sees_nothing(client: Client, db: None) -> None:
    publish_little(with_yaml("access:\n  alder-water: [apply.kind, apply.street]\n", ""))
    assert "None of your answers." in rows(words(client.get(ADDRESS)))["Alder Water"]


def test_a_department_of_the_body_sees_all_unless_the_service_says_less(client: Client, db: None) -> None:
    publish_little(with_yaml("alder-water: [apply.kind, apply.street]", "alder-water: [apply, fee]"))
    Department.objects.filter(key="alder-water").update(is_partner=False)
    seen = rows(words(client.get(ADDRESS)))["Alder Water"]
    assert "Only this:" in seen and "All of it" not in seen and "The result of “" in seen
    publish_little(with_yaml("access:\n  alder-water: [apply.kind, apply.street]\n", ""))
    assert "All of it." in rows(words(client.get(ADDRESS)))["Alder Water"]


def test_who_answers_for_a_service_sees_all_of_it_whatever_it_says(client: Client, person: Any) -> None:
    version = publish_little(with_yaml("access:\n", "access:\n  licensing: [apply.kind]\n"))
    officer = person("officer")
    Post.objects.create(person=officer, department=version.service.owner, role="officer")
    case = Resident().apply()
    assert sight_of(officer, case).whole
    assert "All of it." in rows(words(client.get(ADDRESS)))["Licensing"]


def test_it_can_be_read_before_sending(version: Version) -> None:
    resident = Resident()
    resident.begin()
    assert ADDRESS in words(resident.fill_in())


def test_what_is_public_is_told_where_the_record_is_published(
    client: Client, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openhall.site.portal.views import find

    for signs in (None, object()):
        monkeypatch.setattr(find, "signer", lambda signs=signs: signs)
        assert ("What is public" in words(client.get(ADDRESS))) == (signs is not None)


def test_it_is_there_in_arabic(client: Client, version: Version) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    names = set(" ".join(Department.objects.values_list("name", flat=True)).split())
    is_arabic(client.get(ADDRESS), beside=frozenset(names | {"Port", "Alder", "Markets", "Act", "section"}))


def test_a_service_that_is_not_open_has_none(client: Client, version: Version) -> None:
    Version.objects.update(status=Version.Status.KEPT)
    assert client.get(ADDRESS).status_code == 404
    assert client.get("/services/nothing/what-you-tell-us/").status_code == 404
    assert client.post(ADDRESS).status_code == 405


def test_spans_of_time_are_said_in_words() -> None:
    day = 86_400 * 10**9
    said = [YearMonthDuration(12), YearMonthDuration(120), YearMonthDuration(18), YearMonthDuration(1)]
    assert [span_in_words(each) for each in said] == ["1 year", "10 years", "18 months", "1 month"]
    assert [span_in_words(DayTimeDuration(each)) for each in (30 * day, day, day // 24, day + 1)] == [
        "30 days", "1 day", "1 day", "2 days",
    ]  # fmt: skip
