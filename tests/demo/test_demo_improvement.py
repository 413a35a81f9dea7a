"""Port Alder improves itself: ideas in all states, experiments with results, a plan, and what people need."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from openhall.site.improvement.models import Act, Assessment, Experiment, Idea, Plan
from openhall.site.improvement.needs.weighing import weigh
from openhall.site.people.models import Department, User
from openhall.site.port_alder.improving import load_ideas
from openhall.site.port_alder.planning import load_plan
from openhall.site.port_alder.residents import make_people
from openhall.site.services.models import Service

pytestmark = pytest.mark.django_db
SERVICES = {
    "building-permit": "planning",
    "freedom-of-information": "information-office",
    "street-problems": "customer-contact",
    "housing-benefit": "benefits",
}


def load(home: Path) -> None:
    make_people(home)
    for slug, owner in SERVICES.items():
        Service.objects.get_or_create(
            slug=slug, defaults={"name": slug, "owner": Department.objects.get(key=owner)}
        )
    head, analyst = (User.objects.get(email=f"{key}@portalder.example") for key in ("head", "analyst"))
    for _ in range(2):
        load_ideas(head, analyst, lambda _words: None)
        load_plan(head, analyst, lambda _words: None)


def test_port_alder_improves_itself_and_loading_it_again_changes_nothing(
    client: Client, tmp_path: Path
) -> None:
    load(tmp_path)
    assert {each.state for each in Idea.objects.all()} == set(Idea.State.values)
    assert Idea.objects.count() == 13 and Idea.objects.filter(visibility="waiting").count() == 1
    calls, repeats, plan = Experiment.objects.order_by("pk")
    assert calls.result["as_predicted"] and calls.result["main"]["clear"]
    assert not repeats.result["as_predicted"], "it helped less than they thought"
    assert plan.status == "running"
    times = [list(each.acts.values_list("at", flat=True)) for each in Idea.objects.all()]
    assert all(each == sorted(each) for each in times)
    assert Act.objects.filter(idea=calls.idea).values_list("kind", flat=True)[0] == "proposed"
    assert Plan.objects.get().versions.count() == 1
    assert [each.place for each in weigh(Assessment.objects.get())] == [1, 2, 3]
    for place in ("", "ideas/", "experiments/", "plans/port-alder-in-time/", "needs/"):
        assert client.get(f"/improvement/{place}").status_code == 200, place
    for each in (*Idea.objects.public(), *Experiment.objects.all(), *Assessment.objects.all()):
        assert client.get(each.get_absolute_url()).status_code == 200, each
