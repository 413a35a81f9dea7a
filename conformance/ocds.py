"""OCDS: what Openhall publishes passes the official schemas and lib-cove-ocds; its checker says what that one says.

Looked at are the standard's own sample releases, records and templates, packages that Openhall writes from made-up
contracts of every kind, and some hundred packages broken at random places (seeded), each in both checkers.
"""

from __future__ import annotations

import copy
import json
import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from jsonschema.validators import Draft4Validator

from ocds_fixtures import difference
from ocds_schemas import ask_libcove, official, pack
from openhall.data.money.ocds.checking import check_package, is_valid
from openhall.data.money.ocds.reading import read_package, write_json
from openhall.data.money.ocds.releases import Publishing, record_package, release_package
from openhall.data.money.ocds.standard import Standard

BROKEN = 120
SEED = 2026
WRONG: tuple[Any, ...] = (
    None, "", "text", 7, 1.5, True, [], {}, ["a", "a"], [{"id": "1"}, {"id": "1"}], "2026-02-30T00:00:00Z",
    "2026-02-03T04:05:06+01:00", "2026-02-03", "http://example.org/a b", "urn:x:1", "nowhere", "EUR", "open", [None],
)  # fmt: skip


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each package with the fault found, or None."""
    samples = sorted((data / "ocds" / "fictional-example" / "1.1").rglob("*.json"))
    templates = sorted((data / "ocds" / "blank-template").glob("*1__1__*.json"))
    if not samples:
        return
    standard = official(data)
    with tempfile.TemporaryDirectory() as place:
        packed = pack(data, Path(place))
        yield from _published(packed, standard, Path(place))
        yield from _same("sample", samples, packed, standard)
        yield from _same("template", templates, packed, standard)
        yield from _same("broken", _broken(samples, Path(place)), packed, standard)
    yield from _table(samples, standard)


def _published(packed: Path, standard: Standard, place: Path) -> Iterator[tuple[str, str | None]]:
    """What Openhall writes: valid by the official schema, by lib-cove-ocds and by its own table."""
    contracts, payments = made_up()
    publishing = Publishing(
        "ocds-213czf", "City of Port Alder", "https://example.org/data/money/ocds/releases.json",
        datetime(2026, 11, 1, tzinfo=UTC), "EUR", licence="https://creativecommons.org/licenses/by/4.0/",
    )  # fmt: skip
    written = {
        "releases": release_package(contracts, payments, publishing),
        "records": record_package(contracts, payments, publishing),
        "one release": release_package(contracts.head(1), payments.clear(), publishing),
    }
    files = []
    for name, package in written.items():
        path = place / f"{name}.json"
        path.write_bytes(write_json(package))
        files.append(path)
    told = ask_libcove(packed, files)
    for path, said in zip(files, told, strict=True):
        package = read_package(path.read_bytes())
        schema = standard.records if "records" in package else standard.releases
        # The record's two forms of releases both allow whole releases by the letter; ours are whole.
        plain = [each.message for each in Draft4Validator(schema).iter_errors(package)]
        plain = [words for words in plain if "is valid under each of" not in words]
        yield f"published {path.stem}: official schema", plain[0][:200] if plain else None
        own = [each.words for each in check_package(package)]
        yield f"published {path.stem}: our own table", own[0] if own else None
        wrong = {name: found for name, found in said.items() if found}
        yield f"published {path.stem}: lib-cove-ocds", json.dumps(wrong)[:200] if wrong else None


def _same(kind: str, files: list[Path], packed: Path, standard: Standard) -> Iterator[tuple[str, str | None]]:
    for path, said in zip(files, ask_libcove(packed, files), strict=True):
        ours = check_package(read_package(path.read_bytes()), standard)
        fault = said.get("refused") or difference(ours, said)
        yield f"{kind} {path.name}: as lib-cove-ocds says", fault


def _broken(samples: list[Path], place: Path) -> list[Path]:
    """Samples, each with a few values put wrong or taken away."""
    draw = random.Random(SEED)
    packages = [json.loads(path.read_text(encoding="utf-8")) for path in samples]
    packages = [each for each in packages if "releases" in each or "records" in each]
    made = []
    for number in range(BROKEN):
        package = copy.deepcopy(draw.choice(packages))
        for _ in range(draw.randint(1, 4)):
            _break(package, draw)
        made.append(place / f"broken-{number:03}.json")
        made[-1].write_text(json.dumps(package), encoding="utf-8")
    return made


def _break(package: dict[str, Any], draw: random.Random) -> None:
    places: list[tuple[Any, Any]] = []

    def walk(thing: Any) -> None:
        for key in thing if isinstance(thing, dict) else range(len(thing)):
            # The version says which schemas are used, extensions bring their own: neither is broken.
            if thing is package and key in ("version", "extensions", "releases", "records"):
                pass
            else:
                places.append((thing, key))
            if isinstance(thing[key], (dict, list)) and key != "versionedRelease":
                walk(thing[key])

    walk(package)
    thing, key = draw.choice(places)
    if draw.random() < 0.25 and isinstance(thing, dict):
        del thing[key]
    else:
        thing[key] = copy.deepcopy(draw.choice(WRONG))


def _table(samples: list[Path], standard: Standard) -> Iterator[tuple[str, str | None]]:
    """Our table of 1.1.5 finds the samples valid where the official schema does."""
    for path in samples:
        package = read_package(path.read_bytes())
        ours, theirs = check_package(package), check_package(package, standard)
        # Where a value has its history the draft lists tags; our table looks at such objects as a whole.
        theirs = [each for each in theirs if "/versionedRelease/" not in each.path]
        same = is_valid(ours) == is_valid(theirs)
        words = "; ".join(each.words for each in (ours if not is_valid(ours) else theirs)[:3])
        yield f"table {path.name}", None if same else words


def made_up() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Contracts of every kind: all methods and categories, without what may be missing, ended, unpaid, paid back."""
    rows, paid = [], []
    for number in range(40):
        method = ("open", "selective", "limited", "direct", "framework", "")[number % 6]
        category = ("goods", "works", "services", "other", "")[number % 5]
        begins = date(2024 + number % 3, 1 + number % 12, 1)
        rows.append(
            {
                "contract_key": f"k-{number}", "contract": f"K/{number}", "title": f"Lamps & “posts” {number}",
                "supplier_key": "people" if number % 9 == 8 else f"firm-{number % 7}",
                "supplier": "People (not named)" if number % 9 == 8 else f"Firm {number % 7} Ltd", "kind": "company",
                "department_key": "roads", "department": "Roads", "programme": "Street lighting",
                "amount": number * 1_000_001, "signed": begins,
                "start": begins if number % 4 else None, "end": date(2026, 12, 31) if number % 3 else None,
                "method": method, "category": category, "bids": number if number % 2 else None,
            }
        )  # fmt: skip
        for place in range(number % 5):
            paid.append(
                {
                    "year": 2024 + place % 3, "payment": f"{number}/{place}",
                    "date": date(2024 + place % 3, 6, 1 + place),
                    "contract_key": f"k-{number}", "amount": -5 if place == 3 else 100_003 + place,
                }
            )  # fmt: skip
    return pl.DataFrame(rows), pl.DataFrame(paid)
