"""What was registered is what is done, word by word, and what could not be done is said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256

import numpy as np
import pytest

from openhall.measure.effects import (
    BadRegistration,
    Data,
    Guard,
    Measured,
    Method,
    Model,
    Prediction,
    Registration,
    Series,
    Shape,
    Standing,
    Stopping,
    Verdict,
    evaluate,
    interrupted,
    registration_from,
    series,
)
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Direction

DAYS = [date(2022 + k // 12, k % 12 + 1, 1) for k in range(48)]
DOWN = Direction.DECREASE
REGISTERED = Registration(
    hypothesis="A second clerk at the counter shortens the wait: half of it is spent in the queue.",
    measure=Measured("time-to-decision", 3, DOWN),
    predicted=Prediction(-5, -7, -3),
    method=Method.INTERRUPTED,
    start=DAYS[36],
    stopping=Stopping((DAYS[42], date(2026, 1, 1))),
    model=Model(shape=Shape.LEVEL),
    guards=(Guard(Measured("complaints", 1, DOWN), 2.0),),
    subgroups=("north", "south"),
    unit="days",
)


def values(effect: float, seed: int = 1) -> Series:
    noise = np.random.default_rng(seed).standard_normal(48)
    made = 30 + noise
    made[36:] += effect
    return series(DAYS, made)


def data(effect: float, **more: object) -> Data:
    plain = Data(
        {"all": values(effect)},
        version=3,
        guards={"complaints": values(0, 2)},
        subgroups={"north": values(effect, 3), "south": values(0, 4)},
    )
    return replace(plain, **more)


def test_the_text_is_canonical_and_gives_the_registration_back() -> None:
    text = REGISTERED.text
    assert registration_from(text) == REGISTERED
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert " :" not in text and '"estimate":-5,' in text
    assert REGISTERED.digest == sha256(text.encode()).hexdigest()
    assert replace(REGISTERED, predicted=Prediction(-5, -7, -2.5)).digest != REGISTERED.digest
    assert '"low":-1e-7}' in replace(REGISTERED, predicted=Prediction(0, -1e-7, 1)).text


def test_before_the_first_registered_day_nothing_is_said_of_the_effect() -> None:
    found = evaluate(REGISTERED, data(-5), date(2025, 6, 30))
    assert found.verdict is Verdict.TOO_EARLY
    assert found.effect is None
    assert found.sentence == "It is too early: the result is looked at on 1 July 2025."


def test_what_was_predicted_is_found_with_the_model_and_level_that_were_registered() -> None:
    found = evaluate(REGISTERED, data(-5), date(2026, 3, 1))
    assert found.verdict is Verdict.AS_PREDICTED
    assert found.sentence.startswith("It worked as predicted. It got better: ")
    assert found.level is not None and 0.04 < found.level < 0.05
    alone = interrupted(values(-5), DAYS[36], REGISTERED.model, DOWN, found.level)
    assert found.effect == alone.effect
    assert found.deviations == ()


def test_an_early_look_uses_only_what_was_known_then_and_asks_for_more() -> None:
    found = evaluate(REGISTERED, data(-5), date(2025, 9, 1))
    assert found.looked == DAYS[42]
    assert found.effect is not None and found.effect.n_after == 6
    assert found.level is not None and found.level < 0.01


@pytest.mark.parametrize(
    ("effect", "verdict"),
    [(0, Verdict.NO_SIGN), (5, Verdict.OPPOSITE), (-20, Verdict.MORE), (-2, Verdict.LESS)],
    ids=["nothing", "worse", "more", "less"],
)
def test_the_verdict_compares_with_the_prediction(effect: float, verdict: Verdict) -> None:
    registered = replace(REGISTERED, predicted=Prediction(-8, -9, -7))
    assert evaluate(registered, data(effect), date(2026, 3, 1)).verdict is verdict


def test_guards_and_groups_that_were_registered_are_looked_at_and_no_others() -> None:
    worse = data(-5, guards={"complaints": values(6, 2)})
    found = evaluate(REGISTERED, worse, date(2026, 3, 1))
    assert found.guards[0].standing is Standing.WORSE
    assert [each.name for each in found.subgroups] == ["north", "south"]
    assert found.subgroups[0].standing is Standing.BETTER
    assert found.subgroups[1].standing is Standing.NOT_KNOWN
    assert found.different is not None and found.different < 0.01
    more = data(-5, subgroups={"north": values(-5), "south": values(-5), "west": values(9)})
    assert any("west" in note for note in evaluate(REGISTERED, more, date(2026, 3, 1)).deviations)


def test_what_data_do_not_allow_is_named_as_a_deviation() -> None:
    lacking = data(-5, version=4, guards={}, subgroups={})
    said = " ".join(evaluate(REGISTERED, lacking, date(2026, 3, 1)).deviations)
    assert "Version 4" in said and "complaints" in said and "south" in said


def test_a_synthetic_control_without_enough_others_becomes_a_difference_and_says_so() -> None:
    registered = replace(
        REGISTERED, method=Method.SYNTHETIC, changed=("a",), others=("b", "c", "d"), guards=(), subgroups=()
    )
    given = Data({"a": values(-5), "b": values(0, 5), "c": values(0, 6)}, version=3)
    found = evaluate(registered, given, date(2026, 3, 1))
    assert found.effect is not None and found.effect.method == "difference in differences"
    assert "without data: d" in found.deviations[0]
    assert "difference in differences was used" in found.deviations[1]


def test_data_of_another_kind_than_registered_are_refused() -> None:
    with pytest.raises(BadSeries, match="One series was registered"):
        evaluate(REGISTERED, Data({"a": values(0), "b": values(0)}), date(2026, 3, 1))
    with pytest.raises(BadSeries, match="Survival"):
        evaluate(replace(REGISTERED, method=Method.SURVIVAL), Data(), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hypothesis": None}, "does not say hypothesis"),
        ({"method": "magic"}, "no registration that can be read"),
        ({"start": "soon"}, "no registration that can be read"),
        ({"start": "2026-06-01"}, "comes after the start"),
        ({"predicted": {"estimate": 5, "low": 6, "high": 7}}, "between its ends"),
        ({"format": "other-2"}, "another format"),
        ({"others": "b"}, "no registration that can be read"),
        ({"model": {"settling": float("inf")}}, "no registration that can be read"),
        ({"model": {"settling": -1}}, "0 or more"),
        ({"horizon": float("nan")}, "are numbers"),
    ],
    ids=[
        "no hypothesis",
        "unknown method",
        "no day",
        "looked at too early",
        "ends",
        "format",
        "names",
        "endless settling",
        "negative settling",
        "no horizon",
    ],
)
def test_what_is_no_registration_is_refused_in_one_sentence(change: dict[str, object], words: str) -> None:
    told = json.loads(REGISTERED.text) | change
    told = {key: value for key, value in told.items() if value is not None or key == "horizon"}
    with pytest.raises(BadRegistration, match=words):
        registration_from(json.dumps(told))
