"""The comparison: what the address asks for is what is compared, and what makes no sense is said by its field."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


def ask(client: Client, log: Any, **answers: str) -> Any:
    return client.get(reverse("observatory:compare", args=[log.id]), answers)


def test_without_a_question_the_halves_of_the_log_are_compared(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log)
    assert response.status_code == 200
    assert [side.log.n_cases for side in response.context["sides"]] == [20, 20]
    html = response.content.decode()
    assert "No clear difference" in html
    assert "add up to the whole difference" in html


def test_a_day_cuts_the_cases(analyst: Client, kept_log: Any) -> None:
    sides = ask(analyst, kept_log, how="day", day="2025-01-20").context["sides"]
    assert [side.name for side in sides] == [
        "the time before 20 January 2025",
        "the time from 20 January 2025",
    ]
    assert [side.log.n_cases for side in sides] == [7, 33]


def test_two_periods_leave_out_what_lies_between(analyst: Client, kept_log: Any) -> None:
    answers = {
        "a_first": "2025-01-01",
        "a_last": "2025-01-31",
        "b_first": "2025-03-01",
        "b_last": "2025-03-31",
    }
    response = ask(analyst, kept_log, how="periods", **answers)
    assert response.status_code == 200
    sides = response.context["sides"]
    assert all(5 < side.log.n_cases < 20 for side in sides)
    assert sides[0].name == "1 January 2025 to 31 January 2025"
    assert 'value="2025-03-31"' in response.content.decode()


def test_two_values_are_compared_on_one_map_with_links_to_their_cases(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log, how="value", attribute="district", a="North", b="South")
    assert [side.name for side in response.context["sides"]] == ["North", "South"]
    html = response.content.decode()
    # Every fourth case is checked twice, and all of these are in the North.
    assert "Check" in html and "only in the first" in html
    assert "f=attr%3Adistrict%3DNorth&amp;f=step%3ACheck%3ECheck" in html
    linked = analyst.get(
        reverse("observatory:map", args=[kept_log.id]), {"f": ["attr:district=North", "step:Check>Check"]}
    )
    assert linked.context["view"].log.n_cases == 10


def test_all_values_are_beside_each_other(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log, how="value", attribute="district")
    assert [group["cases"] for group in response.context["groups"]] == [20, 20]
    assert "Chance to be the fastest" in response.content.decode()


def test_an_attribute_of_events_counts_by_most_of_a_case(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log, how="value", attribute="org:resource")
    assert response.status_code == 400
    assert "All cases have the same" in response.content.decode()


def test_a_filter_is_kept_by_the_comparison(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log, f="attr:district=North")
    assert sum(side.log.n_cases for side in response.context["sides"]) == 20
    assert '<input type="hidden" name="f" value="attr:district=North">' in response.content.decode()


ENDS = (("first", "01"), ("last", "31"))


@pytest.mark.parametrize(
    ("answers", "words", "field"),
    [
        ({"how": "day", "day": "tomorrow"}, "Enter a day", "day"),
        ({"how": "day", "day": "1999-01-01"}, "No case starts before 1999-01-01", "day"),
        ({"how": "periods"}, "Enter a day", "a_first"),
        (
            {"how": "periods", "a_first": "2025-02-01", "a_last": "2025-01-01", "b_first": "x", "b_last": "x"},
            "The first period ends before it begins",
            "a_last",
        ),
        (
            {"how": "periods"} | {f"{s}_{end}": f"2025-01-{d}" for s in "ab" for end, d in ENDS},
            "Both periods are the same",
            "b_first",
        ),
        (
            {
                "how": "periods", "a_first": "1990-01-01", "a_last": "1990-12-31",
                "b_first": "2025-01-01", "b_last": "2025-12-31",
            },
            "No case starts in the first period",
            "a_first",
        ),
        ({"how": "value"}, "Choose what the cases differ in", "attribute"),
        ({"how": "value", "attribute": "colour"}, "There is no attribute", "attribute"),
        ({"how": "value", "attribute": "district", "a": "North", "b": "North"}, "Both sides are “North”", "b"),
        ({"how": "value", "attribute": "district", "a": "North", "b": "West"}, "Choose one of the values", "b"),
    ],
)  # fmt: skip
def test_what_makes_no_comparison_is_said_by_its_field(
    analyst: Client, kept_log: Any, answers: dict[str, str], words: str, field: str
) -> None:
    response = ask(analyst, kept_log, **answers)
    html = response.content.decode()
    assert response.status_code == 400
    assert words in html and f'href="#{field}"' in html
    assert html.count(f'id="{field}"') == 1
    assert "<title>Error: " in html


def test_a_small_side_and_open_cases_are_warned_of(analyst: Client, kept_log: Any) -> None:
    html = ask(analyst, kept_log, how="day", day="2025-03-20").content.decode()
    assert "With so few" in html
    assert "look shorter than they are" in html


NAMES = ("how", "day", "a_first", "a_last", "b_first", "b_last", "attribute", "a", "b", "f", "page", "steps")
WORDS = st.one_of(
    st.text(max_size=12), st.sampled_from(("day", "periods", "value", "district", "2025-02-01", "North"))
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(answers=st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=6))
def test_no_address_breaks_the_page(analyst: Client, kept_log: Any, answers: dict[str, str]) -> None:
    address = reverse("observatory:compare", args=[kept_log.id])
    assert analyst.get(f"{address}?{urlencode(answers)}").status_code in (200, 400)


def test_others_may_not_compare(client: Client, kept_log: Any, person: Any) -> None:
    address = reverse("observatory:compare", args=[kept_log.id])
    assert client.get(address).status_code == 302
    client.force_login(person("officer"))
    assert client.get(address).status_code == 403
