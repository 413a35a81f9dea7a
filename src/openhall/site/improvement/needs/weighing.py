"""How needs are weighed: points by criteria, the mean of all who gave some, and the criteria's weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from openhall.site.improvement.models import Assessment, Criterion, Need, Score


@dataclass(frozen=True)
class Weighed:
    """A need with its total, from 0 to 5; None where a criterion has no points yet, so that nothing is compared
    that was not asked of all. `means` are by criterion, None where nobody gave points."""

    need: Need
    total: float | None
    means: tuple[tuple[Criterion, float | None], ...]
    scores: tuple[Score, ...]
    place: int | None = None


def weigh(assessment: Assessment) -> list[Weighed]:
    """The needs of an assessment, the heaviest first; those not weighed by all criteria come last.

    Needs with the same total share their place.
    """
    criteria = list(assessment.criteria.all())
    needs = assessment.needs.prefetch_related("sources", "scores__by", "scores__criterion")
    found = [_weighed(need, criteria, list(need.scores.all())) for need in needs]
    found.sort(key=lambda each: (each.total is None, -(each.total or 0), each.need.pk))
    totals = [each.total for each in found if each.total is not None]
    return [
        Weighed(
            each.need,
            each.total,
            each.means,
            each.scores,
            None if each.total is None else 1 + sum(_more(other, each.total) for other in totals),
        )
        for each in found
    ]


def total_of(means: Iterable[tuple[int, float | None]]) -> float | None:
    """The weighted mean of (weight, mean points); None where one of them is missing, or there is none."""
    known = list(means)
    if not known or any(mean is None for _weight, mean in known):
        return None
    return sum(weight * (mean or 0.0) for weight, mean in known) / sum(weight for weight, _mean in known)


def _weighed(need: Need, criteria: list[Criterion], scores: list[Score]) -> Weighed:
    given: dict[int, list[int]] = defaultdict(list)
    for score in scores:
        given[score.criterion_id].append(score.points)
    means = tuple(
        (each, sum(given[each.pk]) / len(given[each.pk]) if given[each.pk] else None) for each in criteria
    )
    total = total_of((each.weight, mean) for each, mean in means)
    return Weighed(need, total, means, tuple(scores))


def _more(one: float, other: float) -> bool:
    return one > other + 1e-9
