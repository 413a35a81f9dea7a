"""What is registered, word by word: the same experiment always gives the same text, whoever reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from openhall.measure.effects import ALONE, Method
from openhall.site.improvement.models import Experiment
from openhall.site.measures.computing import definition_of

FORM = "openhall experiment 1"


def canonical_text(experiment: Experiment) -> str:
    """The registration: a line for each thing, `name: value`; further lines of a value begin with two blanks."""
    return "\n".join([FORM, *(_line(name, value) for name, value in _lines(experiment))]) + "\n"


def digest_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(experiment: Experiment) -> Iterable[tuple[str, str]]:
    unit = definition_of(experiment.measure.text).unit
    yield "experiment", experiment.identifier
    yield "idea", f"{experiment.idea.identifier} {experiment.idea.title}"
    yield "title", experiment.title
    yield "hypothesis", experiment.hypothesis
    yield "change", experiment.change
    yield "department", experiment.department.key
    if experiment.service:
        yield "service", experiment.service.slug
    if experiment.version:
        yield "version", f"{experiment.version.number} sha256:{experiment.version.digest}"
    yield "measure", _measure(experiment.measure)
    yield "predicted effect", f"{_number(experiment.predicted)} {unit}"
    if experiment.low is not None and experiment.high is not None:
        yield "predicted range", f"{_number(experiment.low)} to {_number(experiment.high)} {unit}"
    yield "predicted by", f"{experiment.source}: {experiment.grounds}"
    yield "cost", f"{experiment.cost:.2f} {experiment.cost_words}".strip()
    others = sorted(experiment.others.values_list("key", flat=True))
    if others:
        yield "compared with", ", ".join(others)
        mixed = experiment.compared == experiment.Compared.MIXTURE
        method = Method.SYNTHETIC if mixed else Method.DIFFERENCES
        yield (
            "evaluated by",
            f"{method.value}; guard measures that are not counted by department as without comparison",
        )
    if experiment.followed:
        yield (
            "evaluated by",
            f"{Method.SURVIVAL.value} of cases from their beginning to their decision, or to their end without one; "
            "open cases count as open; guard measures as without comparison",
        )
    yield (
        "without comparison evaluated by" if others or experiment.followed else "evaluated by",
        f"interrupted time series of {ALONE.shape.value}, with trend, season: {ALONE.season.value}",
    )
    yield "first day", experiment.starts_on.isoformat()
    yield "last day", experiment.ends_on.isoformat()
    yield "periods left out after the start", str(experiment.settling)
    for guard in experiment.guards.select_related("measure__measure"):
        yield "must not get worse", f"{_measure(guard.measure)} by more than {_number(guard.most)}"
    yield "stopping rule", experiment.stopping


def _measure(version: object) -> str:
    return f"{version.measure.slug} version {version.number} sha256:{version.digest}"  # type: ignore[attr-defined]


def _number(value: float) -> str:
    return f"{value:.10g}"


def _line(name: str, value: str) -> str:
    return f"{name}: " + value.replace("\r\n", "\n").replace("\n", "\n  ")
