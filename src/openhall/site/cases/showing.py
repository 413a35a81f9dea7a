"""What of a case may be shown to whom outside: the least that they need."""

from __future__ import annotations

from collections.abc import Mapping

from openhall.process.feel.values import Value
from openhall.site.services.loading import Ready


def shown_to(prepared: Ready, place: int, data: Mapping[str, Value]) -> dict[str, Value]:
    """What a case knows, as a message or call from a place may carry it.

    Answers about a person never leave the case. A department to which `access` of the service gives only some answers
    is sent those and no others.
    """
    folder = prepared.folder
    only = folder.text.access.get(prepared.post_of(place).department)
    found: dict[str, Value] = {}
    for name, value in data.items():
        if name in folder.forms and isinstance(value, dict):
            questions = folder.forms[name].questions
            value = {
                question: answer
                for question, answer in value.items()
                if not (question in questions and questions[question].personal)
                and (only is None or name in only or f"{name}.{question}" in only)
            }
            if value:
                found[name] = value
        elif only is None or name in only:
            found[name] = value
    return found
