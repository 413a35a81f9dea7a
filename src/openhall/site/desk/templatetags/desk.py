"""What cases are about, in the language of the officer who reads: `{{ task|task_name }}`, `{{ case|service_name }}`,
`{{ look.at|moment }}`."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openhall.site.cases.models import Case, Draft, Task
from openhall.site.cases.speaking import name_of, words_of

register = template.Library()


@register.filter
def task_name(task: Task) -> str:
    """What a task is called."""
    return name_of(task)


@register.filter
def role_name(role: str) -> str:
    """A role as people say it: "planning technician", where a model's lane is called by a short name."""
    return role.replace("-", " ").replace("_", " ")


@register.filter
def service_name(held: Case | Draft) -> str:
    """What the service of a case or draft is called."""
    return words_of(held).name


@register.filter
def moment(at: datetime, day: str = "j F Y") -> str:
    """A day and a time of it. `day` is how the day is written."""
    here = timezone.localtime(at)
    return _("%(day)s, %(time)s") % {"day": date_format(here, day), "time": date_format(here, "H:i")}
