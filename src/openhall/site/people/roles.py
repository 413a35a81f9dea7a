"""The roles that staff hold. A role is a group of Django's, so it is given and taken in the admin."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff does; the value is the name of the group."""

    ANALYST = "analyst", _("analyst")
    HEAD_OF_SERVICE = "head of service", _("head of service")
    OFFICER = "officer", _("officer")
    OPERATOR = "operator", _("operator")
    PUBLISHER = "publisher", _("publisher of open data")


EVERY_ROLE = frozenset(Role)


def make_groups(using: str, **_: object) -> None:
    """Make the groups that are missing (signal handler of `post_migrate`)."""
    groups = Group.objects.using(using)
    there = set(groups.filter(name__in=Role.values).values_list("name", flat=True))
    groups.bulk_create([Group(name=name) for name in Role.values if name not in there])
