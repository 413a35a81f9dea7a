"""What an engine says is English, and can be said in any other language later, also after it was kept."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date

import numpy as np
import pytest

from openhall.process.errors import BadCalendar
from openhall.process.office import OfficeHours, parse_hours
from openhall.process.quoting import listed, placed, quoted
from openhall.process.saying import (
    ENGLISH,
    Saying,
    Speech,
    commas,
    day,
    each_line,
    either,
    figure,
    gettext,
    keep,
    lines,
    listing,
    message_of,
    ngettext,
    pgettext,
    read,
    sentences,
    with_names,
)

WORDS = {
    "%(cases)s wait for “%(name)s” since %(day)s.": "seit %(day)s: %(cases)s bei »%(name)s«.",
    "%(number)s days": "%(number)s Tage",
    "That is %(share)s.": "das sind %(share)s.",
    "%(first)s and %(last)s": "%(first)s und %(last)s",
    ", ": "; ",
}
GERMAN = Speech(
    gettext=lambda text: WORDS.get(text, text),
    ngettext=lambda one, many, number: "ein Fall" if number == 1 else "%(number)s Fälle",
    pgettext=lambda context, text: WORDS.get(text, text) if context == "a fraction" else f"{context}!",
    number=lambda value, places: f"{value:.{places}f}".replace(".", ","),
    day=lambda value, shape: f"{value.day}.{value.month}." if shape == "j F Y" else shape,
    name=lambda text: f"[{text}]",
)


def told() -> Saying:
    return sentences(
        gettext(
            "%(cases)s wait for “%(name)s” since %(day)s.",
            cases=ngettext("%(number)s case", "%(number)s cases", np.int64(1_200)),
            name="100% check",
            day=day(date(2026, 5, 3)),
        ),
        "",
        gettext("That is %(share)s.", share=pgettext("a fraction", "%(number)s days", number=figure(2.5, 1))),
    )


def test_a_saying_is_english_for_whoever_asks_for_nothing_else() -> None:
    assert told() == "1,200 cases wait for “100% check” since 3 May 2026. That is 2.5 days."
    assert type(ENGLISH.say(told())) is str
    assert ngettext("%(number)s case", "%(number)s cases", 1) == "1 case"


def test_it_is_said_in_another_language_with_its_numbers_days_and_names() -> None:
    assert GERMAN.say(told()) == "seit 3.5.: 1200 Fälle bei »[100% check]«. das sind 2,5 Tage."
    assert GERMAN.say("a text of somebody's own") == "a text of somebody's own"
    assert GERMAN.say(pgettext("of a case", "start")) == "of a case!"


@pytest.mark.parametrize(
    "words",
    [
        told(),
        figure(-3.5, 1, signed=True),
        day(date(2026, 5, 3), "F Y"),
        listing(["a", figure(2), "c"]),
        either(["a", "b"]),
        commas([quoted("x"), "y"]),
        pgettext("of a case", "start"),
    ],
)
def test_what_is_kept_is_read_as_it_was(words: Saying) -> None:
    back = read(json.loads(json.dumps(keep(words))))
    assert isinstance(back, Saying)
    assert (back, GERMAN.say(back)) == (words, GERMAN.say(words))
    for other in (copy.deepcopy(words), pickle.loads(pickle.dumps(words))):
        assert GERMAN.say(other) == GERMAN.say(words)


def test_a_plain_text_is_kept_as_it_is() -> None:
    assert keep("plain") == "plain" == read("plain")


def test_rows_from_before_are_said_in_any_language() -> None:
    place = {"template": "“%(name)s”", "parts": {"name": "quay"}}
    more = {"template": "%(names)s, %(last)s", "parts": {"names": place, "last": "weir"}}
    both = {"template": "%(names)s and %(last)s", "parts": {"names": more, "last": "3"}}
    kept = {"template": "That is %(share)s.", "parts": {"share": both}}
    assert read(kept) == "That is “quay”, weir and 3."
    assert GERMAN.say(read(kept)) == "das sind “[quay]”; [weir] und [3]."
    assert read({"template": "100 % are filled.", "parts": {}}) == "100 % are filled."
    assert read(json.loads(json.dumps(keep(read(kept))))) == read(kept)


def test_signs_are_written_only_where_there_is_a_difference() -> None:
    assert [figure(value, 1, signed=True) for value in (1.5, -1.5, 0.0)] == ["+1.5", "−1.5", "0.0"]
    assert GERMAN.say(figure(-1.5, 1, signed=True)) == "[−1,5]"


def test_lists_are_said_with_the_words_of_the_language() -> None:
    assert listing(["a"]) == "a" and listing(["a", "b", "c"]) == "a, b and c"
    assert GERMAN.say(listing(["a", "b", "c"])) == "[a]; [b] und [c]"
    assert listed(["a", "b", "c"], 2) == "“a”, “b” and 1 more"


def test_sentences_that_stand_on_a_line_each_are_parted_again_in_every_language() -> None:
    found = lines([gettext("That is %(share)s.", share=figure(2.5, 1)), "plain"])
    assert found == "That is 2.5.\nplain" and GERMAN.say(found) == "das sind 2,5.\n[plain]"
    assert [GERMAN.say(each) for each in each_line(read(keep(found)))] == ["das sind 2,5.", "plain"]
    assert each_line("one\n\ntwo") == ["one", "two"] and each_line(quoted("x")) == ["“x”"]
    assert GERMAN.say(placed("a.yaml", 3, quoted("x"))) == "[a.yaml], line [3]: “[x]”"


def test_names_are_changed_and_nothing_else() -> None:
    assert (
        with_names(told(), str.upper)
        == "1,200 cases wait for “100% CHECK” since 3 May 2026. That is 2.5 days."
    )


def test_a_fraction_has_to_say_its_places() -> None:
    with pytest.raises(TypeError):
        gettext("%(number)s times", number=2.5)  # type: ignore[arg-type]


def test_office_hours_and_what_is_wrong_with_them_can_be_said_in_any_language() -> None:
    hours = OfficeHours(parse_hours("Mon-Fri 8:00-12:00"), frozenset({date(2026, 12, 25)}))
    assert hours.in_words() == "Monday to Friday 8:00 to 12:00, 1 public holiday"
    assert GERMAN.say(hours.in_words()).endswith("; ein Fall")
    with pytest.raises(BadCalendar) as caught:
        parse_hours("nonsense")
    assert isinstance(message_of(caught.value), Saying)
    assert message_of(caught.value) == str(caught.value)
