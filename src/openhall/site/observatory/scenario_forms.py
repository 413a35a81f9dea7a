"""What is changed in a process that is played: in words, a line each, with a form that writes a line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhall.mining.errors import BadChange
from openhall.mining.simulation.changes import LONGEST, parse_change
from openhall.process.errors import ProcessError
from openhall.site.observatory.scenarios import fault_in
from openhall.site.web.speech import say_error

KINDS = {
    "staff": (_("More or fewer people do"), 'staff "{activity}" {amount}', "+1"),
    "hours": (_("Those who do it work at the hours"), 'hours "{activity}" {amount}', "Mon-Sat 8:00-18:00"),
    "work": (_("The work takes longer or shorter on"), 'work "{activity}" {amount}', "-20%"),
    "wait": (_("What is waited for takes longer or shorter before"), 'wait "{activity}" {amount}', "-50%"),
    "automate": (_("A machine does at once"), 'automate "{activity}"', ""),
    "skip": (_("Nobody does any more"), 'skip "{activity}"', ""),
    "order": (_("What waits is taken in this order for"), 'order "{activity}" {amount}', "last in first out"),
    "batch": (_("It is done for many cases at once"), 'batch "{activity}" {amount}', "on Tue every 2 weeks"),
    "off": (_("Nobody works on these days of each year (no activity)"), "off {amount}", "12-24 to 01-01"),
    "away": (
        _("Those who do it do not work on these days of each year"),
        'off "{activity}" {amount}',
        "07-15 to 08-15",
    ),
    "demand": (_("More or fewer cases come (no activity)"), "demand {amount}", "x3 for 20 days"),
}
"""Kinds of change: what they are called, the line, and an amount as an example; "" where it takes none."""


class ScenarioForm(forms.Form):
    """The changes, and what an hour of work costs."""

    changes = forms.CharField(
        label=_("What is changed?"),
        help_text=_("One change a line. The form below writes a line for you."),
        max_length=LONGEST,
        # Lines begin with an English word, whatever the language of the page.
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "dir": "ltr"}),
        error_messages={"required": _("Say what is changed, one change a line.")},
    )
    cost = forms.FloatField(
        label=_("What does an hour of work cost? (optional)"),
        help_text=_("Then the cost of a case is shown too."),
        required=False,
        min_value=0,
        max_value=100_000,
        error_messages={
            "invalid": _("Enter a number, like 45.50."),
            "min_value": _("Enter 0 or more."),
            "max_value": _("Enter 100,000 or less."),
        },
    )

    def __init__(self, *args: Any, activities: Collection[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.activities = activities

    def clean_changes(self) -> str:
        """Only changes that can be made to this process."""
        changes = "\n".join(
            line.strip() for line in self.cleaned_data["changes"].splitlines() if line.strip()
        )
        if fault := fault_in(changes, self.activities):
            raise forms.ValidationError(fault)
        return changes


class ChangeForm(forms.Form):
    """One change, put together of its parts."""

    kind = forms.ChoiceField(
        label=_("What changes"), choices=[(key, words) for key, (words, *_) in KINDS.items()]
    )
    activity = forms.ChoiceField(label=_("Activity"))
    amount = forms.CharField(
        label=_("How much"),
        help_text=_(
            "People: +1 or -1. Times: -20%. Hours: Mon-Fri 8:00-17:00. Demand: x3, or x3 for 20 days. Many cases at "
            "once: on Tue every 2 weeks, on day 15 of the month, of 20, or none. Days off: 12-24 to 01-01, or none."
        ),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, activities: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["activity"].choices = [(name, name) for name in sorted(activities)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Only what makes a change; an amount that is missing is asked for with an example."""
        given = super().clean() or {}
        if self.errors:
            return given
        _name, line, example = KINDS[given["kind"]]
        if example and not given["amount"].strip():
            self.add_error("amount", gettext("Say how much, like %(example)s.") % {"example": example})
            return given
        given["line"] = line.format(activity=given["activity"], amount=given["amount"].strip())
        try:
            parse_change(given["line"])
        except (BadChange, ProcessError) as error:
            self.add_error("amount", say_error(error))
        return given
