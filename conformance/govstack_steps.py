"""What the steps of the scenarios of GovStack mean, by the contracts: own step definitions for all building blocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from govstack_asking import HEADER, Answer, Request, call
from govstack_contract import Operation, find
from govstack_features import Scenario, Step

NAMED = re.compile(r'("[^"]*"|\b\d+) as (?:(?:an?|the|given|invalid) )*"?([\w-]+)"?')
CONTAINING = re.compile(r'containing (\w+): "([^"]*)"')
USUAL = 15_000
"""Milliseconds that “timely” means where a scenario does not say."""
DOCUMENT = ("birth-certificate.txt", b"Born on 30 January 2021 at Port Alder.\n")
NOBODY = "nobody in particular"
WORKFLOW = {
    "list of processes": ("GET", "/processes"),
    "details of an existing workflow process": ("GET", "/processes/{processId}"),
    "list of instances": ("GET", "/instances/"),
    "details of an existing workflow instance": ("GET", "/instances/{instanceId}"),
    "start a workflow process": ("POST", "/processes/{processId}/start"),
    "stop a workflow process": ("POST", "/instances/{instanceId}/stop"),
}
"""Scenarios of the workflow building block say in words what is asked."""
DATABASE = {
    "groupName": "Test",
    "catalogName": "Mother and Child",
    "code": "MCR",
    "schema": {
        "type": "object",
        "properties": {
            "ID": {"type": "string", "primaryKey": True, "readOnly": True, "description": "Registration ID"},
            "child": {"type": "object", "properties": {"id": {"type": "string", "description": "Child ID"}}},
        },
        "incrementIndex": 20,
        "required": ["ID"],
    },
}
"""What is sent where a scenario says no more than “body”."""


class Wrong(Exception):
    """A step does not hold; the message says why."""


class Play:
    """One scenario, played against the site that `told` describes."""

    def __init__(self, scenario: Scenario, known: list[Operation], told: dict[str, Any]) -> None:
        self.scenario, self.known, self.told = scenario, known, told
        self.request: Request | None = None
        self.answer: Answer | None = None

    def run(self) -> str | None:
        """The step that does not hold and why; None where all hold."""
        for step in self.scenario.steps:
            try:
                self._step(step)
            except (Wrong, LookupError, TypeError) as error:
                got = (
                    ""
                    if self.answer is None
                    else f" [answer {self.answer.status}: {str(self.answer.body)[:300]}]"
                )
                return f"“{step.text}”: {error}{got}"
        return None

    def _step(self, step: Step) -> None:
        if step.kind == "Action":
            self._ask(step.text)
        elif step.kind == "Outcome":
            if self.answer is None:
                assert self.request is not None
                self.answer = self.request.send(f"{self.told['address']}/{self.scenario.block}")
            for pattern, look in OUTCOMES:
                found = re.search(pattern, step.text)
                if found:
                    look(self, self.answer, *found.groups())
                    return
            raise Wrong("no step definition")

    def _ask(self, text: str) -> None:
        if self.request is None:
            self.request = self._begun(text)
        request = self.request
        if "without Information-Mediator-Client" in text:
            request.headers.pop(HEADER, None)
        if "with given document" in text:
            request.file = DOCUMENT
        if re.search(r"\band body$", text):
            request.body = (
                DATABASE
                if request.path.startswith("/database")
                else {"data": {"check": {"decision": "register"}}}
            )
        for value, name in NAMED.findall(text):
            request.put(name, value.strip('"'))
        for name, value in CONTAINING.findall(text):
            request.put(name, value)
        if "both contain" in text:
            request.body["write"] = request.body["query"]

    def _begun(self, text: str) -> Request:
        method, path = self.scenario.method, self.scenario.endpoint
        said = next((each for words, each in WORKFLOW.items() if words in text), None)
        method, path = said or (method, path)
        headers = {"Authorization": self.told["key"], HEADER: self.told["client"]}
        request = Request(find(self.known, method, path), path, self.told["names"], headers)
        if said:
            self._say_what_is_meant(request)
        return request

    def _say_what_is_meant(self, request: Request) -> None:
        names = self.told["names"]
        request.in_path = {"processid": names["processId"], "instanceid": names["instanceId"]}
        if request.path.endswith("/start"):
            request.body = {
                "processStartedBy": "EE1",
                "InstanceValues": [{"code": "name", "value": "Amya Yuko"}],
            }
        if request.path.endswith("/stop"):
            request.in_path["instanceid"] = self._started()
        if "@negative" not in self.scenario.tags:
            return
        # The scenario says of the request only that it is a bad one.
        if "instanceId" in request.path:
            request.in_path["instanceid"] = NOBODY
        elif request.body is not None:
            del request.body["processStartedBy"]
        else:
            request.headers[HEADER] = NOBODY

    def _started(self) -> str:
        """The instance that is stopped: one that was started for it."""
        path = f"/workflow/processes/{self.told['names']['processId']}/start"
        return str(call(self.told, "POST", path, {"processStartedBy": "EE1"})["id"])


def _must(holds: object, why: str) -> None:
    if not holds:
        raise Wrong(why)


def _status(play: Play, answer: Answer, status: str) -> None:
    _must(answer.status == int(status), f"the status is {answer.status}")


def _received(play: Play, answer: Answer) -> None:
    _must(answer.status < 500, "the site failed")


def _timely(play: Play, answer: Answer, most: str | None) -> None:
    _must(answer.seconds * 1000 <= int(most or USUAL), f"it took {answer.seconds:.1f} s")


def _as_agreed(play: Play, answer: Answer) -> None:
    assert play.request is not None
    fault = play.request.operation.fault(answer.status, answer.body)
    _must(fault is None, str(fault))
    asked = {name: value for name, value in play.request.query.items() if name.endswith("Id")}
    if asked and play.scenario.block == "registration":
        # What is asked for is what is answered; from the third result on there may be none.
        _must(answer.body or "firstResult" in play.request.query, "nothing was found")
        for name, value in asked.items():
            _must(all(each[name] == value for each in answer.body), f"another {name} is among them")


def _type(play: Play, answer: Answer, kind: str) -> None:
    held = answer.headers.get("content-type", "")
    _must(held.split(";")[0] == kind or held == kind, f"it is {held}")


def _exact_type(play: Play, answer: Answer, kind: str) -> None:
    _must(answer.headers.get("content-type") == kind, f"it is {answer.headers.get('content-type')}")


def _same(play: Play, answer: Answer, name: str, value: str) -> None:
    meant = play.told["names"].get(f"{name} {value}", value)
    _must(answer.body.get(name) == meant, f"{name} is {answer.body.get(name)!r} and not {meant!r}")


def _property(play: Play, answer: Answer, name: str, value: str) -> None:
    _must(answer.body["content"].get(name) == value, f"{name} is {answer.body['content'].get(name)!r}")


def _empty(play: Play, answer: Answer) -> None:
    _must(answer.body == [], "it is not empty")


def _no_results(play: Play, answer: Answer) -> None:
    _must(answer.body["results"] == [], "it is not empty")


def _count(play: Play, answer: Answer) -> None:
    # A page holds ten where nothing else is asked for.
    _must(len(answer.body["results"]) == min(answer.body["count"], 10), f"count is {answer.body['count']}")


def _named(play: Play, answer: Answer, name: str) -> None:
    _must(answer.body, "nothing was found")
    _must(all(name.lower() in each["name"].lower() for each in answer.body), "another name is among them")


def _filtered(play: Play, answer: Answer, text: str, name: str) -> None:
    _must(answer.body["results"], "nothing was found")
    _must(all(text in each[name] for each in answer.body["results"]), "an entry without it is among them")


def _there(play: Play, answer: Answer, is_there: str) -> None:
    _must(answer.body["answer"]["status"] is (is_there == "true"), "it says the contrary")


def _body(play: Play, answer: Answer, body: str) -> None:
    _must(answer.body == body, "it is another one")


OUTCOMES: list[tuple[str, Callable[..., None]]] = [
    (r"is received$|[Rr]eceives? a response", _received),
    (r"timely manner(?: (\d+)ms)?$", _timely),
    (r"(?:have status|status code) (\d+)", _status),
    (r"match (?:bad request )?json schema|aligned to api spec", _as_agreed),
    (r'"content-type": "([^"]*)" header', _type),
    (r'header content-type should be "([^"]*)"', _exact_type),
    (r"response's (\w+) should be equal to the \w+ from the request \"([^\"]*)\"", _same),
    (r'contain "(\w+)" property equals "([^"]*)"', _property),
    (r"response should contains empty array", _empty),
    (r"results field should be an empty array", _no_results),
    (r"results array length is consistent with count", _count),
    (r'name field in the response matches with "([^"]*)"', _named),
    (r'is filtered by "([^"]*)" and "([^"]*)"', _filtered),
    (r"should return status (true|false)", _there),
    (r'should have body "([^"]*)"', _body),
]
