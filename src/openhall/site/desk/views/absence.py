"""Who stands in for whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from openhall.site.cases.access import holds_today, posts_of
from openhall.site.cases.acts import NotPossible
from openhall.site.cases.handing import end_substitution, name_substitute
from openhall.site.desk.views.forms import a_day
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import Post, User


class AbsenceForm(forms.Form):
    """Who stands in, and until when."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who stands in for you?"),
        help_text=gettext_lazy("A colleague of one of your departments. They see and do all your work."),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose a colleague.")},
    )
    until = a_day(label=gettext_lazy("Until when?"), help_text=gettext_lazy("That day too."))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        departments = Post.objects.filter(person=person, stands_in_for=None).values("department")
        near = User.objects.filter(posts__department__in=departments, is_active=True)
        field.queryset = near.exclude(groups=None).exclude(pk=person.pk).distinct()


@visible_to(OFFICERS, HEADS)
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Name who stands in while one is away, and see for whom one stands in."""
    person = request.user
    if request.method == "POST" and "end" in request.POST:
        end_substitution(person)
        messages.success(request, _("You are back: nobody stands in for you."))
        return redirect("desk:absence")
    form = AbsenceForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            name_substitute(person, form.cleaned_data["person"], form.cleaned_data["until"])
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            done = _("%(person)s stands in for you.") % {"person": form.cleaned_data["person"]}
            messages.success(request, done)
            return redirect("desk:absence")
    named = Post.objects.filter(holds_today(), stands_in_for=person).select_related("person")
    posts = posts_of(person)
    context = {
        "form": form,
        "named": named.first(),
        "own": [post for post in posts if post.stands_in_for_id is None],
        "others": [post for post in posts if post.stands_in_for_id is not None],
    }
    return render(request, "desk/absence.html", context, status=400 if form.errors else 200)
