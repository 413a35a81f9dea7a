"""Publish a page about a log, and take it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openhall.site.observatory.forms import PublishForm
from openhall.site.observatory.models import PublicPage
from openhall.site.observatory.public import SMALLEST, TooFewCases, public_numbers
from openhall.site.observatory.views.page import cut_of, show
from openhall.site.observatory.views.services import page_context
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import say_error


@visible_to(ANALYSTS)
def publish(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """See the public page before anybody else does, and publish it."""
    log, view, choice = cut_of(request, log_id)
    page = PublicPage.objects.filter(log=log).first()
    first = {"title": log.name, "slug": slugify(log.title)}
    form = PublishForm(request.POST or None, instance=page, initial={} if page else first)
    try:
        numbers = public_numbers(view, form.called("one"), form.called("many"))
    except TooFewCases as error:
        return show(request, "observatory/publish.html", log, view, choice, refused=say_error(error))
    if request.method == "POST" and form.is_valid() and "publish" in request.POST:
        new = form.save(commit=False)
        new.log, new.numbers, new.published_by = log, numbers, request.user
        new.save()
        messages.success(request, _("The page is published."))
        return redirect(new)
    response = show(
        request, "observatory/publish.html", log, view, choice,
        form=form, published=page, smallest=SMALLEST, **page_context(numbers),
    )  # fmt: skip
    if form.errors:
        response.status_code = 400
    return response


@visible_to(ANALYSTS)
@require_POST
def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take a public page back; its log stays."""
    page = get_object_or_404(PublicPage, pk=page_id)
    title, log = page.title, page.log
    page.delete()
    messages.success(request, _("The public page “%(title)s” is withdrawn.") % {"title": title})
    return redirect(log) if log else redirect("observatory:logs")
