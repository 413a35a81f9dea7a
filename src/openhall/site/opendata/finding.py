"""Find datasets: by words, theme, department and licence; the list says how many each choice leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict

from openhall.data.columns import Kind
from openhall.data.formats import WRITTEN, Format
from openhall.site.opendata.models import Dataset, DatasetVersion, Licence, Theme, VersionColumn

LONGEST_QUERY = 200
MOST_WORDS = 8
ORDERS = {"title": ("title",), "newest": ("-newest", "title")}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for, as it stands in the address."""

    words: str = ""
    theme: str = ""
    department: str = ""
    licence: str = ""
    form: str = ""
    order: str = "title"

    @classmethod
    def read(cls, given: QueryDict) -> Wanted:
        """What an address asks for; what is not known of it is left out."""
        theme, licence = given.get("theme", ""), given.get("licence", "")
        order, form = given.get("order", "title"), given.get("format", "")
        return cls(
            words_in(given),
            theme if theme in Theme.values else "",
            given.get("department", "")[:50].replace("\0", ""),
            licence if licence in Licence.values else "",
            form if form in list(WRITTEN) else "",
            order if order in ORDERS else "title",
        )

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out of the list."""
        return not (self.words or self.theme or self.department or self.licence or self.form)


def words_in(given: QueryDict) -> str:
    """The words that somebody looks for, as an address has them."""
    return " ".join(given.get("q", "")[:LONGEST_QUERY].replace("\0", "").split())


def find(wanted: Wanted) -> QuerySet[Dataset]:
    """The datasets that are open to everybody and fit, in the order that was asked for."""
    newest = DatasetVersion.objects.filter(dataset=OuterRef("pk")).released().order_by("-number")
    found = (
        Dataset.objects.listed()
        .select_related("department")
        .annotate(newest=Subquery(newest.values("released_at")[:1]), rows=Subquery(newest.values("rows")[:1]))
    )
    for word in wanted.words.split()[:MOST_WORDS]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(description__icontains=word)
            | Q(keywords__icontains=word)
            | Q(department__name__icontains=word)
            | Q(versions__columns__title__icontains=word, versions__columns__is_kept=True)
        )
    if wanted.theme:
        found = found.filter(theme=wanted.theme)
    if wanted.department:
        found = found.filter(department__key=wanted.department)
    if wanted.licence:
        found = found.filter(licence=wanted.licence)
    if wanted.form == Format.GEOJSON:
        # All other formats hold any table.
        found = found.filter(Exists(_places()))
    return found.distinct().order_by(*ORDERS[wanted.order])


def _places() -> QuerySet[VersionColumn]:
    """The columns of places and areas in the newest open version of a dataset."""
    newest = DatasetVersion.objects.filter(dataset=OuterRef(OuterRef("pk"))).released().order_by("-number")
    grounds = [Kind.POINT.value, Kind.MULTIPOLYGON.value]
    return VersionColumn.objects.filter(
        version=Subquery(newest.values("pk")[:1]), is_kept=True, kind__in=grounds
    )


def choices() -> dict[str, list[dict[str, Any]]]:
    """The formats; and the themes, departments and licences that there are, each with how many datasets it has."""
    listed = Dataset.objects.listed().order_by()
    themes = {row["theme"]: row["n"] for row in listed.values("theme").annotate(n=Count("pk"))}
    licences = {row["licence"]: row["n"] for row in listed.values("licence").annotate(n=Count("pk"))}
    departments = listed.values("department__key", "department__name").annotate(n=Count("pk"))
    return {
        "formats": [{"value": form.value, "words": form.label} for form in WRITTEN],
        "themes": [
            {"value": value, "words": words, "count": themes[value]}
            for value, words in Theme.choices
            if value in themes
        ],
        "departments": [
            {"value": row["department__key"], "words": row["department__name"], "count": row["n"]}
            for row in departments.order_by("department__name")
        ],
        "licences": [
            {"value": value, "words": words, "count": licences[value]}
            for value, words in Licence.choices
            if value in licences
        ],
    }
