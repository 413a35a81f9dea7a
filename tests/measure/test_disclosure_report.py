"""What is found in a table of rows before anybody may see them."""

from __future__ import annotations

import polars as pl
import pytest

from openhall.data.columns import Column, Kind, Tells
from openhall.measure.disclosure import (
    BadTable,
    Decision,
    Report,
    Severity,
    Verdict,
    decision_from_json,
    report,
    report_from_json,
)


def looked_at(values: list[str | None], title: str = "Notes", **options: object) -> Report:
    return report(pl.DataFrame({"notes": values}), [Column("notes", Kind.TEXT, title)], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("write to anna.berg@example.org please", "e-mail address"),
        ("call 020 7946 0958 after six", "telephone number"),
        ("+49 (0)30 901820", "telephone number"),
        ("(415) 555-0132", "telephone number"),
        ("AB 12 34 56 C", "national insurance or social security number"),
        ("078-05-1120", "national insurance or social security number"),
        ("DE89 3704 0044 0532 0130 00", "bank account number"),
        ("4111 1111 1111 1111", "card number"),
        ("see linkedin.com/in/anna-berg", "address of a profile"),
    ],
)
def test_what_names_somebody_is_found_in_values_and_refused(value: str, what: str) -> None:
    seen = looked_at(["a broken lamp", value, None, ""])
    assert seen.verdict is Verdict.REFUSE
    (finding,) = seen.findings
    assert what in finding.said
    assert finding.numbers["count"] == 1
    assert not seen.safe_at_row_level


def test_the_sentence_that_refuses_a_value_does_not_quote_it() -> None:
    seen = looked_at(["write to anna.berg@example.org please"])
    assert "anna" not in seen.to_json()


@pytest.mark.parametrize(
    "value",
    [
        "2024-01-05 12:00",
        "05/01/2024",
        "51.50735, -0.12776",
        "lamp post 0042",
        "case 101002345678",
        "14 North Quay",
        "00000000000",
    ],
)
def test_numbers_that_name_nobody_are_let_through(value: str) -> None:
    assert looked_at([value, "a broken lamp"]).verdict is Verdict.PUBLISH


@pytest.mark.parametrize(
    "title",
    [
        "Applicant name",
        "Surname",
        "E-mail",
        "Mobile",
        "Date of birth",
        "Home address",
        "SSN",
        "first_name",
        "Nachname",
    ],
)
def test_a_column_is_known_by_its_title_too(title: str) -> None:
    seen = looked_at(["x", "y"], title)
    assert [each.kind for each in seen.findings] == ["title"]
    assert seen.verdict is Verdict.REFUSE


@pytest.mark.parametrize(
    "title", ["Street name", "Park", "Address of the office", "Telephony costs", "Namesake"]
)
def test_titles_that_only_sound_like_it_are_let_through(title: str) -> None:
    assert looked_at(["x", "y"], title).verdict is Verdict.PUBLISH


def test_a_column_described_as_direct_is_refused_whatever_it_holds() -> None:
    seen = report(pl.DataFrame({"who": ["a"]}), [Column("who", Kind.TEXT, "Person", tells=Tells.DIRECT)])
    assert seen.verdict is Verdict.REFUSE


def test_text_with_a_value_of_its_own_in_nearly_every_row_is_refused_until_somebody_clears_it() -> None:
    values: list[str | None] = [f"K-{number:05}" for number in range(50)]
    assert looked_at(values).verdict is Verdict.REFUSE
    seen = looked_at(values, cleared=["notes"])
    assert seen.verdict is Verdict.PUBLISH
    assert [each.severity for each in seen.findings] == [Severity.NOTE]


def test_people_who_are_alone_with_what_is_said_of_them_need_a_plan() -> None:
    rows = pl.DataFrame({"area": ["N"] * 5 + ["S"] * 6, "age": [30] * 5 + [40] * 5 + [91]})
    columns = [
        Column("area", Kind.TEXT, tells=Tells.INDIRECT),
        Column("age", Kind.NUMBER, tells=Tells.INDIRECT),
    ]
    seen = report(rows, columns, k=5)
    assert seen.verdict is Verdict.PLAN
    assert (seen.smallest, seen.classes, seen.unique, seen.below) == (1, 3, 1, 1)
    assert seen.combinations[0] == (("age",), 1, 1)
    assert seen.risks["prosecutor_most"] == 1.0
    assert report(rows.head(10), columns, k=5).verdict is Verdict.PUBLISH


def test_several_rows_of_one_person_count_once() -> None:
    rows = pl.DataFrame({"person": [1, 1, 1, 1, 1, 2, 3], "area": ["N"] * 5 + ["S", "S"]})
    columns = [Column("area", Kind.TEXT, tells=Tells.INDIRECT)]
    seen = report(rows, columns, k=2, who="person")
    assert (seen.smallest, seen.unique, seen.rows) == (1, 1, 3)


def test_a_group_in_which_all_are_alike_gives_away_what_is_sensitive() -> None:
    rows = pl.DataFrame({"area": ["N"] * 6 + ["S"] * 6, "illness": ["flu"] * 6 + ["flu", "cold"] * 3})
    columns = [
        Column("area", Kind.TEXT, tells=Tells.INDIRECT),
        Column("illness", Kind.TEXT, tells=Tells.SENSITIVE),
    ]
    seen = report(rows, columns, k=5)
    assert [each.kind for each in seen.findings] == ["alike"]
    assert seen.findings[0].numbers["l"] == 1


def test_a_column_of_which_nothing_is_said_is_refused_by_name() -> None:
    with pytest.raises(BadTable, match="“b”"):
        report(pl.DataFrame({"a": [1], "b": [2]}), [Column("a", Kind.NUMBER)])


def test_reports_and_decisions_go_to_json_and_back() -> None:
    rows = pl.DataFrame({"area": ["N", "S"]})
    seen = report(rows, [Column("area", Kind.TEXT, tells=Tells.INDIRECT)])
    assert report_from_json(seen.to_json()) == seen
    decided = Decision(Verdict.REFUSE, "Too few rows.", before=seen)
    assert decision_from_json(decided.to_json()) == decided
    with pytest.raises(BadTable):
        report_from_json("{}")
