"""The measures that Openhall brings: their texts lie beside this file, each with its worked example."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

ENDING = ".yaml"


@cache
def builtin_names() -> tuple[str, ...]:
    """What they are called, in alphabetical order."""
    found = (each.name for each in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(ENDING) for name in found if name.endswith(ENDING)))


@cache
def builtin_text(name: str) -> str:
    """The text of one. Raises `KeyError` where there is none of that name."""
    if name not in builtin_names():
        raise KeyError(name)
    return files(__package__).joinpath(name + ENDING).read_text(encoding="utf-8")
