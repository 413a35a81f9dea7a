"""The OpenAPI documents of the building blocks: which operation an address is, and what it takes and answers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DOCUMENTS = {
    "workflow": ("bb-workflow/api/swagger.yaml",),
    "registration": (
        "bb-registration/api/GovStack_Registration_BB_API.json",
        "bb-registration/api/GovStack_Registration_BB_API_statistics.json",
    ),
    "registries": (
        "bb-digital-registries/api/GovStack_Digital_registries_BB_Data_API_template-1.3.0.json",
        "bb-digital-registries/api/GovStack_Digital_registries_BB_Database_API_template-1.3.0.json",
    ),
}


@dataclass(frozen=True)
class Operation:
    """One operation of a contract.

    parameters  where each goes ("path", "query", "header") by its name
    answers     the JSON schema of each answer by its status; {} where the contract says none
    """

    method: str
    path: str
    parameters: dict[str, str]
    body: dict[str, Any]
    answers: dict[str, dict[str, Any]]

    def fault(self, status: int, body: Any) -> str | None:
        """What stands against an answer; None where nothing does."""
        if str(status) not in self.answers:
            return f"the contract knows no answer {status}"
        for error in Draft202012Validator(self.answers[str(status)]).iter_errors(body):
            place = "/".join(str(part) for part in error.absolute_path) or "the answer"
            return f"{place}: {error.message[:200]}"
        return _misspelt(self.answers[str(status)], body, "")


def operations(data: Path, block: str) -> list[Operation]:
    """All operations of a building block."""
    found = []
    for name in DOCUMENTS[block]:
        text = (data / "govstack" / name).read_text()
        document = json.loads(text) if name.endswith(".json") else yaml.safe_load(text)
        for path, methods in document["paths"].items():
            found += [_operation(document, path, method, said) for method, said in methods.items()]
    return found


def find(known: list[Operation], method: str, path: str) -> Operation:
    """The operation at an address as a scenario writes it: `update-entries` there is `updateEntries` here."""
    found = [each for each in known if (each.method, _plain(each.path)) == (method.upper(), _plain(path))]
    if not found:
        raise LookupError(f"the contract has no {method} {path}")
    return found[0]


def _misspelt(schema: Any, body: Any, place: str) -> str | None:
    """A name in an answer that the contract writes otherwise: it requires few, and a client would look in vain."""
    faults: list[str | None] = []
    if isinstance(body, list):
        faults = [_misspelt(schema.get("items", {}), each, place) for each in body]
    if isinstance(body, dict):
        known = {name.lower(): name for name in schema.get("properties", {})}
        for name, value in body.items():
            meant = known.get(name.lower(), name)
            if meant != name:
                return f"{place}{name}: the contract writes {meant}"
            faults.append(_misspelt(schema.get("properties", {}).get(name, {}), value, f"{place}{name}/"))
    return next((fault for fault in faults if fault), None)


def _plain(path: str) -> str:
    named = re.sub(r"\{[^}]*\}", "{}", path.lower())
    return named.replace("-", "").removesuffix("/1.0").rstrip("/")


def _operation(document: Any, path: str, method: str, said: Any) -> Operation:
    parameters = [_inlined(document, each) for each in said.get("parameters", ())]
    answers = {
        status: _content(_inlined(document, answer)) for status, answer in said.get("responses", {}).items()
    }
    return Operation(
        method=method.upper(),
        path=path,
        parameters={each["name"]: each["in"] for each in parameters},
        body=_content(_inlined(document, said.get("requestBody", {}))),
        answers=answers,
    )


def _content(part: Any) -> dict[str, Any]:
    kinds = part.get("content", {})
    return next((each.get("schema", {}) for each in kinds.values()), {})


def _inlined(document: Any, part: Any, depth: int = 0) -> Any:
    """A part of a document with what it refers to in its place, and as JSON Schema 2020-12 says it."""
    if depth > 40:
        raise ValueError("the contract refers to itself")
    if isinstance(part, list):
        return [_inlined(document, each, depth + 1) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("$ref", "").endswith("/Example"):
        # The contract shows one register's entry; what an entry is, each register says itself.
        return {"type": "object"}
    if "$ref" in part:
        return _inlined(document, _referred(document, part["$ref"]), depth + 1)
    # An example is text for people: it may look like anything.
    return {
        name: _inlined(document, each, depth + 1)
        for name, each in part.items()
        if name not in ("example", "examples")
    }


def _referred(document: Any, reference: str) -> Any:
    part = document
    for name in reference.removeprefix("#/").split("/"):
        # Some references differ from the names they mean by a capital letter.
        part = part[next(each for each in part if each.lower() == name.lower())]
    return part
