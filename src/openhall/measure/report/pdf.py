"""A report as a PDF that is read aloud well: PDF/UA-1 (ISO 14289-1), by WeasyPrint, on all processors."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from openhall.measure.errors import MeasureError
from openhall.measure.report.model import Report
from openhall.measure.report.page import page_of
from openhall.measure.spc.speech import ENGLISH, Speech

VARIANT = "pdf/ua-1"


class CannotMakePdf(MeasureError):
    """The library that sets pages is not there."""


def pdf_of(report: Report, speech: Speech = ENGLISH) -> bytes:
    """The report as PDF/UA-1. Nothing is fetched. Raises `CannotMakePdf` when Pango is not installed."""
    return _set(page_of(report, speech))


def pdfs_of(pages: Sequence[str], workers: int | None = None) -> list[bytes]:
    """Many pages (of `page_of`) as PDF, in processes of their own, in the order given. Raises `CannotMakePdf`."""
    many = min(len(pages), workers or os.cpu_count() or 1)
    if many <= 1:
        return [_set(page) for page in pages]
    # Fonts and threads of the parent are not taken over: they may be held just then.
    with ProcessPoolExecutor(many, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_set, pages))


def _set(page: str) -> bytes:
    try:
        from weasyprint import HTML, URLFetcher  # type: ignore[import-untyped]
    except (ImportError, OSError):
        raise CannotMakePdf(
            "PDF cannot be made because Pango is not installed: install it (Debian: apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0), or take the report as a web page."
        ) from None
    # Pictures stand in the page itself: a report reaches into neither network nor disk.
    made = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf(
        finisher=_name_heads, pdf_variant=VARIANT
    )
    return bytes(made or b"")


def _name_heads(document: object, pdf: Any) -> None:
    """Say of each head of a table whether it heads a row or a column, and list the heads by name.

    WeasyPrint ties cells to the names of their heads, but leaves out the list of names (ISO 32000-1, 14.7.2: IDTree);
    and some readers know only the scope.
    """
    import pydyf  # type: ignore[import-untyped]

    kinds = [each for each in pdf.objects if isinstance(each, pydyf.Dictionary)]
    elements = {each.reference: each for each in kinds if each.get("Type") == "/StructElem"}
    names = []
    for each in elements.values():
        if each["S"] == "/TH" and "A" in each:
            group = elements[elements[each["P"]]["P"]]
            each["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
            if "ID" in each:
                names.append((each["ID"], each.reference))
    root = next(each for each in kinds if each.get("Type") == "/StructTreeRoot")
    if names:
        names.sort(key=lambda pair: str(pair[0].string))
        ends = pydyf.Array([names[0][0], names[-1][0]])
        leaf = pydyf.Dictionary(
            {"Names": pydyf.Array([part for pair in names for part in pair]), "Limits": ends}
        )
        pdf.add_object(leaf)
        root["IDTree"] = pydyf.Dictionary({"Kids": pydyf.Array([leaf.reference])})
