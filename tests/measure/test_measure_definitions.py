"""What the text of a measure may say, what is said of a text that is wrong, and that worked examples come out."""

from __future__ import annotations

from datetime import date

import pytest
from tests.process.dog_licence import dog_licence

from openhall.measure.definitions import (
    builtin_names,
    builtin_text,
    check_definition,
    check_folder,
    read_definition,
)
from openhall.measure.errors import BadMeasure

WITHDRAWN = """
name: Withdrawn
question: How many take their application back?
unit: percent
direction: down
from: cases
date: over
numerator: decided = null
denominator: true
exclusions:
  - {when: channel = "api", because: The old system sends those twice.}
example:
  - period: 2026-03-01
    rows:
      - {begun: 2026-03-01, decided: 2026-03-02, channel: online}
      - {begun: 2026-03-01, ended: 2026-03-02, channel: online}
      - {begun: 2026-03-01, ended: 2026-03-02, channel: api}
    answer: {numerator: 1, denominator: 2, value: 50, n: 2}
"""


@pytest.mark.parametrize("name", builtin_names())
def test_each_built_in_measure_has_an_example_made_by_hand_that_comes_out(name: str) -> None:
    checked = check_definition(builtin_text(name).encode(), name)
    assert checked.errors == () and checked.warnings == ()
    assert checked.run == checked.passed >= 1
    definition = read_definition(builtin_text(name))
    assert all(example.working for example in definition.examples)
    assert definition.question.endswith("?") and definition.notes


def test_a_definition_of_ones_own_is_read_and_its_example_comes_out() -> None:
    checked = check_definition(WITHDRAWN.encode())
    assert (checked.errors, checked.run, checked.passed) == ((), 1, 1)


def test_a_wrong_answer_is_named_with_its_line_and_both_numbers() -> None:
    checked = check_definition(
        WITHDRAWN.replace("value: 50", "value: 51").encode(), "measures/withdrawn.yaml"
    )
    assert checked.passed == 0
    assert checked.errors == (
        "measures/withdrawn.yaml, line 13: the worked example of 2026-03-01: by hand the value is 51, computed "
        "it is 50; mend the definition or the answer.",
    )


FAULTS = {
    "unknown fact": (
        "decided = null",
        "decidet = null",
        "line 8",
        "“decidet”, which is no fact; did you mean “decided”?",
    ),
    "no FEEL": ("decided = null", "decided = (", "line 8", "numerator"),
    "unknown name": ("direction:", "directoin:", "line 5", "“directoin” is not known"),
    "unknown word": ("direction: down", "direction: sideways", "line 5", "write up, down or neither"),
    "unknown date": ("date: over", "date: birthday", "line 7", "“birthday” is no fact"),
    "no reason": (", because: The old system sends those twice.", "", "line 11", "“because” is missing"),
    "no number": ("value: 50", "value: fifty", "line 18", "is a number, and “fifty” is none"),
    "no number at all": ("value: 50", "value: nan", "line 18", "is a number, and “nan” is none"),
    "no time": ("ended: 2026-03-02, channel: api", "ended: soon, channel: api", "line 17", "is no time"),
    "no question": ("question: How many take their application back?\n", "", "", "“question” is missing"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_what_is_wrong_is_said_in_a_sentence_with_its_line(what: str) -> None:
    old, new, line, says = FAULTS[what]
    assert old in WITHDRAWN
    checked = check_definition(WITHDRAWN.replace(old, new).encode(), "measures/withdrawn.yaml")
    assert any(line in said and says in said for said in checked.errors), checked.errors


def test_a_text_is_counted_as_nothing() -> None:
    checked = check_definition(WITHDRAWN.replace("decided = null", "channel").encode())
    assert checked.errors and all("computed it is" in said for said in checked.errors)


def test_all_faults_are_said_at_once() -> None:
    text = WITHDRAWN.replace("direction: down", "direction: x").replace("date: over", "date: y")
    with pytest.raises(BadMeasure) as error:
        read_definition(text)
    assert len(str(error.value).splitlines()) == 2


def test_a_text_says_only_what_is_different_from_a_built_in_measure() -> None:
    own = read_definition("built in: digital-take-up\nname: Online permits\nvalid from: 2026-04-01\n")
    base = read_definition(builtin_text("digital-take-up"))
    assert (own.name, own.builtin, own.valid_from) == ("Online permits", "digital-take-up", date(2026, 4, 1))
    assert own.digest == base.digest
    assert [each.answer for each in own.examples] == [each.answer for each in base.examples]


def test_a_built_in_measure_that_is_counted_otherwise_loses_its_example() -> None:
    own = check_definition(b'built in: digital-take-up\nfilter: language = "en"\n')
    assert own.run == 0 and "no worked example" in own.warnings[0]


def test_the_digest_changes_with_what_the_number_depends_on_and_with_nothing_else() -> None:
    base = read_definition(WITHDRAWN).digest
    same = WITHDRAWN.replace("name: Withdrawn", "# said otherwise\nname: Taken back").replace(
        "decided = null", "decided  =  null"
    )
    assert read_definition(same).digest == base
    for old, new in (
        ("decided = null", "ended != null"),
        ("date: over", "date: begun"),
        ("percent", "per case"),
    ):
        assert read_definition(WITHDRAWN.replace(old, new)).digest != base


def test_the_check_of_a_folder_works_out_the_examples_of_its_measures() -> None:
    files = dog_licence()
    before = check_folder(files)
    good = check_folder({**files, "measures/withdrawn.yaml": WITHDRAWN.encode()})
    assert good.sound and good.run == before.run + 1 and good.warnings == before.warnings
    bad = check_folder({**files, "measures/With drawn.yaml": WITHDRAWN.replace("n: 2}", "n: 3}").encode()})
    assert not bad.sound and len(bad.errors) == 2
