"""Play residents and officers of Port Alder until the process is told to end; `openhall demo` runs it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from openhall.site.port_alder.traffic import play


class Command(BaseCommand):
    """`play_port_alder`: a few acts a minute on the demo's services."""

    help = "Play residents and officers of Port Alder, so that the demo shows cases moving."

    def handle(self, *args: Any, **options: Any) -> None:
        """Play on."""
        if not settings.OPENHALL_DEMO:
            raise CommandError("Port Alder is for the demo only; start it with `openhall demo`.")
        # Ctrl+C ends the whole demo, and is no fault.
        with suppress(KeyboardInterrupt):
            play()
