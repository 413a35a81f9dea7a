"""What the scenarios of GovStack take for granted, made through the interfaces themselves.

The ids in scenarios are those of another installation. Here each stands for a row that is what the scenario says of it:
`names` says which, by the parameter and the id in the scenario.
"""

from __future__ import annotations

from typing import Any

from govstack_asking import call

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


def prepare(told: dict[str, Any]) -> dict[str, str]:
    """Send applications, make registers and fill them; what the names in scenarios stand for."""
    names = _services(told) | _registers(told) | _entries(told)
    return names | {f"assigneeId {ASSIGNEE}": told["operator"]}


def _services(told: dict[str, Any]) -> dict[str, str]:
    ids = {each["name"]: each["id"] for each in call(told, "GET", "/registration/services")}
    names = {f"serviceId {said}": ids[name] for said, name in SERVICES.items()}
    forms = call(told, "GET", f"/registration/services/{ids['Zero Hunger']}/eForms")
    names["eFormId d98a205a-679b-485b-823d-7a32a391e744"] = forms[0]["eFormId"]
    for said, (service, applicant) in FILES.items():
        path = f"/registration/services/{names[f'serviceId {service}']}/applications"
        data = {"apply": {"name": "Amya Yuko", "child": "Usha Bajaj"}}
        body = {"applicantId": applicant, "applicationName": "Amya Yuko", "formData": {"data": data}}
        file = call(told, "POST", path, body)["fileId"]
        (task,) = call(told, "GET", f"/registration/tasks?fileId={file}")
        names[f"fileId {said}"] = file
        for each in (each for each, of in TASKS.items() if of == said):
            names[f"taskId {each}"], names[f"mainTaskId {each}"] = task["taskId"], task["mainTaskId"]
    process = call(told, "GET", "/workflow/processes")[0]["id"]
    instance = call(told, "POST", f"/workflow/processes/{process}/start", {"processStartedBy": "EE1"})["id"]
    return names | {"processId": process, "instanceId": instance}


def _registers(told: dict[str, Any]) -> dict[str, str]:
    """Registers without entries, for scenarios that read and delete them."""
    names = {}
    for said in (*DATABASES, *KNOWN_DATABASES):
        _register(told, f"register-{said}", "1.0")
    held = call(told, "GET", "/registries/databases")["databases"]
    for said in (*DATABASES, *KNOWN_DATABASES):
        names[f"id {said}"] = next(str(each["id"]) for each in held if each["name"] == f"register-{said}")
    return names


def _entries(told: dict[str, Any]) -> dict[str, str]:
    for code, version in (("registryname", "111"), ("registryempty", "111"), ("mcts", "1.0")):
        _register(told, code, version)
    for line in ENTRIES:
        values = [each.replace("_", " ") for each in line.split()]
        content = dict(zip(FIELDS, values, strict=True))
        call(told, "POST", "/registries/data/registryname/111/create", {"write": {"content": content}})
    for person in PEOPLE:
        content = {"ID": person, "FirstName": "Usha"}
        call(told, "POST", "/registries/data/mcts/1.0/create", {"write": {"content": content}})
        call(told, "POST", "/registries/data/mcts/1.0/read", {"query": {"content": {"ID": person}}})
    # An entry is addressed by its key, too: what the scenario calls its UUID may be that.
    return {"databaseId MCTS": "mcts", "uuid 80bcb084-fa17-11ed-be56-0242ac120002": ENTRIES[0].split()[0]}


def _register(told: dict[str, Any], code: str, version: str) -> None:
    properties: dict[str, Any] = {name: {"type": "string", "maxLength": 200} for name in FIELDS}
    properties["ID"]["primaryKey"] = True
    schema = {"type": "object", "properties": properties}
    call(told, "POST", "/registries/database/modify", {"code": code, "version": version, "schema": schema})
