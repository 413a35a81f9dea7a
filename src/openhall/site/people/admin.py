"""Staff in the operator's workshop: add a person, give roles, stop somebody's access."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhall.site.people.audience import OPERATORS
from openhall.site.people.lacking import lacks_for_role, overrule
from openhall.site.people.models import User
from openhall.site.people.roles import Role


class RolesField(forms.ModelMultipleChoiceField):
    """The groups that are roles, as tick boxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        roles = Group.objects.filter(name__in=Role.values).order_by("name")
        super().__init__(roles, required=False, label=_("Roles"))


class WithRoles(forms.ModelForm):
    """A person and their roles. One that is new and for which something is missing needs a reason: see `lacking`."""

    groups = RolesField()
    reason = forms.CharField(
        required=False,
        max_length=500,
        label=_("Why a role is given without its courses"),
        help_text=_("Needed only when a course is missing. It is recorded under your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def _post_clean(self) -> None:
        """Ask for a reason where something is missing, once the person has the name that was typed."""
        super()._post_clean()  # type: ignore[misc]
        person = self.instance
        held = set(person.groups.values_list("name", flat=True)) if person.pk else set()
        wanted = self.cleaned_data.get("groups") or Group.objects.none()
        found = {each.name: lacks_for_role(person, each.name) for each in wanted if each.name not in held}
        self.lacking = [role for role, lacks in found.items() if lacks]
        if self.lacking and not str(self.cleaned_data.get("reason", "")).strip():
            words = [lack.words for lacks in found.values() for lack in lacks]
            end = gettext("Let them complete it first, or say below why the role is given without it.")
            self.add_error("reason", [*words, end])


class NewPerson(WithRoles, AdminUserCreationForm):
    """Add a member of staff."""

    class Meta:
        model = User
        fields = ["email", "name", "groups"]


class ChangedPerson(WithRoles, UserChangeForm):
    """Change a member of staff."""


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People, for operators only; nobody is made superuser here, and nobody is deleted."""

    form = ChangedPerson
    add_form = NewPerson
    list_display = ["email", "name", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = []
    readonly_fields = ["pseudonym", "last_login", "joined_at"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        (_("Access"), {"fields": ["is_active", "groups", "reason"]}),
        (_("Record"), {"fields": ["pseudonym", "joined_at", "last_login"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"fields": ["email", "name", "groups", "reason", "usable_password", "password1", "password2"]},
        )
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Record what is given though something is missing, before it is given."""
        for role in form.lacking:
            overrule(form.instance, None, role, form.cleaned_data["reason"].strip(), request.user)
        super().save_related(request, form, formsets, change)

    @admin.display(description=_("roles"))
    def role_names(self, person: User) -> str:
        """Return the person's roles in one line."""
        return ", ".join(sorted(str(role.label) for role in person.roles)) or "–"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the visitor is an operator."""
        return OPERATORS.admits(request.user)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return whether the visitor is an operator."""
        return OPERATORS.admits(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether the visitor is an operator."""
        return OPERATORS.admits(request.user)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return whether the visitor is an operator; only a superuser changes a superuser."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return OPERATORS.admits(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return False: records name people, so their access is taken away instead."""
        return False


admin.site.unregister(Group)
