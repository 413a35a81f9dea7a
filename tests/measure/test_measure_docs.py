"""The reference of measures names all that may be written, every fact and built-in measure; its example holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openhall.measure.definitions import builtin_names, check_definition
from openhall.measure.definitions.text import KNOWN
from openhall.measure.facts import OF_CASES, OF_FEEDBACK

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "measures.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*KNOWN, *OF_CASES, *OF_FEEDBACK, *builtin_names()])
def test_the_reference_names_it(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_the_example_of_the_reference_comes_out() -> None:
    text = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert text is not None
    checked = check_definition(text[1].encode())
    assert (checked.errors, checked.warnings, checked.passed) == ((), (), 1)
