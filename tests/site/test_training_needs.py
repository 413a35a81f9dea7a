"""Work that is done again leads to a proposed course; a head decides, and its effect is evaluated like any change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from openhall.site.observatory.models import Log
from openhall.site.observatory.preparing import discard, keep
from openhall.site.people.models import Post
from openhall.site.training.learning import complete
from openhall.site.training.models import CourseVersion, Proposal, Requirement
from openhall.site.training.needs.effect import change_of, evaluate
from openhall.site.training.needs.evidence import again_by_month, evidence_in, times
from openhall.site.training.needs.proposing import give, look, note_taught, reopen
from openhall.site.training.requiring import tasks_of
from tests.site.lessons import publish_reading
from tests.site.little import publish_little
from tests.site.reworked import TAUGHT, reworked


@pytest.fixture
def log(db: None) -> Iterator[Log]:
    made = Log.objects.create(title="Stalls", file_name="stalls.csv")
    keep(made, reworked(tasks_of(publish_little().service)[0][0]))
    yield made
    discard(made)


def test_evidence_counts_cases_not_repeats() -> None:
    made = reworked("Check")
    first, again = times(made, "Check")
    assert len(first) == 960 and again.sum() == sum(
        made.activity[made.offsets[k] : made.offsets[k + 1]].tolist().count(made.activities.index("Check"))
        > 1
        for k in range(made.n_cases)
    )
    months = again_by_month(made, "Check")
    # The last month is not over, and those of its last 30 days had no time to come back.
    assert months.dates[0] == date(2024, 1, 1) and months.dates[-1] == date(2025, 11, 1)
    assert all(count == 40 for count in months.counts)
    share = sum(months.values) / len(months.values) / 100
    assert months.sampled == pytest.approx([100**2 * share * (1 - share) / 40] * len(months.values))
    assert times(made, "Nothing")[0].size == 0


def test_what_seldom_comes_again_is_no_need() -> None:
    from openhall.mining.findings import find

    rare = reworked("Check", before=0.02, after=0.02)
    assert evidence_in(rare, find(rare)) == []


@pytest.mark.django_db
def test_a_need_is_proposed_once_and_a_course_is_given_for_its_task(log: Log, person) -> None:
    assert look(log) == 1 and look(log) == 0
    proposal = Proposal.objects.get()
    assert 0.2 < proposal.evidence["share"] < 0.3 and proposal.evidence["again"] > 200
    draft = give(proposal, None, person("head of service"))
    assert draft is not None and draft.status == CourseVersion.Status.DRAFT
    required = Requirement.objects.get()
    assert required.task == proposal.activity and required.course == draft.course
    assert look(log) == 0
    reopen(proposal)
    proposal.refresh_from_db()
    assert proposal.status == Proposal.Status.OPEN


@pytest.mark.django_db
def test_the_effect_of_a_course_is_evaluated_from_the_day_most_had_it(log: Log, person) -> None:
    look(log)
    proposal = Proposal.objects.get()
    course = publish_reading()
    give(proposal, course, person("head of service", email="h@example.org"))
    version = publish_little()
    _task, department, role = tasks_of(version.service)[0]
    staff = [person("officer", email=f"{k}@example.org") for k in range(3)]
    for each in staff:
        Post.objects.create(person=each, department_id=department, role=role)
    note_taught()
    proposal.refresh_from_db()
    assert proposal.taught_on is None and isinstance(evaluate(change_of(proposal)), str)
    complete(staff[0], course, version=course.open_version, on=date(2024, 12, 1))
    complete(staff[1], course, version=course.open_version, on=TAUGHT)
    note_taught()
    proposal.refresh_from_db()
    assert proposal.taught_on == TAUGHT
    found = evaluate(change_of(proposal))
    assert not isinstance(found, str)
    assert found.effect.clear and found.effect.low < -30 < found.effect.high


@pytest.mark.django_db
def test_a_head_decides_and_analysts_read(log: Log, person, client: Client) -> None:
    look(log)
    page = f"/training/needs/{Proposal.objects.get().pk}/"
    client.force_login(person("analyst"))
    assert "A head of service decides" in client.get(page).content.decode()
    assert client.post(page, {"what": "decline", "reason": "No."}).status_code == 200
    assert client.post(f"{page}again/").status_code == 403
    assert Proposal.objects.get().status == Proposal.Status.OPEN
    client.force_login(person("head of service", email="h@example.org"))
    assert client.post(page, {"what": "decline", "reason": ""}).status_code == 400
    assert client.post(page, {"what": "choose"}).status_code == 400
    client.post(page, {"what": "decline", "reason": "It is meant to come again."})
    assert "It is meant to come again." in client.get(page).content.decode()
    client.post(f"{page}again/")
    assert client.post(page, {"what": "new"})["Location"].startswith("/training/manage/")
    assert "Did it help?" in client.get(page).content.decode()
    client.force_login(person("officer", email="o@example.org"))
    assert client.get(page).status_code == 403


@pytest.mark.django_db
def test_the_page_draws_the_months_and_what_would_have_been_with_the_same_numbers_as_a_table(
    log: Log, person, client: Client
) -> None:
    look(log)
    proposal = Proposal.objects.get()
    page = f"/training/needs/{proposal.pk}/"
    head = person("head of service")
    client.force_login(head)
    give(proposal, publish_reading(), head)

    # Nobody has had the course: the months on an XmR chart, with the limits in the table.
    said = client.get(page).content.decode()
    assert "have not completed it yet" in said and said.count("<svg") > 1
    assert "Upper limit" in said and "without the change" not in said
    assert said.count('<th class="govuk-table__header" scope="row">') == 23

    # Two months after it are too few, and the page says how many there are.
    Proposal.objects.update(taught_on=date(2025, 10, 1))
    said = client.get(page).content.decode()
    assert "before 1 October 2025: 21; and since: 2." in said and "Upper limit" in said

    Proposal.objects.update(taught_on=TAUGHT)
    said = client.get(page).content.decode()
    assert "without the change" in said and "It got better" in said and "Upper limit" not in said
    found = evaluate(change_of(Proposal.objects.get()))
    assert not isinstance(found, str)
    for each in found.periods:
        assert f"{each.value:.1f}%" in said
        assert not each.after or f"{each.without:.1f}%" in said


@pytest.mark.django_db
def test_a_course_for_a_log_without_a_whole_month_says_that_nothing_can_be_drawn(
    db: None, person, client: Client
) -> None:
    made = Log.objects.create(title="Short", file_name="short.csv")
    proposal = Proposal.objects.create(
        log=made, activity="Check", evidence={"again": 1, "of": 2, "share": 0.5, "days": 1.0, "finding": "x",
                                              "sentence": "Again."},
    )  # fmt: skip
    head = person("head of service")
    give(proposal, publish_reading(), head)
    client.force_login(head)
    said = client.get(f"/training/needs/{proposal.pk}/").content.decode()
    assert "nothing to draw" in said and "<figure" not in said
