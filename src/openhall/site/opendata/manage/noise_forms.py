"""What publishers fill in to publish counts with noise: what is counted, who is a person, and what it may cost."""

from __future__ import annotations

from math import prod
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhall.data.columns import Kind
from openhall.process.quoting import flattened
from openhall.site.opendata.models import DatasetVersion, PrivacyAccount
from openhall.site.opendata.publishing.noising import COUNTED_BY, FALSE, MOST_CELLS, TRUE, Asked

EACH_ROW = ""
LONGEST_VALUE = 200
BUDGETS = (
    ("0.5", _("0.5: strong protection")),
    ("1", _("1: usual")),
    ("3", _("3: weak protection")),
)
LEAST, MOST = 0.01, 3.0


class NoiseForm(forms.Form):
    """What is counted with noise. The publisher names the values, because one that is found tells of somebody."""

    column = forms.ChoiceField(
        label=_("Count by which column?"),
        error_messages={"required": _("Choose a column."), "invalid_choice": _("Choose a column.")},
    )
    values = forms.CharField(
        label=_("Which values can it have?"),
        help_text=_(
            "One a line, all that there can be, whether or not somebody has them. Rows with other values are not "
            "counted. Leave it empty for a column of yes and no."
        ),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    second = forms.ChoiceField(label=_("And by a second one?"), required=False)
    second_values = forms.CharField(
        label=_("Which values can the second one have?"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    people = forms.ChoiceField(
        label=_("What tells people apart?"),
        help_text=_("A column such as a number of a person. It is not published."),
        required=False,
    )
    most_rows = forms.IntegerField(
        label=_("How many rows of one person count at most?"),
        help_text=_("The fewer, the less noise is needed. It is 1 where each row is a person."),
        min_value=1,
        max_value=100,
        initial=1,
        error_messages={
            "required": _("Give a number from 1 to 100."),
            "invalid": _("Give a number from 1 to 100."),
            "min_value": _("Give a number from 1 to 100."),
            "max_value": _("Give a number from 1 to 100."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    total = forms.ChoiceField(
        label=_("How much privacy may this dataset spend, ever?"),
        help_text=_(
            "The privacy budget (epsilon) of all tables that are published of it, added up. It cannot be changed later."
        ),
        choices=BUDGETS,
        initial="1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a budget."), "invalid_choice": _("Choose a budget.")},
    )
    epsilon = forms.FloatField(
        label=_("How much of it does this table spend?"),
        help_text=_(
            "The more, the closer the numbers are to the truth, and the less is left for later versions."
        ),
        min_value=LEAST,
        max_value=MOST,
        error_messages={
            "required": _("Give a number from 0.01 to 3, such as 0.5."),
            "invalid": _("Give a number from 0.01 to 3, such as 0.5."),
            "min_value": _("Give a number from 0.01 to 3, such as 0.5."),
            "max_value": _("Give a number from 0.01 to 3, such as 0.5."),
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def __init__(
        self, *args: Any, version: DatasetVersion, account: PrivacyAccount | None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.account = account
        columns = list(version.columns.all())
        self.known = {each.name: each for each in columns if each.kind in COUNTED_BY}
        counted = [(each.name, each.title) for each in self.known.values()]
        self._choose("column", counted)
        self._choose("second", [("", _("No second column")), *counted])
        self._choose(
            "people",
            [(EACH_ROW, _("Each row is one person")), *((each.name, each.title) for each in columns)],
        )
        if account is not None:
            del self.fields["total"]

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two columns are two, values are named, and the budget has as much left."""
        given = super().clean() or self.cleaned_data
        first, second = given.get("column", ""), given.get("second", "")
        if second and second == first:
            self.add_error("second", _("Choose another column than the first one."))
        self.named = [self._values(first, "values")] if first else []
        if second:
            self.named.append(self._values(second, "second_values"))
        if prod(map(len, self.named)) > MOST_CELLS:
            self.add_error(
                "values",
                forms.ValidationError(
                    _("That are more than %(most)s numbers. Name fewer values, or count by one column."),
                    params={"most": MOST_CELLS},
                ),
            )
        if given.get("people", "") in (first, second) and given.get("people"):
            self.add_error("people", _("Choose a column that is not counted by."))
        if given.get("people") == EACH_ROW and given.get("most_rows", 1) != 1:
            self.add_error("most_rows", _("Where each row is a person, 1 row of each counts."))
        self._within(given)
        return given

    def _within(self, given: dict[str, Any]) -> None:
        left = self.account.left if self.account is not None else float(given.get("total") or 0)
        epsilon = given.get("epsilon")
        if epsilon is not None and left and epsilon > left + 1e-9:
            self.add_error(
                "epsilon",
                forms.ValidationError(
                    _("Only %(left)s of the budget is left. Give no more than that."),
                    params={"left": f"{left:.4g}"},
                ),
            )

    def _values(self, name: str, field: str) -> tuple[str, ...]:
        lines = self.cleaned_data.get(field, "").splitlines()
        values = tuple(dict.fromkeys(value for line in lines if (value := flattened(line))))
        if not values and self.known[name].kind == Kind.CHECKBOX.value:
            return (TRUE, FALSE)
        if not values:
            self.add_error(field, _("Write the values that this column can have, one a line."))
        elif max(map(len, values)) > LONGEST_VALUE:
            self.add_error(field, _("A value is longer than 200 signs. Write one value a line."))
        return values

    def asked(self) -> Asked:
        """What was filled in, for `count_with_noise`."""
        given = self.cleaned_data
        names = [given["column"], *([given["second"]] if given["second"] else [])]
        return Asked(
            tuple(self.known[name] for name in names),
            tuple(self.named),
            given["people"],
            given["most_rows"],
            given["epsilon"],
            float(given.get("total") or 0) if self.account is None else self.account.total,
        )
