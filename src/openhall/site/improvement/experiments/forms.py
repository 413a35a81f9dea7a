"""What is asked of those who plan an experiment, end it, and decide on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from openhall.measure.effects.synthetic import LEAST_OTHERS
from openhall.site.improvement.experiments.following import can_be_followed
from openhall.site.improvement.ideas.forms import Line
from openhall.site.improvement.measured import DEPARTMENT
from openhall.site.improvement.models import Experiment
from openhall.site.improvement.models.ideas import LONGEST_TITLE, LONGEST_WORDS
from openhall.site.measures.computing import definition_of
from openhall.site.measures.models import MeasureVersion
from openhall.site.measures.views.forms import Day
from openhall.site.opendata.forms import Words
from openhall.site.people.models import Department
from openhall.site.services.models import Version

MOST_GUARDS = 3
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
NO_DAY = _("Enter a real day")
NO_NUMBER = _("Enter a number, like -4.5")


class NearDay(Day):
    """A day of these times: no year is so far away that periods until then cannot be counted or drawn."""

    def __init__(self, **more: Any) -> None:
        super().__init__(validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)], **more)


class Departments(forms.ModelMultipleChoiceField):
    """Departments, by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return str(obj.name)


class MeasureChoice(forms.ModelChoiceField):
    """A version of a measure, named with what it counts in."""

    def __init__(self, **more: Any) -> None:
        super().__init__(MeasureVersion.objects.none(), **more)

    def label_from_instance(self, obj: Any) -> str:
        """Its name and version."""
        return f"{obj.name}, {obj.measure.slug}, {obj.number}"


def newest_versions(held: int | None = None) -> QuerySet[MeasureVersion]:
    """The newest version of each measure that is in use, and the one that is `held` already."""
    newest = MeasureVersion.objects.filter(measure=OuterRef("measure")).order_by("-number").values("pk")[:1]
    wanted = Q(pk=Subquery(newest), measure__retired_at=None) | Q(pk=held)
    return MeasureVersion.objects.filter(wanted).select_related("measure").order_by("name", "pk")


class ExperimentForm(forms.ModelForm[Experiment]):
    """The plan of an experiment."""

    title = Line(label=_("What is tried, in one sentence?"), max_length=LONGEST_TITLE)
    hypothesis = Words(
        label=_("What do you expect, and why?"),
        help_text=_("For example: fewer applications come back, because nobody can send one without a plan."),
        max_length=LONGEST_WORDS,
    )
    change = Words(label=_("What is done differently?"), max_length=LONGEST_WORDS)
    others = Departments(
        Department.objects.all(),
        label=_("Which departments go on as before, to compare with? (optional)"),
        help_text=_(
            "What happens to all of them, such as holidays or a new law, then does not look like an effect. The "
            "measure must be counted by department."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    compared = forms.ChoiceField(
        label=_("How is it compared with them?"),
        help_text=_("Without other departments this does not matter."),
        choices=Experiment.Compared.choices,
        initial=Experiment.Compared.MEAN,
        required=False,
        widget=forms.RadioSelect,
    )
    measure = MeasureChoice(
        label=_("Which measure will tell?"),
        help_text=_("Its definition is fixed with the registration."),
        empty_label=_("Choose a measure"),
    )
    followed = forms.BooleanField(
        label=_("Follow each case to its decision, and count open cases as open"),
        help_text=_(
            "For measures of how many days pass until the decision. Who still waits is not forgotten, and the change "
            "counts for the cases that began since. All cases of the service are followed."
        ),
        required=False,
    )
    predicted = forms.FloatField(
        label=_("By how much will it change?"),
        help_text=_("In the unit of the measure; below zero where it becomes less. For example: -4.5"),
        error_messages={"invalid": NO_NUMBER},
    )
    low = forms.FloatField(
        label=_("Lowest change that would not surprise you (optional)"),
        required=False,
        error_messages={"invalid": NO_NUMBER},
    )
    high = forms.FloatField(
        label=_("Highest change that would not surprise you (optional)"),
        required=False,
        error_messages={"invalid": NO_NUMBER},
    )
    grounds = Words(
        label=_("Where does the prediction come from?"),
        help_text=_("A simulation with its settings, numbers from elsewhere, or experience."),
        max_length=LONGEST_WORDS,
    )
    cost = forms.DecimalField(
        label=_("What does it cost?"), min_value=0, max_digits=14, decimal_places=2, localize=False
    )
    cost_words = Line(label=_("What is paid for? (optional)"), max_length=500, required=False)
    starts_on, ends_on = NearDay(label=_("First day")), NearDay(label=_("Last day"))
    settling = forms.IntegerField(
        label=_("How many periods after the start do not count?"),
        help_text=_("While people get used to it. A period is as long as the measure says, such as a month."),
        min_value=0,
        max_value=12,
        initial=0,
    )
    stopping = Words(
        label=_("When is it stopped early?"),
        help_text=_("For example: when complaints double for two weeks."),
        max_length=LONGEST_WORDS,
    )

    class Meta:
        model = Experiment
        fields = [
            "title", "hypothesis", "change", "service", "version", "department", "others", "compared",
            "measure", "followed", "predicted", "low", "high", "source", "grounds", "cost", "cost_words",
            "starts_on", "ends_on", "settling", "stopping",
        ]  # fmt: skip
        labels = {
            "service": _("Which service?"),
            "version": _("Which version of the service brings the change? (optional)"),
            "department": _("Where is it tried?"),
            "source": _("How was the effect predicted?"),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["measure"].queryset = newest_versions(self.instance.measure_id)  # type: ignore[attr-defined]
        drafts = Version.objects.filter(status=Version.Status.DRAFT).select_related("service")
        self.fields["version"].queryset = drafts  # type: ignore[attr-defined]
        self.fields["version"].help_text = _("A draft: what a version does that is in use is known already.")
        for name, field in self.fields.items():
            field.error_messages.setdefault("required", _("Answer this question"))
            if name in ("starts_on", "ends_on"):
                field.error_messages["invalid"] = NO_DAY

    def clean(self) -> dict[str, Any]:
        """Whether the answers fit together."""
        given = super().clean() or {}
        begin, over = given.get("starts_on"), given.get("ends_on")
        if begin and over and over <= begin:
            self.add_error("ends_on", _("The last day must come after the first one"))
        low, middle, high = given.get("low"), given.get("predicted"), given.get("high")
        if (low is None) != (high is None):
            self.add_error(
                "low" if low is None else "high", _("Give both the lowest and the highest change, or none")
            )
        elif low is not None and high is not None and middle is not None and not low <= middle <= high:
            self.add_error("predicted", _("The change must lie between the lowest and the highest"))
        self._follow(given)
        self._compare(given)
        version, service = given.get("version"), given.get("service")
        if version and service and version.service_id != service.pk:
            self.add_error("version", _("Choose a version of the service"))
        return given

    def clean_compared(self) -> str:
        """With their mean, where nothing was chosen."""
        return self.cleaned_data["compared"] or str(Experiment.Compared.MEAN)

    def _follow(self, given: dict[str, Any]) -> None:
        """Whether the cases of the measure can be followed."""
        measure = given.get("measure")
        if not given.get("followed") or measure is None:
            return
        if given.get("others"):
            self.add_error("followed", _("Choose no other departments, or do not follow each case"))
        elif not can_be_followed(definition_of(measure.text)):
            self.add_error("followed", _("This measure does not count the days until a decision"))

    def _compare(self, given: dict[str, Any]) -> None:
        """Whether the measure says something of each department that is compared."""
        others, here, measure = given.get("others"), given.get("department"), given.get("measure")
        if not others or here is None or measure is None:
            return
        if here in others:
            self.add_error("others", _("Where it is tried cannot be compared with itself"))
            return
        if DEPARTMENT not in definition_of(measure.text).by:
            self.add_error(
                "others",
                _("This measure is not counted by department. Choose another one, or no departments."),
            )
            return
        if given.get("compared") == Experiment.Compared.MIXTURE and len(others) < LEAST_OTHERS:
            self.add_error(
                "compared",
                _("Choose at least %(least)d departments to mix, or compare with what they did on average")
                % {"least": LEAST_OTHERS},
            )
        counted = set(measure.values.filter(by=DEPARTMENT, hidden=False).values_list("group", flat=True))
        silent = [each.name for each in (here, *others) if each.key not in counted]
        if silent:
            self.add_error(
                "others", _("This measure has no value yet for %(names)s.") % {"names": ", ".join(silent)}
            )


class GuardForm(forms.Form):
    """A measure that must not get worse."""

    measure = MeasureChoice(
        label=_("Measure that must not get worse (optional)"), required=False, empty_label=_("None")
    )
    most = forms.FloatField(
        label=_("How much worse may it get?"),
        required=False,
        min_value=0,
        initial=0,
        error_messages={"invalid": NO_NUMBER},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["measure"].queryset = newest_versions()  # type: ignore[attr-defined]


GuardForms: type[BaseFormSet[GuardForm]] = formset_factory(
    GuardForm, extra=MOST_GUARDS, max_num=MOST_GUARDS, validate_max=True
)


class EndForm(forms.Form):
    """That it is over."""

    words = Words(
        label=_("How did it end?"),
        help_text=_("Before its last day: say what of the stopping rule came true."),
        max_length=LONGEST_WORDS,
        required=False,
    )


class DecideForm(forms.Form):
    """What becomes of it."""

    decision = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=Experiment.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it")},
    )
    words = Words(
        label=_("Why?"),
        help_text=_("Everybody reads this beside the result."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Say why")},
    )

    def __init__(self, *args: Any, has_result: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not has_result:
            allowed = (Experiment.Decision.REJECT, Experiment.Decision.AGAIN)
            self.fields["decision"].choices = [(each.value, each.label) for each in allowed]  # type: ignore[attr-defined]


class TellForm(forms.Form):
    """What other departments should know, and what they can take."""

    summary = Line(
        label=_("What should other departments know?"),
        help_text=_("In one or two sentences: what you do now, and what it brought."),
        max_length=500,
        error_messages={"required": _("Say what others should know")},
    )
    path = forms.ChoiceField(label=_("What can they take from the library?"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["path"].choices = [("-", _("Nothing: it is another way of working")), *choices]  # type: ignore[attr-defined]
