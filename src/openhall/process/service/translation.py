"""`translations/LANGUAGE.yaml`: the words of a service in another language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openhall.process.errors import BadService
from openhall.process.saying import each_line, message_of
from openhall.process.service.fields import Faults, Fields
from openhall.process.service.yaml_text import read_yaml

SERVICE = ("name", "summary", "who may apply", "fee", "needed", "steps", "may happen", "tell", "purposes")


@dataclass(frozen=True)
class Translation:
    """The words of one language; what is missing is "", () or not there.

    nodes     names of nodes by their ids; outcomes: those of end events
    forms     for each form what `Form.in_words` takes: title, questions, pages
    lines     where things stand in the file, for messages
    """

    name: str = ""
    summary: str = ""
    who_may_apply: str = ""
    fee: str = ""
    needed: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    tell: Mapping[str, str] = field(default_factory=dict)
    nodes: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)


def read_translation(data: bytes, file: str) -> tuple[Translation | None, list[str]]:
    """The words of a file as far as it can be read, and all that is wrong with it."""
    faults = Faults(file)
    try:
        part = read_yaml(data, file)
    except BadService as error:
        return None, each_line(message_of(error))
    top = Fields(part, ("service", "process", "forms", "outcomes"), faults)
    service = top.fields("service", SERVICE)
    lines: dict[str, int] = {f"service.{name}": held.line for name, held in service.parts.items()}
    groups = {
        "labels": service.fields("may happen"),
        "tell": service.fields("tell"),
        "nodes": top.fields("process"),
        "outcomes": top.fields("outcomes"),
    }
    words = {name: {key: text for key, text in found.items() if text} for name, found in groups.items()}
    for name, found in groups.items():
        lines |= {f"{name}.{key}": held.line for key, held in found.parts.items()}
    forms = top.fields("forms")
    translation = Translation(
        service.text("name"),
        service.text("summary"),
        service.text("who may apply"),
        service.text("fee"),
        service.texts("needed"),
        service.texts("steps"),
        service.texts("purposes"),
        words["labels"],
        words["tell"],
        words["nodes"],
        words["outcomes"],
        {name: _form(forms, name, lines) for name in forms.parts},
        lines,
    )
    return translation, faults.sentences


def _form(forms: Fields, name: str, lines: dict[str, int]) -> dict[str, Any]:
    found = forms.fields(name, ("title", "questions", "pages"))
    lines[f"forms.{name}"] = forms.line_of(name)
    questions, pages = found.fields("questions"), found.fields("pages")
    lines |= {f"forms.{name}.questions.{each}": held.line for each, held in questions.parts.items()}
    lines |= {f"forms.{name}.pages.{each}": held.line for each, held in pages.parts.items()}
    words: dict[str, Any] = {"title": found.text("title"), "questions": {}, "pages": {}}
    for each in questions.parts:
        one = questions.fields(each, ("title", "description", "choices", "unit"))
        words["questions"][each] = {
            "title": one.text("title"),
            "description": one.text("description"),
            "unit": one.text("unit"),
            "choices": {value: text for value, text in one.fields("choices").items() if text},
        }
        words["questions"][each] = {part: held for part, held in words["questions"][each].items() if held}
    words["pages"] = {each: text for each, text in pages.items() if text}
    return {key: held for key, held in words.items() if held}
