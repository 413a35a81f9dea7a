"""The look that a case is about, where a resident questions one: what whoever answers has to know of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from openhall.site.cases.models import Case, LookQuestion
from openhall.site.portal.looked import Row, row_of_use, rows_of_looks
from openhall.site.services.loading import ready


@dataclass(frozen=True)
class Questioned:
    """A look as its resident sees it, and who it was, for those alone who answer for data protection."""

    row: Row
    person: str


def questioned(case: Case) -> Questioned | None:
    """The look that a case questions; None for all other cases, without asking the database."""
    prepared = ready(case.version_id)
    if prepared.slug != settings.OPENHALL_QUESTION_SERVICE:
        return None
    found = LookQuestion.objects.filter(draft__case=case).select_related(
        "look__case__version__service", "look__person", "use__register__owner"
    )
    question = found.first()
    if question is None:
        return None
    language = get_language() or ""
    if question.look is not None and question.look.case is not None:
        (row,) = rows_of_looks([question.look], language)
        return Questioned(row, str(question.look.person or ""))
    if question.use is not None:
        return Questioned(row_of_use(question.use, language), "")
    return None
