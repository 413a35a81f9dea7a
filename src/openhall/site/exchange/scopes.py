"""What a key may do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One thing that a key may do; the value stands in the key and in the documents."""

    CASES_BEGIN = "cases:begin", _("begin cases for applicants")
    CASES_READ = "cases:read", _("read cases that it began or that its department works on")
    CASES_STOP = "cases:stop", _("end cases that it began, or of services that its department owns")
    TASKS = "tasks", _("read and do the work of its department")
    MESSAGES = "messages", _("send messages to cases")
    REGISTERS_READ = "registers:read", _("read entries of registers")
    REGISTERS_WRITE = "registers:write", _("change entries of registers")
    REGISTERS_MANAGE = "registers:manage", _("make, change and close registers")
    USES_READ = "registers:uses", _("read who used the entry about a person")
    STATISTICS = "statistics", _("read how many cases were decided, and how")
    LEARNING = "learning", _("tell what staff have learned elsewhere")
