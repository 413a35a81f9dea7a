"""Our checker beside lib-cove-ocds on its own fixtures: valid or not, and what is wrong where, under the same schemas.

Each JSON file is a check: both must name the same problems (kind and place), the same fields with codes outside of
closed lists, and the same ocids without a registered prefix; what one refuses to look at the other must refuse.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ocds_schemas import ask_libcove, official, pack
from openhall.data.money.errors import UnreadablePackage
from openhall.data.money.ocds.checking import check_package
from openhall.data.money.ocds.reading import read_package
from openhall.data.money.ocds.standard import Standard

KINDS = {
    "required": "missing", "minItems": "empty", "minLength": "empty", "minProperties": "empty",
    "uniqueItems": "duplicate", "pattern": "pattern", "date-time": "date-time", "uri": "uri", "enum": "code",
    "oneOf": "mixed",
    **dict.fromkeys(("string", "number", "integer", "object", "array", "boolean", "null"), "type"),
}  # fmt: skip
OLD = "1.0"


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each fixture with what the two say differently, or None."""
    folder = data / "ocds-libcove-fixtures"
    files = sorted(folder.rglob("*.json"))
    standard = official(data) if files else None
    with tempfile.TemporaryDirectory() as place:
        told = ask_libcove(pack(data, Path(place)), files) if files else []
    for path, said in zip(files, told, strict=True):
        assert standard is not None
        name = str(path.relative_to(folder))
        yield from _compared(name, path, said, standard)


def _compared(
    name: str, path: Path, said: dict[str, Any], standard: Standard
) -> Iterator[tuple[str, str | None]]:
    try:
        package = read_package(path.read_bytes())
    except UnreadablePackage as error:
        yield f"{name} (refused by both)", None if "refused" in said else f"only we refuse it: {error}"
        return
    if package.get("version") == OLD:
        # 1.0 has schemas of its own, which the data do not hold: neither looks at it.
        known = "refused" in said
        yield f"{name} (OCDS 1.0, which is not read)", None if known else "lib-cove-ocds reads it"
        return
    if "refused" in said:
        yield name, f"lib-cove-ocds refuses it: {said['refused']}"
        return
    ours = check_package(package, standard)
    yield name, difference(ours, said)


def difference(ours: list[Any], said: dict[str, Any]) -> str | None:
    """What our checker and lib-cove-ocds say differently, in words; None when it is the same."""
    theirs = Counter((_kind(kind), path) for kind, path in said["errors"] if _kind(kind) != "code")
    own = Counter((each.kind, each.path) for each in ours if each.kind not in ("code", "prefix"))
    words = [f"only we: {kind} at {path or 'the package'}" for kind, path in (own - theirs)]
    words += [f"only lib-cove-ocds: {kind} at {path or 'the package'}" for kind, path in (theirs - own)]
    # An empty text is no code by the schema; lib-cove-ocds passes over it.
    codes = {_bare(each.path) for each in ours if each.kind == "code" and "“”" not in each.words}
    # What is no text at all we name by its type alone; lib-cove-ocds looks for it among the codes too.
    no_text = {_bare(each.path) for each in ours if each.kind == "type"}
    words += [f"codes: {each}" for each in sorted((codes ^ set(said["codes"])) - no_text)]
    prefixes = {each.path for each in ours if each.kind == "prefix"}
    words += [f"prefix: {each}" for each in sorted(prefixes ^ set(said["prefixes"]))]
    return "; ".join(words[:5]) or None


def _kind(kind: str) -> str:
    return KINDS.get(kind, kind)


def _bare(path: str) -> str:
    """A path without the places in lists, as codes are reported."""
    return "/".join(part for part in path.split("/") if not re.fullmatch(r"\d+", part))
