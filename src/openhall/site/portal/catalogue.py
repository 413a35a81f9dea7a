"""The services that are offered, to be looked through: those one can apply for, and those whose run is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Avg, Count
from django.urls import reverse

from openhall.process.errors import ProcessError
from openhall.site.observatory.models import PublicPage
from openhall.site.observatory.public import published_services
from openhall.site.portal.finding import KEYWORD, NAME, SUMMARY, WHO, Findable
from openhall.site.portal.models import Feedback
from openhall.site.services.loading import Ready, ready
from openhall.site.services.models import Service, Version
from openhall.site.services.speaking import words_in

FEWEST_ANSWERS = 10
"""From so many answers on, what people think of a service is shown."""


def everything(language: str) -> list[Findable]:
    """All that can be found, with its words in a language; a service is found by its words in all its languages."""
    services = list(_services(language))
    taken = {each.address for each in services}
    pages = (page for page in published_services() if address_of(page) not in taken)
    return services + [_page(page) for page in pages]


def address_of(thing: Service | PublicPage) -> str:
    """The address that says what a service is."""
    return reverse("portal:service", args=[thing.slug])


def _services(language: str) -> Iterator[Findable]:
    for version in Version.objects.filter(status=Version.Status.OPEN).select_related("service"):
        try:
            prepared = ready(version.pk)
        except ProcessError:
            # A department that it needs is gone: nobody can apply, so nobody is to find it.
            continue
        yield _service(version.service, prepared, language)


def _service(service: Service, prepared: Ready, language: str) -> Findable:
    folder = prepared.folder
    texts: list[tuple[int, str]] = [(KEYWORD, word) for word in folder.text.keywords]
    for each in folder.text.languages:
        words = folder.in_language(each)
        texts += [(NAME, words.name), (SUMMARY, words.summary), (WHO, words.who_may_apply)]
    words = words_in(prepared, language)
    return Findable(words.name, words.summary, address_of(service), tuple(texts), runs=True)


def _page(page: PublicPage) -> Findable:
    texts = ((NAME, page.title), (SUMMARY, page.summary))
    return Findable(page.title, page.summary, address_of(page), texts)


@dataclass(frozen=True)
class Opinion:
    """What people think of a service: the mean of their answers, from 1 to 5, and how many answered."""

    score: float
    answers: int


def opinion(service: Service) -> Opinion | None:
    """What people think of a service; None while too few have answered."""
    found = Feedback.objects.filter(service=service).aggregate(score=Avg("score"), answers=Count("pk"))
    if found["answers"] < FEWEST_ANSWERS:
        return None
    return Opinion(round(found["score"], 1), found["answers"])
