"""A sheet as a file: CSV, JSON or XLSX, amounts exact, and where they come from."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
import polars as pl
import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from openhall.data.money.amounts import digits_of, plain
from openhall.site.opendata.money.sheets import Holds, Sheet

FORMATS = ("csv", "json", "xlsx")
MOST_IN_A_SPREADSHEET = 50_000
"""Rows; a larger list is given as CSV or JSON, which any spreadsheet opens too."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TooLong(Exception):
    """A list is too long for the format that is asked for."""


def download(sheet: Sheet, form: str, source: Mapping[str, Any]) -> HttpResponse:
    """The rows of a sheet as a file of `FORMATS`.

    source  where the numbers come from: address, versions and their hashes; in JSON beside the rows, in XLSX on a
            sheet of their own
    Raises `TooLong` for a spreadsheet of more rows than are written into one.
    """
    write = {"csv": _csv, "json": _json, "xlsx": _xlsx}[form]
    response = HttpResponse(write(sheet, source), content_type=TYPES[form])
    response["Content-Disposition"] = content_disposition_header(True, f"{sheet.name}.{form}")
    return response


def _names(sheet: Sheet) -> list[str]:
    return [each.name for each in sheet.columns if each.holds != Holds.SHARE]


def _texts(sheet: Sheet) -> pl.DataFrame:
    """The rows with amounts as text: `-12.30`."""
    digits = digits_of(sheet.currency)
    money = [each.name for each in sheet.columns if each.holds == Holds.MONEY]
    return sheet.frame.select(_names(sheet)).with_columns(_as_text(name, digits) for name in money)


def _as_text(name: str, digits: int) -> pl.Expr:
    amount = pl.col(name)
    size = amount.abs().cast(pl.String).str.pad_start(digits + 1, "0")
    sign = pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    if not digits:
        return (sign + size).alias(name)
    whole = size.str.head(-digits)
    return (sign + whole + pl.lit(".") + size.str.tail(digits)).alias(name)


def _csv(sheet: Sheet, source: Mapping[str, Any]) -> bytes:
    return _texts(sheet).write_csv().encode("utf-8")


def _json(sheet: Sheet, source: Mapping[str, Any]) -> bytes:
    money = {each.name for each in sheet.columns if each.holds == Holds.MONEY}

    def value(name: str, given: Any) -> Any:
        # A number of JSON with just these digits; a float on our side could move the last one.
        return orjson.Fragment(given) if name in money and given is not None else given

    rows = [
        {name: value(name, given) for name, given in row.items()}
        for row in _texts(sheet).iter_rows(named=True)
    ]
    return orjson.dumps({"title": str(sheet.title), "currency": sheet.currency, **source, "rows": rows})


def _xlsx(sheet: Sheet, source: Mapping[str, Any]) -> bytes:
    if sheet.frame.height > MOST_IN_A_SPREADSHEET:
        raise TooLong
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    digits = digits_of(sheet.currency)
    amount = book.add_format({"num_format": f"#,##0.{'0' * digits}" if digits else "#,##0"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    rows = book.add_worksheet("Rows")
    kinds = {each.name: each.holds for each in sheet.columns}
    for place, name in enumerate(_names(sheet)):
        rows.write_string(0, place, name, bold)
    for line, row in enumerate(sheet.frame.select(_names(sheet)).iter_rows(named=True), 1):
        for place, (name, value) in enumerate(row.items()):
            if value is None:
                continue
            if kinds[name] == Holds.MONEY:
                rows.write_number(line, place, Decimal(plain(value, sheet.currency)), amount)
            elif kinds[name] == Holds.DAY:
                rows.write_datetime(line, place, value, day)
            elif isinstance(value, str):
                rows.write_string(line, place, value)
            else:
                rows.write_number(line, place, value)
    told = book.add_worksheet("About")
    facts = [("title", str(sheet.title)), ("currency", sheet.currency), *_flat(source)]
    for line, (name, text) in enumerate(facts):
        told.write_string(line, 0, name, bold)
        told.write_string(line, 1, text)
    book.close()
    return written.getvalue()


def _flat(source: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, "; ".join(str(each) for each in value) if isinstance(value, (list, tuple)) else str(value))
        for name, value in source.items()
    ]
