"""Committed steps of cases, beside the floor and the peer on one database: `case_sides.py DATABASE PEER_PYTHON`.

The world is thrown away at the end, and durable: what is committed survives a power cut, for all three alike. They are
timed in turn, so that what else the machine does falls on all of them. Prints one JSON line: steps per second of each
round, the bytes of a case's state, and how many steps were made.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROUNDS = 9
CASES = 40
"""Cases of one round; each makes eight or nine steps."""
PEER_CASES, PEER_ROUNDS = 5, 2
"""The peer is slow, and the same in each round."""
TEXT = """name: Building permit
summary: A service to time.
owner: planning
legal basis: [An act]
who may apply: Anybody.
retention: 1 year
standards: {legal: 56 days, promised: 30 working days, tasks: {check: 3 working days, assess: 5 working days}}
"""
ANSWERS = {
    "kind": "extension",
    "street": "4 Quay Street",
    "postcode": "PA1 2BC",
    "area": Decimal(40),
    "storeys": Decimal(2),
    "description": "An extension of the kitchen towards the garden, with a flat roof.",
    "name": "Ada Alder",
    "email": "ada@example.org",
    "owner": True,
    "days": ["monday", "friday"],
}
PEOPLE = {
    "check": "planning", "advise_fire": "fire", "advise_health": "health", "check_water": "water",
    "assess": "planning", "visit": "planning", "draft": "planning", "sign": "planning",
}  # fmt: skip


class Ours:
    """Openhall: officers complete their tasks, each with the checks of `acts.complete`."""

    def __init__(self) -> None:
        from openhall.process.folder import digest, pack
        from openhall.site.cases.acts import By
        from openhall.site.people.models import Department, Post, User
        from openhall.site.services.models import Service, Version

        departments = {
            key: Department.objects.create(key=key, name=key.title()) for key in set(PEOPLE.values())
        }
        self.officers = {}
        for key, department in departments.items():
            person = User.objects.create_user(f"{key}@city.example", name=key)
            Post.objects.create(person=person, department=department)
            self.officers[key] = By(person, key)
        service = Service.objects.create(slug="permit", name="Building permit", owner=departments["planning"])
        files = {"process.bpmn": (HERE / "permit.bpmn").read_bytes(), "service.yaml": TEXT.encode()}
        self.version = Version.objects.create(
            service=service, number=1, digest=digest(files), folder=pack(files), status="open"
        )
        self.longest = 0

    def begin(self) -> list[Any]:
        """New cases, half of them with a visit."""
        from openhall.site.cases.acts import NOBODY, begin

        return [
            begin(self.version, {"apply": {**ANSWERS, "cost": Decimal(40_000 + 20_000 * (k % 2))}}, NOBODY)
            for k in range(CASES)
        ]

    def go_on(self, cases: list[Any]) -> tuple[int, float]:
        """Do all open work of some cases: how much it was, and the seconds that it took."""
        from openhall.site.cases.acts import complete
        from openhall.site.cases.models import Task

        todo = list(Task.objects.filter(case__in=cases, status="open").values_list("pk", "node"))
        begun = time.perf_counter()
        for task, node in todo:
            gives = {node: {"ok": True, "remark": "As it should be.", "hours": Decimal(2)}}
            complete(task, gives, self.officers[PEOPLE[node]])
        return len(todo), time.perf_counter() - begun

    def halfway(self) -> list[Any]:
        """Cases of which as much is known as an average step of theirs writes."""
        from openhall.site.cases.models import Case

        cases = self.begin()
        for _ in range(2):
            self.go_on(cases)
        return list(Case.objects.filter(pk__in=[case.pk for case in cases]))

    def steps(self) -> float:
        """Steps per second from the first one to the end of all cases of a round."""
        from openhall.site.cases.models import Case

        cases = self.begin()
        made, seconds = 0, 0.0
        while True:
            done, took = self.go_on(cases)
            if not done:
                break
            made, seconds = made + done, seconds + took
            states = Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("state", flat=True)
            self.longest = max(
                self.longest, *(len(json.dumps(state, separators=(",", ":"))) for state in states)
            )
        assert not Case.objects.filter(pk__in=[case.pk for case in cases], ended_at=None).exists()
        return made / seconds


class Floor:
    """The driver alone: one row into the ledger and one case changed, in one transaction, on the same tables."""

    INSERT = (
        'INSERT INTO ledger_event (at, service, version, "case", activity, node, lifecycle, department, role, actor, '
        "objects_touched, commitment) VALUES ({marks})"
    )
    UPDATE = "UPDATE cases_case SET state = {mark}, data = {mark}, moves = moves + 1 WHERE id = {mark}"

    def __init__(self, database: str, cases: list[Any]) -> None:
        from django.conf import settings
        from django.db import connection

        self.state = json.dumps(cases[0].state)
        self.data = json.dumps(cases[0].data)
        self.cases = [(case.pk, case.pseudonym) for case in cases]
        self.commits = database == "postgresql"
        mark = "%s" if self.commits else "?"
        self.insert = self.INSERT.format(marks=", ".join([mark] * 12))
        self.update = self.UPDATE.format(mark=mark)
        self.raw: Any
        if self.commits:
            import psycopg

            given = connection.get_connection_params()
            self.raw = psycopg.connect(
                **{name: given[name] for name in ("dbname", "user", "host") if name in given}
            )
        else:
            import sqlite3

            self.raw = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
            self.raw.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])

    def steps(self) -> float:
        """Transactions per second."""
        cursor, made = self.raw.cursor(), CASES * 8
        begun = time.perf_counter()
        for k in range(made):
            number, case = self.cases[k % len(self.cases)]
            if not self.commits:
                cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(
                self.insert,
                ("2026-03-02 09:00:00+00:00", "permit", 1, case, "Check completeness", "check", "complete", "planning",
                 "officer", "k7dm2xqwrt9b", "{}", b""),
            )  # fmt: skip
            cursor.execute(self.update, (self.state, self.data, number))
            if self.commits:
                self.raw.commit()
            else:
                cursor.execute("COMMIT")
        return made / (time.perf_counter() - begun)


def peer(python: str, address: str, work: str) -> dict[str, Any]:
    """The peer's own process makes the same steps, with what it keeps in the same database."""
    command = [python, str(HERE / "case_peer.py"), address, work, str(PEER_CASES)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@contextmanager
def quiet():  # type: ignore[no-untyped-def]
    """No garbage of one side is collected on the time of another."""
    import gc

    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def main(database: str, python: str) -> None:
    """Time all sides in turn."""
    from django.conf import settings

    ours = Ours()
    floor = Floor(database, ours.halfway())
    address = os.environ.get("OPENHALL_DATABASE_URL") or str(settings.DATABASES["default"]["NAME"])
    sides: dict[str, Callable[[], float]] = {"floor": floor.steps, "ours": ours.steps}
    told: dict[str, Any] = {name: [] for name in (*sides, "peer", "peer_reading")}
    for side in sides.values():
        side()
    for number in range(ROUNDS):
        for name, side in sides.items():
            with quiet():
                told[name].append(side())
        for name in ("peer", "peer_reading") if number < PEER_ROUNDS else ():
            found = peer(python, address, name)
            told[name].append(found["rate"])
            told["peer_bytes"] = found["bytes"]
    told["state_bytes"] = ours.longest
    print(json.dumps(told))


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    from tests.world import enter

    enter(sys.argv[1], durable=True)
    from openhall.site.web.manage import configure

    configure()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    main(*sys.argv[1:])
