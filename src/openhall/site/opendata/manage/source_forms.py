"""What publishers fill in where data are fetched: the source of a dataset, and another portal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from openhall.site.cases.posting import MayNotPost, checked_address
from openhall.site.opendata.models import Portal, Refresh
from openhall.site.opendata.models.refreshing import inbox_of
from openhall.site.people.models import Department
from openhall.site.web.speech import say_error


def fit_address(address: str) -> str:
    """An address that could be fetched from; whether it is, is seen when it is. Raises `ValidationError`."""
    try:
        checked_address(address, settings.OPENHALL_INNER_HOSTS)
    except MayNotPost as error:
        raise forms.ValidationError(say_error(error)) from None
    return address


class SourceForm(forms.ModelForm):
    """Where a dataset's rows are fetched from, and how often."""

    class Meta:
        model = Refresh
        fields = ["kind", "place", "every", "is_on"]
        labels = {
            "kind": _("Where do the rows come from?"),
            "place": _("Address, or name of the file"),
            "every": _("How often is it fetched?"),
        }
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "place": _(
                "For example https://city.example/a.csv, or a.csv. CSV, TSV, XLSX, JSON, GeoJSON or "
                "Parquet. Write no password into an address: everybody who publishes for your department reads it."
            ),
        }
        error_messages = {"place": {"required": _("Enter the address, or the name of the file.")}}

    def __init__(self, *args: Any, department: Department | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.department = department

    def clean(self) -> dict[str, Any]:
        """An address is one, and a name of a file is no path."""
        given = super().clean() or self.cleaned_data
        place = (given.get("place") or "").strip()
        if not place:
            return given
        if given.get("kind") == Refresh.Kind.ADDRESS:
            try:
                fit_address(place)
            except forms.ValidationError as error:
                self.add_error("place", error)
        elif self.department is not None and inbox_of(self.department) is None:
            self.add_error(
                "kind",
                _("The operator has named no folder for files (OPENHALL_DATA_FOLDER). Give an address."),
            )
        elif "/" in place or "\\" in place or place.startswith("."):
            self.add_error("place", _("Enter the name of a file in the folder itself, such as streets.csv."))
        given["place"] = place
        return given


class NewSourceForm(SourceForm):
    """A new dataset that begins with a source."""

    title = forms.CharField(
        label=_("Title of the dataset"),
        help_text=_("What residents will look for, such as: Street problems reported."),
        max_length=120,
        error_messages={"required": _("Enter a title.")},
    )
    owner = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department that publishes it"),
        empty_label=None,
        error_messages={
            "invalid_choice": _("Choose one of your departments."),
            "required": _("Choose a department."),
        },
    )

    def __init__(self, *args: Any, departments: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = departments

    def clean(self) -> dict[str, Any]:
        """The folder is that of the department that was chosen."""
        self.department = self.cleaned_data.get("owner")
        return super().clean()


class PortalForm(forms.ModelForm):
    """Another portal, and how often its catalogue is read."""

    class Meta:
        model = Portal
        fields = ["title", "kind", "address", "department", "every", "is_on"]
        widgets = {"kind": forms.RadioSelect}
        labels = {"department": _("For which department?"), "every": _("How often is it read?")}
        help_texts = {
            "address": _("Such as https://city.example/a.ttl; of CKAN that of the portal itself."),
        }
        error_messages = {
            "title": {"required": _("Enter the name of the portal.")},
            "address": {"required": _("Enter the address of the catalogue.")},
        }

    def __init__(self, *args: Any, departments: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        owner = self.fields["department"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = departments
        owner.empty_label = None

    def clean_address(self) -> str:
        """One that could be fetched from."""
        return fit_address(self.cleaned_data["address"].strip())
