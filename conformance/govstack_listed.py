"""The scenarios that do not apply, as the documents name them, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from govstack_features import BLOCKS, Scenario, scenarios

DOCUMENT = Path(__file__).parent.parent / "docs" / "reference" / "govstack.md"
ROW = re.compile(r"^\| (\w+, [\w-]+: [^|]+?) \| ([^|]+?) \|$", re.MULTILINE)
PLAYED = ("workflow", "registration", "registries")


def listed() -> dict[str, str]:
    """The reason of each, by its building block, feature and name."""
    return dict(ROW.findall(DOCUMENT.read_text()))


def title(scenario: Scenario) -> str:
    """How the list names a scenario, with all rows of its examples."""
    return f"{scenario.block}, {scenario.feature}: {scenario.name}"


def checks_of_list(data: Path) -> Iterator[tuple[str, str | None]]:
    """Whether the list names what does not apply, and nothing else: each check and its fault."""
    reasons = listed()
    names = {block: {title(each) for each in scenarios(data, block)} for block in BLOCKS}
    all_names = set().union(*names.values())
    for name in sorted(set(reasons) | (all_names - set().union(*(names[block] for block in PLAYED)))):
        fault = None
        if name not in reasons:
            fault = f"it is not played; say why in {DOCUMENT.name}"
        elif name not in all_names:
            fault = f"{DOCUMENT.name} names it, and there is no such scenario"
        yield f"listed, with its reason: {name}", fault
