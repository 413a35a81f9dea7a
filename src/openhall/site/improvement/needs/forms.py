"""What is asked of those who make an assessment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhall.site.improvement.experiments.forms import NearDay
from openhall.site.improvement.models import Assessment, Criterion, Need, Source
from openhall.site.improvement.models.needs import MOST_POINTS
from openhall.site.opendata.forms import Words

TYPED = (Source.Kind.RESIDENTS, Source.Kind.STAFF, Source.Kind.PARTNERS, Source.Kind.OTHER)
"""What somebody types in; the rest is gathered."""


class AssessmentForm(forms.ModelForm[Assessment]):
    """What is looked at."""

    first_day, last_day = NearDay(label=_("Evidence from")), NearDay(label=_("Evidence until"))

    class Meta:
        model = Assessment
        fields = ["service", "title", "question", "first_day", "last_day"]

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        given = super().clean() or {}
        if given.get("first_day") and given.get("last_day") and given["last_day"] <= given["first_day"]:
            self.add_error("last_day", _("This day must come after the first one"))
        return given


class SourceForm(forms.ModelForm[Source]):
    """Evidence that somebody types in."""

    kind = forms.ChoiceField(
        label=_("Where does it come from?"), choices=[(each.value, each.label) for each in TYPED]
    )

    class Meta:
        model = Source
        fields = ["kind", "title", "words", "people", "origin"]
        help_texts = {
            "people": _("Such as how many answered. What is about fewer than ten is not shown to everybody."),
            "origin": _("The report, and who made it."),
        }


class NeedForm(forms.ModelForm[Need]):
    """A need with its evidence."""

    sources = forms.ModelMultipleChoiceField(
        Source.objects.none(),
        label=_("Which evidence says so?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the evidence: a need without any is a wish")},
    )

    class Meta:
        model = Need
        fields = ["title", "words", "sources"]

    def __init__(self, *args: Any, assessment: Assessment, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sources"].queryset = assessment.sources.all()  # type: ignore[attr-defined]


class CriterionForm(forms.ModelForm[Criterion]):
    """A criterion."""

    weight = forms.TypedChoiceField(
        label=_("Weight, from 1 to 5"), choices=[(each, str(each)) for each in range(1, 6)], coerce=int
    )

    class Meta:
        model = Criterion
        fields = ["name", "question", "weight"]


class ScoreForm(forms.Form):
    """The points of one person for a need, by all criteria, each with its reason."""

    def __init__(self, *args: Any, criteria: list[Criterion], **more: Any) -> None:
        super().__init__(*args, **more)
        self.criteria = criteria
        for each in criteria:
            self.fields[f"points-{each.pk}"] = forms.TypedChoiceField(
                label=f"{each.name}: {each.question}",
                choices=[(point, str(point)) for point in range(MOST_POINTS + 1)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose how many points")},
            )
            self.fields[f"why-{each.pk}"] = forms.CharField(
                label=_("Why so many? (%(name)s)") % {"name": each.name},
                max_length=500,
                error_messages={"required": _("Say why")},
            )

    def given(self) -> list[tuple[Criterion, int, str]]:
        """The points and reasons, once the form is valid."""
        data = self.cleaned_data
        return [(each, data[f"points-{each.pk}"], data[f"why-{each.pk}"]) for each in self.criteria]


class ConclusionForm(forms.Form):
    """What follows, with the publication."""

    conclusion = Words(
        label=_("What follows from it?"),
        max_length=3_000,
        error_messages={"required": _("Say what follows: that is why people read it")},
    )
