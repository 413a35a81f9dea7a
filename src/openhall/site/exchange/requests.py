"""What every request passes on its way in: no text that a database cannot keep, and what was done is done once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.parser import Parser

from openhall.site.exchange.once import once
from openhall.site.exchange.refusing import Refused, refusal

MOST_DEPTH = 50


class JSONParser(Parser):
    """Reads a body as JSON proper, of which every text can be kept."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what the body says. Raises `Refused`."""
        try:
            found = json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise Refused(400, _("The body is no JSON: %(why)s.") % {"why": error}) from None
        if not _can_be_kept(found, 0):
            raise Refused(
                400, _("The body holds a sign or number that cannot be kept, or is nested too deep.")
            )
        return found


def checked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that only gets requests whose address can be looked up, and answers each once."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        texts = [request.path, *(text for pair in request.GET.lists() for text in (pair[0], *pair[1]))]
        if not all(_is_text(each) for each in texts):
            return refusal(400, _("The address holds a sign that cannot be looked up."))
        response = once(request, lambda: view(request, *args, **kwargs))
        return _not_allowed(response) if response.status_code == 405 else response

    return answer


def _not_allowed(response: HttpResponse) -> HttpResponse:
    said = refusal(405, _("This cannot be done with what lies at this address."))
    said["Allow"] = response.headers.get("Allow", "")
    return said


def _can_be_kept(found: Any, depth: int) -> bool:
    if depth > MOST_DEPTH:
        return False
    if isinstance(found, dict):
        return all(_is_text(name) and _can_be_kept(each, depth + 1) for name, each in found.items())
    if isinstance(found, list):
        return all(_can_be_kept(each, depth + 1) for each in found)
    if isinstance(found, float):
        return abs(found) < float("inf")
    return _is_text(found) if isinstance(found, str) else True


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")
