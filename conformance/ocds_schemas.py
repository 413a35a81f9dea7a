"""The official OCDS schemas of the data folder: as a standard that our checker takes, and packed for lib-cove-ocds.

The folder holds the draft in which the record has a schema file of its own, and linked releases a definition;
lib-cove-ocds looks for both inside the record package's schema, where 1.1 has them. They are put there; what they allow
is the same.
"""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from openhall.data.money.ocds.standard import Standard
from peers import ROOT, python_with

RELEASE = "https://standard.open-contracting.org/schema/1__1__5/release-schema.json"
VERSIONED = "https://standard.open-contracting.org/schema/1__1__5/versioned-release-validation-schema.json"


def record_package(folder: Path) -> dict[str, Any]:
    """The schema of a record package with the record's inside, as `#/definitions/record`."""
    package = json.loads((folder / "record-package-schema.json").read_text(encoding="utf-8"))
    if "definitions" in package:
        return package
    record = json.loads((folder / "record-schema.json").read_text(encoding="utf-8"))
    inner = record.pop("definitions", {})
    # With its own address, what it refers to would be looked for there.
    record.pop("id", None)
    releases = record["properties"]["releases"]
    kind = releases.pop("type", "array")
    for way in releases["oneOf"]:
        name = way["items"].get("$ref", "").removeprefix("#/definitions/")
        way |= {"type": kind, "items": inner.get(name, way["items"])}
    package["properties"]["records"]["items"] = {"$ref": "#/definitions/record"}
    return package | {"definitions": {"record": record}}


def official(data: Path) -> Standard:
    """The official schemas as one standard: each package's schema with all that it refers to inside itself."""
    folder = data / "ocds" / "schema"
    release = json.loads((folder / "release-schema.json").read_text(encoding="utf-8"))
    versioned = json.loads((folder / "versioned-release-validation-schema.json").read_text(encoding="utf-8"))
    inside = {
        "Release": _moved(release, ""),
        "VersionedRelease": _moved(versioned, "Versioned"),
        **{name: _moved(each, "") for name, each in release["definitions"].items()},
        **{f"Versioned{name}": _moved(each, "Versioned") for name, each in versioned["definitions"].items()},
    }
    packages = []
    for schema in (
        json.loads((folder / "release-package-schema.json").read_text(encoding="utf-8")),
        record_package(folder),
    ):
        own = {name: _moved(each, "") for name, each in schema.get("definitions", {}).items()}
        packages.append(_moved(schema, "") | {"definitions": {**inside, **own}})
    return Standard("1.1", packages[0], packages[1])


def _moved(thing: Any, before: str) -> Any:
    """A schema whose references lead to definitions with `before` in front; without an address and definitions."""
    if isinstance(thing, list):
        return [_moved(each, before) for each in thing]
    if not isinstance(thing, dict):
        return thing
    found = {}
    for name, value in thing.items():
        if name in ("definitions", "$schema") or (name == "id" and isinstance(value, str)):
            continue
        if name == "$ref":
            value = {RELEASE: "#/definitions/Release", VERSIONED: "#/definitions/VersionedRelease"}.get(
                value, value.replace("#/definitions/", f"#/definitions/{before}")
            )
            found[name] = value
        else:
            found[name] = _moved(value, before)
    return found


def pack(data: Path, where: Path) -> Path:
    """The schemas and lists of codes as a ZIP file in the form of the standard's repository."""
    folder = data / "ocds" / "schema"
    packed = where / "standard.zip"
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("standard/", "")
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = f"standard/schema/{path.relative_to(folder).as_posix()}"
                if path.name == "record-package-schema.json":
                    out.writestr(name, json.dumps(record_package(folder)))
                else:
                    out.write(path, name)
    return packed


def ask_libcove(standard: Path, files: list[Path]) -> list[dict[str, Any]]:
    """What lib-cove-ocds says of each file (see `ocds_side.py`)."""
    command = [str(python_with("ocds")), str(ROOT / "conformance" / "ocds_side.py"), str(standard)]
    done = subprocess.run(
        command + [str(each) for each in files], check=False, capture_output=True, text=True, timeout=600
    )
    if done.returncode:
        raise RuntimeError(f"lib-cove-ocds: {done.stderr.strip().splitlines()[-1]}")
    return [json.loads(line) for line in done.stdout.splitlines()]
