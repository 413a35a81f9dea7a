"""Sentences that are kept as templates with their parts, and said in the language of whoever reads them."""

from __future__ import annotations

import json

import pytest

from openhall.process.said import Said, SaidError, listed

FRENCH = {
    "%(names)s and %(last)s": "%(names)s et %(last)s",
    "“%(name)s”": "« %(name)s »",
    "The table has no column %(column)s.": "Le tableau n'a pas de colonne %(column)s.",
}


def french(template: str) -> str:
    return FRENCH.get(template, template)


def test_a_sentence_is_said_in_another_language_with_all_its_parts() -> None:
    said = Said("The table has no column %(column)s.", {"column": listed(["age", "sex", "town"])})
    assert str(said) == "The table has no column “age”, “sex” and “town”."
    assert said.sentence(french) == "Le tableau n'a pas de colonne « age », « sex » et « town »."
    kept = json.loads(json.dumps(said.kept()))
    assert Said.from_kept(kept).sentence(french) == said.sentence(french)


def test_a_sentence_without_parts_is_said_as_it_stands() -> None:
    assert Said("100 % are filled.").sentence(french) == "100 % are filled."
    assert Said("").sentence(lambda _text: pytest.fail("nothing is asked of translators")) == ""


def test_what_went_wrong_can_be_said_in_english_and_in_the_readers_language() -> None:
    error = SaidError("The table has no column %(column)s.", column=12)
    assert str(error) == "The table has no column 12."
    assert error.said.sentence(french) == "Le tableau n'a pas de colonne 12."
