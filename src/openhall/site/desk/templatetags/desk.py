"""What cases are about, in the language of the officer who reads: `{{ task|task_name }}`, `{{ case|service_name }}`,
`{{ look.at|moment }}`; and the languages to choose from: `{% site_languages as languages %}`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openhall.site.cases.models import Case, Draft, Task
from openhall.site.cases.speaking import name_of, words_of
from openhall.site.portal.speaking import choice_of

register = template.Library()


@register.filter
def task_name(task: Task) -> str:
    """What a task is called."""
    return name_of(task)


@register.filter
def service_name(held: Case | Draft) -> str:
    """What the service of a case or draft is called."""
    return words_of(held).name


@register.filter
def moment(at: datetime, day: str = "j F Y") -> str:
    """A day and a time of it. `day` is how the day is written."""
    here = timezone.localtime(at)
    return _("%(day)s, %(time)s") % {"day": date_format(here, day), "time": date_format(here, "H:i")}


@register.simple_tag
def site_languages() -> list[dict[str, Any]]:
    """The languages of the site."""
    return choice_of(dict(settings.LANGUAGES))
