"""A report reads well to eyes and ears: as a page, and as a PDF that keeps what PDF/UA-1 asks and a program can check.

The checks are those of the Matterhorn Protocol 1.1 named beside them; the others need a person, or hold because text is
text. veraPDF cannot be had from the registries that this is built from.
"""

from __future__ import annotations

import builtins
import re
from datetime import date
from itertools import pairwise

import lxml.html
import numpy as np
import pytest
from pdf_objects import Pdf

from openhall.measure.report import (
    CannotMakePdf,
    Figure,
    Report,
    Result,
    Section,
    Status,
    page_of,
    pdf_of,
    pdfs_of,
)
from openhall.measure.spc import Annotation, chart

DAYS = [date(2024 + k // 12, k % 12 + 1, 1) for k in range(24)]


def figure(name: str, level: float, target: float | None) -> Figure:
    values = level + np.random.default_rng(len(name)).normal(0, 1, 24)
    seen = chart(
        values.tolist(),
        dates=DAYS,
        direction="decrease",
        target=target,
        annotations=(Annotation(DAYS[9], "New form & fee"),),
    )
    return Figure(name, "How long do people wait?", "days", seen)


REPORT = Report(
    title="How services did in 2024 & 2025",
    body="Port Alder",
    first=DAYS[0],
    last=DAYS[-1],
    made=date(2026, 1, 5),
    sections=(
        Section(
            "Building <permits>",
            (figure("Days to decision", 30, 10.0), figure("Backlog", 10, None)),
            (Result("A second clerk", "No sign of change."),),
        ),
        Section("Bins", ()),
    ),
)


@pytest.fixture(scope="module")
def pdf() -> Pdf:
    return Pdf(pdf_of(REPORT))


def test_the_page_says_what_is_off_course_first_and_every_chart_has_words_and_a_table() -> None:
    text = page_of(REPORT)
    page = lxml.html.fromstring(text)
    assert page.get("lang") == "en" and page.findtext(".//title") == REPORT.title
    assert "1 measure is off course" in page.text_content()
    assert [each.text_content() for each in page.iter("h2")] == ["Summary", "Building <permits>", "Bins"]
    assert "Nothing was measured in this time." in text
    assert "<permits>" not in text
    images = list(page.iter("img"))
    assert len(images) == 2 and all(len(each.get("alt")) > 30 for each in images)
    assert all(each.get("scope") in ("row", "col") for each in page.iter("th"))
    assert all(each.find("caption") is not None for each in page.iter("table"))
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4")]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert not re.search(r'(src|href)="(?!data:)', text)


def test_a_measure_is_off_course_when_it_misses_its_target_as_things_are() -> None:
    assert figure("a", 30, 10.0).status is Status.OFF
    assert figure("a", 10, 30.0).status is Status.STEADY
    assert figure("a", 10, None).status is Status.STEADY


def test_it_says_that_it_is_pdf_ua_and_shows_its_title(pdf: Pdf) -> None:
    """Matterhorn 06-001 to 06-003 (metadata), 07-001 and 07-002 (title bar)."""
    (catalog,) = pdf.all(rb"/Type ?/Catalog").values()
    metadata = next(text for text in pdf.streams.values() if b"pdfuaid" in text)
    assert re.search(rb"pdfuaid:part[=>]\W*1", metadata)
    assert b"How services did in 2024 &amp; 2025" in metadata
    assert re.search(rb"/DisplayDocTitle true", pdf.of(catalog, b"/ViewerPreferences"))


def test_it_is_tagged_in_a_known_language(pdf: Pdf) -> None:
    """Matterhorn 01-005 (everything is marked), 06, 11-006 (language)."""
    (catalog,) = pdf.all(rb"/Type ?/Catalog").values()
    assert re.search(rb"/Marked true", pdf.of(catalog, b"/MarkInfo"))
    assert re.search(rb"/Lang ?\(en\)", catalog)
    assert b"/StructTreeRoot" in catalog
    assert re.search(rb"/Suspects true", catalog) is None
    pages = pdf.all(rb"/Type ?/Page\b")
    assert pages
    for page in pages.values():
        assert b"/StructParents" in page
        # Where tags lead, order of tabbing follows (28-004).
        assert b"/Annots" not in page or b"/Tabs /S" in page


def test_pictures_have_words_and_tables_have_heads(pdf: Pdf) -> None:
    """Matterhorn 13-004 (figures), 15-003 (scope of heads), 14-003 (headings in order)."""
    figures = pdf.all(rb"/S ?/Figure\b")
    assert len(figures) == 2
    assert all(b"/Alt" in body for body in figures.values())
    heads = pdf.all(rb"/S ?/TH\b")
    assert len(heads) > 20
    scopes = [re.search(rb"/Scope ?/(Row|Column)", body) for body in heads.values()]
    assert {each[1] for each in scopes if each} == {b"Row", b"Column"} and all(scopes)
    (root,) = pdf.all(rb"/Type ?/StructTreeRoot\b").values()
    listed = pdf.of(pdf.of(root, b"/IDTree"), b"/Kids").split(b"[")[1].split()[0]
    names = pdf.objects[int(listed)]
    for body in pdf.all(rb"/S ?/TD\b").values():
        for name in re.findall(rb"\(([\d-]+)\)", body.partition(b"/Headers")[2]):
            assert b"(" + name + b")" in names
    assert len(pdf.all(rb"/S ?/H1\b")) == 1
    assert pdf.all(rb"/S ?/H2\b") and pdf.all(rb"/S ?/Caption\b")


def test_everything_in_the_tree_hangs_together(pdf: Pdf) -> None:
    """Matterhorn 09 (appropriate tags): every element has a parent that has it as a child."""
    elements = pdf.all(rb"/Type ?/StructElem\b")
    assert len(elements) > 100
    (root,) = pdf.all(rb"/Type ?/StructTreeRoot\b")
    for number, body in elements.items():
        parent = int(re.search(rb"/P (\d+) 0 R", body)[1])  # type: ignore[index]
        assert parent == root or parent in elements
        assert number in pdf.refs(pdf.objects[parent])


def test_fonts_are_inside_and_the_bookmarks_name_the_sections(pdf: Pdf) -> None:
    """Matterhorn 31-009 (embedded fonts), 31-027 (to Unicode)."""
    descriptors = pdf.all(rb"/Type ?/FontDescriptor\b")
    assert descriptors and all(re.search(rb"/FontFile[23]?", body) for body in descriptors.values())
    assert all(b"/ToUnicode" in body for body in pdf.all(rb"/Subtype ?/Type0\b").values())
    titles = b" ".join(pdf.all(rb"/Title").values())
    assert b"Summary" in titles and b"Bins" in titles


def test_many_reports_are_made_beside_each_other_in_their_order() -> None:
    pages = [page_of(Report(f"Report {k}", "Port Alder", DAYS[0], DAYS[1], DAYS[2], ())) for k in range(3)]
    made = pdfs_of(pages, workers=2)
    for k, each in enumerate(made):
        metadata = next(text for text in Pdf(each).streams.values() if b"pdfuaid" in text)
        assert f"Report {k}".encode() in metadata


def test_without_pango_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(CannotMakePdf, match="install libpango"):
        pdf_of(REPORT)
