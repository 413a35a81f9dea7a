"""The language of a page about a service: one that the service has, so that a page is never half in another."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from openhall.process.service.folder import Words
from openhall.site.services.loading import Ready
from openhall.site.services.speaking import short, words_in
from openhall.site.web.languages import choice_of


def speak(request: HttpRequest, prepared: Ready, language: str = "") -> Words:
    """The words of a service in the language of the visitor, or in its own first one where it lacks theirs.

    language  the one to take instead of the visitor's, where the service has it
    The rest of the page, and its times, follow: they are those of the service.
    """
    offered = languages(prepared)
    wanted = short(language or translation.get_language() or settings.LANGUAGE_CODE)
    spoken = next((each for each in offered if short(each) == wanted), None)
    spoken = spoken or next(iter(offered), settings.LANGUAGE_CODE)
    translation.activate(spoken)
    request.LANGUAGE_CODE = spoken
    request.spoken = offered  # type: ignore[attr-defined]
    request.zone = prepared.zone  # type: ignore[attr-defined]
    return words_in(prepared, spoken)


def languages(prepared: Ready) -> list[str]:
    """The site's languages that a service has too, in the service's order; the first one is that of its files."""
    site = {short(code): code for code, _name in settings.LANGUAGES}
    return [site[short(each)] for each in prepared.folder.text.languages if short(each) in site]


def is_from_the_right(code: str) -> bool:
    """Whether a language is written from the right."""
    return short(code) in settings.LANGUAGES_BIDI


def say(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page with its choice of languages and the times of its service. It is kept in no cache."""
    choice = choice_of(getattr(request, "spoken", list(dict(settings.LANGUAGES))))
    with timezone.override(getattr(request, "zone", None)):
        response = render(request, template, {"languages": choice, **context}, status=status)
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
