"""An experiment is registered before it starts, evaluated by what came, and only then decided on."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from openhall.proof import new_signer, read_receipt
from openhall.site.cases import clock
from openhall.site.improvement.experiments import acting
from openhall.site.improvement.experiments.evaluating import CannotEvaluate, evaluate
from openhall.site.improvement.experiments.telling import tell, who_is_told
from openhall.site.improvement.experiments.text import canonical_text, digest_of
from openhall.site.improvement.ideas.triage import CannotDecide
from openhall.site.improvement.models import Experiment, Idea
from openhall.site.improvement.tasks import mail_practice
from openhall.site.ledger.keys import signer
from openhall.site.ledger.models import Event
from openhall.site.ledger.sealing import seal_all
from openhall.site.measures.models import Annotation
from openhall.site.people.models import Post
from openhall.site.portal.checking import check_receipt
from tests.ledgers import open_ledger
from tests.site.improvement_measures import experiment, over, shifted, values, version
from tests.site.improvement_world import head, idea, office

pytestmark = pytest.mark.django_db


def on(year: int, month: int, day: int) -> Any:
    return clock.at(datetime(year, month, day, 9, tzinfo=UTC))


def ended(numbers: list[float] | None = None, **more: Any) -> Experiment:
    """An experiment that ran from March to August 2026, with three years of values of its measure."""
    made = experiment(**more)
    values(made.measure, date(2024, 1, 1), numbers or shifted(32, 26, -6))
    return over(made)


def test_the_text_of_a_registration_says_everything_and_is_always_the_same() -> None:
    made = experiment()
    made.guards.create(measure=version("permits-score", "Satisfaction"), most=0.2)
    text = canonical_text(made)
    assert text == canonical_text(Experiment.objects.get(pk=made.pk))
    for line in (
        "openhall experiment 1",
        "hypothesis: Fewer applications come back,\n  so they take less time.",
        f"measure: permits-days version 1 sha256:{'d' * 64}",
        "predicted effect: -6 days",
        "predicted range: -8 to -4 days",
        "cost: 1200.00 a day of work",
        "first day: 2026-03-01",
        f"must not get worse: permits-score version 1 sha256:{'d' * 64} by more than 0.2",
        "stopping rule: When complaints double.",
    ):
        assert f"\n{line}\n" in f"\n{text}", line


def test_what_was_registered_stands_in_the_ledger_and_everybody_can_check_it(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    open_ledger(settings, tmp_path)
    made = experiment()
    acting_day = datetime.now(UTC).date()
    Experiment.objects.update(starts_on=acting_day, ends_on=acting_day.replace(year=acting_day.year + 1))
    acting.register(Experiment.objects.get(), None)
    made.refresh_from_db()
    event = Event.objects.get()
    assert (event.case, event.service, event.node) == (made.pseudonym, "improvement", f"sha256:{made.digest}")
    address = made.get_absolute_url()
    assert "being sealed" in client.get(f"{address}registration/").content.decode()
    assert client.get(f"{address}receipt/").status_code == 404
    seal_all()
    before = new_signer("city.example/ledger").verifier
    settings.OPENHALL_LEDGER_KEYS_BEFORE = (before,)
    page = client.get(f"{address}registration/").content.decode()
    assert made.digest in page and "predicted effect: -6 days" in page
    assert all(f"--key {each.text}" in unescape(page) for each in (signer().verifier, before)), "of both keys"
    kept = client.get(f"{address}receipt/").content
    assert check_receipt(kept).rows[0]
    row = read_receipt(kept).rows[0]
    registered = json.loads(row.private["details"].text)  # type: ignore[union-attr]
    assert registered["text"] == made.text and digest_of(registered["text"]) == made.digest
    assert row.act.node == f"sha256:{made.digest}"


def test_an_experiment_is_registered_before_anything_is_known() -> None:
    with on(2026, 3, 2), pytest.raises(CannotDecide, match="over already"):
        acting.register(experiment(), None)
    with on(2026, 2, 1), pytest.raises(CannotDecide, match="worth trying"):
        acting.register(experiment(idea("Another", state="new")), None)


def test_what_was_registered_does_not_change(client: Client, person: Any) -> None:
    made = experiment()
    client.force_login(head(person))
    address = made.get_absolute_url()
    assert client.get(f"{address}plan/").status_code == 200
    with on(2026, 2, 1):
        acting.register(made, None)
        with pytest.raises(CannotDecide):
            acting.register(made, None)
    assert client.get(f"{address}plan/").status_code == 404
    assert client.post(f"{address}discard/").status_code == 404


def test_it_starts_and_ends_as_registered(person: Any) -> None:
    made = experiment()
    with on(2026, 2, 1):
        acting.register(made, None)
        with pytest.raises(CannotDecide, match="not before"):
            acting.start(made, None)
    with on(2026, 3, 2):
        acting.start(made, None)
    assert made.began_on == date(2026, 3, 2)
    assert Annotation.objects.get().date == made.began_on
    with on(2026, 5, 1):
        with pytest.raises(CannotDecide, match="stopping rule"):
            acting.end(made, None, "")
        acting.end(made, None, "Complaints doubled.")
    assert (made.status, made.ended_on) == ("ended", date(2026, 5, 1))
    assert [each.activity for each in Event.objects.order_by("pk")] == [
        "Experiment registered", "Experiment started", "Experiment ended",
    ]  # fmt: skip


def test_the_result_is_worked_out_from_the_measure_and_shown_beside_the_prediction(client: Client) -> None:
    made = ended()
    result = evaluate(made)
    assert result["as_predicted"] and result["main"]["low"] < -6 < result["main"]["high"] < 0
    acting.record_result(made, result, None)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "−6.0 days" in page and "−8.0 days to −4.0 days" in page
    assert "It got better" in page and "The prediction lies within" in page
    assert re.search(r"It got better: [\d.]+ days lower .*to [−-][\d.]+ days\)", page)
    assert page.count('class="oh-picture"') == 2 and "The same as a table" in page


def test_a_guard_measure_says_whether_something_else_got_worse(client: Client) -> None:
    made = experiment()
    for slug, by, most in (("permits-calls", 5.0, 1.0), ("permits-errors", 0.2, 1.0)):
        guard = version(slug, slug)
        values(guard, date(2024, 1, 1), shifted(32, 26, by))
        made.guards.create(measure=guard, most=most)
    made.guards.create(measure=version("permits-new", "New"), most=0)
    values(made.measure, date(2024, 1, 1), shifted(32, 26, -6))
    with on(2026, 3, 1):
        acting.register(made, None)
        acting.start(made, None)
    with on(2026, 9, 1):
        acting.end(made, None, "")
        acting.record_result(made, evaluate(made), None)
    assert [each["held"] for each in made.result["guards"]] == [False, True, None]
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Worse than allowed" in page and "No worse than allowed" in page and "Cannot be told" in page


def test_a_plan_says_how_small_an_effect_it_would_show(client: Client, person: Any) -> None:
    made = experiment(starts_on=date(2099, 1, 1), ends_on=date(2099, 6, 30))
    client.force_login(person("analyst"))
    assert "would be seen" not in client.get(made.get_absolute_url()).content.decode()
    values(made.measure, date(2024, 1, 1), shifted(32, 40, 0))
    page = client.get(made.get_absolute_url()).content.decode()
    assert "With 6 periods, a change of" in page and "nobody could tell" not in page
    Experiment.objects.update(predicted=-0.1, low=None, high=None)
    assert "nobody could tell" in client.get(made.get_absolute_url()).content.decode()


def test_without_enough_values_there_is_no_result() -> None:
    with pytest.raises(CannotEvaluate, match="cannot be evaluated"):
        evaluate(ended([30.0, 31.0]))


def test_nothing_is_adopted_without_a_result(client: Client, person: Any) -> None:
    made = ended()
    with pytest.raises(CannotDecide, match="without a result"):
        acting.decide(made, "adopt", "It feels better.", None)
    client.force_login(head(person))
    assert 'value="adopt"' not in client.get(f"{made.get_absolute_url()}decide/").content.decode()
    assert "recorded" in client.post(f"{made.get_absolute_url()}evaluate/", follow=True).content.decode()
    client.post(f"{made.get_absolute_url()}decide/", {"decision": "adopt", "words": "Six days less."})
    made.refresh_from_db()
    assert (made.status, made.idea.state, made.idea.reason) == ("decided", "adopted", "Six days less.")


@pytest.mark.parametrize(
    ("decision", "state"), [("adapt", "adapted"), ("reject", "rejected"), ("again", "triaged")]
)
def test_a_decision_is_what_becomes_of_the_idea(decision: str, state: str) -> None:
    made = ended()
    acting.record_result(made, evaluate(made), None)
    acting.decide(made, decision, "Because.", None)
    assert Idea.objects.get().state == state
    with pytest.raises(CannotDecide):
        acting.decide(made, decision, "Again.", None)


def test_a_draft_is_read_by_the_staff_alone_and_registered_by_its_head(client: Client, person: Any) -> None:
    made = experiment(starts_on=date(2099, 1, 1), ends_on=date(2099, 6, 1))
    address = made.get_absolute_url()
    assert client.get(address).status_code == 404
    assert made.title not in client.get("/improvement/experiments/").content.decode()
    for who, status in ((person("analyst"), 403), (head(person, "housing"), 403), (head(person), 200)):
        client.force_login(who)
        assert client.get(address).status_code == 200
        assert client.get(f"{address}register/").status_code == status
    assert client.post(f"{address}register/").status_code == 302
    client.logout()
    assert client.get(address).status_code == 200
    for place in ("register", "start", "end", "withdraw", "decide", "tell", "evaluate", "plan"):
        assert client.post(f"{address}{place}/").status_code == 302, place
    made.refresh_from_db()
    assert made.status == "registered"


def test_an_analyst_plans_with_guards_and_is_told_what_is_wrong(client: Client, person: Any) -> None:
    there = idea(state="triaged")
    measure = version()
    client.force_login(person("analyst"))
    address = f"{there.get_absolute_url()}experiment/"
    given = {
        "title": "Try", "hypothesis": "Less.", "change": "Ask.", "department": office("planning").pk,
        "measure": measure.pk, "predicted": "-3", "low": "-2", "high": "-1", "source": "judged", "grounds": "We know.",
        "cost": "10", "starts_on": "2099-01-01", "ends_on": "2098-01-01", "settling": "0", "stopping": "Never.",
        "guard-TOTAL_FORMS": "1", "guard-INITIAL_FORMS": "0", "guard-0-measure": measure.pk, "guard-0-most": "1",
    }  # fmt: skip
    page = client.post(address, given)
    assert page.status_code == 400
    assert (
        "The last day must come after" in page.content.decode()
        and "must lie between" in page.content.decode()
    )
    client.post(address, given | {"ends_on": "2099-06-01", "low": "", "high": ""})
    made = Experiment.objects.get()
    assert made.status == "draft" and made.guards.get().most == 1
    there.state = "new"
    there.save()
    assert client.get(address).status_code == 302


def test_other_departments_are_told_what_was_proved(person: Any) -> None:
    made = ended()
    with pytest.raises(CannotDecide):
        tell(made, "Ask first.", None, None)
    acting.record_result(made, evaluate(made), None)
    acting.decide(made, "adopt", "Six days less.", None)
    own, other = head(person), head(person, "housing")
    partner = office("water")
    partner.is_partner = True
    partner.save()
    Post.objects.create(person=person("analyst"), department=partner)
    with on(2026, 9, 5):
        practice = tell(made, "Ask for the plan before the form is sent.", None, own)
    assert practice.at.date() == made.idea.acts.get(kind="shared").at.date() == date(2026, 9, 5)
    assert who_is_told(practice) == [other]
    mail_practice.func(practice.pk, other.pk)
    assert "Ask for the plan before" in mail.outbox[0].body and made.get_absolute_url() in mail.outbox[0].body
    with pytest.raises(CannotDecide):
        tell(made, "Again.", None, own)
