"""What a catalogue lost on its way through a format."""

from __future__ import annotations

from openhall.data.dataset import Catalogue
from openhall.data.describe import comparable


def lost(catalogue: Catalogue, back: Catalogue) -> str | None:
    """What differs between a catalogue and what was read back, in a few words; None where nothing does."""
    ours, theirs = comparable(catalogue), comparable(back)
    if ours == theirs:
        return None
    differing = [
        f"{field}: {getattr(a, field)!r} became {getattr(b, field)!r}"
        for a, b in [(ours, theirs), *zip(ours.datasets, theirs.datasets, strict=False)]
        for field in type(a).__dataclass_fields__
        if field != "datasets" and getattr(a, field) != getattr(b, field)
    ]
    return "; ".join(differing)[:500] or "another number of datasets"
