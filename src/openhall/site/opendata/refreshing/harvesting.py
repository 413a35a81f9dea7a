"""Read the catalogue of another portal: what it has is listed with where it is, or refused with a reason."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from django.conf import settings
from django.db import transaction

from openhall.data.dataset import Dataset as Described
from openhall.data.dataset import text_in
from openhall.data.describe.dcat_ap import Serialisation
from openhall.data.describe.harvest import (
    Harvest,
    UnreadableCatalogue,
    read_ckan,
    read_data_json,
    read_dcat,
)
from openhall.data.describe.harvest.harvested import BYTES, DATASETS
from openhall.data.vocabulary import AccessRights
from openhall.process.saying import gettext, gettext_noop, keep, message_of
from openhall.site.opendata.models.harvesting import DatasetElsewhere, HarvestRun, Portal
from openhall.site.opendata.refreshing.fetching import FAILED, Known, NotFetched, fetch, passing_file

logger = logging.getLogger(__name__)
MOST_PAGES = 300
LONGEST = 3_600.0
"""Seconds for all pages together: the queue waits meanwhile."""
MOST_DATASETS = 20_000
A_PAGE = 100
MOST_TOLD = 200
A_BATCH = 500
WRITTEN = [
    "title", "description", "publisher", "licence", "address", "formats", "words", "digest", "seen_at",
]  # fmt: skip
"""What is written anew of a dataset that changed."""
TOO_MANY = gettext_noop("The portal has more than %(n)s datasets.")
ENDINGS = {
    ".ttl": Serialisation.TURTLE, ".rdf": Serialisation.RDF_XML, ".xml": Serialisation.RDF_XML,
    ".jsonld": Serialisation.JSON_LD, ".json": Serialisation.JSON_LD, ".nt": Serialisation.N_TRIPLES,
}  # fmt: skip


def harvest(portal: Portal) -> HarvestRun:
    """Read a portal once, and note what came of it. What was listed stays where reading fails."""
    run = HarvestRun(portal=portal)
    kept: dict[str, DatasetElsewhere] = {}
    refused: list[tuple[str, dict[str, Any]]] = []
    until = time.monotonic() + LONGEST
    try:
        for page in _pages(portal):
            if time.monotonic() > until:
                raise NotFetched(
                    gettext(
                        "It takes longer than %(minutes)s minutes to read all of its pages.",
                        minutes=f"{LONGEST / 60:g}",
                    )
                )
            if run.found + len(page.catalogue.datasets) > DATASETS:
                raise NotFetched(gettext(TOO_MANY, n=DATASETS))
            run.problems = [*run.problems, *(keep(each) for each in page.problems)][:MOST_TOLD]
            for each in page.catalogue.datasets:
                run.found += 1
                if why := refusal(each):
                    refused.append((_title(each)[:200], keep(gettext(why))))
                else:
                    made = _row(portal, each)
                    kept[made.key] = made
    except (NotFetched, UnreadableCatalogue) as error:
        run.why = keep(message_of(error))
    except Exception:
        logger.exception("harvesting portal %s failed", portal.pk)
        run.why = keep(FAILED)
    if not run.why:
        _keep(portal, kept, run)
    run.n_refused, run.refused = len(refused), refused[:MOST_TOLD]
    run.save()
    portal.forget_old_runs()
    return run


def refusal(dataset: Described) -> str:
    """Why a dataset is not listed here, in English for translators; "" where it is."""
    if not _title(dataset):
        return gettext_noop("It has no title.")
    if dataset.access is not AccessRights.PUBLIC:
        return gettext_noop("It is not open to everybody.")
    if not _licence(dataset):
        return gettext_noop("It does not say what others may do with it: there is no licence.")
    if not _address(dataset):
        return gettext_noop("It says no address where it is.")
    if _address(dataset).startswith(settings.OPENHALL_ADDRESS + "/"):
        return gettext_noop("It is one of ours.")
    return ""


def _pages(portal: Portal) -> Iterator[Harvest]:
    if portal.kind == Portal.Kind.CKAN:
        base = portal.address.rstrip("/").removesuffix("/api/3/action").removesuffix("/api/3")
        for start in range(0, MOST_DATASETS, A_PAGE):
            asked = urlencode({"rows": A_PAGE, "start": start, "sort": "name asc"})
            text, _type = _fetched(f"{base}/api/3/action/package_search?{asked}")
            page = read_ckan(text, base)
            yield page
            if not page.catalogue.datasets or start + A_PAGE >= (page.total or 0):
                return
        raise NotFetched(gettext(TOO_MANY, n=MOST_DATASETS))
    if portal.kind == Portal.Kind.DATA_JSON:
        yield read_data_json(_fetched(portal.address)[0], portal.address)
        return
    address, seen = portal.address, set[str]()
    while address and address not in seen:
        if len(seen) >= MOST_PAGES:
            raise NotFetched(gettext("The catalogue has more than %(n)s pages.", n=MOST_PAGES))
        seen.add(address)
        text, content_type = _fetched(address)
        page = read_dcat(text, _serialisation(address, content_type), address)
        yield page
        address = page.next_page


def _serialisation(address: str, content_type: str) -> Serialisation:
    if content_type in set(Serialisation):
        return Serialisation(content_type)
    ending = PurePosixPath(urlsplit(address).path.casefold()).suffix
    return ENDINGS.get(ending, Serialisation.RDF_XML if "xml" in content_type else Serialisation.TURTLE)


def _fetched(address: str) -> tuple[bytes, str]:
    with passing_file() as into:
        found = fetch(address, into, Known(), BYTES, settings.OPENHALL_INNER_HOSTS)
        return into.read_bytes(), found.content_type


def _row(portal: Portal, each: Described) -> DatasetElsewhere:
    language = each.languages[0] if each.languages else "en"
    formats = sorted({file.format for file in each.distributions if file.format})[:20]
    described = text_in(each.description, language)[:4_000]
    words = " ".join([_title(each), described, *(word for _language, word in each.keywords)]).casefold()[
        :8_000
    ]
    told = [_title(each)[:500], described, text_in(each.publisher.name, language)[:300]]
    told += [_licence(each)[:1_000], _address(each)]
    return DatasetElsewhere(
        portal=portal,
        key=hashlib.sha256((each.identifier or each.uri).encode()).hexdigest(),
        title=told[0],
        description=told[1],
        publisher=told[2],
        licence=told[3],
        address=told[4],
        formats=formats,
        words=words,
        digest=hashlib.sha256(orjson.dumps([*told, formats, words])).hexdigest(),
    )


def _keep(portal: Portal, kept: dict[str, DatasetElsewhere], run: HarvestRun) -> None:
    known = dict(portal.datasets.values_list("key", "digest"))
    written = [each for key, each in kept.items() if known.get(key) != each.digest]
    gone = [key for key in known if key not in kept]
    with transaction.atomic():
        DatasetElsewhere.objects.bulk_create(
            written,
            batch_size=A_BATCH,
            update_conflicts=True,
            unique_fields=["portal", "key"],
            update_fields=WRITTEN,
        )
        for start in range(0, len(gone), A_BATCH):
            portal.datasets.filter(key__in=gone[start : start + A_BATCH]).delete()
    run.came = sum(1 for each in written if each.key not in known)
    run.changed, run.gone = len(written) - run.came, len(gone)


def _title(each: Described) -> str:
    return text_in(each.title, each.languages[0] if each.languages else "en").strip()


def _licence(each: Described) -> str:
    return each.licence or next((file.licence for file in each.distributions if file.licence), "")


def _address(each: Described) -> str:
    """A page about it before a file of it; only what a browser opens."""
    files = [address for file in each.distributions for address in (file.access_url, file.download_url)]
    places = (each.landing_page, each.source, *files, each.uri)
    return next(
        (each for each in places if urlsplit(each).scheme in ("https", "http") and len(each) <= 2_000), ""
    )
