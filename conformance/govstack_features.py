"""Scenarios of .feature files, each row of its examples one scenario."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

BLOCKS = {
    "workflow": "bb-workflow/test/api-suite/features",
    "registration": "bb-registration/test/openAPI/features",
    "registries": "bb-digital-registries/test/openAPI/features",
    "consent": "bb-consent/test/gherkin/features",
}
"""The building blocks, and where their scenarios lie."""


@dataclass(frozen=True)
class Step:
    """One step; `kind` is Context, Action or Outcome (given, when, then)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Scenario:
    """One scenario.

    method, endpoint  those that the tags of its feature name; "" for none
    row               which row of its examples it is, from 1; 0 where it has none
    steps             those of the background first
    """

    block: str
    feature: str
    name: str
    row: int
    method: str
    endpoint: str
    tags: frozenset[str]
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"{self.block}, {self.feature}: {self.name}" + (f" ({self.row})" if self.row else "")


def scenarios(data: Path, block: str) -> Iterator[Scenario]:
    """All scenarios of a building block, in the order of their files."""
    folder = data / "govstack" / BLOCKS[block]
    given = folder.parent / "testDefaultParameters.json"
    values = json.loads(given.read_text()) if given.exists() else {}
    for path in sorted(folder.glob("*.feature")):
        text = re.sub(r"\$\{(\w+)\}", lambda found: values.get(found[1], found[0]), path.read_text())
        yield from read_feature(text, block, path.stem)


def read_feature(text: str, block: str, feature: str) -> Iterator[Scenario]:
    """The scenarios of one file."""
    document = Parser().parse(text)
    if not document.get("feature"):
        return  # A file of comments.
    document["uri"] = feature
    named = dict(tag["name"].split("=", 1) for tag in document["feature"]["tags"] if "=" in tag["name"])
    pickles = Compiler().compile(document)
    rows: dict[str, int] = {}
    for pickle in pickles:
        # A scenario and its rows have the same first node; those without rows have no other.
        first = pickle["astNodeIds"][0]
        rows[first] = row = rows.get(first, 0) + 1
        yield Scenario(
            block=block,
            feature=feature,
            name=pickle["name"],
            row=row if len(pickle["astNodeIds"]) > 1 else 0,
            method=named.get("@method", ""),
            endpoint=named.get("@endpoint", ""),
            tags=frozenset(tag["name"] for tag in pickle["tags"]),
            steps=tuple(Step(step["type"], step["text"]) for step in pickle["steps"]),
        )
