"""Papers that residents and officers of the play give: small files that any reader opens."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile

from openhall.process.forms.model import Form, QuestionKind
from openhall.site.cases.models import Case, Document
from openhall.site.cases.models.papers import new_document_key
from openhall.site.people.models import User


def a_pdf(words: str) -> bytes:
    """A page with one line of words, as PDF 1.4."""
    shown = words.replace("\\", "").replace("(", "").replace(")", "").encode("latin-1", "replace")
    drawn = b"BT /F1 18 Tf 72 720 Td (" + shown + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def a_png(shade: int) -> bytes:
    """A grey square of 64 by 64 points, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + bytes([shade]) * 64) * 64)
    head = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def with_papers(
    form: Form, answers: Mapping[str, Any], by: User | None, from_applicant: bool
) -> tuple[dict[str, Any], list[Document]]:
    """Answers in which a file stands by its name, with the keys of documents in their stead, and those documents.

    They belong to no case yet: `keep` gives them one.
    """
    found, documents = dict(answers), []
    for name, question in form.questions.items():
        if question.kind != QuestionKind.FILES or not found.get(name):
            continue
        given = [_document(f"{form.name}.{name}", each, by, from_applicant) for each in found[name]]
        found[name] = [each.key for each in given]
        documents += given
    return found, documents


def keep(documents: list[Document], case: Case) -> None:
    """Keep documents in a case."""
    for each in documents:
        each.case = case
    Document.objects.bulk_create(documents)


def _document(question: str, name: str, by: User | None, from_applicant: bool) -> Document:
    picture = name.endswith(".png")
    content = a_png(len(name) * 9 % 256) if picture else a_pdf(name.removesuffix(".pdf").capitalize())
    document = Document(
        key=new_document_key(),
        question=question,
        name=name,
        content_type="image/png" if picture else "application/pdf",
        bytes=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        from_applicant=from_applicant,
        by=by,
    )
    document.file.save("document", ContentFile(content), save=False)
    return document
