"""What is said before a change starts: expected effect, method, days of looking; nobody can choose them afterwards.

A registration is a value with one text (canonical JSON, RFC 8785, as `openhall.proof` writes it) and the SHA-256 of
that text, which a ledger can seal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from math import isfinite

from openhall.measure.effects.design import ALONE, Model, Season, Shape
from openhall.measure.effects.looks import Spending, Stopping
from openhall.measure.errors import BadSeries, MeasureError
from openhall.measure.spc.model import Direction, Grain
from openhall.proof.private import canonical

FORMAT = "openhall-registration-1"
LONGEST_TEXT = 200_000
MOST_LISTED = 100
LONGEST_WORDS = 5_000


class BadRegistration(MeasureError):
    """A text that is no registration, or one that contradicts itself."""


class Method(StrEnum):
    """How the effect is worked out."""

    INTERRUPTED = "interrupted time series"
    DIFFERENCES = "difference in differences"
    SYNTHETIC = "synthetic control"
    SURVIVAL = "survival analysis"


@dataclass(frozen=True)
class Measured:
    """A version of a measure: its name, its number, and which way is better."""

    name: str
    version: int
    direction: Direction = Direction.NEUTRAL


@dataclass(frozen=True)
class Prediction:
    """By how much the measure is expected to be higher (above 0) or lower, and between what."""

    estimate: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not all(isfinite(each) for each in (self.estimate, self.low, self.high)):
            raise BadRegistration("The predicted effect and its ends are numbers.")
        if not self.low <= self.estimate <= self.high:
            raise BadRegistration("The predicted effect lies between its ends, the lower one first.")


@dataclass(frozen=True)
class Guard:
    """A measure that must not get worse by more than `margin` (in its unit); None: by nothing that is agreed."""

    measure: Measured
    margin: float | None = None


@dataclass(frozen=True)
class Registration:
    """What is registered before a change starts.

    changed, others  names of departments, for methods that compare them
    subgroups        whose results are looked at one by one
    horizon          days, for survival analysis
    """

    hypothesis: str
    measure: Measured
    predicted: Prediction
    method: Method
    start: date
    stopping: Stopping
    model: Model = ALONE
    changed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    subgroups: tuple[str, ...] = ()
    horizon: float | None = None
    unit: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in (self.horizon, *(each.margin for each in self.guards)):
            if number is not None and not isfinite(number):
                raise BadRegistration("The horizon and the margins of guard measures are numbers.")
        if not self.hypothesis.strip() or len(self.hypothesis) > LONGEST_WORDS:
            raise BadRegistration(f"Say what you expect and why, in {LONGEST_WORDS:,} characters at most.")
        if self.stopping.days[0] <= self.start:
            raise BadRegistration("The first day of looking comes after the start.")
        for names in (self.changed, self.others, self.guards, self.subgroups):
            if len(names) > MOST_LISTED:
                raise BadRegistration(f"A registration names {MOST_LISTED} of each kind at most.")
        if self.method in (Method.DIFFERENCES, Method.SYNTHETIC) and not self.others:
            raise BadRegistration(f"A {self.method.value} names the departments where nothing changes.")
        guarded = [each.measure.name for each in self.guards]
        if len(set(guarded)) < len(guarded) or self.measure.name in guarded:
            raise BadRegistration("Each guard measure is named once, and is another than the measure itself.")

    @property
    def text(self) -> str:
        """The canonical text, which the digest is of."""
        return canonical(_told(self))

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, as hex digits."""
        return sha256(self.text.encode()).hexdigest()


def _told(each: Registration) -> dict[str, object]:
    def measured(one: Measured) -> dict[str, object]:
        return {"name": one.name, "version": one.version, "direction": one.direction.value}

    return {
        "format": FORMAT,
        "hypothesis": each.hypothesis,
        "measure": measured(each.measure),
        "predicted": {
            "estimate": float(each.predicted.estimate),
            "low": float(each.predicted.low),
            "high": float(each.predicted.high),
        },
        "method": each.method.value,
        "model": {
            "shape": each.model.shape.value,
            "trend": each.model.trend,
            "season": each.model.season.value,
            "settling": each.model.settling,
            "grain": each.model.grain.value if each.model.grain else None,
        },
        "start": each.start.isoformat(),
        "stopping": {
            "days": [day.isoformat() for day in each.stopping.days],
            "spending": each.stopping.spending.value,
        },
        "changed": list(each.changed),
        "others": list(each.others),
        "guards": [{**measured(one.measure), "margin": one.margin} for one in each.guards],
        "subgroups": list(each.subgroups),
        "horizon": each.horizon,
        "unit": each.unit,
        "extra": dict(each.extra),
    }


def registration_from(text: str) -> Registration:
    """A registration from its text; what may be left out has its usual value. Raises `BadRegistration`."""
    if len(text) > LONGEST_TEXT:
        raise BadRegistration(f"A registration has {LONGEST_TEXT:,} characters at most.")
    try:
        told = json.loads(text)
        if not isinstance(told, dict):
            raise BadRegistration("A registration is a JSON object; this text is another kind of value.")
        if told.get("format", FORMAT) != FORMAT:
            raise BadRegistration(f"This registration has another format than {FORMAT}.")
        model = told.get("model") or {}
        horizon = told.get("horizon")
        return Registration(
            hypothesis=str(told["hypothesis"]),
            measure=_measured(told["measure"]),
            predicted=Prediction(*(float(told["predicted"][key]) for key in ("estimate", "low", "high"))),
            method=Method(told["method"]),
            start=date.fromisoformat(told["start"]),
            stopping=Stopping(
                tuple(date.fromisoformat(day) for day in told["stopping"]["days"]),
                Spending(told["stopping"].get("spending", Spending.LATE)),
            ),
            model=Model(
                Shape(model.get("shape", ALONE.shape)),
                bool(model.get("trend", True)),
                Season(model.get("season", Season.AUTO)),
                int(model.get("settling", 0)),
                Grain(model["grain"]) if model.get("grain") else None,
            ),
            changed=_names(told.get("changed")),
            others=_names(told.get("others")),
            guards=tuple(
                Guard(_measured(each), None if each.get("margin") is None else float(each["margin"]))
                for each in told.get("guards") or ()
            ),
            subgroups=_names(told.get("subgroups")),
            horizon=None if horizon is None else float(horizon),
            unit=str(told.get("unit", "")),
            extra={str(key): str(value) for key, value in (told.get("extra") or {}).items()},
        )
    except KeyError as error:
        raise BadRegistration(f"The registration does not say {error.args[0]}; add it.") from None
    except BadSeries as error:
        raise BadRegistration(str(error)) from None
    except (TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise BadRegistration(f"This is no registration that can be read: {error}.") from None


def _measured(told: Mapping[str, object]) -> Measured:
    version = told.get("version", 1)
    return Measured(
        str(told["name"]), int(str(version)), Direction(str(told.get("direction", Direction.NEUTRAL)))
    )


def _names(told: object) -> tuple[str, ...]:
    if told is None:
        return ()
    if not isinstance(told, list):
        raise TypeError("names are a list")
    return tuple(str(each) for each in told)
