"""Keep a view under a short address, to be shared and cited; and open one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from openhall.site.opendata.models import SavedView
from openhall.site.opendata.viewing import Look, download_question
from openhall.site.opendata.views.dataset import public_dataset
from openhall.site.opendata.views.explore import problem_of
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.speaking import say

MOST_AN_HOUR = 60


@visible_to(PUBLIC)
@require_POST
def save(request: HttpRequest, identifier: str) -> HttpResponse:
    """Keep what is shown. The same view of the same dataset has one address, whoever saves it."""
    dataset = public_dataset(identifier)
    version = dataset.current
    if version is None:
        return redirect(dataset)
    columns = version.open_columns()
    look = Look.read(QueryDict(request.POST.get("state", "")[:4_000]), columns)
    if problem_of(look, columns):
        return redirect("opendata:explore", identifier)
    state = look.address().removeprefix("?")
    known = dataset.views.filter(state=state).first()
    if known is None:
        if not within(request, "save-view", MOST_AN_HOUR):
            return too_often(request)
        person = request.user if request.user.is_authenticated else None
        known = SavedView.objects.create(
            dataset=dataset, state=state, query=download_question(look, columns), made_by=person
        )
    address = settings.OPENHALL_ADDRESS + known.get_absolute_url()
    return say(request, "opendata/saved.html", {"dataset": dataset, "view": known, "address": address})


@visible_to(PUBLIC)
@require_safe
def view(request: HttpRequest, identifier: str) -> HttpResponse:
    """A saved view of the rows as they are now: its short address leads to the one that says all of it."""
    found = get_object_or_404(SavedView.objects.select_related("dataset__department"), identifier=identifier)
    dataset = public_dataset(found.dataset.identifier)
    return redirect(reverse("opendata:explore", args=[dataset.identifier]) + f"?{found.state}")
