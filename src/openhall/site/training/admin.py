"""Roles of the site in the operator's workshop: given when the courses are there, or with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.site.people.admin import ChangedPerson, PersonAdmin
from openhall.site.people.lacking import Lack, lacks_for_role, overrule
from openhall.site.people.models import User


class GatedPerson(ChangedPerson):
    """Change a member of staff; a role whose courses are missing needs a reason."""

    reason = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Why a role is given without its courses"),
        help_text=gettext_lazy("Needed only when a course is missing. It is recorded under your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where a course is missing."""
        given = super().clean() or self.cleaned_data
        lacks = [lack for _role, found in self.lacking() for lack in found]
        if lacks and not str(given.get("reason", "")).strip():
            end = _("Let them complete it first, or say below why the role is given without it.")
            self.add_error("reason", [*(lack.words for lack in lacks), end])
        return given

    def lacking(self) -> list[tuple[str, list[Lack]]]:
        """What is missing for each role that is given now and was not held before."""
        wanted = self.cleaned_data.get("groups") or Group.objects.none()
        had = set(self.instance.groups.values_list("name", flat=True)) if self.instance.pk else set()
        found = [
            (group.name, lacks_for_role(self.instance, group.name))
            for group in wanted
            if group.name not in had
        ]
        return [(role, lacks) for role, lacks in found if lacks]


class GatedPersonAdmin(PersonAdmin):
    """People with the gate before their roles."""

    form = GatedPerson
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        (gettext_lazy("Access"), {"fields": ["is_active", "groups", "reason"]}),
        *PersonAdmin.fieldsets[2:],
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Record what is given without its courses before it is given."""
        if change:
            for role, _lacks in form.lacking():
                overrule(form.instance, None, role, form.cleaned_data["reason"].strip(), request.user)
        super().save_related(request, form, formsets, change)


# The room of people knows no courses; here the same page is kept with its gate.
admin.site.unregister(User)
admin.site.register(User, GatedPersonAdmin)
