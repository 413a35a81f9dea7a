"""A chart kept as it was: what it is made of as JSON, and drawn from that again in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from openhall.site.measures.charts.drawn import Drawn, drawn
from openhall.site.measures.charts.loading import Loaded, Period, Told
from openhall.site.measures.computing import readable
from openhall.site.measures.models import Measure, MeasureVersion, Rebase


def kept(loaded: Loaded, until: date) -> dict[str, Any]:
    """What the public chart of a measure is made of; what is hidden, not over, or after a day is not in it."""
    return {
        "measure": loaded.measure.pk,
        "slug": loaded.measure.slug,
        "name": loaded.version.name,
        "version": loaded.version.number,
        "text": loaded.version.text,
        "target": loaded.target,
        "periods": [
            [each.day.isoformat(), each.value, each.numerator, each.denominator, each.n, each.version]
            for each in loaded.over
            if not each.hidden
        ],
        "rebases": [[each.date.isoformat(), each.why] for each in loaded.rebases],
        "redefined": [[day.isoformat(), words] for day, words in loaded.redefined],
        "told": [[each.day.isoformat(), each.words] for each in loaded.told if each.day < until],
    }


def drawn_again(held: dict[str, Any]) -> Drawn | None:
    """The chart that was kept; None where its definition cannot be read any more."""
    version = MeasureVersion(name=held["name"], number=held["version"], text=held["text"])
    definition = readable(version)
    if definition is None:
        return None
    loaded = Loaded(
        Measure(pk=held["measure"], slug=held["slug"]),
        version,
        (version,),
        definition,
        tuple(
            Period(date.fromisoformat(day), value, numerator, denominator, n, False, number)
            for day, value, numerator, denominator, n, number in held["periods"]
        ),
        None,
        held["target"],
        tuple(Rebase(date=date.fromisoformat(day), why=why) for day, why in held["rebases"]),
        tuple((date.fromisoformat(day), words) for day, words in held["redefined"]),
        tuple(Told(date.fromisoformat(day), words) for day, words in held["told"]),
    )
    return drawn(loaded, public=True)
