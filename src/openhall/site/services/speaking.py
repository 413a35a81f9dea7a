"""The words of a service in a language of the site."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from openhall.process.folder import unpack
from openhall.process.service.text import FILE, read_text
from openhall.process.service.translation import read_translation
from openhall.process.service.words import Words
from openhall.site.services.loading import Ready
from openhall.site.services.models import Service, Version


def words_in(prepared: Ready, language: str) -> Words:
    """The words of a service in a language of the site; in its own first one where it lacks that."""
    own = {short(each): each for each in prepared.folder.text.languages}
    return prepared.folder.in_language(own.get(short(language), ""))


def names_in(services: Iterable[Service], language: str) -> dict[int, str]:
    """What services are called in a language of the site, by their numbers.

    Their processes are not read for it, so that a list of all services costs little.
    """
    found = {service.pk: service.name for service in services}
    published = Version.objects.filter(service__in=found).exclude(status=Version.Status.DRAFT)
    latest = published.order_by("service", "number").values_list("service", "digest", "pk")
    for service, digest, version in {row[0]: row for row in latest}.values():
        found[service] = _name(digest, version, short(language)) or found[service]
    return found


def short(code: str) -> str:
    """A language without its country: "en" of "en-gb"."""
    return code.split("-")[0].lower()


@lru_cache(maxsize=4096)
def _name(digest: str, version: int, language: str) -> str:
    """The translated name; "" where there is none. The digest says what is in a version, which never changes."""
    files = unpack(bytes(Version.objects.values_list("folder", flat=True).get(pk=version)))
    spoken = next((each for each in read_text(files[FILE]).languages if short(each) == language), "")
    file = f"translations/{spoken}.yaml"
    said = read_translation(files[file], file)[0] if file in files else None
    return said.name if said is not None else ""
