"""Keys in the operator's workshop: given, changed in what they may do, renewed and withdrawn; never shown again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.site.exchange.keys import give_key, renew, settle_department, withdraw
from openhall.site.exchange.mediator import is_client
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.scopes import Scope
from openhall.site.people.for_operators import ForOperators
from openhall.site.registers.models import Register

READS = {Scope.CASES_READ, Scope.TASKS, Scope.REGISTERS_READ}
"""With these a key reads data of people."""
FIELDS = ["name", "department", "scopes", "registers", "client", "purpose", "per_minute", "expires_at"]


class KeyForm(forms.ModelForm):
    """What a key is for and may do."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("May")
    )
    registers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Registers"),
        help_text=gettext_lazy("Besides those of its department."),
    )

    class Meta:
        model = ApiKey
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Register.objects.filter(archived_at=None).order_by("slug").values_list("slug", flat=True)
        field = self.fields["registers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(slug, slug) for slug in dict.fromkeys(known)]

    def clean_purpose(self) -> str:
        """Return what the key is for: people whose data it reads are told."""
        purpose = str(self.cleaned_data["purpose"]).strip()
        if not purpose and READS & set(self.cleaned_data.get("scopes", ())):
            raise ValidationError(
                _("Say what the key reads data for: the people whom they are about see it.")
            )
        return purpose

    def clean_client(self) -> str:
        """Return the name at the information mediator, where it is one."""
        client = str(self.cleaned_data["client"])
        if client and not is_client(client):
            raise ValidationError(_("Write INSTANCE/CLASS/MEMBER/SUBSYSTEM."))
        return client


@admin.register(ApiKey)
class KeyAdmin(ForOperators):
    """Keys, for operators only; a key is withdrawn and not deleted, because the record names its account."""

    form = KeyForm
    list_display = ["name", "department", "may_do", "client", "expires_at", "revoked_at"]
    list_filter = ["department", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "client"]
    actions = ["renew_keys", "withdraw_keys"]

    @admin.display(description=gettext_lazy("may"))
    def may_do(self, key: ApiKey) -> str:
        """Return what the key may do in one line."""
        return ", ".join(key.scopes)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Keep a key; a new one is shown, this once."""
        if change:
            super().save_model(request, obj, form, change)
            settle_department(obj)
            return
        given = form.cleaned_data
        made, text = give_key(
            given["name"],
            [Scope(each) for each in given["scopes"]],
            given["department"],
            registers=given["registers"],
            client=given["client"],
            purpose=given["purpose"],
            per_minute=given["per_minute"],
            expires_at=given["expires_at"],
        )
        # What follows a save in the admin speaks of the row that was made.
        for field in ApiKey._meta.concrete_fields:
            setattr(obj, field.attname, getattr(made, field.attname))
        obj._state.adding = False
        _show(request, made, text)

    @admin.action(description=gettext_lazy("Give another key; the one before opens nothing any more"))
    def renew_keys(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """Give another text for keys, and show it, this once."""
        for key in queryset:
            _show(request, key, renew(key))

    @admin.action(description=gettext_lazy("Withdraw: the key opens nothing any more"))
    def withdraw_keys(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """Withdraw keys."""
        for key in queryset:
            withdraw(key)


def _show(request: HttpRequest, key: ApiKey, text: str) -> None:
    words = _("The key of “%(name)s” is %(text)s – copy it now: it is not shown again.")
    messages.success(request, words % {"name": key.name, "text": text})
