"""What `openhall evaluate` does: read, work out, print."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from openhall.cli.chart import write_out
from openhall.measure.effects import (
    Data,
    Differences,
    Effect,
    Evaluation,
    Interrupted,
    Model,
    Series,
    Shape,
    Synthetic,
    detectable,
    detectable_beside,
    differences,
    evaluate,
    interrupted,
    registration_from,
    synthetic,
)
from openhall.measure.effects.drawing import draw_effect
from openhall.measure.effects.reading import read_parts
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Direction
from openhall.measure.spc.reading import parse_day
from openhall.measure.spc.speech import plain_number


@dataclass(frozen=True)
class Asked:
    """What was asked for at the command line."""

    path: Path
    start: str | None
    day: str | None
    value: str | None
    count: str | None
    error: str | None
    percent: bool
    compare: str | None
    changed: tuple[str, ...]
    synthetic: bool
    direction: str
    level_only: bool
    trend: bool
    settling: int
    plan: int | None
    registration: Path | None
    seen: str | None
    out: Path | None

    @property
    def model(self) -> Model:
        """What is taken to be known of the series."""
        shape = Shape.LEVEL if self.level_only or self.compare else Shape.LEVEL_AND_SLOPE
        return Model(shape, self.trend and not self.compare, settling=self.settling)


def run(asked: Asked, *, as_json: bool) -> None:
    """Read the file, do what was asked, and print it."""
    parts = read_parts(
        asked.path,
        day=asked.day,
        value=asked.value,
        count=asked.count,
        error=asked.error,
        percent=asked.percent,
        by=asked.compare,
    )
    if asked.registration is not None:
        try:
            text = asked.registration.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise BadSeries(f"{asked.registration} cannot be read as text in UTF-8.") from None
        seen = _day(asked.seen, "--seen") if asked.seen else date.today()
        _say_evaluation(evaluate(registration_from(text), Data(parts), seen), as_json)
        return
    if asked.plan is not None:
        _plan(asked, parts, as_json)
        return
    if asked.start is None:
        raise BadSeries("Name the day of the change with --on, or use --plan or --registration.")
    start = _day(asked.start, "--on")
    direction = Direction(asked.direction)
    if asked.compare is None:
        found = interrupted(_only(parts), start, asked.model, direction)
        if asked.out is not None:
            write_out(
                asked.out, draw_effect(found.periods, found.grain, asked.path.stem, found.effect.sentence)
            )
        _say(found, found.effect, found.notes, as_json)
        return
    if asked.out is not None:
        raise BadSeries("--out draws a series by itself: leave out --compare.")
    first, parts = _changed(asked, parts)
    if asked.synthetic:
        if len(first) != 1:
            raise BadSeries("A synthetic control is made for one department: give --changed once.")
        one = synthetic(
            next(iter(first.values())), parts, start, settling=asked.settling, direction=direction
        )
        _say(one, one.effect, one.notes, as_json)
    else:
        both = differences(first, parts, start, model=asked.model, direction=direction)
        _say(both, both.effect, both.notes, as_json)


def _changed(asked: Asked, parts: dict[str, Series]) -> tuple[dict[str, Series], dict[str, Series]]:
    """The departments where something changed (or will), and the others."""
    missing = [name for name in asked.changed if name not in parts]
    if not asked.changed or missing:
        what = f"there is no {', '.join(missing)}" if missing else "none is named"
        raise BadSeries(
            f"Name with --changed where something changed ({what}); column {asked.compare} has "
            f"{', '.join(sorted(parts)[:20])}."
        )
    others = {name: each for name, each in parts.items() if name not in asked.changed}
    return {name: parts[name] for name in asked.changed}, others


def _only(parts: dict[str, Series]) -> Series:
    if len(parts) != 1:
        raise BadSeries(f"One series is evaluated by itself, and there are {len(parts)}.")
    return next(iter(parts.values()))


def _day(text: str, option: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise BadSeries(f"{option} {text} is no day: write it as 2024-01-31.") from None


def _plan(asked: Asked, parts: dict[str, Series], as_json: bool) -> None:
    n_after = asked.plan or 0
    if asked.compare is None:
        found = detectable(_only(parts), n_after, asked.model)
    else:
        found = detectable_beside(*_changed(asked, parts), n_after, asked.model)
    if as_json:
        print(json.dumps(asdict(found), indent=1))
        return
    print(
        f"With {found.n_before} values before and {found.n_after} after, an effect of "
        f"{plain_number(_short(found.least))} would be called a change in {found.power:.0%} of cases. "
        "The interval would reach about "
        f"{plain_number(_short(found.wide))} to each side."
    )


def _short(number: float) -> float:
    """Three digits."""
    return 0.0 if number == 0 else round(number, 2 - math.floor(math.log10(abs(number))))


def _say(
    found: Interrupted | Differences | Synthetic, effect: Effect, notes: tuple[str, ...], as_json: bool
) -> None:
    if as_json:
        print(json.dumps(_clean(asdict(found)), ensure_ascii=False, indent=1))
        return
    print(effect.sentence)
    if not math.isnan(effect.without):
        share = f", {effect.share:+.0%}" if effect.share is not None else ""
        print(f"Without the change: {plain_number(_short(effect.without))} on average{share}.")
    print(f"By {effect.method}: {effect.n_before} before, {effect.n_after} after; p = {effect.p:.3g}.")
    for note in notes:
        print(f"Note: {note}")


def _say_evaluation(found: Evaluation, as_json: bool) -> None:
    if as_json:
        told = asdict(found) | {"registration": json.loads(found.registration.text)}
        print(json.dumps(_clean(told), ensure_ascii=False, indent=1))
        return
    print(found.sentence)
    print(f"Registered: {found.registration.hypothesis} (SHA-256 {found.digest})")
    for outcome in (*found.guards, *found.subgroups):
        print(f"{outcome.name}: {outcome.standing.value}. {outcome.effect.sentence}")
    for note in found.deviations:
        print(f"Note: {note}")


def _clean(value: object) -> object:
    """Plain values for JSON: days as text, what is not known as null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list | tuple) else value
