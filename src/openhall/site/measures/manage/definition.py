"""One measure: what its definition says, its versions and what is different between them; publishing and retiring."""

from __future__ import annotations

import difflib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.measure.definitions import check_definition
from openhall.site.measures.adopting import save_text
from openhall.site.measures.computing import catch_up, standing_versions
from openhall.site.measures.manage.forms import TargetForm, TextForm
from openhall.site.measures.manage.listing import manage_crumbs
from openhall.site.measures.models import Measure, MeasureVersion, Standing, Target
from openhall.site.measures.views.page import show
from openhall.site.people.audience import ANALYSTS, visible_to

MOST_LINES = 2_000


def kept(slug: str) -> Measure:
    """The measure at an address, in use or retired; 404 where there is none."""
    found: Measure = get_object_or_404(Measure.objects.select_related("service", "owner"), slug=slug)
    return found


def worked_out(measure: Measure) -> None:
    """Bring the values of a measure up to date at once: who changed something looks at it next."""
    catch_up(standing_versions().filter(measure=measure))


@visible_to(ANALYSTS)
@require_safe
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """What a measure says now, its worked examples, how it stands, and all its versions."""
    found = kept(slug)
    current = found.current
    checked = check_definition(current.text.encode(), current.name) if current is not None else None
    definition = checked.definition if checked is not None else None
    context = {
        "measure": found,
        "current": current,
        "checked": checked,
        "definition": definition,
        "examples": _examples(definition),
        "standing": getattr(current, "standing", None),
        "versions": found.versions.select_related("made_by"),
        "targets": found.targets.select_related("by").order_by("-valid_from"),
        "in_folder": found.path.startswith("measures/"),
        "crumbs": manage_crumbs(),
    }
    return show(request, "manage/measure.html", context)


def _examples(definition: Any) -> list[dict[str, Any]]:
    """The worked examples as tables: the names of their facts, rows, and the answer."""
    if definition is None:
        return []
    found = []
    for each in definition.examples:
        names = list(dict.fromkeys(name for row in each.rows for name in row if name != "case"))
        found.append(
            {
                "period": each.period,
                "names": names,
                "rows": [[_cell(row.get(name)) for name in names] for row in each.rows],
                "typed": each.typed,
                "working": each.working,
                "answer": each.answer,
                "groups": each.groups,
            }
        )
    return found


def _cell(held: Any) -> str:
    if held is None:
        return ""
    if hasattr(held, "strftime"):
        midnight = held.hour == held.minute == held.second == 0
        return str(held.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M"))
    return f"{held:g}" if isinstance(held, float) else str(held)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the next version of a definition. One from a service folder is changed there."""
    found = kept(slug)
    current = found.current
    if found.path.startswith("measures/"):
        messages.error(request, _("This definition lies in the folder of its service. Change it there."))
        return redirect("measures:manage_measure", slug)
    form = TextForm(request.POST or None, initial={"text": current.text if current else ""})
    if request.method == "POST" and form.is_valid():
        version = save_text(found, form.cleaned_data["text"], request.user, form.cleaned_data["note"])
        worked_out(found)
        if version is None:
            messages.info(request, _("The definition is as it was."))
        elif current is not None and version.digest == current.digest:
            messages.success(request, _("Saved. It counts as before, so the chart does not break."))
        else:
            messages.success(request, _("Saved as version %(number)s.") % {"number": version.number})
        return redirect("measures:manage_measure", slug)
    context = {"measure": found, "form": form, "crumbs": manage_crumbs(found)}
    return show(request, "manage/change.html", context, 400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The text of one version, and what is different from the one before."""
    found = kept(slug)
    this = get_object_or_404(MeasureVersion.objects.select_related("made_by"), measure=found, number=number)
    before = found.versions.filter(number__lt=number).order_by("-number").first()
    context = {
        "measure": found,
        "version": this,
        "before": before,
        "counts_as_before": before is not None and before.digest == this.digest,
        "lines": _differences(before.text, this.text) if before is not None else [],
        "crumbs": manage_crumbs(found),
    }
    return show(request, "manage/version.html", context)


def _differences(before: str, after: str) -> list[dict[str, str]]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm="")
    return [
        {"kind": line[0] if line[0] in "+-@" else "", "text": "" if line[0] == "@" else line[1:]}
        for line in list(lines)[2:MOST_LINES]
        if line
    ]


@visible_to(ANALYSTS)
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Let everybody see a measure, or only staff again."""
    found = kept(slug)
    if found.published_at is None:
        found.published_at, found.published_by = timezone.now(), request.user
        messages.success(request, _("Everybody can see this measure now."))
    else:
        found.published_at, found.published_by = None, None
        messages.success(request, _("Only staff see this measure now."))
    found.save(update_fields=["published_at", "published_by"])
    return redirect("measures:manage_measure", slug)


@visible_to(ANALYSTS)
@require_POST
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop computing a measure, or begin again. Nothing is deleted."""
    found = kept(slug)
    if found.retired_at is None:
        found.retired_at = timezone.now()
        messages.success(request, _("This measure is not worked out any more. Its values are kept."))
    else:
        found.retired_at = None
        # Cases that changed while it was retired are not in its values.
        Standing.objects.filter(version__measure=found).update(waiting=True)
        messages.success(request, _("This measure is in use again."))
    found.save(update_fields=["retired_at"])
    worked_out(found)
    return redirect("measures:manage_measure", slug)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, slug: str) -> HttpResponse:
    """Set what a measure is to reach; the targets before it stay, each for its time."""
    found = kept(slug)
    form = TargetForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        Target.objects.update_or_create(
            measure=found,
            valid_from=given["valid_from"],
            defaults={
                "number": given["number"],
                "why": given["why"],
                "by": request.user,
                "at": timezone.now(),
            },
        )
        messages.success(request, _("The target is set."))
        return redirect("measures:manage_measure", slug)
    context = {"measure": found, "form": form, "crumbs": manage_crumbs(found)}
    return show(request, "manage/target.html", context, 400 if form.errors else 200)
