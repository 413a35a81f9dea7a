"""Forms for definitions, typed-in numbers, files of them, and targets."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhall.measure.definitions import Checked, Definition, builtin_names, builtin_text, check_definition
from openhall.measure.definitions.text import read_definition
from openhall.measure.figures.reading import number_in
from openhall.site.measures.views.forms import Day
from openhall.site.people.models import Department, User
from openhall.site.services.models import Service

LONGEST_TEXT = 60_000
LARGEST_FILE = 2_000_000
MOST_ROWS = 10_000
MOST_FAULTS = 20
EARLIEST = date(1900, 1, 1)
LARGEST = 1e15
OWN = "own"
TEMPLATE = """name:
question:
unit: percent
direction: up
grain: month
from: cases
date: decided
numerator:
denominator: true
notes:
example:
  - period: 2026-03-01
    rows:
      - {begun: 2026-03-01, decided: 2026-03-10}
    working:
    answer: {numerator: , denominator: , value: }
"""


class NewForm(forms.Form):
    """Where a new measure begins: what it is of, whose it is, and from which text."""

    service = forms.ModelChoiceField(
        Service.objects.all(),
        label=_("Of which service?"),
        required=False,
        empty_label=_("All services together, or numbers that are typed in"),
    )
    owner = forms.ModelChoiceField(
        Department.objects.filter(is_partner=False),
        label=_("Which department answers for it?"),
        error_messages={"required": _("Choose a department.")},
    )
    kind = forms.ChoiceField(label=_("What does it begin with?"), widget=forms.Select)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (OWN, _("An empty definition")),
            *((name, read_definition(builtin_text(name)).name) for name in builtin_names()),
        ]

    @property
    def text(self) -> str:
        """The text that the new measure begins with."""
        kind = self.cleaned_data["kind"]
        return TEMPLATE if kind == OWN else f"built in: {kind}\n"


class TextForm(forms.Form):
    """The text of a definition, and what changed in it. It is saved only when nothing is wrong with it."""

    text = forms.CharField(
        label=_("Definition"),
        help_text=_("One name a line, then a colon and what it says. The reference lists all names."),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "dir": "ltr"}),
        error_messages={"required": _("Write the definition.")},
    )
    note = forms.CharField(
        label=_("What changed, and why?"),
        help_text=_("Everybody reads it where the chart breaks."),
        max_length=500,
        required=False,
    )
    checked: Checked | None = None

    def clean_text(self) -> str:
        """Read the text, work out its examples, and say all that is wrong."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        self.checked = check_definition(text.encode(), gettext("Definition"))
        if self.checked.errors:
            raise forms.ValidationError(list(self.checked.errors))
        return text


class NumberForm(forms.Form):
    """One number of one period."""

    name = forms.ChoiceField(label=_("What is it?"))
    period = Day(
        label=_("First day of the period"),
        error_messages={"required": _("Give the first day."), "invalid": _("Give a day that exists.")},
    )
    number = forms.FloatField(
        label=_("Value"),
        min_value=-LARGEST,
        max_value=LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": _("Enter the value."), "invalid": _("Enter a number, such as 1250.5.")},
    )
    group = forms.CharField(
        label=_("Of which group?"),
        help_text=_("Leave it empty for all together."),
        max_length=200,
        required=False,
    )
    note = forms.CharField(
        label=_("Where does it come from?"),
        max_length=500,
        error_messages={"required": _("Say where it comes from, such as the accounts of March.")},
    )

    def __init__(self, *args: Any, definition: Definition, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].choices = [(name, name) for name in definition.typed]  # type: ignore[attr-defined]

    def clean_period(self) -> date:
        """A day that a number can be of."""
        day: date = self.cleaned_data["period"]
        if not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError(_("Give a day that has been."))
        return day


@dataclass(frozen=True)
class Row:
    """A number of a file."""

    name: str
    period: date
    number: float
    group: str


class FileForm(forms.Form):
    """A CSV file of numbers: all of it is taken, or nothing and why."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("With the columns period and value; and name and group, where there are several."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )
    note = forms.CharField(
        label=_("Where do the numbers come from?"),
        max_length=500,
        error_messages={"required": _("Say where they come from, such as the accounts of last year.")},
    )

    def __init__(self, *args: Any, definition: Definition, **more: Any) -> None:
        super().__init__(*args, **more)
        self.definition = definition
        self.rows: list[Row] = []

    def clean_file(self) -> Any:
        """Read every row, and say which cannot be read."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB. Cut it into several."))
        try:
            text = given.read().decode("utf-8-sig")
            table = list(csv.DictReader(io.StringIO(text, newline="")))
        except (UnicodeDecodeError, csv.Error):
            raise forms.ValidationError(_("The file is no CSV table in UTF-8. Save it so.")) from None
        if not table or not {"period", "value"} <= set(table[0]):
            raise forms.ValidationError(
                _("The first line has to name the columns: period, value; and name, group if needed.")
            )
        if len(table) > MOST_ROWS:
            raise forms.ValidationError(_("The file has more than 10,000 rows. Cut it into several."))
        faults = [said for line, row in enumerate(table, 2) if (said := self._take(line, row))]
        if faults:
            raise forms.ValidationError(faults[:MOST_FAULTS])
        return given

    def _take(self, line: int, row: dict[str, str | None]) -> str:
        """Keep a row; what is wrong with it, "" where nothing is."""
        names = self.definition.typed
        name = (row.get("name") or "").strip() or (names[0] if len(names) == 1 else "")
        if name not in names:
            return gettext("Line %(line)s: name is one of %(names)s.") % {
                "line": line,
                "names": ", ".join(names),
            }
        try:
            period = date.fromisoformat((row.get("period") or "").strip())
        except ValueError:
            return gettext("Line %(line)s: period is a day such as 2026-04-01.") % {"line": line}
        if not EARLIEST <= period <= timezone.localdate():
            return gettext("Line %(line)s: period has to be a day that has been.") % {"line": line}
        number = number_in(row.get("value") or "")
        if number is None or abs(number) > LARGEST:
            return gettext("Line %(line)s: value is a number such as 1250.5.") % {"line": line}
        self.rows.append(Row(name, period, number, (row.get("group") or "").strip()[:200]))
        return ""


class TargetForm(forms.Form):
    """What a measure is to reach, from a day on."""

    number = forms.FloatField(
        label=_("Target"),
        help_text=_("In the unit of the measure. Leave it empty to have none from that day on."),
        required=False,
        min_value=-LARGEST,
        max_value=LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": _("Enter a number, such as 90.")},
    )
    valid_from = Day(
        label=_("From which day?"),
        error_messages={"required": _("Give the day."), "invalid": _("Give a day that exists.")},
    )
    why = forms.CharField(
        label=_("Who set it, and where?"),
        max_length=500,
        error_messages={"required": _("Say where the target comes from, such as a decision of the council.")},
    )


def first_department(person: User) -> Department | None:
    """The department that a person's new measures usually belong to."""
    return Department.objects.filter(posts__person=person, is_partner=False).order_by("name").first()
