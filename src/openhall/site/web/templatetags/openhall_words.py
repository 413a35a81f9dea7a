"""What engines say and workers kept, in the reader's language: `{{ version.problem|said }}`; and the languages from
which to choose: `{% site_languages as languages %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from openhall.site.web.languages import choice_of
from openhall.site.web.speech import say_kept, stays_english

register = template.Library()
register.filter("said", say_kept)


@register.filter
def is_english(words: str) -> bool:
    """Whether words of an engine stay English on a page that is read in another language."""
    return stays_english(words)


@register.simple_tag
def site_languages() -> list[dict[str, Any]]:
    """The languages of the site."""
    return choice_of(dict(settings.LANGUAGES))
