"""What harvesting a catalogue gives, its bounds, and how two catalogues are compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from openhall.data.dataset import Catalogue, Dataset
from openhall.process.quoting import flattened
from openhall.process.saying import with_names

BYTES = 64 << 20
"""Of one document of a catalogue; a portal with more gives it in pages."""
STATEMENTS = 3_000_000
DATASETS = 100_000
DEPTH = 64
"""How deep values in JSON may be nested."""
TEXT = 100_000
"""Signs of one text; longer ones are cut."""


class UnreadableCatalogue(Exception):
    """A document that is no catalogue of its kind, or passes a bound: one sentence for the person who harvests."""

    def __init__(self, message: str) -> None:
        # One line, whatever a document has put into its names.
        super().__init__(with_names(message, flattened))


@dataclass(frozen=True)
class Harvest:
    """A catalogue as it was read, and what of it could not be understood. `next_page`: the address of the next part."""

    catalogue: Catalogue
    problems: tuple[str, ...] = ()
    next_page: str = ""
    total: int | None = None
    """How many datasets there are in all, where the portal says it."""


def comparable(catalogue: Catalogue) -> Catalogue:
    """The catalogue with all that has no order in RDF put in one, and without what RDF is not told (columns, keys).

    Two catalogues that say the same are equal after it.
    """
    datasets = sorted((_comparable(each) for each in catalogue.datasets), key=lambda each: each.identifier)
    return replace(
        catalogue,
        title=_texts(catalogue.title),
        languages=tuple(sorted(catalogue.languages)),
        datasets=tuple(datasets),
        services=tuple(sorted(catalogue.services, key=lambda each: each.identifier)),
        series=tuple(sorted(catalogue.series, key=lambda each: each.identifier)),
        places=tuple(sorted(catalogue.places, key=repr)),
    )


def _comparable(dataset: Dataset) -> Dataset:
    licences = {each.licence for each in dataset.distributions}
    if not dataset.licence and len(licences) == 1:
        # What holds for all files of a dataset holds for it.
        dataset = replace(dataset, licence=next(iter(licences)))
    versions = [
        replace(each, distributions=_ordered(each.distributions, dataset)) for each in dataset.versions
    ]
    return replace(
        dataset,
        keywords=tuple(sorted(dataset.keywords)),
        themes=tuple(sorted(dataset.themes)),
        concepts=tuple(sorted(dataset.concepts)),
        languages=tuple(sorted(dataset.languages)),
        places=tuple(sorted(dataset.places, key=repr)),
        periods=tuple(sorted(dataset.periods, key=repr)),
        documentation=tuple(sorted(dataset.documentation)),
        conforms_to=tuple(sorted(dataset.conforms_to)),
        high_value=tuple(sorted(dataset.high_value)),
        legislation=tuple(sorted(dataset.legislation)),
        distributions=_ordered(dataset.distributions, dataset),
        versions=tuple(sorted(versions, key=lambda each: each.number)),
        columns=(),
        key=(),
    )


def _ordered(distributions: tuple[Any, ...], dataset: Dataset) -> tuple[Any, ...]:
    # A licence that is that of the dataset is no own one.
    plain = [replace(each, licence="") if each.licence == dataset.licence else each for each in distributions]
    return tuple(sorted(plain, key=lambda each: each.identifier))


def _texts(texts: Any) -> dict[str, str]:
    return dict(sorted(texts.items()))
