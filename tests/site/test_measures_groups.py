"""Groups of a measure are called by their names, and old records of a department are records of that department."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from django.test import Client

from openhall.site.measures.charts.groups import fact_words, group_words
from openhall.site.measures.history import take_over
from openhall.site.measures.models import CaseFact, Value
from openhall.site.people.models import Department
from openhall.site.services.loading import ready
from tests.site.little import publish_little
from tests.site.measure_charts import CALM, measure, months, office

pytestmark = pytest.mark.django_db
TEXT = "name: Demand\nbuilt in: demand\nby: [department, channel]\n"


def test_groups_of_a_measure_are_called_by_their_names(client: Client) -> None:
    Department.objects.create(key="parks", name="Parks and Trees")
    made = measure(CALM, text=TEXT)
    version, day = made.versions.get(), months(1)[0]
    for by, group in (("department", "parks"), ("department", "gone"), ("channel", "assisted")):
        Value.objects.create(version=version, period=day, value=3, n=40, by=by, group=group)
    text = client.get(made.get_absolute_url()).content.decode()
    assert "By department, " in text and "By channel, " in text
    assert "Parks and Trees</th>" in text and "gone</th>" in text
    assert "entered by staff for the applicant</th>" in text


def test_what_has_no_name_stays_as_it_is_in_the_record() -> None:
    assert group_words("kind", ["shop"]) == {"shop": "shop"} and fact_words("kind") == "kind"
    assert group_words("language", ["ar", "zz"]) == {"ar": "العربيّة", "zz": "zz"}
    assert group_words("ending", ["sent"])["sent"] != "sent"


def test_old_records_that_call_a_department_by_its_name_are_records_of_it() -> None:
    version = publish_little()
    office("planning")
    begun = datetime(2024, 3, 4, 9, tzinfo=UTC)
    rows = [
        {
            "case": case,
            "activity": "Decide",
            "at": begun + timedelta(days=day),
            "department": of,
            "staff": True,
        }
        for case, of in (("1", "Planning"), ("2", "PLANNING"), ("3", "planning"), ("4", "Elsewhere"))
        for day in (0, 5)
    ]
    cases = pl.DataFrame({"case": ["1", "2", "3", "4"], "outcome": ["Done"] * 4})
    assert take_over(version.service, ready(version.pk), pl.DataFrame(rows), cases) == 4
    found = CaseFact.objects.order_by("case").values_list("department", flat=True)
    assert list(found) == ["planning", "planning", "planning", "Elsewhere"]
