"""Registers in the operator's workshop: what they are, what they hold, and who used it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openhall.site.people.for_operators import ForOperators, OnlySeen
from openhall.site.registers.models import Entry, Register, Use
from openhall.site.registers.schema import BadSchema, checked, problems
from openhall.site.registers.uses import Reader, record


class RegisterForm(forms.ModelForm):
    """A register whose schema is checked."""

    class Meta:
        model = Register
        fields = ["slug", "version", "name", "group", "owner", "schema", "key_fields"]

    def clean_schema(self) -> Any:
        """Return the schema, where it can be used."""
        try:
            return checked(self.cleaned_data["schema"])
        except BadSchema as error:
            raise ValidationError(str(error)) from None


@admin.register(Register)
class RegisterAdmin(ForOperators):
    """Registers and their schemas. One is closed, not deleted; an entry is taken away by who keeps it."""

    form = RegisterForm
    list_display = ["name", "slug", "version", "group", "owner", "archived_at"]
    list_filter = ["group"]
    search_fields = ["name", "slug"]


class EntryForm(forms.ModelForm):
    """An entry that fits the schema of its register."""

    class Meta:
        model = Entry
        fields = ["register", "content", "person"]

    def clean(self) -> dict[str, Any]:
        """Return what was entered, where the register takes it."""
        held = super().clean() or {}
        if held.get("register") is not None and "content" in held:
            for problem in problems(held["register"].schema, held["content"]):
                self.add_error("content", problem)
        return held


@admin.register(Entry)
class EntryAdmin(ForOperators):
    """Entries: found by their key, and linked to the person whom they are about. To look at one is a use of it."""

    form = EntryForm
    list_display = ["register", "key", "person", "changed_at"]
    list_filter = ["register"]
    search_fields = ["key"]
    autocomplete_fields = ["person"]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Entry | None:
        """Return the entry; that it was read is written down."""
        entry = super().get_object(request, object_id, from_field)
        if entry is not None:
            record([entry], Use.Act.READ, _operator(request))
        return entry

    def save_model(self, request: HttpRequest, obj: Entry, form: Any, change: bool) -> None:
        """Keep an entry, and write down who entered or changed it."""
        super().save_model(request, obj, form, change)
        record([obj], Use.Act.CHANGED if change else Use.Act.CREATED, _operator(request))


@admin.register(Use)
class UseAdmin(OnlySeen):
    """Who used entries: looked at, never changed."""

    list_display = ["at", "act", "register", "key", "by", "institution", "purpose"]
    list_filter = ["act", "register"]
    search_fields = ["key", "by"]


def _operator(request: HttpRequest) -> Reader:
    # The person whom an entry is about reads this: an operator is known by their pseudonym, as in the record.
    return Reader(
        str(_("Operator")) + f" {request.user.pseudonym}", purpose=str(_("To keep the register in order"))
    )
