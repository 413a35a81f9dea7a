"""Delete the details of a case that has ended, with a reason that the applicant reads."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from openhall.site.cases.access import may_lead, sight_of
from openhall.site.cases.acts import NotPossible
from openhall.site.cases.erasing import KINDS, erase
from openhall.site.cases.models import Case, Erased
from openhall.site.desk.purposes import look
from openhall.site.desk.views.held import by_in, of_case
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import User
from openhall.site.web.templatetags.openhall_forms import problems_in

GIVEN = [each for each in Erased.Reason if each != Erased.Reason.RETENTION]


class EraseForm(forms.Form):
    """Why the details go."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you delete them?"),
        choices=[(each.value, each.label) for each in GIVEN],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )
    words = forms.CharField(
        label=gettext_lazy("The reason in words"),
        help_text=gettext_lazy("The applicant reads it. Write no names and nothing personal."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I know that this cannot be undone."),
        error_messages={
            "required": gettext_lazy("Tick the box to say that you know that this cannot be undone.")
        },
    )

    def clean(self) -> dict[str, str]:
        """Another reason needs words."""
        data: dict[str, str] = super().clean() or {}
        if data.get("reason") == Erased.Reason.OTHER and not data.get("words", "").strip():
            self.add_error("words", _("Say the reason in words."))
        return data


def may_erase(person: User, case: Case) -> bool:
    """Whether a person may delete a case's details: who leads the department whose service it is."""
    return case.ended_at is not None and may_lead(person, case.version.service.owner)


@visible_to(OFFICERS, HEADS)
@require_http_methods(["GET", "POST"])
@of_case
def erase_case(request: HttpRequest, found: Case) -> HttpResponse:
    """Ask for the reason, then delete."""
    if not may_erase(request.user, found):
        raise PermissionDenied
    look(request, found, sight_of(request.user, found))
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = Erased.Reason(form.cleaned_data["reason"])
        try:
            erase(found.pk, reason, form.cleaned_data["words"].strip(), by_in(request.user, found))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The details of this case are deleted."))
            return redirect("desk:case", found.reference)
    problems = list(problems_in(form))
    counts = {name: kind.objects.filter(case=found).count() for name, kind in KINDS.items()}
    context = {"case": found, "form": form, "problems": problems, "counts": counts}
    return render(request, "desk/erase.html", context, status=400 if problems else 200)
