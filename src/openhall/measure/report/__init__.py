"""A report on how services do: one accessible HTML text, which is a page, an e-mail's attachment and a PDF/UA-1 file.

from openhall.measure.report import Figure, Report, Section, page_of, pdf_of
text = page_of(report)
pdf = pdf_of(report)
"""

from openhall.measure.report.model import Figure, Report, Result, Section, Status
from openhall.measure.report.page import page_of
from openhall.measure.report.pdf import CannotMakePdf, pdf_of, pdfs_of

__all__ = [
    "CannotMakePdf",
    "Figure",
    "Report",
    "Result",
    "Section",
    "Status",
    "page_of",
    "pdf_of",
    "pdfs_of",
]
