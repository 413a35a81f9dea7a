"""What is asked of those who write a plan: one form for each of its parts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhall.site.improvement.experiments.forms import MeasureChoice, NearDay, newest_versions
from openhall.site.improvement.models import Action, Experiment, Goal, Objective, Plan, Risk
from openhall.site.improvement.plan.budget import programmes

Many = forms.ModelMultipleChoiceField
SCALE = [(1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")]


def _day(label: Any, required: bool = True) -> NearDay:
    return NearDay(
        label=label,
        required=required,
        error_messages={"invalid": _("Enter a real day"), "required": _("Enter a day")},
    )


class PlanForm(forms.ModelForm[Plan]):
    """What a plan is."""

    first_day, last_day = _day(_("First day")), _day(_("Last day"))

    class Meta:
        model = Plan
        fields = ["title", "slug", "vision", "department", "first_day", "last_day"]
        help_texts = {
            "slug": _("A word for the address of its page, in small letters, such as plan-2026."),
            "vision": _("What will be different for people when the plan has come true."),
            "department": _("Empty: the whole body."),
        }

    def clean_slug(self) -> str:
        """Not the word at which the page of a new plan stands."""
        slug: str = self.cleaned_data["slug"]
        if slug == "new":
            raise forms.ValidationError(_("Choose another word: “new” is taken"))
        return slug

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        return _in_order(self, super().clean() or {}, "first_day", "last_day")


class GoalForm(forms.ModelForm[Goal]):
    """A goal."""

    class Meta:
        model = Goal
        fields = ["title", "words", "place"]


class ObjectiveForm(forms.ModelForm[Objective]):
    """An objective with its measure."""

    measure = MeasureChoice(
        label=_("Measure"),
        help_text=_("How far the objective is, is worked out from its values."),
        empty_label=_("Choose a measure"),
    )
    baseline_on, due = _day(_("Day of the baseline")), _day(_("To be reached by"))

    class Meta:
        model = Objective
        fields = ["goal", "title", "measure", "baseline", "baseline_on", "target", "due", "department"]
        help_texts = {
            "baseline": _("Where the measure stood, in its unit."),
            "target": _("Where it is to stand, in its unit."),
        }

    def __init__(self, *args: Any, plan: Plan, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["goal"].queryset = plan.goals.all()  # type: ignore[attr-defined]
        self.fields["measure"].queryset = newest_versions(self.instance.measure_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days in order, and a target that is somewhere else."""
        given = _in_order(self, super().clean() or {}, "baseline_on", "due")
        if given.get("target") is not None and given.get("target") == given.get("baseline"):
            self.add_error("target", _("The target must differ from the baseline"))
        return given


class ActionForm(forms.ModelForm[Action]):
    """An action."""

    starts, ends = _day(_("First day")), _day(_("Last day"))
    finished_on = _day(_("Finished on (when it is done)"), required=False)
    programme = forms.ChoiceField(
        label=_("Which programme of the published budget pays for it?"), required=False
    )
    depends_on = Many(
        Action.objects.none(),
        label=_("Which actions must be done before?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Action
        fields = [
            "objective", "title", "starts", "ends", "department", "lead", "staff", "budget", "programme", "depends_on",
            "experiment", "finished_on",
        ]  # fmt: skip
        help_texts = {"lead": _("A post, not a name."), "staff": _("Such as 0.5")}

    def __init__(self, *args: Any, plan: Plan, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["objective"].queryset = Objective.objects.filter(goal__plan=plan)  # type: ignore[attr-defined]
        others = Action.objects.filter(objective__goal__plan=plan).exclude(pk=self.instance.pk)
        self.fields["depends_on"].queryset = others  # type: ignore[attr-defined]
        if not others.exists():
            del self.fields["depends_on"]
        self.fields["experiment"].queryset = Experiment.objects.public()  # type: ignore[attr-defined]
        known = programmes()
        kept = self.instance.programme
        if kept and kept not in dict(known):
            known = [(kept, kept), *known]
        self.fields["programme"].choices = [("", _("None")), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day must not come before the first one"))
        return given


class RiskForm(forms.ModelForm[Risk]):
    """A risk."""

    likelihood = forms.TypedChoiceField(label=_("How likely is it, from 1 to 5?"), choices=SCALE, coerce=int)
    impact = forms.TypedChoiceField(label=_("How bad would it be, from 1 to 5?"), choices=SCALE, coerce=int)

    class Meta:
        model = Risk
        fields = ["words", "likelihood", "impact", "response", "department"]


class PublishForm(forms.Form):
    """What changed since the last version."""

    note = forms.CharField(
        label=_("What changed, and why?"),
        max_length=500,
        error_messages={"required": _("Say what changed: everybody reads it beside the version")},
    )


def _in_order(form: Any, given: dict[str, Any], first: str, last: str) -> dict[str, Any]:
    if given.get(first) and given.get(last) and given[last] <= given[first]:
        form.add_error(last, _("This day must come after the first one"))
    return given
