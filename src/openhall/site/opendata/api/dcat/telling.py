"""What is open, as the descriptions of `openhall.data.dataset`: what is said of it to other catalogues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from openhall.data.dataset import (
    Agent,
    Catalogue,
    Contact,
    DataService,
    Dataset,
    Distribution,
    Place,
    Version,
)
from openhall.data.formats import Format
from openhall.data.vocabulary import Frequency, Theme
from openhall.site.opendata.api.addresses import forms_of
from openhall.site.opendata.api.offered import Offer
from openhall.site.opendata.models import DatasetVersion, Licence
from openhall.site.people.models import Department

LANGUAGE = "en"
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
SODA = "https://dev.socrata.com/docs/endpoints"
CKAN = "https://docs.ckan.org/en/latest/api/"


def catalogue(offers: Sequence[Offer]) -> Catalogue:
    """The catalogue with these datasets. Its addresses are those of `OPENHALL_ADDRESS`, whatever host was asked."""
    home = whole(reverse("opendata:catalogue"))
    return Catalogue(
        uri=f"{home}#catalogue",
        title={LANGUAGE: "Open data"},
        description={
            LANGUAGE: "Data that the departments open to everybody: with their meaning, versions and licences."
        },
        publisher=Agent({LANGUAGE: urlsplit(settings.OPENHALL_ADDRESS).netloc}, f"{home}#publisher", home),
        homepage=home,
        languages=(LANGUAGE,),
        issued=min((each.dataset.made_at for each in offers), default=None),
        modified=max((each.changed_at for each in offers), default=None),
        datasets=tuple(told(offers)),
        services=_services(home),
    )


def told(offers: Sequence[Offer]) -> Iterable[Dataset]:
    """The descriptions of datasets, with those of their versions that may be cited."""
    versions: dict[int, list[DatasetVersion]] = {}
    known = {each.dataset.pk: each.dataset for each in offers}
    for version in DatasetVersion.objects.released().filter(dataset__in=known).order_by("-number"):
        version.dataset = known[version.dataset_id]
        versions.setdefault(version.dataset_id, []).append(version)
    return (_dataset(offer, versions.get(offer.dataset.pk, [])) for offer in offers)


def whole(path: str) -> str:
    """The whole address of a path."""
    return f"{settings.OPENHALL_ADDRESS}{path}"


def _dataset(offer: Offer, versions: Sequence[DatasetVersion]) -> Dataset:
    dataset = offer.dataset
    language = dataset.language
    licence = Licence(dataset.licence).address
    page = whole(dataset.get_absolute_url())
    return Dataset(
        identifier=offer.key,
        slug=dataset.slug,
        uri=whole(reverse("api:permanent", args=[offer.key])),
        title={language: dataset.title},
        description={language: dataset.description},
        publisher=_agent(dataset.department),
        contact=Contact(dataset.contact_name or dataset.department.name, dataset.contact_email, page),
        keywords=tuple((language, str(word)) for word in dataset.keywords),
        themes=(Theme(dataset.theme),),
        licence=licence,
        languages=(language,),
        issued=min((_released(each) for each in versions), default=offer.released_at),
        modified=offer.changed_at,
        frequency=_frequency(dataset.rhythm),
        places=(Place(name=dataset.place),) if dataset.place else (),
        landing_page=page,
        version=str(offer.version.number),
        versions=tuple(_version(each, offer, licence) for each in versions),
        distributions=(*_files(offer.version, offer, licence, newest=True), _asked(offer, licence)),
        columns=offer.columns,
    )


def _version(version: DatasetVersion, offer: Offer, licence: str) -> Version:
    return Version(
        number=str(version.number),
        issued=_released(version),
        uri=whole(version.get_absolute_url()),
        notes={offer.dataset.language: version.notes} if version.notes else {},
        distributions=tuple(_files(version, offer, licence, newest=False)),
    )


def _files(version: DatasetVersion, offer: Offer, licence: str, *, newest: bool) -> Iterable[Distribution]:
    for form in forms_of(offer):
        of_version = reverse("opendata:download", args=[offer.key, version.number, form.value])
        of_newest = reverse("api:rows_file", args=[offer.key, form.value])
        yield Distribution(
            identifier=form.value if newest else f"{version.number}-{form.value}",
            access_url=whole(version.get_absolute_url()),
            format=form.value.upper(),
            media_type=form.media_type,
            download_url=whole(of_newest if newest else of_version),
            title={LANGUAGE: form.label},
            # Others are written when they are asked for; this one is kept, and its digest is that of citations.
            bytes=version.bytes if form is Format.PARQUET else None,
            sha256=version.digest if form is Format.PARQUET else "",
            rows=version.rows,
            licence=licence,
            issued=version.released_at,
            modified=version.released_at,
        )


def _asked(offer: Offer, licence: str) -> Distribution:
    """The rows as the API gives them."""
    return Distribution(
        identifier="api",
        access_url=whole(reverse("api:resource", args=[offer.key, "json"])),
        format="JSON",
        media_type="application/json",
        title={LANGUAGE: "Rows of a query (SODA)"},
        rows=offer.version.rows,
        licence=licence,
        issued=offer.released_at,
        modified=offer.released_at,
        service="soda",
    )


def _services(home: str) -> tuple[DataService, ...]:
    description = whole(reverse("api:openapi"))
    return (
        DataService(
            identifier="soda",
            uri=f"{home}#soda",
            title={LANGUAGE: "Queries of rows (SODA)"},
            endpoint=whole("/resource/"),
            description={LANGUAGE: "Rows by queries of SoQL, as JSON, CSV and GeoJSON."},
            documentation=description,
            conforms_to=(SODA,),
        ),
        DataService(
            identifier="ckan",
            uri=f"{home}#ckan",
            title={LANGUAGE: "CKAN action API"},
            endpoint=whole("/api/3/action/"),
            description={LANGUAGE: "The catalogue and its rows, as CKAN's clients ask for them."},
            documentation=description,
            conforms_to=(CKAN,),
        ),
    )


def _agent(department: Department) -> Agent:
    page = whole(f"{reverse('opendata:catalogue')}?department={department.key}")
    return Agent({LANGUAGE: department.name}, page, page, kind=LOCAL_AUTHORITY)


def _frequency(rhythm: str) -> Frequency:
    return Frequency.CONTINUOUS if rhythm == "CONT" else Frequency(rhythm)


def _released(version: DatasetVersion) -> datetime:
    assert version.released_at is not None
    return version.released_at
