"""The old records of Port Alder: the logs of three services, and their public pages."""

from __future__ import annotations

from collections.abc import Callable

from openhall.demo.city import port_alder
from openhall.demo.service import ServiceRecords
from openhall.site.observatory.models import Log, PublicPage
from openhall.site.observatory.preparing import keep
from openhall.site.observatory.public import public_numbers
from openhall.site.observatory.shelf import shelf
from openhall.site.people.models import User

BEGIN = "Port Alder: "
"""So the names of the logs begin; the address of the service follows."""
LONGEST_SUMMARY = 200
WORDS = {
    "building-permit": ("permit", "permits"),
    "freedom-of-information": ("request", "requests"),
    "street-problems": ("report", "reports"),
}

RECORDED = tuple(WORDS)
"""The services of which there are old records."""


def load_records(owner: User, say: Callable[[str], None]) -> None:
    """Make the logs that are missing, and publish what they say."""
    known = set(Log.objects.filter(file_name__startswith=BEGIN).values_list("file_name", flat=True))
    if len(known) < len(WORDS):
        say("Making the records of Port Alder ...")
        for service in port_alder().services:
            if f"{BEGIN}{service.key}" not in known:
                _load(service, owner, say)


def old_records(service: str) -> Log | None:
    """The log of a service's old records, by the service's address; None where it is not there or not ready."""
    return Log.objects.filter(file_name=f"{BEGIN}{service}", status=Log.Status.READY).first()


def _first_sentences(text: str) -> str:
    """The first sentence, and the next ones as long as there is room."""
    first, *others = text.split(". ")
    for other in others:
        if len(first) + len(other) > LONGEST_SUMMARY:
            break
        first += f". {other}"
    return first.rstrip(".") + "."


def _load(service: ServiceRecords, owner: User, say: Callable[[str], None]) -> None:
    say(f"Reading {service.title} ...")
    log = Log.objects.create(
        title=service.title,
        owner=owner,
        file_name=f"{BEGIN}{service.key}",
        status=Log.Status.READING,
        limit_text=str(service.limit.in_words()) if service.limit else "",
    )
    keep(log, service.log())
    view = shelf.view(log)
    one, many = WORDS[service.key]
    say(f"  {log.cases:,} cases, {log.events:,} events. Finding where the days go ...")
    PublicPage.objects.update_or_create(
        slug=service.key,
        defaults={
            "log": log,
            "title": service.title,
            "summary": _first_sentences(service.description),
            "one": one,
            "many": many,
            "numbers": public_numbers(view, one, many),
            "published_by": owner,
        },
    )
