"""Measures follow the record: a new case is in them after one round; made bit by bit they are those made at once."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from openhall.process.folder import unpack
from openhall.site.cases import clock, others
from openhall.site.cases.acts import happen
from openhall.site.cases.applying import give_up
from openhall.site.cases.by import NOBODY
from openhall.site.cases.models import Case, Draft
from openhall.site.ledger.models import Event
from openhall.site.measures import adopting, computing, folding
from openhall.site.measures.adopting import save_text
from openhall.site.measures.computing import from_scratch, measure_due
from openhall.site.measures.models import CaseFact, Cursor, Measure, MeasureVersion, Standing, Typed, Value
from openhall.site.portal.models import Feedback
from openhall.site.services.models import Service
from tests.site.little import little_service, publish_little
from tests.site.processes import number_of
from tests.site.stalls import Office, open_office

pytestmark = pytest.mark.django_db

MEASURES = {
    "demand": "built in: demand\nby: [channel, kind]\ngroups: {kind: apply.kind}\n",
    "backlog": "built in: backlog\ngrain: week\n",
    "in-time": "built in: decided-within-legal-limit\n",
    "time": "built in: time-to-decision\n",
    "completion": "built in: completion-rate\n",
    "right": "built in: first-time-right\nby: [department]\n",
    "satisfied": "built in: user-satisfaction\n",
    "cost": "built in: cost-per-transaction\n",
    "equality": "built in: equality-of-outcome\n",
}
COLUMNS = ("version", "by", "group", "period", "numerator", "denominator", "value", "n", "hidden")


def files() -> dict[str, bytes]:
    return {**little_service(), **{f"measures/{name}.yaml": text.encode() for name, text in MEASURES.items()}}


@pytest.fixture
def office(person: Any, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(computing, "LOOKING", 0.0)
    monkeypatch.setattr(adopting, "_LOOKED_AT", {})
    found = open_office(person)
    publish_little(files())
    return found


def measure(name: str) -> Measure:
    return Measure.objects.get(slug=f"street-stall-{name}")


def values(name: str, by: str = "") -> dict[Any, float | None]:
    version = measure(name).current
    assert version is not None
    rows = version.values.filter(by=by)
    return {(each.group, each.period) if by else each.period: each.value for each in rows}


def everything() -> list[tuple[Any, ...]]:
    return sorted(Value.objects.values_list(*COLUMNS), key=str)


def decide(office: Office, case: Case, granted: bool = True) -> None:
    office.work(case, "check", office.officer, complete=True)
    office.work(case, "advise", office.engineer, objection=False)
    office.work(case, "decide", office.head, granted=granted, why="So.")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_measures_of_a_service_folder_are_there_after_its_publication(office: Office) -> None:
    measure_due()
    assert {each.path for each in Measure.objects.all()} == {f"measures/{name}.yaml" for name in MEASURES}
    assert measure("demand").service == Service.objects.get(slug="street-stall")
    assert measure_due() == 0


def test_a_new_case_and_a_decision_are_in_the_measures_after_one_round(office: Office) -> None:
    measure_due()
    case = office.case()
    measure_due()
    today = date.today().replace(day=1)
    assert values("demand") == {today: 1}
    assert values("demand", "kind") == {("flowers", today): 1}
    decide(office, case)
    measure_due()
    assert list(values("right").values()) == [100]
    fact = CaseFact.objects.get(case=case.pseudonym)
    assert (fact.meaning, fact.channel, fact.steps) == ("approved", "online", 3)
    assert list(values("backlog").values())[-1] == 0


def test_a_round_with_nothing_to_do_asks_little_however_many_measures_there_are(
    office: Office, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    office.case()
    while measure_due():
        pass
    with monkeypatch.context() as seldom:
        seldom.setattr(computing, "LOOKING", 1e9)
        with django_assert_max_num_queries(8):
            assert measure_due() == 0
    asking = [each for each in MEASURES if each in ("right", "completion", "satisfied", "cost")]
    with django_assert_max_num_queries(8 + len(asking)):
        assert measure_due() == 0


def test_a_form_that_was_given_up_counts_as_not_completed_and_one_that_was_sent_is_one_case(
    office: Office,
) -> None:
    version = Service.objects.get(slug="street-stall").open_version
    given_up = Draft.objects.create(version=version)
    sent = Draft.objects.create(version=version)
    measure_due()
    assert CaseFact.objects.filter(case__startswith="draft:").count() == 2
    give_up(given_up)
    case = office.case()
    sent.case, sent.closed_at = case, case.opened_at
    sent.save()
    measure_due()
    assert set(CaseFact.objects.values_list("case", flat=True)) == {case.pseudonym, f"draft:{given_up.pk}"}
    assert list(values("completion").values()) == [50]


def test_feedback_and_typed_in_costs_are_followed(office: Office) -> None:
    case = office.case()
    decide(office, case)
    service = Service.objects.get(slug="street-stall")
    Feedback.objects.create(service=service, version=1, case=case, ending="decided", score=5)
    Feedback.objects.create(service=service, version=1, ending="left", score=2)
    measure_due()
    assert list(values("satisfied").values()) == [50]
    assert list(values("cost").values()) == [None]
    quarter = next(iter(values("cost")))
    Typed.objects.create(measure=measure("cost"), name="cost", period=quarter, number=300)
    measure_due()
    assert values("cost") == {quarter: 300}
    wrong = Typed.objects.create(measure=measure("cost"), name="cost", period=quarter, number=1)
    measure_due()
    assert values("cost") == {quarter: 1}
    wrong.withdrawn_at = case.opened_at
    wrong.save()
    measure_due()
    assert values("cost") == {quarter: 300}


def test_a_changed_definition_is_a_new_version_and_the_series_breaks_there(office: Office) -> None:
    for day in ("2026-01-10", "2026-02-10", "2026-03-10"):
        with clock.at(moment(day)):
            office.case()
    measure_due()
    first = measure("demand").current
    assert first is not None
    assert save_text(measure("demand"), first.text, None) is None
    second = save_text(
        measure("demand"), 'built in: demand\nfilter: channel = "online"\nvalid from: 2026-03-01\n', None
    )
    assert second is not None and second.number == 2
    measure_due()
    assert [each.period.month for each in first.values.filter(by="")] == [1, 2]
    assert [each.period.month for each in second.values.filter(by="")] == [3]
    assert MeasureVersion.objects.get(pk=first.pk).text == first.text


def test_a_row_with_a_smaller_number_that_appears_later_is_not_lost(office: Office) -> None:
    case = office.case()
    measure_due()
    office.work(case, "check", office.officer, complete=True)
    last = Event.objects.order_by("-id")[0]
    late = list(Event.objects.filter(id__gt=Cursor.objects.get().seen).order_by("id"))
    assert len(late) >= 2
    hidden = late[0]
    Event.objects.filter(pk=hidden.pk).delete()
    measure_due()
    assert Cursor.objects.get().seen == last.pk and str(hidden.pk) in Cursor.objects.get().gaps
    before = CaseFact.objects.get(case=case.pseudonym).steps
    hidden.save(force_insert=True)
    measure_due()
    assert CaseFact.objects.get(case=case.pseudonym).steps == (before or 0) + 1
    assert not Cursor.objects.get().gaps


def test_what_dies_in_the_middle_has_done_nothing_and_is_done_by_the_next_round(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.case()
    measure_due()
    before, seen = everything(), Cursor.objects.get().seen
    office.case()
    with monkeypatch.context() as broken:
        broken.setattr(computing, "_write", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            measure_due()
    assert (everything(), Cursor.objects.get().seen, CaseFact.objects.count()) == (before, seen, 1)
    measure_due()
    assert list(values("demand").values()) == [2]


@pytest.mark.parametrize("seed", range(3))
def test_made_bit_by_bit_they_are_those_made_at_once(
    office: Office, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(folding, "A_BATCH", 40)
    at = moment("2026-07-01")
    open_cases: list[Case] = []
    for _ in range(30):
        at += timedelta(days=chance.choice([0, 1, 3, 20]), hours=chance.randrange(24))
        at = min(at, datetime.now(UTC))
        with clock.at(at):
            _act(office, chance, open_cases)
        if chance.random() < 0.4:
            measure_due()
    while measure_due():
        pass
    bit_by_bit, facts = everything(), sorted(CaseFact.objects.values_list("case", *folding.FIELDS), key=str)
    assert len(bit_by_bit) > 30
    from_scratch()
    assert sorted(CaseFact.objects.values_list("case", *folding.FIELDS), key=str) == facts
    assert everything() == bit_by_bit


def _act(office: Office, chance: random.Random, open_cases: list[Case]) -> None:
    kind = chance.random()
    if kind < 0.5 or not open_cases:
        open_cases.append(office.case())
    elif kind < 0.65:
        case = open_cases.pop(chance.randrange(len(open_cases)))
        happen(case.pk, number_of(case, "asked_to_withdraw"), "asked_to_withdraw", {}, NOBODY)
    else:
        case = open_cases.pop(chance.randrange(len(open_cases)))
        decide(office, case, chance.random() < 0.7)


def test_what_cannot_be_worked_out_says_why_and_stands_in_nobodys_way(office: Office) -> None:
    measure_due()
    text = (
        "name: X\nquestion: X?\nunit: rows\nfrom: dataset\ndataset: none-here\ndate: day\nnumerator: true\n"
    )
    broken = Measure.objects.create(slug="x", owner=measure("demand").owner)
    save_text(broken, text, None)
    office.case()
    measure_due()
    assert "no open dataset" in Standing.objects.get(version__measure=broken).problem
    assert list(values("demand").values()) == [1]


def test_when_the_details_of_a_case_go_what_its_answers_added_goes_too(office: Office) -> None:
    case = office.case()
    measure_due()
    assert CaseFact.objects.get().groups == {"kind": "flowers"}
    for forget in others.forgetting():
        forget(case)
    assert CaseFact.objects.get().groups == {}


def test_the_folder_of_the_version_still_holds_the_texts(office: Office) -> None:
    version = Service.objects.get(slug="street-stall").open_version
    assert version is not None
    assert "measures/demand.yaml" in unpack(bytes(version.folder))
