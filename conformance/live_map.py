"""The map of cases under way is that of their exported XES, and that is what pm4py says of the file.

A whole demo city is laid down in a folder of its own, by the same acts that run a real case.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from logs import _difference, _theirs, our_numbers
from peers import ask_pm4py

KEYS = ("cases", "events", "activities", "starts", "ends", "steps", "waits", "variants")


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """One check a service and number, against the file and against the peer."""
    with tempfile.TemporaryDirectory(prefix="openhall-live-") as home:
        os.environ |= {"OPENHALL_HOME": home, "OPENHALL_DEMO": "1"}
        from openhall.site.web.manage import configure

        configure()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_port_alder")
        from openhall.site.ledger.models import Event
        from openhall.site.services.models import Service

        # What nobody has asked for yet has no row, and so no map to compare.
        used = Event.objects.order_by().values("service").distinct()
        for service in Service.objects.filter(slug__in=used).order_by("slug"):
            yield from _compare(service.slug, Path(home))


def _compare(slug: str, home: Path) -> Iterator[tuple[str, str | None]]:
    from openhall.mining.read import read_log
    from openhall.mining.write_xes import export_xes
    from openhall.site.observatory.live import live_log

    log, path = live_log(slug), home / f"{slug}.xes"
    export_xes(log, path)
    live, exported, theirs = our_numbers(log), our_numbers(read_log(path)), ask_pm4py(path, None)
    for key in KEYS:
        yield f"{slug}, live and exported: {key}", _difference(live[key], exported[key])
        yield f"{slug}, live and pm4py: {key}", _difference(live[key], _theirs(theirs, key))
