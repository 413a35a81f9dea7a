"""What an installation has before another system asks it: people, services, a key, and cases of the year 2021."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from govstack_setting import CLIENT, SERVICES

HERE = Path(__file__).parent
DAYS = (datetime(2021, 1, 30, 9, tzinfo=UTC), datetime(2021, 2, 3, 9, tzinfo=UTC))


def lay_down() -> dict[str, Any]:
    """Make everything; what a scenario needs to know of it, as JSON."""
    from openhall.site.cases.acts import begin, claim, complete
    from openhall.site.cases.by import NOBODY, By
    from openhall.site.cases.clock import at
    from openhall.site.cases.models import Task
    from openhall.site.exchange.keys import give_key
    from openhall.site.exchange.scopes import Scope
    from openhall.site.people.models import Department, Post, User

    registry = Department.objects.create(key="registry", name="Registry")
    operator = User.objects.create_user("ingmar.vali@city.example", name="Ingmar Vali")
    Post.objects.create(person=operator, department=registry, role="handler")
    registers = ("registryname", "registryempty", "mcts")
    _key, text = give_key("Health", list(Scope), registry, purpose="Care", registers=registers)
    version = {name: _published(name) for name in SERVICES.values()}["MCTS"]
    by = By(operator, "registry", "handler")
    for day in DAYS:
        with at(day):
            case = begin(version, {"apply": {"name": "Usha Bajaj"}}, NOBODY)
            complete(Task.objects.get(case=case).pk, {"check": {"decision": "register"}}, by)
    case = begin(version, {"apply": {"name": "Sowmya Bajaj"}}, NOBODY)
    claim(Task.objects.get(case=case).pk, by)
    return {"key": text, "client": CLIENT, "operator": operator.pseudonym}


def _published(name: str) -> Any:
    from openhall.process.service.folder import read_folder
    from openhall.site.services.publishing import publish_files

    files = read_folder(HERE / "govstack_service")
    text = files["service.yaml"].replace(b"name: Registration", f"name: {name}".encode())
    version, _is_new = publish_files(files | {"service.yaml": text}, None, "")
    return version
