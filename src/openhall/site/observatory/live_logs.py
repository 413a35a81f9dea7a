"""Live logs among the others of the observatory: one for each service of which a case has begun."""

from __future__ import annotations

from openhall.process.service.spans import Within
from openhall.site.cases.models import Case
from openhall.site.observatory.models import LIVE, Log
from openhall.site.services.loading import ready
from openhall.site.services.models import Service


def make_live_logs() -> None:
    """Make the logs that are missing; the time limit of a service is that of its law, or of its promise."""
    known = set(Log.objects.exclude(live="").values_list("live", flat=True))
    begun = Service.objects.filter(versions__cases__isnull=False).exclude(slug__in=known).distinct()
    for service in begun:
        Log.objects.get_or_create(
            live=service.slug,
            defaults={
                "title": f"{service.name[: 200 - len(LIVE)]}{LIVE}",
                "file_name": "",
                "status": Log.Status.READY,
                "limit_text": _limit(service),
            },
        )


def _limit(service: Service) -> str:
    version = service.open_version or service.versions.first()
    if version is None:
        return ""
    standards = ready(version.pk).folder.text.standards
    span: Within | None = standards.legal or standards.promised
    if span is None:
        return ""
    return f"{span.days} working days" if span.working else f"{span.days} days"


def cases_of(log: Log) -> int:
    """How many cases a live log is of."""
    return Case.objects.filter(version__service__slug=log.live).count()
