"""Contracts as OCDS: exact, valid, the same identifiers for ever, nobody named; and packages of others checked."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.data.money_tables import CONTRACTS, PAYMENTS, prepared

from openhall.data.money.errors import BadContract, UnreadablePackage
from openhall.data.money.ocds import (
    Publishing,
    check_package,
    read_package,
    record_package,
    release_package,
    write_json,
)
from openhall.data.money.ocds.checking import is_valid
from openhall.data.money.ocds.fields import CODES, OBJECTS
from openhall.data.money.ocds.standard import ocds_1_1

PUBLISHING = Publishing(
    "ocds-213czf", "Port Alder", "https://example.org/releases.json", datetime(2026, 11, 1, tzinfo=UTC), "EUR"
)


@pytest.fixture
def package() -> dict[str, Any]:
    found = prepared()
    return read_package(write_json(release_package(found.contracts, found.payments, PUBLISHING)))


def broken(package: dict[str, Any], path: str, value: Any) -> list[tuple[str, str]]:
    """What is found when a value of the package is another one."""
    wrong = copy.deepcopy(package)
    *way, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    thing: Any = wrong
    for part in way:
        thing = thing[part]
    if value is ...:
        del thing[last]
    else:
        thing[last] = value
    return [(each.kind, each.path) for each in check_package(wrong)]


def test_a_contract_is_awarded_signed_and_paid_to_the_cent(package: dict[str, Any]) -> None:
    assert check_package(package) == []
    award, paid = package["releases"]
    assert award["ocid"] == paid["ocid"] == "ocds-213czf-k-1"
    assert award["tag"] == ["award", "contract"]
    assert award["awards"][0]["value"] == {"amount": Decimal("900.00"), "currency": "EUR"}
    assert award["tender"]["procurementMethod"] == "open"
    amounts = [each["value"]["amount"] for each in paid["contracts"][0]["implementation"]["transactions"]]
    assert amounts == [Decimal("300.10"), Decimal("-0.10")]


def test_a_record_holds_all_releases_and_what_they_lead_to() -> None:
    found = prepared()
    package = record_package(found.contracts, found.payments, PUBLISHING)
    assert check_package(package) == []
    (record,) = package["records"]
    assert len(record["releases"]) == 2
    assert record["compiledRelease"]["tag"] == ["compiled"]
    assert record["compiledRelease"]["date"] == "2026-03-20T00:00:00Z"
    assert len(record["compiledRelease"]["contracts"][0]["implementation"]["transactions"]) == 2


def test_a_contract_with_a_person_names_nobody() -> None:
    person = CONTRACTS.replace("Brightway Lighting plc,C200", "Mrs Ada Alder,")
    found = prepared(contracts=person)
    written = write_json(release_package(found.contracts, found.payments, PUBLISHING))
    assert b"Ada Alder" not in written
    assert b"People (not named)" in written


def test_identifiers_stay_when_more_is_paid(package: dict[str, Any]) -> None:
    more = (
        PAYMENTS
        + "P9,2026-05-01,Roads,Street lighting,Goods,Brightway Lighting plc,C200,company,K-1,1.00,More\n"
    )
    found = prepared(payments=more)
    again = release_package(found.contracts, found.payments, PUBLISHING)
    assert again["releases"][0]["id"] == package["releases"][0]["id"]
    assert again["releases"][1]["id"] != package["releases"][1]["id"], "another state is another release"


def test_no_contract_makes_no_package_and_a_prefix_must_look_like_one() -> None:
    found = prepared(contracts=None)
    with pytest.raises(BadContract, match="no contract"):
        release_package(found.contracts, found.payments, PUBLISHING)
    with pytest.raises(BadContract, match="no ocid prefix"):
        Publishing("mine", "Port Alder", "https://example.org", datetime(2026, 1, 1, tzinfo=UTC), "EUR")


@pytest.mark.parametrize(
    ("path", "value", "kind", "where"),
    [
        ("releases/0/ocid", ..., "missing", "releases/0"),
        ("releases/0/date", "2026-02-30T00:00:00Z", "date-time", "releases/0/date"),
        ("releases/0/date", "2026-02-20", "date-time", "releases/0/date"),
        ("releases/0/tag", [], "empty", "releases/0/tag"),
        ("releases/0/tag", ["award", "lottery"], "code", "releases/0/tag/1"),
        ("releases/0/awards/0/value/currency", "EURO", "code", "releases/0/awards/0/value/currency"),
        ("releases/0/awards/0/value/amount", "12", "type", "releases/0/awards/0/value/amount"),
        ("releases/0/tender/procurementMethod", 7, "type", "releases/0/tender/procurementMethod"),
        ("uri", "not an address", "uri", "uri"),
        ("version", "eleven", "pattern", "version"),
        ("releases/0/ocid", "K-1", "prefix", "releases/0/ocid"),
        ("releases", [], "empty", "releases"),
    ],
)  # fmt: skip
def test_what_the_standard_does_not_allow_is_named_with_its_place(
    package: dict[str, Any], path: str, value: Any, kind: str, where: str
) -> None:
    assert broken(package, path, value) == [(kind, where)]


def test_an_ocid_without_a_prefix_is_advised_against_and_valid(package: dict[str, Any]) -> None:
    package["releases"] = package["releases"][:1]
    package["releases"][0]["ocid"] = "K-1"
    problems = check_package(package)
    assert [each.kind for each in problems] == ["prefix"]
    assert is_valid(problems)


def test_releases_that_are_there_twice_are_found_by_their_ids(package: dict[str, Any]) -> None:
    release = package["releases"][0]
    same = package | {"releases": [release, {**release, "language": "de"}]}
    assert [(each.kind, each.path) for each in check_package(same)] == [("duplicate", "releases")]
    other = package | {"releases": [release, {**release, "id": "another"}]}
    assert check_package(other) == []


def test_a_record_has_linked_or_whole_releases_and_not_both(package: dict[str, Any]) -> None:
    release = package.pop("releases")[0]
    linked = {"url": "https://example.org/1.json", "date": "2026-01-01T00:00:00Z"}

    def found(*releases: Any) -> list[tuple[str, str]]:
        records = {"records": [{"ocid": release["ocid"], "releases": list(releases)}]}
        return [(each.kind, each.path) for each in check_package(package | records)]

    assert found(linked) == []
    assert found(release) == []
    assert found(release, linked) == [("mixed", "records/0/releases")]
    assert found({"url": "https://example.org/1.json"}) == [("missing", "records/0/releases/0")]
    assert found() == [("empty", "records/0/releases")]


def test_fields_of_a_publishers_own_and_of_extensions_are_let_be(package: dict[str, Any]) -> None:
    package["releases"][0]["weather"] = {"today": ["rain"]}
    assert check_package(package) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"7", b'{"a": NaN}', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 80 + b"1" + b"}" * 80,
     b'{"a": ' + b"9" * 5_000 + b"}"],
)  # fmt: skip
def test_what_is_no_package_is_refused_in_bounds(content: bytes) -> None:
    with pytest.raises(UnreadablePackage):
        read_package(content)


def test_amounts_are_read_and_written_with_just_their_digits() -> None:
    text = b'{"amount": 9007199254740993.07}'
    assert json.loads(write_json(read_package(text)), parse_float=str) == {"amount": "9007199254740993.07"}


def test_the_table_of_fields_speaks_of_objects_and_codes_that_are_there() -> None:
    assert ocds_1_1().releases["properties"]["releases"]["items"]["required"] == [
        "ocid",
        "id",
        "date",
        "tag",
        "initiationType",
    ]
    for text in OBJECTS.values():
        for code in [word for word in text.replace(";", " ").split() if word.startswith("of:")]:
            assert code.removeprefix("of:") in CODES
