"""Contracts of a body as OCDS releases and records.

A contract is a contracting process of its own. Its first release says who was awarded what and what was signed; for
each year in which something was paid under it a release tells the payments. The record holds all of them and the state
they lead to (compiled release).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from openhall.data.money.amounts import as_decimal
from openhall.data.money.errors import BadContract
from openhall.data.money.ocds.checking import PREFIX
from openhall.process.saying import gettext

METHODS = ("open", "selective", "limited", "direct")
CATEGORIES = ("goods", "works", "services")
Json = dict[str, Any]


@dataclass(frozen=True)
class Publishing:
    """Who publishes, and how packages are named.

    prefix     the ocid prefix that is registered for the publisher: `ocds-213czf`
    publisher  its name; scheme, uid and uri name it in a register where it has one
    address    where the package is had
    at         when it was published
    currency   of all amounts
    """

    prefix: str
    publisher: str
    address: str
    at: datetime
    currency: str
    scheme: str = ""
    uid: str = ""
    uri: str = ""
    language: str = "en"
    licence: str = ""

    def __post_init__(self) -> None:
        if not PREFIX.fullmatch(self.prefix):
            raise BadContract(
                gettext("“%(prefix)s” is no ocid prefix; it looks like ocds-213czf.", prefix=self.prefix)
            )


def ocid_of(publishing: Publishing, contract_key: str) -> str:
    """The identifier of a contract's process, the same in every release for ever."""
    return f"{publishing.prefix}-{contract_key}"


def release_package(contracts: pl.DataFrame, payments: pl.DataFrame, publishing: Publishing) -> Json:
    """All releases of some contracts, as a release package.

    contracts, payments  rows of a `Book` (`prepare.CONTRACT_ROW`, `prepare.PAYMENT_ROW`)
    Raises `BadContract` where there is none: a package is not empty.
    """
    releases = [each for group in _processes(contracts, payments, publishing) for each in group]
    return _package(publishing) | {"releases": _filled(releases)}


def record_package(contracts: pl.DataFrame, payments: pl.DataFrame, publishing: Publishing) -> Json:
    """A record for each contract, with its releases and what they lead to."""
    records = [
        {"ocid": group[0]["ocid"], "releases": group, "compiledRelease": _compiled(group)}
        for group in _processes(contracts, payments, publishing)
    ]
    return _package(publishing) | {"records": _filled(records)}


def _filled(things: list[Json]) -> list[Json]:
    if not things:
        raise BadContract(gettext("There is no contract to publish."))
    return things


def _package(publishing: Publishing) -> Json:
    publisher = {
        "name": publishing.publisher,
        "scheme": publishing.scheme,
        "uid": publishing.uid,
        "uri": publishing.uri,
    }
    return {
        "uri": publishing.address,
        "version": "1.1",
        "publishedDate": _moment(publishing.at),
        "publisher": {name: text for name, text in publisher.items() if text},
        **({"license": publishing.licence} if publishing.licence else {}),
    }


def _processes(
    contracts: pl.DataFrame, payments: pl.DataFrame, publishing: Publishing
) -> Iterator[list[Json]]:
    paid: dict[str, list[Mapping[str, Any]]] = {}
    if payments.height:
        named = payments.filter(pl.col("contract_key").is_in(contracts["contract_key"].to_list()))
        for row in named.sort("date", "payment").iter_rows(named=True):
            paid.setdefault(row["contract_key"], []).append(row)
    for contract in contracts.iter_rows(named=True):
        yield [
            _award(contract, publishing),
            *_implementation(contract, paid.get(contract["contract_key"], []), publishing),
        ]


def _head(contract: Mapping[str, Any], publishing: Publishing, day: date, what: str, tags: list[str]) -> Json:
    ocid = ocid_of(publishing, contract["contract_key"])
    buyer = {"id": contract["department_key"], "name": contract["department"]}
    supplier = _supplier(contract)
    return {
        "ocid": ocid,
        "id": f"{ocid}-{day:%Y%m%d}-{what}",
        "date": _day(day),
        "tag": tags,
        "initiationType": "tender",
        "language": publishing.language,
        "parties": [{**buyer, "roles": ["buyer"]}, {**supplier, "roles": ["supplier"]}],
        "buyer": buyer,
    }


def _supplier(contract: Mapping[str, Any]) -> Json:
    # A supplier and a department may have the same key; parties are told apart by theirs.
    return {"id": f"supplier-{contract['supplier_key']}", "name": contract["supplier"]}


def _award(contract: Mapping[str, Any], publishing: Publishing) -> Json:
    key, value = contract["contract_key"], _value(contract["amount"], publishing)
    period = {
        name: _day(day)
        for name, day in (("startDate", contract["start"]), ("endDate", contract["end"]))
        if day is not None
    }
    method, category = contract["method"], contract["category"]
    tender: Json = {
        "id": key,
        "title": contract["title"],
        "status": "complete",
        **({"procurementMethod": method} if method in METHODS else {}),
        **({"procurementMethodDetails": method} if method and method not in METHODS else {}),
        **({"mainProcurementCategory": category} if category in CATEGORIES else {}),
        **({"numberOfTenderers": contract["bids"]} if contract["bids"] is not None else {}),
    }
    award = {
        "id": key,
        "title": contract["title"],
        "status": "active",
        "date": _day(contract["signed"]),
        "value": value,
        "suppliers": [_supplier(contract)],
    }
    return _head(contract, publishing, contract["signed"], "contract", ["award", "contract"]) | {
        "tender": tender,
        "awards": [award],
        "contracts": [
            {
                "id": key,
                "awardID": key,
                "title": contract["title"],
                "status": "terminated" if _is_over(contract, publishing) else "active",
                "value": value,
                "dateSigned": _day(contract["signed"]),
                **({"period": period} if period else {}),
            }
        ],
    }


def _is_over(contract: Mapping[str, Any], publishing: Publishing) -> bool:
    return contract["end"] is not None and contract["end"] < publishing.at.date()


def _implementation(
    contract: Mapping[str, Any], paid: list[Mapping[str, Any]], publishing: Publishing
) -> Iterator[Json]:
    key = contract["contract_key"]
    for year in sorted({row["year"] for row in paid}):
        rows = [row for row in paid if row["year"] == year]
        transactions = [
            {
                "id": f"{row['year']}-{row['payment']}",
                "date": _day(row["date"]),
                "value": _value(row["amount"], publishing),
                "payer": {"id": contract["department_key"], "name": contract["department"]},
                "payee": _supplier(contract),
            }
            for row in rows
        ]
        yield _head(contract, publishing, rows[-1]["date"], f"paid-{year}", ["implementation"]) | {
            "contracts": [{"id": key, "awardID": key, "implementation": {"transactions": transactions}}]
        }


def _compiled(releases: list[Json]) -> Json:
    """What the releases of a process lead to: the newest word on each field, all transactions (OCDS 1.1, merging)."""
    first, newest = releases[0], max(releases, key=lambda each: str(each["date"]))
    transactions = [
        each
        for release in releases[1:]
        for contract in release["contracts"]
        for each in contract["implementation"]["transactions"]
    ]
    contract = dict(first["contracts"][0])
    if transactions:
        contract["implementation"] = {"transactions": transactions}
    return first | {
        "id": f"{first['ocid']}-{newest['date']}",
        "date": newest["date"],
        "tag": ["compiled"],
        "contracts": [contract],
    }


def _value(minor: int, publishing: Publishing) -> Json:
    return {"amount": as_decimal(minor, publishing.currency), "currency": publishing.currency}


def _day(day: date) -> str:
    # The standard asks for a moment where books have a day; its beginning in UTC stands for it.
    return f"{day:%Y-%m-%d}T00:00:00Z"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
