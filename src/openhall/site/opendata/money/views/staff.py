"""How a year comes onto the pages: files given, read in the background, checked, published, replaced, withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from openhall.site.opendata.money.catalogue import withdraw_from_catalogue
from openhall.site.opendata.money.forms import FILES, ColumnsForm, LoadForm, PublishForm, WithdrawForm
from openhall.site.opendata.money.loading import (
    MayNotBePublished,
    discard,
    next_version,
    publish,
    receive,
    withdraw,
)
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.opendata.money.tasks import publish_money_datasets, read_money
from openhall.site.opendata.money.words import said
from openhall.site.people.audience import PUBLISHERS, visible_to
from openhall.site.web.speech import say_error

Status = MoneyVersion.Status
CRUMBS = [
    {"words": _("Open data"), "href": "/data/"},
    {"words": _("Budget and spending: publish"), "href": "/data/money/manage/"},
]


@visible_to(PUBLISHERS)
def versions(request: HttpRequest) -> HttpResponse:
    """All versions, those under way first."""
    current = {each.pk for each in MoneyVersion.objects.current()}
    found = sorted(
        MoneyVersion.objects.all(), key=lambda each: each.status in (Status.PUBLISHED, Status.WITHDRAWN)
    )
    context = {"versions": [(each, each.pk in current) for each in found], "crumbs": CRUMBS[:1]}
    return render(request, "opendata/money/manage/versions.html", context)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Give the files of a year; they are read in the background."""
    last = MoneyVersion.objects.order_by("-year", "-number").first()
    first = {"currency": last.currency} if last else {}
    form = LoadForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        version = next_version(form.cleaned_data["year"], request.user, **form.facts())  # type: ignore[arg-type]
        for table in FILES:
            given = form.cleaned_data[table]
            if given:
                receive(version, table, given.name, given.chunks())
        read_money.enqueue(version.pk)
        return redirect("money:manage_version", version.pk)
    status = 400 if form.errors else 200
    context = {"form": form, "crumbs": CRUMBS}
    return render(request, "opendata/money/manage/load.html", context, status=status)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, version: int) -> HttpResponse:
    """How far a version is: being read, not readable (which columns?), checked and to be published, or open."""
    held = get_object_or_404(MoneyVersion, pk=version)
    if held.status == Status.FAILED:
        return _columns(request, held)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and held.status == Status.CHECKED:
        try:
            publish(held, request.user, form.cleaned_data["notes"])  # type: ignore[arg-type]
        except MayNotBePublished as error:
            form.add_error(None, say_error(error))
        else:
            publish_money_datasets.enqueue(request.user.pk)
            messages.success(request, _("%(year)s, version %(number)s, is published.") % _named(held))
            return redirect(held)
    current = MoneyVersion.objects.published().filter(year=held.year).order_by("-number").first()
    context = {
        "held": held,
        "form": form,
        "crumbs": CRUMBS,
        "figures": [
            (words, said(held.figures.get(name), held.currency), _of(current, name))
            for name, words in (
                ("plan", _("Plan")),
                ("revised", _("Revised")),
                ("spent", _("Spent")),
                ("paid", _("Payments")),
            )
        ],
        "current": current if current and current.pk != held.pk else None,
        "looks": [each for each in held.findings if each["weight"] == "look"],
    }
    response = render(
        request, "opendata/money/manage/version.html", context, status=400 if form.errors else 200
    )
    if held.under_way:
        # Works without JavaScript; the page says that it looks again by itself.
        response["Refresh"] = "2"
    return response


def _named(version: MoneyVersion) -> dict[str, int]:
    return {"year": version.year, "number": version.number}


def _of(version: MoneyVersion | None, name: str) -> str:
    return said(version.figures.get(name), version.currency) if version else ""


def _columns(request: HttpRequest, held: MoneyVersion) -> HttpResponse:
    """What could not be read; where columns are missing, which headings stand for them."""
    table = held.headings.get("wanted", "")
    form = ColumnsForm(request.POST or None, version=held, table=table) if table else None
    if request.method == "POST" and form is not None and form.is_valid():
        held.options = held.options | {"said": {**held.options.get("said", {}), table: form.said()}}
        held.status, held.problem = Status.WAITING, {}
        held.save(update_fields=["options", "status", "problem"])
        read_money.enqueue(held.pk)
        return redirect("money:manage_version", held.pk)
    context = {"held": held, "form": form, "table": FILES[table][0] if table else "", "crumbs": CRUMBS}
    return render(request, "opendata/money/manage/failed.html", context)


@visible_to(PUBLISHERS)
@require_POST
def forget(request: HttpRequest, version: int) -> HttpResponse:
    """Delete a version that was never open, with its files."""
    held = get_object_or_404(MoneyVersion, pk=version)
    if held.status in (Status.PUBLISHED, Status.WITHDRAWN):
        return redirect("money:manage_version", held.pk)
    named = _named(held)
    discard(held)
    messages.success(request, _("%(year)s, version %(number)s, is deleted.") % named)
    return redirect(reverse("money:manage"))


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, version: int) -> HttpResponse:
    """Close an open version with a reason; its page stays."""
    held = get_object_or_404(MoneyVersion.objects.published(), pk=version)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw(held, form.cleaned_data["reason"])
        withdraw_from_catalogue(held.name, request.user, form.cleaned_data["reason"])  # type: ignore[arg-type]
        publish_money_datasets.enqueue(request.user.pk)
        messages.success(request, _("%(year)s, version %(number)s, is withdrawn.") % _named(held))
        return redirect(held)
    context = {"held": held, "form": form, "crumbs": CRUMBS}
    return render(request, "opendata/money/manage/withdraw.html", context, status=400 if form.errors else 200)
