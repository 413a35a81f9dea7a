"""What the scenarios of GovStack take for granted, laid down by the acts that a real installation has.

The ids in scenarios are those of another installation. Here each stands for a row that is what the scenario says of
it: `names` says which, by the parameter and the id in the scenario.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CLIENT = "eGovStack/GOV/90000009/health"
SERVICES = {
    "f7d33db0-2809-484e-a780-76b7ccd4ecbf": "Mother and Child Registration",
    "0b4e529c-fe1a-11ed-be56-0242ac120002": "Post partum registration",
    "99be529c-fe1a-11ed-be56-0242ac120555": "Child benefit registration",
    "P2c9280957e579ad7017e58a3399f0068": "Birth registration",
    "": "MCTS",
    "goal-3": "Good Health and Well-Being",
    "goal-9": "Industry and Infrastructure",
    "goal-2": "Zero Hunger",
}
FILES = {
    "81c4445c-bff6-11ed-afa1-0242ac120002": (
        "0b4e529c-fe1a-11ed-be56-0242ac120002",
        "11962de0-11b2-11cc-9390-0242ac121114",
    ),
    "99be529c-fe1a-11ed-be56-0242ac120555": (
        "99be529c-fe1a-11ed-be56-0242ac120555",
        "99b62de0-11b2-11cc-9390-0242ac121555",
    ),
    "b8508d35-c2f3-442b-88a1-267ca25e85c0": (
        "f7d33db0-2809-484e-a780-76b7ccd4ecbf",
        "42962de0-bdb2-11ed-9397-0242ac120004",
    ),
}
TASKS = {
    "81c4445c-bff6-11ed-afa1-0242ac120002": "81c4445c-bff6-11ed-afa1-0242ac120002",
    "42962de0-bdb2-11ed-9397-0242ac120004": "99be529c-fe1a-11ed-be56-0242ac120555",
    "d1e33d56-c5c7-4272-aeb6-bc2732cce1f2": "b8508d35-c2f3-442b-88a1-267ca25e85c0",
}
ASSIGNEE = "42962de0-bdb2-11ed-9397-0242ac120022"
DATABASES = ("75858", "6745", "896756", "234234")
KNOWN_DATABASES = ("1", "123", "8438778473", "3287483474", "8484848484")
FIELDS = ("ID", "FirstName", "LastName", "BirthCertificateID")
ENTRIES = [
    "EE123627348834 John Bon RR-3334537999", "EE456627348834 Alice Hendrix RR-1114537999",
    "EE789627348834 Jack King RR-4444537999", "EE987627348834 Bob Small RR-5555537999",
    "EE654627348834 Eva Sorenz RR-7777537999", "EE6546273487865 Emma Smith EE6546273487865",
    "EE378129127223 Billy Johnson RR-1112223331", "EE1112223331 Billy Johnson RR-1112223331",
    "EE378627348834 Ann Gone RR-1", "EE378627348855 Ben Gone RR-2", "RR378627348834 Cid Gone RR-3",
    "DD378627348834 Dan Gone RR-4", "EE3784545277266 Philip Red RR-30045370099",
    "EE34462734834865 Alex Green RR-441124937", "EE61287673487865 Alise Black RR-49075937",
    "EE6534523487865 Zyra Blue RR-24523937", "EE41 Alina Field RR-5", "EE42 Casandra Field RR-6",
    "EE43 Olga Field RR-7", "EE44 John_Helmut Carry RR-8",
]  # fmt: skip
PEOPLE = ("EE378129277266", "EE378129127223", "EE334569121212", "EE390029120500")


def lay_down() -> dict[str, Any]:
    """Make everything; what a scenario needs to know of it, as JSON: the key, and what names stand for."""
    from openhall.site.exchange.keys import give_key
    from openhall.site.exchange.scopes import Scope
    from openhall.site.people.models import Department, Post, User

    registry = Department.objects.create(key="registry", name="Registry")
    operator = User.objects.create_user("ingmar.vali@city.example", name="Ingmar Vali")
    Post.objects.create(person=operator, department=registry, role="handler")
    registers = ("registryname", "registryempty", "mcts")
    key, text = give_key("Health", list(Scope), registry, client="", purpose="Care", registers=registers)
    names = _services(key, operator) | _databases(registry) | _entries(registry)
    _other, other_text = give_key("Elsewhere", list(Scope), None)
    return {
        "key": text,
        "stranger": other_text,
        "client": CLIENT,
        "names": names,
        "operator": operator.pseudonym,
    }


def _services(key: Any, operator: Any) -> dict[str, str]:
    from openhall.site.exchange.govstack.ids import forms_of, service_id

    from openhall.process.service.folder import read_folder
    from openhall.site.cases.acts import claim, complete
    from openhall.site.cases.by import By
    from openhall.site.cases.clock import at
    from openhall.site.cases.models import Task
    from openhall.site.exchange.submitting import submit
    from openhall.site.services.publishing import publish_files

    files = read_folder(HERE / "govstack_service")
    by, names, made = By(operator, "registry", "handler"), {}, {}
    for said, name in SERVICES.items():
        text = files["service.yaml"].replace(b"name: Registration", f"name: {name}".encode())
        version, _is_new = publish_files(files | {"service.yaml": text}, None, "")
        made[said] = version.service
        names[f"serviceId {said}"] = service_id(version.service)
    names["eFormId d98a205a-679b-485b-823d-7a32a391e744"] = forms_of(made["goal-3"])[0].id
    for said, (service, applicant) in FILES.items():
        case = submit(key, made[service], {"name": "Amya Yuko"}, applicant=applicant, name="Amya Yuko")
        names[f"fileId {said}"] = case.reference
        task = Task.objects.get(case=case)
        for each in (each for each, file in TASKS.items() if file == said):
            names[f"taskId {each}"] = names[f"mainTaskId {each}"] = str(task.pk)
        if said.startswith("99be"):
            claim(task.pk, by)
            names[f"assigneeId {ASSIGNEE}"] = operator.pseudonym
    for day in (datetime(2021, 1, 30, 9, tzinfo=UTC), datetime(2021, 2, 3, 9, tzinfo=UTC)):
        with at(day):
            case = submit(key, made[""], {"name": "Usha Bajaj"}, applicant="Usha")
            complete(Task.objects.get(case=case).pk, {"check": {"decision": "register"}}, by)
    case = submit(key, made["goal-2"], {}, applicant="EE1")
    return names | {"processId": names["serviceId goal-2"], "instanceId": str(case.pk)}


def _databases(owner: Any) -> dict[str, str]:
    from openhall.site.registers.registering import register

    names = {}
    for said in (*DATABASES, *KNOWN_DATABASES):
        made = register(f"register-{said}", _schema(), name=f"Register {said}", owner=owner)
        names[f"id {said}"] = str(made.pk)
    return names


def _entries(owner: Any) -> dict[str, str]:
    from openhall.site.registers.entries import create, read
    from openhall.site.registers.registering import register
    from openhall.site.registers.uses import Reader

    office = Reader("East Hospital back office", CLIENT, "East Hospital", "Care")
    people = register("registryname", _schema(), version="111", name="People", owner=owner)
    register("registryempty", _schema(), version="111", name="Nobody", owner=owner)
    mothers = register("mcts", _schema(), name="MCTS", group="Mother and Child", owner=owner)
    names = {"databaseId MCTS": "mcts"}
    for line in ENTRIES:
        values = [each.replace("_", " ") for each in line.split()]
        entry = create(people, dict(zip(FIELDS, values, strict=True)), office)
        if values[1] == "John":
            names["uuid 80bcb084-fa17-11ed-be56-0242ac120002"] = str(entry.pk)
    for person in PEOPLE:
        read(create(mothers, {"ID": person, "FirstName": "Usha"}, office), office)
    return names


def _schema() -> dict[str, Any]:
    properties: dict[str, Any] = {name: {"type": "string", "maxLength": 200} for name in FIELDS}
    properties["ID"]["primaryKey"] = True
    return {"type": "object", "properties": properties}
