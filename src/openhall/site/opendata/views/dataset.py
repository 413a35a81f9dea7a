"""A dataset and its versions, for everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhall.data.columns import Kind
from openhall.data.formats import WRITTEN, Format
from openhall.site.opendata.asking import NoAnswer, in_words
from openhall.site.opendata.models import Dataset, DatasetVersion, Licence, VersionColumn
from openhall.site.opendata.publishing.risks import changes_of
from openhall.site.opendata.quality import differences_in_words, quality_of
from openhall.site.opendata.viewing import Look, Shown
from openhall.site.opendata.viewing.filters import BadFilter
from openhall.site.opendata.viewing.look import DATES, ground_columns
from openhall.site.opendata.viewing.pictures import Picture, chart, ground
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.speaking import say


def public_dataset(identifier: str) -> Dataset:
    """The dataset of an address; 404 where nothing of it is, or was, open."""
    return get_object_or_404(Dataset.objects.public().select_related("department"), identifier=identifier)


@visible_to(PUBLIC)
@require_safe
def dataset(request: HttpRequest, identifier: str) -> HttpResponse:
    """What a dataset is, with its picture, versions and downloads."""
    found = public_dataset(identifier)
    version = found.current
    context: dict[str, Any] = {
        "dataset": found,
        "version": version,
        "versions": found.versions.citable(),
        "views": found.views.filter(is_featured=True),
        "licence_address": Licence(found.licence).address,
        "back": reverse("opendata:catalogue"),
    }
    if version is not None:
        version.dataset = found
        late = found.late_since(version.released_at)
        context |= {
            "late": late is not None and late < timezone.now(),
            **_of_version(version),
            **_glance(version),
        }
        context["api_example"] = (
            f"curl '{settings.OPENHALL_ADDRESS}/resource/{found.identifier}.json?$limit=5'"
        )
    return say(request, "opendata/dataset.html", context)


@visible_to(PUBLIC)
@require_safe
def version(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """One version, which stays; of a withdrawn one, why it was."""
    found = public_dataset(identifier)
    shown = get_object_or_404(DatasetVersion.objects.citable(), dataset=found, number=number)
    shown.dataset = found
    current = found.current
    context = {
        "dataset": found,
        "version": shown,
        "newer": current if current is not None and current.number > number else None,
        "differences": differences_in_words(shown.differences),
        "back": found.get_absolute_url(),
        **_of_version(shown),
    }
    return say(request, "opendata/version.html", context)


def downloads_of(version: DatasetVersion) -> list[dict[str, str]]:
    """The files of a whole version."""
    has_place = bool(ground_columns(version.open_columns()))
    return [
        {
            "words": form.label,
            "href": reverse(
                "opendata:download", args=[version.dataset.identifier, version.number, form.value]
            ),
        }
        for form in WRITTEN
        if has_place or form != Format.GEOJSON
    ]


def _of_version(version: DatasetVersion) -> dict[str, Any]:
    return {
        "dictionary": [
            (column, changes_of(column.facts.get("treated", "")), _span(column))
            for column in version.columns.filter(is_kept=True)
        ],
        "quality": quality_of(version),
        "downloads": downloads_of(version),
        "citation": _citation(version),
        "noisy": version.noisy.select_related("account").first(),
    }


def _span(column: VersionColumn) -> str:
    """From which number to which a column goes; "" where it holds none."""
    least, greatest = column.facts.get("least"), column.facts.get("greatest")
    if column.kind != Kind.NUMBER.value or not all(
        isinstance(each, int | float) for each in (least, greatest)
    ):
        return ""
    return _("from %(least)s to %(greatest)s") % {"least": in_words(least), "greatest": in_words(greatest)}


def _citation(version: DatasetVersion) -> str:
    assert version.released_at is not None
    return _("%(department)s (%(year)s): %(title)s, version %(number)s. %(address)s") % {
        "department": version.dataset.department,
        "year": timezone.localtime(version.released_at).year,
        "title": version.dataset.title,
        "number": version.number,
        "address": settings.OPENHALL_ADDRESS + version.get_absolute_url(),
    }


def _glance(version: DatasetVersion) -> dict[str, Any]:
    """The picture with which the page begins: the one that its publisher chose, or a map, or a course in time."""
    columns = version.open_columns()
    look = Look.read(QueryDict(version.dataset.view), columns)
    if look.shown == Shown.TABLE and not version.dataset.view:
        if ground_columns(columns):
            look = Look.read(QueryDict("show=map"), columns)
        elif any(column.kind in DATES for column in columns):
            look = Look.read(QueryDict("show=chart"), columns)
    if look.shown == Shown.TABLE:
        return {}
    try:
        picture: Picture = (chart if look.shown == Shown.CHART else ground)(version, look, columns)
    except (NoAnswer, BadFilter):
        # The page is about more than its picture; the page about the rows says what is wrong.
        return {}
    address = reverse("opendata:explore", args=[version.dataset.identifier])
    return {"picture": picture if picture.svg else None, "picture_href": address + look.address()}
