"""Forms for tables of published figures: the file, how it is read, and which row goes where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from openhall.measure.figures import Labels
from openhall.site.cases.content import HEAD, WORDS, kinds_of
from openhall.site.measures.models import FiguresImport
from openhall.site.measures.published.planning import MOST_GOALS, Plan
from openhall.site.people.models import Department
from openhall.site.services.models import Service
from openhall.site.web.uploads import within_limit

LARGEST_FILE = 5_000_000
ENDINGS = (".csv", ".json")
OWN = "0"


class GiveForm(forms.Form):
    """A file of figures, where they come from, and who answers for measures that are of no service of ours."""

    file = forms.FileField(
        label=_("CSV or JSON file"),
        help_text=_(
            "A row a service, with a column “Name of service”, and a column for each quantity and period, such as "
            "“April 2025 to March 2026: volume”. At most 5 MB."
        ),
        max_length=255,
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
            "max_length": _("The name of this file is too long. Give it a shorter one."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    note = forms.CharField(
        label=_("Where do the figures come from?"),
        help_text=_("It is kept with each number."),
        max_length=400,
        error_messages={"required": _("Say where they come from, such as the yearly report of 2025.")},
    )
    owner = forms.ModelChoiceField(
        Department.objects.filter(is_partner=False),
        label=_("Which department answers for figures of services that are not run here?"),
        error_messages={
            "required": _("Choose a department."),
            "invalid_choice": _("Choose a department."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """No larger than the limit, CSV or JSON by its name, and text by what is in it."""
        given: UploadedFile = within_limit(
            self.cleaned_data["file"], gettext("Cut it into several."), LARGEST_FILE
        )
        if Path(given.name or "").suffix.lower() not in ENDINGS:
            raise forms.ValidationError(
                _("Only CSV and JSON files are read. Save the table as one of these.")
            )
        kinds = kinds_of(given)  # type: ignore[arg-type]
        head = given.read(HEAD)
        given.seek(0)
        if (kinds and "text/csv" not in kinds) or b"\0" in head:
            what = next((WORDS[kind] for kind in sorted(kinds) if kind in WORDS), gettext("no text"))
            raise forms.ValidationError(
                _("By what is in it, this file is %(what)s. Save the table as CSV."), params={"what": what}
            )
        return given


class ReadingForm(forms.Form):
    """How a file is read: what is asked depends on what is in it."""

    labels = forms.ChoiceField(
        label=_("What does a heading such as “2013-Q1” stand for?"),
        choices=[
            (Labels.QUARTER.value, _("That quarter of the calendar")),
            (Labels.YEAR_BEFORE.value, _("The twelve months before that quarter began")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them."), "invalid_choice": _("Choose one of them.")},
    )
    months = forms.TypedChoiceField(
        label=_("Which figures are taken over?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them."), "invalid_choice": _("Choose one of them.")},
    )
    unit = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency of the costs"),
        help_text=_("Three letters, such as EUR or GBP."),
        error_messages={
            "required": _("Give the currency in three letters, such as EUR."),
            "invalid": _("Give the currency in three capital letters, such as EUR."),
        },
    )

    def __init__(self, *args: Any, held: FiguresImport, plan: Plan, **more: Any) -> None:
        first = {"labels": held.labels, "months": plan.months, "unit": held.unit}
        super().__init__(*args, initial=first, **more)
        if not plan.labelled:
            del self.fields["labels"]
        if len(plan.spans) < 2:
            del self.fields["months"]
        else:
            self.fields["months"].choices = [  # type: ignore[attr-defined]
                (months, span_words(months, count)) for months, count in plan.spans
            ]
        if not plan.has_costs:
            del self.fields["unit"]


def span_words(months: int, count: int) -> str:
    """Figures of periods of so many months, and how many there are."""
    periods = ngettext("Figures of %(months)s month", "Figures of %(months)s months", months)
    return gettext("%(periods)s (%(count)s)") % {"periods": periods % {"months": months}, "count": count}


class RouteForm(forms.Form):
    """One more row of the file, and where it goes."""

    line = forms.ChoiceField(
        label=_("Row of the file"),
        error_messages={"required": _("Choose a row."), "invalid_choice": _("Choose a row of this file.")},
    )
    service = forms.ChoiceField(
        label=_("Where does it go?"),
        error_messages={
            "required": _("Choose where it goes."),
            "invalid_choice": _("Choose a service to which no other row goes."),
        },
    )

    def __init__(self, *args: Any, held: FiguresImport, plan: Plan, **more: Any) -> None:
        super().__init__(*args, **more)
        self.full = len(plan.goals) >= MOST_GOALS
        self.fields["line"].choices = [  # type: ignore[attr-defined]
            (each.key, f"{each.key} ({each.name})" if each.key != each.name else each.name)
            for each in plan.rest
        ]
        taken = {pk for pk in held.routes.values() if pk}
        free = Service.objects.exclude(pk__in=taken).values_list("pk", "name")
        self.fields["service"].choices = [  # type: ignore[attr-defined]
            (OWN, _("Measures of its own, of no service that is run here")),
            *((str(pk), name) for pk, name in free),
        ]

    def clean(self) -> dict[str, Any]:
        """No more rows than are taken over at once."""
        given = super().clean() or self.cleaned_data
        if self.full:
            raise forms.ValidationError(
                _("At most %(most)s rows are taken over at once. Take these over, then give the file again."),
                params={"most": MOST_GOALS},
            )
        return given
