"""What is asked of somebody who has an idea, one question a page, and of those who weigh ideas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhall.process.forms.signs import clean_text
from openhall.site.improvement.models.ideas import LONGEST_TITLE, LONGEST_WORDS
from openhall.site.opendata.forms import BAD_ADDRESS, Words
from openhall.site.people.models import Department
from openhall.site.services.models import Service


class Line(forms.CharField):
    """One line of plain text."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"dir": "auto"}), **more)

    def clean(self, value: Any) -> str:
        """Without signs that no text has."""
        return clean_text(super().clean(value), lines=False)


class TitleForm(forms.Form):
    """The idea in short."""

    title = Line(
        label=_("What is your idea, in one sentence?"),
        help_text=_("For example: ask for the site plan before an application can be sent."),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Say in one sentence what your idea is")},
    )


class ProblemForm(forms.Form):
    """Why."""

    problem = Words(
        label=_("What is difficult today?"),
        help_text=_(
            "Who has trouble with it, and what happens then? Do not write names or anything else about a person."
        ),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Say what is difficult today")},
    )


class ProposalForm(forms.Form):
    """What then."""

    proposal = Words(
        label=_("What should be different?"),
        help_text=_("Describe it so that somebody else could try it."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Say what should be different")},
    )


class ServiceForm(forms.Form):
    """Where."""

    service = forms.ModelChoiceField(
        Service.objects.all(),
        label=_("Which service is it about? (optional)"),
        required=False,
        to_field_name="slug",
        empty_label=_("I do not know, or none of these"),
        error_messages={"invalid_choice": _("Choose a service of the list, or that you do not know")},
    )


class CreditForm(forms.Form):
    """Who: of the staff."""

    credit = Line(
        label=_("How shall we name you? (optional)"),
        help_text=_("Your idea is yours: this name stands beside it in public. Leave it empty for no name."),
        max_length=100,
        required=False,
    )


class ResidentForm(CreditForm):
    """Who: a resident, with where they are told what became of it."""

    e_mail = forms.EmailField(
        label=_("Where shall we tell you what becomes of it? (optional)"),
        help_text=_("We use your e-mail address for this only, delete it afterwards, and do not show it."),
        max_length=254,
        required=False,
        error_messages={"invalid": BAD_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )


QUESTIONS: dict[str, type[forms.Form]] = {
    "title": TitleForm,
    "problem": ProblemForm,
    "proposal": ProposalForm,
    "service": ServiceForm,
    "name": ResidentForm,
}
"""The pages, in their order; the last one is shorter for staff."""


class TriageForm(forms.Form):
    """What a head of service makes of a new idea."""

    ACCEPT, REJECT, MERGE = "accept", "reject", "merge"
    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=(
            (ACCEPT, _("It is worth trying: somebody plans an experiment")),
            (REJECT, _("We do not take it up")),
            (MERGE, _("It says the same as another idea")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide")},
    )
    into = forms.ChoiceField(
        label=_("Which idea says the same?"),
        help_text=_("Only for an idea that says the same as another. Its author is named with that one."),
        required=False,
    )
    department = forms.ModelChoiceField(
        Department.objects.filter(is_partner=False),
        label=_("Which department tries it?"),
        help_text=_("Only for an idea that is worth trying."),
        required=False,
        empty_label=_("The department that owns the service"),
    )
    words = Words(
        label=_("Why?"),
        help_text=_("Everybody who may read the idea reads this. Write it to the one who had the idea."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Say why: the one who had the idea reads it")},
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["into"].choices = [("", _("Choose an idea")), *others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Which idea it is merged into is needed only then."""
        given = super().clean() or {}
        if given.get("decision") == self.MERGE and not given.get("into") and "into" not in self.errors:
            self.add_error("into", _("Choose the idea that says the same"))
        return given


class ReasonForm(forms.Form):
    """Why something is done with an idea."""

    words = Words(label=_("Why?"), max_length=LONGEST_WORDS, error_messages={"required": _("Say why")})
