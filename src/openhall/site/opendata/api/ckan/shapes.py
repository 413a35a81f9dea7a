"""Datasets, files, departments, themes and keywords as CKAN calls and writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from openhall.data.formats.form import Format
from openhall.site.opendata.api import addresses
from openhall.site.opendata.api.offered import Offer
from openhall.site.opendata.models import Licence, Rhythm, Theme
from openhall.site.people.models import Department

LICENCES = {
    "cc0": ("cc-zero", "Creative Commons CCZero"),
    "cc-by": ("cc-by", "Creative Commons Attribution"),
    "cc-by-sa": ("cc-by-sa", "Creative Commons Attribution Share-Alike"),
    "pddl": ("odc-pddl", "Open Data Commons Public Domain Dedication and License (PDDL)"),
    "odbl": ("odc-odbl", "Open Data Commons Open Database License (ODbL)"),
}
"""The names that CKAN's list of licences has for ours."""


def package(request: HttpRequest, offer: Offer) -> dict[str, Any]:
    """A dataset (CKAN: package)."""
    dataset, version = offer.dataset, offer.version
    licence, licence_title = LICENCES[dataset.licence]
    resources = [resource(request, offer, form) for form in addresses.forms_of(offer)]
    tags = [tag(word) for word in dataset.keywords]
    return {
        "id": offer.key,
        "name": dataset.slug,
        "title": dataset.title,
        "notes": dataset.description,
        "url": addresses.page(request, dataset),
        "author": dataset.department.name,
        "author_email": None,
        "maintainer": dataset.contact_name,
        "maintainer_email": dataset.contact_email,
        "version": str(version.number),
        "license_id": licence,
        "license_title": licence_title,
        "license_url": Licence(dataset.licence).address,
        "isopen": True,
        "metadata_created": moment(dataset.made_at),
        "metadata_modified": moment(offer.changed_at),
        "state": "active",
        "type": "dataset",
        "private": False,
        "creator_user_id": None,
        "owner_org": dataset.department.key,
        "organization": organization(dataset.department),
        "groups": [group(Theme(dataset.theme))],
        "tags": tags,
        "num_tags": len(tags),
        "resources": resources,
        "num_resources": len(resources),
        "extras": [
            {"key": name, "value": value}
            for name, value in (
                ("issued", moment(offer.released_at)),
                ("frequency", Rhythm(dataset.rhythm).address),
                ("language", dataset.language),
                ("spatial_text", dataset.place),
                ("theme", Theme(dataset.theme).address),
            )
            if value
        ],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def resource(request: HttpRequest, offer: Offer, form: Format) -> dict[str, Any]:
    """A dataset in one format (CKAN: resource). Rows are asked of the one that is CSV."""
    return {
        "id": f"{offer.key}-{form.value}",
        "package_id": offer.key,
        "name": f"{offer.dataset.title} ({form.label})",
        "description": "",
        "format": form.label,
        "mimetype": form.media_type,
        "mimetype_inner": None,
        "url": addresses.download(request, offer, form),
        "url_type": None,
        "resource_type": None,
        "hash": "",
        "size": None,
        "position": addresses.forms_of(offer).index(form),
        "created": moment(offer.released_at),
        "last_modified": moment(offer.released_at),
        "metadata_modified": moment(offer.changed_at),
        "state": "active",
        "datastore_active": form is Format.CSV,
        "cache_url": None,
        "cache_last_updated": None,
    }


def organization(department: Department, packages: int | None = None) -> dict[str, Any]:
    """A department (CKAN: organization)."""
    return _group_like(department.key, department.name, "", "organization", packages)


def group(theme: Theme, packages: int | None = None) -> dict[str, Any]:
    """A theme (CKAN: group)."""
    return _group_like(theme.value.lower(), str(theme.label), theme.address, "group", packages)


def tag(word: str) -> dict[str, Any]:
    """A keyword (CKAN: tag)."""
    return {"id": word, "name": word, "display_name": word, "state": "active", "vocabulary_id": None}


def licence(chosen: Licence) -> dict[str, Any]:
    """A licence."""
    name, title = LICENCES[chosen.value]
    return {
        "id": name,
        "title": title,
        "url": chosen.address,
        "status": "active",
        "domain_content": False,
        "domain_data": True,
        "domain_software": False,
        "family": "",
        "is_generic": False,
        "is_okd_compliant": True,
        "is_osi_compliant": False,
        "maintainer": "",
        "od_conformance": "approved",
        "osd_conformance": "not reviewed",
    }


def moment(at: datetime) -> str:
    """An instant as CKAN writes it: in UTC, without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def _group_like(key: str, title: str, description: str, kind: str, packages: int | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": key,
        "name": key,
        "title": title,
        "display_name": title,
        "description": description,
        "type": kind,
        "state": "active",
        "approval_status": "approved",
        "is_organization": kind == "organization",
        "image_url": "",
        "image_display_url": "",
    }
    return found if packages is None else found | {"package_count": packages}
