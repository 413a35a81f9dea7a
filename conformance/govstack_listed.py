"""The scenarios that do not apply and the operations that are not served, as the documents name them, with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govstack_asking import HEADER, Request
from govstack_contract import operations
from govstack_features import BLOCKS, Scenario, scenarios

DOCUMENT = Path(__file__).parent.parent / "docs" / "reference" / "govstack.md"
ROW = re.compile(r"^\| (\w+, [\w-]+: [^|]+?) \| ([^|]+?) \|$", re.MULTILINE)
OPERATION = re.compile(r"^\| (\w+ [A-Z]+ /[^ |]+) \| ([^|]+?) \|$", re.MULTILINE)
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


def checks_of_operations(data: Path, told: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Whether each operation of the contracts is served, or listed: each check and its fault."""
    unserved = dict(OPERATION.findall(DOCUMENT.read_text()))
    for block in PLAYED:
        for each in operations(data, block):
            name = f"{block} {each.method} {each.path}"
            request = Request(each, each.path, {}, {"Authorization": told["key"], HEADER: told["client"]})
            request.in_path = {part.lower(): "nothing" for part in re.findall(r"\{(\w+)\}", each.path)}
            answer = request.send(f"{told['address']}/{block}")
            # Where nothing is served, a page for people says so.
            is_served = answer.status != 405 and not (answer.status == 404 and isinstance(answer.body, str))
            if is_served == (name in unserved):
                said = "is" if is_served else "is not"
                yield (
                    f"operation: {name}",
                    f"it {said} served ({answer.status}), and {DOCUMENT.name} says otherwise",
                )
            else:
                yield f"operation {'served' if is_served else 'listed, with its reason'}: {name}", None
