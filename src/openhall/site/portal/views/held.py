"""A case that a visitor holds: every page of a case begins with this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from openhall.process.service.folder import Words
from openhall.site.cases.models import Case
from openhall.site.portal.holding import held_case
from openhall.site.portal.speaking import speak
from openhall.site.services.loading import ready


@dataclass(frozen=True)
class Held:
    """A case that the visitor may see, with the words of its service in their language."""

    case: Case
    words: Words

    @property
    def language(self) -> str:
        """The language of the words, as the service names it."""
        return self.words.language

    @property
    def address(self) -> str:
        """The page of the case."""
        return reverse("portal:case", args=[self.case.reference])


def of_case(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of a case: `(request, held, ...)` instead of its reference, for its applicant alone."""

    @wraps(view)
    def found(request: HttpRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        case = held_case(request, reference, request.POST.get("key", ""))
        if case is None:
            return lost_case(request)
        words = speak(request, ready(case.version_id))
        return view(request, Held(case, words), *args, **kwargs)

    return found


def lost_case(request: HttpRequest) -> HttpResponse:
    """Where to go when one does not hold a case: the same for one that there is and one that there is not."""
    messages.info(
        request, _("To see an application, open the link in our e-mail, or ask for a new one here.")
    )
    return redirect("portal:track")
