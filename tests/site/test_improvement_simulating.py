"""An idea is simulated before it is tried, and the simulation begins the experiment with its prediction."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from openhall.site.improvement.experiments.predicting import play, prediction
from openhall.site.improvement.models import Simulated
from tests.site.improvement_world import idea

pytestmark = pytest.mark.django_db


def test_changes_are_simulated_and_give_an_experiment_its_prediction(
    client: Client, person: Any, kept_log: Any
) -> None:
    there = idea(state="triaged")
    client.force_login(person("analyst"))
    address = f"{there.get_absolute_url()}simulate/"
    name = kept_log_activity(kept_log)
    for wrong, said in (
        ("make it faster", "make it faster"),
        (f'skip "{name}x"', "is no activity of this log"),
        ("", "one change a line"),
        (f'batch "{name}" now and then', "say when it is done for many cases at once"),
    ):
        answer = client.post(address, {"log": kept_log.pk, "changes": wrong})
        assert answer.status_code == 400 and said in answer.content.decode(), wrong
    answer = client.post(address, {"log": kept_log.pk, "changes": f'wait "{name}" -90%'})
    made = Simulated.objects.get()
    assert answer.url == f"{address}{made.pk}/"
    play(made)
    assert made.status == "ready", made.problem
    figures = {each[0]: each for each in made.figures}
    assert figures["mean time"][3] < figures["mean time"][2], "with a shorter wait it takes less"
    page = client.get(answer.url).content.decode()
    assert "Cases take on average" in page and "Plan an experiment with it" in page
    found = prediction(made, "mean time")
    assert found["low"] <= found["predicted"] <= found["high"]
    planned = client.get(
        f"{there.get_absolute_url()}experiment/?simulated={made.pk}&figure=mean+time"
    ).content.decode()
    assert f'value="{found["predicted"]}"' in planned and f"wait &quot;{name}&quot; -90%" in planned
    assert prediction(made, "nonsense") == {}


def test_a_simulation_that_fails_says_why(client: Client, person: Any) -> None:
    there = idea()
    made = Simulated.objects.create(idea=there, title="Permits", changes='skip "Check"')
    play(made)
    assert made.status == "failed"
    assert client.get(f"{there.get_absolute_url()}simulate/{made.pk}/").status_code == 302
    client.force_login(person("officer"))
    assert client.get(f"{there.get_absolute_url()}simulate/").status_code == 403
    client.force_login(person("analyst", email="b@example.org"))
    assert (
        "The log is not there any more."
        in client.get(f"{there.get_absolute_url()}simulate/{made.pk}/").content.decode()
    )
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    page = client.get(f"{there.get_absolute_url()}simulate/{made.pk}/").content.decode()
    assert "السجل" in page and "The log" not in page


def kept_log_activity(kept_log: Any) -> str:
    """The activity before which cases wait longest in all."""
    from openhall.site.observatory.shelf import shelf

    steps = shelf.view(kept_log).summary.steps
    return str(steps.sort("total_s", descending=True)["to"][0])
