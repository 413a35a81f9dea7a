"""Suite `spc`: XmR charts read as the NHS reads them.

The vectors of NHSRplotthedots (spc/spc_vectors.json); what its authors printed of the A&E attendances of England; and
the rules transcribed a second time (`spc_rules.py`), laid beside every series of that file, with and without screening,
limits fixed after 12 months, and limits begun anew in April 2018.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import spc_rules
from openhall.measure.spc import Chart, Rebase, Signal, chart, limits_of
from openhall.measure.spc.charting import assurance_of
from openhall.measure.spc.limits import Limits
from openhall.measure.spc.model import Direction
from openhall.measure.spc.rules import runs_on_one_side, trends, two_in_three

Check = tuple[str, str | None]
Months = list[tuple[date, float]]
NAMES = {
    "Common Cause": Signal.COMMON_CAUSE,
    "Above UCL": Signal.ABOVE_LIMIT,
    "Below LCL": Signal.BELOW_LIMIT,
    "7 Point Trend (Increasing)": Signal.RISING,
    "7 Point Trend (Decreasing)": Signal.FALLING,
    "2 in 3 Above CL": Signal.NEAR_UPPER,
    "2 in 3 Below CL": Signal.NEAR_LOWER,
    "7 Points Above CL": Signal.SHIFT_ABOVE,
    "7 Points Below CL": Signal.SHIFT_BELOW,
}
ANEW = date(2018, 4, 1)


def checks(data: Path) -> Iterator[Check]:
    """Every vector, what was published of the attendances, and all their series beside the transcribed rules."""
    vectors = json.loads((data / "spc" / "spc_vectors.json").read_text(encoding="utf-8"))
    for each in vectors["limits"]:
        yield f"limits of {each['name']}", _limits(each)
    for each in vectors["points"]:
        yield f"points: {each['name']}", _last_two(each)
    for number, each in enumerate(vectors["rules"], 1):
        yield f"rule {number}, {each['fn']}", _rule(each)
    for each in vectors["assurance"]:
        for way in ("increase", "decrease"):
            name = f"a target of {each['target']} with limits {each['lpl']} and {each['upl']}, {way}"
            yield name, _assurance(each, way)
    series = _read_attendances(data / "spc" / "ae_attendances.csv")
    yield from _published(series)
    yield from _beside(series)


def _limits(vector: dict[str, Any]) -> str | None:
    found = limits_of(vector["y"], vector["screen_outliers"])
    places = vector.get("round", 5)
    for name, ours in (("mean", found.mean), ("lpl", found.lower), ("upl", found.upper)):
        if ours is None or abs(ours - vector[name]) > (0.5 + 1e-6) * 10**-places:
            return f"{name} is {ours}, not {vector[name]}"
    return None


def _last_two(vector: dict[str, Any]) -> str | None:
    days = [date(2024, 1, 1) + timedelta(each) for each in range(len(vector["y"]))]
    found = [point.signal for point in chart(vector["y"], dates=days).points[-2:]]
    return _same([NAMES[each] for each in vector["last2"]], found)


def _rule(vector: dict[str, Any]) -> str | None:
    expected = vector["out"]
    if vector["fn"] == "seven_one_side":
        # The vector marks where seven are full; the rule marks all of them.
        found: Sequence[object] = runs_on_one_side(vector["in"])
        return _same(_filled(expected), [int(bool(each)) for each in found])
    if vector["fn"] == "seven_trend":
        signs = {each for each in expected if each}
        marked = [each * next(iter(signs)) for each in _filled(expected)] if signs else expected
        return _same(marked, trends(vector["in"]))
    return _same(expected, [int(each) for each in two_in_three(vector["close"], vector["rel"])])


def _filled(marks: Sequence[int]) -> list[int]:
    """A mark where the seventh point stands, spread over all seven."""
    return [int(any(marks[at : at + 7])) for at in range(len(marks))]


def _assurance(vector: dict[str, Any], way: str) -> str | None:
    limits = Limits(0, vector["lpl"], vector["upl"], None, None, 1, 0)
    return _same(vector[way], str(assurance_of(limits, vector["target"], Direction(way))))


def _read_attendances(path: Path) -> dict[tuple[str, str, str], Months]:
    """The months of each organisation, type of department and number, in the order of time."""
    series: dict[tuple[str, str, str], Months] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for name in ("attendances", "breaches", "admissions"):
                key = (row["org_code"], row["type"], name)
                series[key].append((date.fromisoformat(row["period"]), float(row[name])))
            if float(row["attendances"]):
                share = 1 - float(row["breaches"]) / float(row["attendances"])
                series[row["org_code"], row["type"], "share in time"].append(
                    (date.fromisoformat(row["period"]), share)
                )
    return {key: sorted(months) for key, months in series.items()}


def _published(series: dict[tuple[str, str, str], Months]) -> Iterator[Check]:
    """What NHSRplotthedots shows of this file in its README and vignettes (commit 050b07d)."""
    months = [month for month in series["RQM", "1", "breaches"] if month[0] < ANEW]
    found = _chart(months, direction="decrease", target=1200)
    limits = found.phase.limits
    numbers = [limits.upper, limits.mean, limits.lower]
    yield (
        "RQM, limits as on its picture",
        _same([2350, 1545, 740], [None if each is None else round(each) for each in numbers]),
    )
    marked = [(f"{point.day:%Y-%m}", str(point.type)) for point in found.points if point.signal.high]
    expected = [(month, "special_cause_improvement") for month in ("2016-05", "2016-06")]
    expected += [(month, "special_cause_concern") for month in ("2016-12", "2017-01")]
    yield "RQM, points as on its picture", _same(expected, marked)
    yield "RQM, variation", _same("common_cause", str(found.variation))
    yield "RQM, assurance of 1200", _same("inconsistent", str(found.assurance))
    months = [month for month in series["RRK", "1", "breaches"] if month[0] < ANEW]
    types = [str(point.type) for point in _chart(months, direction="decrease").points]
    longest = max(
        (end - at for at in range(24) for end in range(at, 25) if set(types[at:end]) <= {IMPROVEMENT}),
        default=0,
    )
    yield "RRK, 8 points in a row better", _same(8, longest)
    total: dict[date, float] = defaultdict(float)
    for (_org, _type, name), rows in series.items():
        if name == "attendances":
            for day, value in rows:
                total[day] += value
    months = sorted(total.items())
    begun = [Rebase(date(2017, 4, 1)), Rebase(date(2018, 4, 1))]
    for name, rebases, sizes in (("whole", [], [36]), ("by year", begun, [12, 12, 12])):
        found = _chart(months, rebases=rebases)
        shown = [[phase.last - phase.first + 1 for phase in found.phases], _marked(found)]
        yield f"all attendances, {name}: no signal", _same([sizes, 0], shown)


IMPROVEMENT = "special_cause_improvement"


def _marked(found: Chart) -> int:
    return sum(point.signal is not Signal.COMMON_CAUSE for point in found.points)


def _beside(series: dict[tuple[str, str, str], Months]) -> Iterator[Check]:
    ways: dict[str, dict[str, Any]] = {
        "as it comes": {},
        "nothing screened": {"screen_outliers": False},
        "limits fixed after 12": {"fix_after": 12},
        "anew in April 2018": {"rebases": [Rebase(ANEW)]},
    }
    for name in ("attendances", "breaches", "admissions", "share in time"):
        chosen = {key: months for key, months in series.items() if key[2] == name and len(months) > 1}
        for way, options in ways.items():
            points, narrow, fault = _compare(chosen, options)
            said = f"{name}, {way}: {len(chosen)} series, {points:,} points the same"
            said += f" ({narrow} phases with limits of no width left out)" if narrow else ""
            yield said, fault


def _compare(
    chosen: dict[tuple[str, str, str], Months], options: dict[str, Any]
) -> tuple[int, int, str | None]:
    """Points that were the same, phases in which the method has no limits of any width, and the first fault."""
    points = narrow = 0
    for (org, kind, _name), months in chosen.items():
        found = _chart(months, **options)
        for phase in found.phases:
            part = [point.value for point in found.points[phase.first : phase.last + 1]]
            theirs = spc_rules.read(part, options.get("screen_outliers", True), options.get("fix_after"))
            ours = [point.signal for point in found.points[phase.first : phase.last + 1]]
            if theirs.narrow and len(set(part)) > 1:
                # Here we differ on purpose: docs/reference/process-behaviour-charts.md.
                narrow += 1
                continue
            fault = _differ(phase.limits, theirs) or _same([NAMES[each] for each in theirs.points], ours)
            if fault:
                return points, narrow, f"{org}, type {kind}: {fault}"
            points += len(ours)
    return points, narrow, None


def _differ(limits: Limits, theirs: spc_rules.Read) -> str | None:
    for name, ours, other in (
        ("mean", limits.mean, theirs.mean),
        ("lower", limits.lower, theirs.lower),
        ("upper", limits.upper, theirs.upper),
    ):
        if other is None:
            continue
        if ours is None or abs(ours - other) > 1e-9 * max(1, abs(other)):
            return f"{name} is {ours}, not {other}"
    return None


def _chart(months: Months, **options: Any) -> Chart:
    make: Callable[..., Chart] = chart
    return make([value for _day, value in months], dates=[day for day, _value in months], **options)


def _same(expected: object, found: object) -> str | None:
    return None if expected == found else f"{found}, not {expected}"
