"""The files of a version: read, changed in a draft, compared with the version before, taken home."""

from __future__ import annotations

import difflib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.services.models import Version
from openhall.site.services.publishing import CannotPublish, change, files_of
from openhall.site.workshop.forms import FileForm, NewFileForm
from openhall.site.workshop.views.services import crumbs, version_of

MOST_LINES = 4_000
"""Lines of a comparison that a page shows."""


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """The text of one file; in a draft it can be changed."""
    found = version_of(slug, number)
    files = files_of(found)
    if name not in files:
        raise Http404
    text = _text(files[name])
    may_change = found.status == Version.Status.DRAFT and text is not None
    form = FileForm(request.POST or None, initial={"text": text}) if may_change else None
    if request.method == "POST":
        if form is None:
            messages.error(request, _("This file cannot be changed here."))
            return redirect("workshop:file", slug, number, name)
        if form.is_valid():
            change(found, files | {name: form.cleaned_data["text"].encode()})
            messages.success(request, _("“%(name)s” is saved.") % {"name": name})
            return redirect("workshop:version", slug, number)
    context = {
        "service": found.service,
        "version": found,
        "name": name,
        "text": text,
        "bytes": len(files[name]),
        "form": form,
        "crumbs": crumbs(found.service, found),
    }
    return render(request, "workshop/file.html", context, status=400 if form and form.errors else 200)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def new_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Add an empty file to a draft."""
    found = version_of(slug, number)
    form = NewFileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, files = form.cleaned_data["name"], files_of(found)
        if name in files:
            form.add_error("name", _("There is a file of this name already."))
        else:
            try:
                change(found, files | {name: b""})
                return redirect("workshop:file", slug, number, name)
            except CannotPublish as error:
                form.add_error("name", str(error))
    context = {
        "service": found.service,
        "version": found,
        "form": form,
        "crumbs": crumbs(found.service, found),
    }
    return render(request, "workshop/new_file.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def remove_file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """Take a file out of a draft."""
    found = version_of(slug, number)
    files = files_of(found)
    try:
        change(found, {each: held for each, held in files.items() if each != name})
        messages.success(request, _("“%(name)s” is taken out.") % {"name": name})
    except CannotPublish as error:
        messages.error(request, str(error))
    return redirect("workshop:version", slug, number)


@visible_to(ANALYSTS)
@require_safe
def download(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The folder of a version as a ZIP file."""
    found = version_of(slug, number)
    response = HttpResponse(bytes(found.folder), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{number}.zip"'
    return response


@visible_to(ANALYSTS)
@require_safe
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What is different from the version before, or from another one (`?with=3`)."""
    found = version_of(slug, number)
    others = found.service.versions.exclude(pk=found.pk)
    asked = request.GET.get("with", "")
    before = others.filter(number=int(asked)).first() if asked.isdecimal() and len(asked) < 9 else None
    before = before or others.filter(number__lt=number).first()
    return render(
        request,
        "workshop/changes.html",
        {
            "service": found.service,
            "version": found,
            "before": before,
            "others": others,
            "files": compared(files_of(before), files_of(found)) if before else [],
            "crumbs": crumbs(found.service, found),
        },
    )


def compared(old: dict[str, bytes], new: dict[str, bytes]) -> list[dict[str, object]]:
    """The files that differ, each with its lines: `kind` is "+", "-", "@" or " "."""
    found: list[dict[str, object]] = []
    room = MOST_LINES
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) == new.get(name):
            continue
        texts = [_text(files.get(name, b"")) for files in (old, new)]
        lines = []
        if texts[0] is not None and texts[1] is not None:
            told = difflib.unified_diff(texts[0].splitlines(), texts[1].splitlines(), lineterm="", n=2)
            lines = [{"kind": line[:1], "text": line[1:] or " "} for line in list(told)[2 : room + 2]]
        room = max(0, room - len(lines))
        what = _("new") if name not in old else _("taken out") if name not in new else _("changed")
        found.append({"name": name, "what": what, "lines": lines})
    return found


def _text(data: bytes) -> str | None:
    """The text of a file; None for one that is none."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
