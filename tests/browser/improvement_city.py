"""Port Alder on the Monday on which somebody looks at its map: four months of claims, a measure, a plan in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.browser.improvement_loop import SLUG, Hands, Months
from tests.ledgers import open_ledger

from openhall.demo.play.cast import ACCOUNTS
from openhall.process.service.folder import read_folder
from openhall.site.cases import clock
from openhall.site.improvement.models import Goal, Plan, Simulated
from openhall.site.improvement.plan.publishing import publish
from openhall.site.improvement.tasks import simulate_effect
from openhall.site.ledger.sealing import seal_all
from openhall.site.measures import computing
from openhall.site.measures.models import Measure, MeasureVersion
from openhall.site.observatory.live import live_rows
from openhall.site.people.models import Department, User
from openhall.site.port_alder import stage
from openhall.site.port_alder.folders import SERVICES
from openhall.site.port_alder.past import begin_of
from openhall.site.port_alder.residents import make_people
from openhall.site.services.loading import forget
from openhall.site.services.publishing import publish_files

MEASURE = "housing-benefit-time-to-decision"
TODAY = datetime(2026, 8, 3, 5, tzinfo=UTC)
"""A Monday, before the first claim of the day: somebody looks at the map, and nine weeks later at what came of it."""
BEFORE, AFTER = timedelta(weeks=18), timedelta(weeks=9)
EMAIL = {account.key: account.email for account in ACCOUNTS}
CHANGES = (
    ("<flowNodeRef>check_rent</flowNodeRef>", "<flowNodeRef>housing_silent</flowNodeRef>"),
    (
        '<userTask id="check_rent" name="Check rent" openhall:form="rent_check"/>',
        """<boundaryEvent id="housing_silent" name="5 days without an answer" attachedToRef="check_rent">
      <timerEventDefinition>
        <timeDuration>P5D</timeDuration>
      </timerEventDefinition>
    </boundaryEvent>""",
    ),
    (
        '<sequenceFlow id="check_rent_to_confirmed" sourceRef="check_rent" targetRef="confirmed"/>',
        '<sequenceFlow id="housing_silent_to_confirmed" sourceRef="housing_silent" targetRef="confirmed"/>',
    ),
    (
        '<bpmndi:BPMNShape id="shape_check_rent" bpmnElement="check_rent">'
        '<dc:Bounds x="1392" y="1363" width="132" height="62"/></bpmndi:BPMNShape>',
        '<bpmndi:BPMNShape id="shape_housing_silent" bpmnElement="housing_silent">'
        '<dc:Bounds x="1440" y="1407" width="36" height="36"/></bpmndi:BPMNShape>',
    ),
    (
        '<bpmndi:BPMNEdge id="edge_check_rent_to_confirmed" bpmnElement="check_rent_to_confirmed">\n'
        '        <di:waypoint x="1524" y="1394"/><di:waypoint x="1740" y="1394"/><di:waypoint x="1740" y="491"/>'
        '<di:waypoint x="1768" y="491"/>\n      </bpmndi:BPMNEdge>',
        '<bpmndi:BPMNEdge id="edge_housing_silent_to_confirmed" bpmnElement="housing_silent_to_confirmed">\n'
        '        <di:waypoint x="1458" y="1443"/><di:waypoint x="1458" y="1460"/><di:waypoint x="1745" y="1460"/>'
        '<di:waypoint x="1745" y="491"/><di:waypoint x="1768" y="491"/>\n      </bpmndi:BPMNEdge>',
    ),
)
"""What the analyst writes into the process, each after a place of it: an answer of Housing is waited for five days."""


@dataclass
class City:
    """Port Alder with four months of claims, a measure that is public, and a plan that is in force."""

    hands: Hands
    months: Months
    version: MeasureVersion


@pytest.fixture
def city(
    transactional_db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[City]:
    hands = Hands(TODAY)
    # The server answers in threads of its own, which do not see what `clock.at` says here.
    monkeypatch.setattr(clock, "now", hands.now)
    monkeypatch.setattr(timezone, "now", hands.now)
    settings.MEDIA_ROOT = tmp_path / "files"
    open_ledger(settings, tmp_path)
    forget_all()
    make_people(tmp_path)
    first, _ = publish_files(read_folder(SERVICES / SLUG), None, "The first version.")
    months = Months(first)
    months.go_by(TODAY - BEFORE, TODAY)
    begin_of([first])
    worker()
    Measure.objects.filter(slug=MEASURE).update(published_at=TODAY)
    version = Measure.objects.get(slug=MEASURE).current
    assert version is not None
    plan_in_force(version)
    yield City(hands, months, version)
    forget_all()


def forget_all() -> None:
    forget()
    live_rows.forget()
    stage._colleagues.cache_clear()


def worker() -> None:
    """What `openhall worker` does again and again: measures, simulations that were asked for, the seal."""
    computing._LOOKED.clear()
    while computing.measure_due():
        pass
    for asked in Simulated.objects.filter(status=Simulated.Status.WAITING):
        simulate_effect.call(asked.pk)
    seal_all()
    live_rows.forget()


def plan_in_force(version: MeasureVersion) -> None:
    """A plan that the council has published: claims decided in seven days instead of nineteen."""
    head, benefits = User.objects.get(email=EMAIL["head"]), Department.objects.get(key="benefits")
    plan = Plan.objects.create(
        slug="help-in-time", title="Help in time", vision="Who needs help with the rent has it before the rent is due.",
        first_day=date(2026, 1, 1), last_day=date(2027, 12, 31),
    )  # fmt: skip
    goal = Goal.objects.create(plan=plan, title="Nobody waits for us to find time")
    goal.objectives.create(
        title="Decide half of the claims in seven days", measure=version, baseline=19, baseline_on=TODAY.date(),
        target=7, due=date(2027, 6, 30), department=benefits,
    )  # fmt: skip
    publish(plan, head, "The first version.")
