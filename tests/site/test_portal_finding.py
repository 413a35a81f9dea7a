"""A service is found in the words that people use, and spelled as they spell."""

from __future__ import annotations

import pytest

from openhall.site.portal.finding import KEYWORD, NAME, SUMMARY, WHO, Findable, distance, find, plain


def service(title: str, summary: str, *keywords: str, who: str = "", runs: bool = True) -> Findable:
    texts = ((NAME, title), (SUMMARY, summary), (WHO, who), *((KEYWORD, word) for word in keywords))
    return Findable(title, summary, f"/services/{title}/", texts, runs)


ALL = [
    service("Building permit", "Permission to build, extend or change a building.", "extension", "loft"),
    service("Street stall permit", "Permission to sell from a stall.", "market", "food truck"),
    service("Housing benefit", "Help with your rent.", "rent", "low income", who="Tenants with a low income"),
    service("تصريح كشك الشارع", "إذن بالبيع من كشك في شارع أو ساحة."),
    service("Dog licence", "How it runs elsewhere.", runs=False),
]


def titles(query: str) -> list[str]:
    return [each.title for each in find(query, ALL)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("building permit", "Building permit"),
        ("I want to build a loft", "Building permit"),
        ("LOFTS", "Building permit"),
        ("bulding", "Building permit"),
        ("extention", "Building permit"),
        ("permti for a stall", "Street stall permit"),
        ("food truck", "Street stall permit"),
        ("help with my rent", "Housing benefit"),
        ("tenant", "Housing benefit"),
        ("كُشك", "تصريح كشك الشارع"),
        ("الشارع", "تصريح كشك الشارع"),
        ("dog license", "Dog licence"),
    ],
)
def test_the_words_of_people_lead_to_the_service(query: str, first: str) -> None:
    assert titles(query)[0] == first


def test_what_is_nowhere_finds_nothing() -> None:
    assert titles("submarine") == []
    assert titles("zzz 42") == []


def test_a_query_without_words_gives_everything_and_first_what_one_can_apply_for() -> None:
    for query in ("", "   ", "?!"):
        assert titles(query)[-1] == "Dog licence"
        assert len(titles(query)) == len(ALL)


def test_words_that_say_nothing_are_left_out_unless_there_are_no_others() -> None:
    assert titles("how to apply for a permit") == titles("permit")
    assert titles("of or") != titles("")


def test_more_words_that_fit_count_more_than_one_in_a_better_place() -> None:
    assert titles("permission stall")[0] == "Street stall permit"


def test_a_long_or_strange_query_is_answered_at_once() -> None:
    assert find("a" * 100_000, ALL) == []
    assert find("\x00\u202e%_*.*(((" * 50, ALL)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("loft", "loft", 0),
        ("loft", "lotf", 1),
        ("loft", "lift", 1),
        ("loft", "lofts", 1),
        ("abcd", "badc", 2),
    ],
)
def test_slips_of_the_finger_are_counted(one: str, other: str, apart: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == apart


def test_counting_stops_where_words_are_too_far_apart() -> None:
    assert distance("loft", "submarine", 2) == 3


def test_capitals_accents_and_marks_make_no_difference() -> None:
    assert plain("Élan VITAL") == plain("elan vital")
    assert plain("أُسرة") == plain("اسره")
