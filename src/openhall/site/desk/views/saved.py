"""Look for words, and keep what is shown under a name. Words go into the session, never into an address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhall.site.cases.access import cases_for
from openhall.site.desk.looking import reference_in
from openhall.site.desk.models import SavedView
from openhall.site.desk.remembering import ADDRESSES, FIELDS, WORDS, address_of, asked_in
from openhall.site.people.audience import HEADS, OFFICERS, visible_to

LONGEST_NAME = 60
WHOLE_REFERENCE = 14


@visible_to(OFFICERS, HEADS)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Look for what was typed: the list that shows it; the case itself where a whole reference was typed."""
    page = _page(request.POST.get("page", ""))
    asked = {name: request.POST.get(name, "") for name in (*FIELDS[page], WORDS)}
    reference = reference_in(asked[WORDS])
    if page == SavedView.Page.SEARCH and len(reference) == WHOLE_REFERENCE:
        case = cases_for(request.user).filter(reference=reference).first()
        if case is not None:
            return redirect("desk:case", case.reference)
    return redirect(address_of(request, page, asked))


@visible_to(OFFICERS, HEADS)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is shown under a name; a view of the same name is replaced."""
    page = _page(request.POST.get("page", ""))
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    asked = asked_in(request, request.POST.get("query", "")[:1_000])
    if not name:
        messages.error(request, _("Give the view a name."))
    else:
        query = urlencode({key: asked[key] for key in (*FIELDS[page], WORDS) if asked.get(key)})
        SavedView.objects.update_or_create(
            person=request.user, page=page, name=name, defaults={"query": query[:1_000]}
        )
        messages.success(request, _("“%(name)s” is kept.") % {"name": name})
    return redirect(address_of(request, page, asked))


@visible_to(OFFICERS, HEADS)
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """A view of one's own, as it was kept."""
    view = get_object_or_404(SavedView, pk=number, person=request.user)
    return redirect(address_of(request, view.page, asked_in(request, view.query)))


@visible_to(OFFICERS, HEADS)
@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a view of one's own."""
    view = get_object_or_404(SavedView, pk=number, person=request.user)
    view.delete()
    messages.success(request, _("“%(name)s” is deleted.") % {"name": view.name})
    return redirect(ADDRESSES[SavedView.Page(view.page)])


def _page(name: str) -> SavedView.Page:
    if name not in SavedView.Page.values:
        raise Http404
    return SavedView.Page(name)
