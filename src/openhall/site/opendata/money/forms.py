"""What publishers fill in: the files of a year, what they mean, and why a version is closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhall.data.money.columns import TABLES, Table
from openhall.data.money.read import MOST_BYTES
from openhall.site.opendata.money.models import FIRST_YEAR, LAST_YEAR, MoneyVersion
from openhall.site.web.uploads import within_limit

FILES = {
    "budget": (
        _("Budget"),
        _("A row for each department, programme and account, with what was planned. CSV or XLSX."),
        True,
    ),
    "payments": (
        _("Payments"),
        _("A row for each payment: date, department, supplier, amount. CSV or XLSX."),
        False,
    ),
    "contracts": (
        _("Contracts"),
        _("A row for each contract: number, title, supplier, department, value, date. CSV or XLSX."),
        False,
    ),
    "results": (
        _("Results"),
        _("A row for each service: department, programme, service, cases decided. CSV or XLSX."),
        False,
    ),
}
COMMAS = (("", _("Find it from the amounts")), ("no", "1,234.50"), ("yes", "1.234,50"))


class FileOfTable(forms.FileField):
    """A CSV or XLSX file within bounds."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Not larger than is read."""
        given: UploadedFile | None = super().clean(data, initial)
        return given and within_limit(given, _("Leave out columns that are not needed."), MOST_BYTES)


class ReadingForm(forms.Form):
    """How the files of a year are read."""

    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        help_text=_("Three letters (ISO 4217), for example EUR."),
        initial="EUR",
        error_messages={"invalid": _("Enter three capital letters, for example EUR.")},
    )
    comma = forms.ChoiceField(label=_("How amounts are written"), choices=COMMAS, required=False)

    def reading(self) -> dict[str, Any]:
        """The answers as a version keeps them."""
        comma = {"": None, "no": False, "yes": True}[self.cleaned_data["comma"]]
        return {"comma": comma}


class LoadForm(ReadingForm):
    """The files of a year, and by what years are compared."""

    year = forms.IntegerField(
        label=_("Year"),
        help_text=_("The year in which it begins."),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={"required": _("Enter a year."), "invalid": _("Enter a year, for example 2026.")},
    )
    first_day = forms.DateField(
        label=_("First day, if it is not 1 January"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a real day, like 2026-04-01.")},
    )
    residents = forms.IntegerField(
        label=_("Residents"),
        help_text=_("For amounts per resident. Leave it empty if it is not known."),
        required=False,
        min_value=1,
        max_value=2_000_000_000,
    )
    price_index = forms.DecimalField(
        label=_("Price index"),
        help_text=_(
            "For amounts at the same prices, the same index in all years. Leave it empty if there is none."
        ),
        required=False,
        min_value=Decimal("0.0001"),
        max_digits=10,
        decimal_places=4,
    )
    field_order = ("year", "budget", "payments", "contracts", "results")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint, needed) in FILES.items():
            self.fields[name] = FileOfTable(
                label=label,
                help_text=hint,
                required=needed,
                max_length=255,
                error_messages={
                    "required": _("Choose a file."),
                    "empty": _("This file is empty. Choose another one."),
                    "max_length": _("The name of this file is too long. Give it a shorter one."),
                },
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The first day lies in the year."""
        answers = super().clean() or {}
        first, year = answers.get("first_day"), answers.get("year")
        if first and year and first.year != year:
            self.add_error("first_day", _("The first day must lie in the year that you entered."))
        if first and first.month == 2 and first.day == 29:
            self.add_error("first_day", _("A year cannot begin on 29 February."))
        return answers

    def facts(self) -> dict[str, Any]:
        """The answers about the year, as a version keeps them."""
        answers = self.cleaned_data
        return {
            "currency": answers["currency"],
            "first_day": answers["first_day"] or date(answers["year"], 1, 1),
            "residents": answers["residents"],
            "price_index": answers["price_index"],
            "options": self.reading(),
        }


class ColumnsForm(forms.Form):
    """Which heading of a table stands for which of our columns."""

    def __init__(self, *args: Any, version: MoneyVersion, table: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headings = version.headings.get(table, [])
        choices = [("", gettext("Find it by name")), *((heading, heading) for heading in headings)]
        said = version.options.get("said", {}).get(table, {})
        for column in TABLES[Table(table)]:
            self.fields[column.name] = forms.ChoiceField(
                label=(gettext("%(column)s (needed)") if column.needed else "%(column)s")
                % {"column": gettext(column.title)},
                help_text=gettext(column.description),
                choices=choices,
                required=False,
                initial=said.get(column.name, ""),
            )

    def said(self) -> dict[str, str]:
        """Our columns with the headings that were chosen."""
        return {name: heading for name, heading in self.cleaned_data.items() if heading}


class PublishForm(forms.Form):
    """What is said when a version is published."""

    notes = forms.CharField(
        label=_("What is different in this version"),
        help_text=_("For everybody to read. Leave it empty for the first version of a year."),
        required=False,
        max_length=500,
    )


class WithdrawForm(forms.Form):
    """Why a version is closed."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        help_text=_("For everybody to read; the page of the version stays and shows it."),
        max_length=500,
        error_messages={"required": _("Say why it is withdrawn.")},
    )
