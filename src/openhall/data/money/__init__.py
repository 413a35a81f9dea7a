"""Follow the money: what was planned, revised and spent, by whom, on what, down to the single payment.

    from openhall.data.money import read_table, prepare_year, Book

Money is counted in whole minor units (cents) in 64 bits, so that every sum is exact; it is never a float.
"""

from __future__ import annotations

from openhall.data.money.book import Book, Year
from openhall.data.money.errors import MoneyError
from openhall.data.money.prepare import Asked, Prepared, Tables, prepare_year
from openhall.data.money.read import read_table

__all__ = ["Asked", "Book", "MoneyError", "Prepared", "Tables", "Year", "prepare_year", "read_table"]
