"""Load Port Alder: its records, its services with their people and their cases, and accounts to look at them with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from openhall.demo.play.cast import ACCOUNTS, OFFICES, Account
from openhall.site.people.models import User
from openhall.site.port_alder.folders import publish_house, publish_services
from openhall.site.port_alder.improving import load_ideas
from openhall.site.port_alder.measures import load_measures
from openhall.site.port_alder.money import load_money
from openhall.site.port_alder.open_data import publish_open_data
from openhall.site.port_alder.past import DAYS, lay_down_past
from openhall.site.port_alder.planning import load_plan
from openhall.site.port_alder.records import load_records
from openhall.site.port_alder.reporting import load_reports
from openhall.site.port_alder.residents import make_people
from openhall.site.port_alder.training import load_training
from openhall.site.services.models import Version

ANALYST, HEAD, PUBLISHER = "analyst", "head", "data"


class Command(BaseCommand):
    """`load_port_alder`: safe to run again; what is there already stays."""

    help = "Load Port Alder, an imaginary city, with its services, cases and accounts for the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing and say each step."""
        if not settings.OPENHALL_DEMO:
            raise CommandError("Port Alder is for the demo only; start it with `openhall demo`.")
        password = make_people(settings.OPENHALL_HOME)
        analyst, head, publisher = (User.objects.get(email=_of(key)) for key in (ANALYST, HEAD, PUBLISHER))
        load_records(analyst, self.stdout.write)
        self.stdout.write("Publishing the services of Port Alder ...")
        publish_house()
        self._lay_down(publish_services())
        publish_open_data(publisher, self.stdout.write)
        load_money(publisher, self.stdout.write)
        load_measures(analyst, self.stdout.write)
        load_reports(head, self.stdout.write)
        load_training(head, self.stdout.write)
        load_ideas(head, analyst, self.stdout.write)
        load_plan(head, analyst, self.stdout.write)
        self._tell(password)
        self.stdout.write(self.style.SUCCESS("Port Alder is loaded."))

    def _lay_down(self, versions: list[Version]) -> None:
        console = Console(file=self.stdout)
        columns = (TextColumn("Letting its people use them for eleven weeks ..."), BarColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("", total=DAYS)
            for day in lay_down_past(versions, timezone.now()):
                progress.update(bar, completed=day)

    def _tell(self, password: str) -> None:
        table = Table("Sign in as", "Name", "What they do", box=None, pad_edge=False)
        for account in ACCOUNTS:
            table.add_row(account.email, account.name, _in_words(account))
        console = Console(file=self.stdout)
        console.print(table)
        self.stdout.write(f"The password of all of them is {password}")


def _of(key: str) -> str:
    """The e-mail address of an account."""
    return next(each.email for each in ACCOUNTS if each.key == key)


def _in_words(account: Account) -> str:
    names = {office.key: office.name + (" (partner)" if office.partner else "") for office in OFFICES}
    posts = [f"{role} in {names[key]}" if role else names[key] for key, role in account.posts]
    roles = [role for role in account.roles if role != "officer"]
    return "; ".join([*roles, *posts]) or "resident"
