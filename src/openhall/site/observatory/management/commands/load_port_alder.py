"""Load Port Alder: the logs of its three services, their public pages, and an account to look at them with."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from openhall.demo.city import port_alder
from openhall.demo.service import ServiceRecords
from openhall.site.observatory.models import Log, PublicPage
from openhall.site.observatory.preparing import keep
from openhall.site.observatory.public import public_numbers
from openhall.site.observatory.shelf import shelf
from openhall.site.people.models import User

LONGEST_SUMMARY = 200
EMAIL = "analyst@portalder.example"
WORDS = {
    "building-permit": ("permit", "permits"),
    "freedom-of-information": ("request", "requests"),
    "street-problems": ("report", "reports"),
}


def _first_sentences(text: str) -> str:
    """The first sentence, and the next ones as long as there is room."""
    first, *others = text.split(". ")
    for other in others:
        if len(first) + len(other) > LONGEST_SUMMARY:
            break
        first += f". {other}"
    return first.rstrip(".") + "."


class Command(BaseCommand):
    """`load_port_alder`: safe to run again; what is there already stays."""

    help = "Load Port Alder, an imaginary city, with an account for the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing and say each step."""
        if not settings.OPENHALL_DEMO:
            raise CommandError("Port Alder is for the demo only; start it with `openhall demo`.")
        user = self._account()
        known = set(
            Log.objects.filter(file_name__startswith="Port Alder: ").values_list("file_name", flat=True)
        )
        if len(known) < len(WORDS):
            self.stdout.write("Making the records of Port Alder ...")
            for service in port_alder().services:
                if f"Port Alder: {service.key}" not in known:
                    self._load(service, user)
        self.stdout.write(self.style.SUCCESS("Port Alder is loaded."))

    def _account(self) -> User:
        """The demo's analyst, with a password made once and kept in the demo's folder, readable by its owner only."""
        kept = settings.OPENHALL_HOME / "demo-password"
        user = User.objects.filter(email=EMAIL).first()
        if user is None or not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text("-".join(secrets.token_hex(2) for _ in range(4)), encoding="utf-8")
        password = kept.read_text(encoding="utf-8")
        if user is None:
            user = User.objects.create_user(EMAIL, password, name="Demo analyst")
        elif not user.check_password(password):
            user.set_password(password)
            user.save()
        user.groups.set(Group.objects.filter(name="analyst"))
        self.stdout.write(f"Sign in as {EMAIL} with the password {password}")
        return user

    def _load(self, service: ServiceRecords, user: User) -> None:
        self.stdout.write(f"Reading {service.title} ...")
        log = Log.objects.create(
            title=service.title,
            owner=user,
            file_name=f"Port Alder: {service.key}",
            status=Log.Status.READING,
            limit_text=service.limit.in_words() if service.limit else "",
        )
        keep(log, service.log())
        view = shelf.view(log)
        one, many = WORDS[service.key]
        self.stdout.write(f"  {log.cases:,} cases, {log.events:,} events. Finding where the days go ...")
        PublicPage.objects.update_or_create(
            slug=service.key,
            defaults={
                "log": log,
                "title": service.title,
                "summary": _first_sentences(service.description),
                "one": one,
                "many": many,
                "numbers": public_numbers(view, one, many),
                "published_by": user,
            },
        )
