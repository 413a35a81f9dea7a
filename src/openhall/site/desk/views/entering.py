"""Enter an application for somebody: at the counter, on the telephone, or from a form on paper."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from openhall.site.cases.models import Channel, Draft
from openhall.site.desk.views.forms import ServiceField
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.services.loading import ready
from openhall.site.services.models import Service, Version


class EnterForm(forms.Form):
    """For which service, and how it came in."""

    service = ServiceField(
        Service.objects.none(),
        label=gettext_lazy("Service"),
        to_field_name="slug",
        error_messages={"required": gettext_lazy("Choose a service.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did it come in?"),
        choices=[
            (Channel.ASSISTED, gettext_lazy("The person is here or on the telephone")),
            (Channel.PAPER, gettext_lazy("On paper")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how it came in.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, ServiceField)
        field.offer(Service.objects.filter(versions__status=Version.Status.OPEN).distinct())


@visible_to(OFFICERS, HEADS)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Begin a draft for somebody; its questions are those of the portal. Drafts that were begun are gone on with."""
    form = EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["service"].open_version
        folder = ready(version.pk).folder
        draft = Draft.objects.create(
            version=version,
            channel=form.cleaned_data["channel"],
            by=request.user,
            language=folder.text.languages[0],
        )
        return redirect("portal:resume", version.service.slug, draft.pk)
    begun = Draft.objects.filter(by=request.user, closed_at=None, case=None).select_related(
        "version__service"
    )
    context = {"form": form, "begun": begun[:20]}
    return render(request, "desk/enter.html", context, status=400 if form.errors else 200)
