"""Small made-up tables of a body's money, for the tests of the engine and of the pages."""

from __future__ import annotations

from datetime import date

from openhall.data.money.prepare import Asked, Prepared, Tables, prepare_year
from openhall.data.money.read import read_table
from openhall.data.money.values import Reading

BUDGET = """Department,Programme,Account,Plan,Revised
Planning,Building permits,Pay,"1,000.00",1200.00
Planning,Building permits,Goods,200.00,
Roads,Street lighting,Goods,500.00,450.00
Total,,,1700.00,
"""
PAYMENTS = """Payment,Date,Department,Programme,Account,Supplier,Supplier no,Supplier kind,Contract,Amount,Description
P1,2026-01-15,Planning,Building permits,Goods,Inkwell Supplies Ltd,C100,company,,12.30,Paper
P2,2026-02-15,Planning,Building permits,Goods,Inkwell Supplies Ltd,C100,company,,100.00,Desks
P3,2026-02-20,Roads,Street lighting,Goods,Brightway Lighting plc,C200,company,K-1,300.10,Lamps
P4,2026-03-20,Roads,Street lighting,Goods,Brightway Lighting plc,C200,company,K-1,-0.10,Refund of a broken lamp
P5,2026-03-31,Planning,Building permits,Pay,Jo Sorrel,,staff,,400.00,Pay of Jo Sorrel
"""
CONTRACTS = """Contract,Title,Supplier,Supplier number,Department,Programme,Value,Signed,Start,End,Method,Category,Bids
K-1,Street lamps,Brightway Lighting plc,C200,Roads,Street lighting,900.00,2026-01-10,2026-01-15,2026-12-31,open,goods,4
"""


def prepared(
    budget: str = BUDGET,
    payments: str | None = PAYMENTS,
    contracts: str | None = CONTRACTS,
    year: int = 2026,
    first: date | None = None,
) -> Prepared:
    """The year of these tables, prepared."""
    given = [
        read_table(f"{name}.csv", text.encode()) if text else None
        for name, text in (("budget", budget), ("payments", payments), ("contracts", contracts))
    ]
    assert given[0] is not None
    return prepare_year(Asked(year, Reading("EUR"), first), Tables(given[0], given[1], given[2]))


def moved(text: str, year: int) -> str:
    """A table of 2026 as one of another year."""
    return text.replace("2026-", f"{year}-")
