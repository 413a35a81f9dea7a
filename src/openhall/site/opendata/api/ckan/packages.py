"""Actions on datasets, files, departments, themes, keywords and licences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from openhall.site.opendata.api import addresses
from openhall.site.opendata.api.ckan import shapes
from openhall.site.opendata.api.ckan.call import Call, action
from openhall.site.opendata.api.ckan.errors import bad_search, invalid, not_found
from openhall.site.opendata.api.ckan.searching import Document, reads
from openhall.site.opendata.api.offered import Offer
from openhall.site.opendata.models import Licence, Theme
from openhall.site.people.models import Department

MOST = 1_000
FACETS: dict[str, Callable[[Offer], Iterable[tuple[str, str]]]] = {
    "organization": lambda offer: [(offer.dataset.department.key, offer.dataset.department.name)],
    "groups": lambda offer: [(offer.dataset.theme.lower(), str(Theme(offer.dataset.theme).label))],
    "tags": lambda offer: [(word, word) for word in offer.dataset.keywords],
    "license_id": lambda offer: [shapes.LICENCES[offer.dataset.licence]],
    "res_format": lambda offer: [(form.label, form.label) for form in addresses.forms_of(offer)],
}


@action
def package_list(call: Call) -> Any:
    """The names of all datasets."""
    names = sorted(offer.dataset.slug for offer in call.offers())
    offset = call.given.number("offset", 0, 10**6)
    return names[offset:][: call.given.number("limit", MOST * 100, MOST * 100)]


@action
def current_package_list_with_resources(call: Call) -> Any:
    """All datasets, newest first."""
    limit, offset = call.given.number("limit", MOST, MOST), call.given.number("offset", 0, 10**6)
    newest = sorted(call.offers(), key=lambda offer: offer.changed_at, reverse=True)
    return [shapes.package(call.request, offer) for offer in newest[offset:][:limit]]


@action
def package_show(call: Call) -> Any:
    """One dataset, by its name or id."""
    return shapes.package(call.request, call.offer(call.given.needed("id", "name_or_id")))


@action
def package_search(call: Call) -> Any:
    """Datasets that fit a query (`q`) and filters (`fq`), page by page."""
    given = call.given
    filters = given.values.get("fq_list") or []
    if not isinstance(filters, list) or not all(isinstance(each, str) for each in filters):
        raise bad_search("fq_list must be a list of texts.")
    tests = [reads(text) for text in (given.text("q"), given.text("fq"), *filters[:20])]
    found = [offer for offer in call.offers() if all(test(_document(offer)) for test in tests)]
    sort = given.text("sort", "score desc, metadata_modified desc")
    _sort(found, sort)
    rows, start = given.number("rows", 10, MOST), given.number("start", 0, 10**6)
    facets = _facets(found, [each for each in given.several("facet.field") if each in FACETS])
    return {
        "count": len(found),
        "sort": sort,
        "results": [shapes.package(call.request, offer) for offer in found[start:][:rows]],
        "facets": {
            name: {each["name"]: each["count"] for each in facet["items"]} for name, facet in facets.items()
        },
        "search_facets": facets,
    }


@action
def package_autocomplete(call: Call) -> Any:
    """Datasets whose name or title holds a text."""
    wanted, limit = call.given.needed("q").casefold(), call.given.number("limit", 10, 100)
    found = [o for o in call.offers() if wanted in o.dataset.title.casefold() or wanted in o.dataset.slug]
    return [
        {
            "name": o.dataset.slug,
            "title": o.dataset.title,
            "match_field": "title",
            "match_displayed": o.dataset.title,
        }
        for o in found[:limit]
    ]


@action
def resource_show(call: Call) -> Any:
    """One file."""
    offer, form = call.resource(call.given.needed("id"))
    return shapes.resource(call.request, offer, form)


@action
def resource_search(call: Call) -> Any:
    """Files by `field:text` in their name, description, format or address."""
    queries = call.given.several("query")
    if not queries:
        raise invalid("query", "Missing value")
    found = [
        shapes.resource(call.request, offer, form)
        for offer in call.offers()
        for form in addresses.forms_of(offer)
    ]
    for query in queries:
        field, colon, term = query.partition(":")
        if not colon or field not in ("name", "description", "format", "url", "id", "package_id", "mimetype"):
            raise invalid("query", f"Must be field:text, not {query[:40]}")
        found = [each for each in found if term.casefold() in str(each[field]).casefold()]
    offset, limit = call.given.number("offset", 0, 10**6), call.given.number("limit", MOST, MOST)
    return {"count": len(found), "results": found[offset:][:limit]}


@action
def organization_list(call: Call) -> Any:
    """The departments that have open data."""
    counts = Counter(offer.dataset.department for offer in call.offers())
    made = {d.key: shapes.organization(d, counts[d]) for d in sorted(counts, key=lambda d: d.name)}
    return _listed(call, made, "organizations")


@action
def organization_show(call: Call) -> Any:
    """One department."""
    wanted = call.given.needed("id")
    theirs = [offer for offer in call.offers() if offer.dataset.department.key == wanted]
    department = theirs[0].dataset.department if theirs else Department.objects.filter(key=wanted).first()
    if department is None or not theirs:
        raise not_found(wanted)
    return _with_packages(call, shapes.organization(department, len(theirs)), theirs)


@action
def group_list(call: Call) -> Any:
    """The themes that have open data."""
    counts = Counter(offer.dataset.theme for offer in call.offers())
    made = {theme.lower(): shapes.group(Theme(theme), counts[theme]) for theme in sorted(counts)}
    return _listed(call, made, "groups")


@action
def group_show(call: Call) -> Any:
    """One theme."""
    wanted = call.given.needed("id")
    if wanted.upper() not in Theme.values:
        raise not_found(wanted)
    theirs = [offer for offer in call.offers() if offer.dataset.theme == wanted.upper()]
    return _with_packages(call, shapes.group(Theme(wanted.upper()), len(theirs)), theirs)


@action
def tag_list(call: Call) -> Any:
    """All keywords."""
    wanted = call.given.text("query").casefold()
    words = sorted(
        {word for offer in call.offers() for word in offer.dataset.keywords if wanted in word.casefold()}
    )
    return [shapes.tag(word) for word in words] if call.given.yes("all_fields") else words


@action
def tag_show(call: Call) -> Any:
    """One keyword, with the datasets that have it where they are asked for."""
    wanted = call.given.needed("id")
    theirs = [offer for offer in call.offers() if wanted in offer.dataset.keywords]
    if not theirs:
        raise not_found(wanted)
    if call.given.yes("include_datasets"):
        return shapes.tag(wanted) | {
            "packages": [shapes.package(call.request, offer) for offer in theirs[:MOST]]
        }
    return shapes.tag(wanted)


@action
def license_list(call: Call) -> Any:
    """The licences that datasets may have."""
    return [shapes.licence(each) for each in Licence]


def _document(offer: Offer) -> Document:
    dataset = offer.dataset
    return {
        "id": offer.key,
        "name": dataset.slug,
        "title": dataset.title,
        "notes": dataset.description,
        "tags": list(dataset.keywords),
        "organization": dataset.department.key,
        "owner_org": dataset.department.key,
        "organization_title": dataset.department.name,
        "author": dataset.department.name,
        "maintainer": dataset.contact_name,
        "groups": [dataset.theme],
        "res_format": [form.label for form in addresses.forms_of(offer)],
        "license_id": shapes.LICENCES[dataset.licence][0],
        "columns": [each.title for each in offer.kept],
        "metadata_created": shapes.moment(dataset.made_at),
        "metadata_modified": shapes.moment(offer.changed_at),
        "state": "active",
        "type": "dataset",
        "dataset_type": "dataset",
        "entity_type": "package",
        "capacity": "public",
        "private": "false",
    }


SORTED: dict[str, Callable[[Offer], Any]] = {
    "score": lambda offer: 0,
    "name": lambda offer: offer.dataset.slug,
    "title": lambda offer: offer.dataset.title.casefold(),
    "title_string": lambda offer: offer.dataset.title.casefold(),
    "id": lambda offer: offer.key,
    "metadata_modified": lambda offer: offer.changed_at,
    "metadata_created": lambda offer: offer.dataset.made_at,
    "views_recent": lambda offer: 0,
}


def _sort(found: list[Offer], wanted: str) -> None:
    for part in reversed(wanted.split(",")[:5]):
        name, _space, way = part.strip().partition(" ")
        if name not in SORTED or way.strip().lower() not in ("", "asc", "desc"):
            raise bad_search(f"Datasets cannot be sorted by “{part.strip()[:40]}”.")
        found.sort(key=SORTED[name], reverse=way.strip().lower() == "desc")


def _facets(found: list[Offer], wanted: list[str]) -> dict[str, dict[str, Any]]:
    made = {}
    for name in wanted:
        counts = Counter(pair for offer in found for pair in FACETS[name](offer))
        items = [
            {"name": key, "display_name": title, "count": n} for (key, title), n in counts.most_common(50)
        ]
        made[name] = {"title": name, "items": items}
    return made


def _listed(call: Call, made: dict[str, dict[str, Any]], names: str) -> Any:
    only = call.given.several(names)
    offset, limit = call.given.number("offset", 0, 10**6), call.given.number("limit", MOST, MOST)
    keys = [key for key in made if not only or key in only][offset:][:limit]
    return [made[key] for key in keys] if call.given.yes("all_fields") else keys


def _with_packages(call: Call, made: dict[str, Any], offers: list[Offer]) -> dict[str, Any]:
    if not call.given.yes("include_datasets"):
        return made
    return made | {"packages": [shapes.package(call.request, offer) for offer in offers[:MOST]]}
