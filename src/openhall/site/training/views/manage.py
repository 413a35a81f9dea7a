"""For analysts and heads: courses and their versions, drafted, published, tied to roles and tasks, retired."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.training.content.model import Content
from openhall.site.training.drafting import (
    NotPossible,
    bring_back,
    content_of,
    discard,
    draft,
    faults_of,
    files_of,
    from_folder,
    new_course,
    publish,
    retire,
    take_back,
    unpacked,
)
from openhall.site.training.editing_forms import AboutForm, ArchiveForm, NoteForm, RequirementForm
from openhall.site.training.models import Course, CourseVersion, Requirement
from openhall.site.training.requiring import why
from openhall.site.training.scorm.keeping import course_of_package, is_package
from openhall.site.training.views.learning import crumbs, kind_of


def made(slug: str) -> Course:
    """The course of an address."""
    return get_object_or_404(Course.objects.select_related("owner"), slug=slug)


def version_of(slug: str, number: int) -> CourseVersion:
    """The version of an address."""
    found = CourseVersion.objects.select_related("course__owner", "published_by")
    return get_object_or_404(found, course__slug=slug, number=number)


def manage_crumbs(course: Course | None = None, version: CourseVersion | None = None) -> list[dict[str, str]]:
    """Where a page of making courses lies."""
    path = [*crumbs(), {"words": _("Make courses"), "href": reverse("training:manage")}]
    if course is not None:
        path.append({"words": course.name, "href": reverse("training:manage_course", args=[course.slug])})
    if version is not None:
        words = _("Version %(number)s") % {"number": version.number}
        href = reverse("training:version", args=[version.course.slug, version.number])
        path.append({"words": words, "href": href})
    return path


@visible_to(ANALYSTS)
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """All courses with their versions."""
    rows = Course.objects.select_related("owner").annotate(
        n_completed=Count("completions", filter=Q(completions__withdrawn_at=None), distinct=True),
        n_drafts=Count("versions", filter=Q(versions__status=CourseVersion.Status.DRAFT), distinct=True),
        open_number=Max("versions__number", filter=Q(versions__status=CourseVersion.Status.OPEN)),
    )
    return render(request, "training/manage/home.html", {"rows": rows, "tab": "manage"})


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a course: say what it is."""
    form = AboutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = new_course(content_from(form), form.cleaned_data["owner"], request.user)
        messages.success(request, _("The course is here as a draft. Add its pages."))
        return redirect("training:version", version.course.slug, version.number)
    context = {"form": form, "crumbs": manage_crumbs()}
    return render(request, "training/manage/about.html", context, status=400 if form.errors else 200)


def content_from(form: AboutForm, before: Content | None = None) -> Content:
    """What a course is by its form, with the parts that it had."""
    given = form.cleaned_data
    return Content(
        name=given["name"],
        summary=given["summary"],
        minutes=given["minutes"] or 0,
        months=given["months"] or 0,
        in_order=given["in_order"],
        activities=given["activities"],
        parts=before.parts if before else (),
    )


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Give a course that was exported, or a SCORM package: a new course, or the next version of one."""
    course = made(slug) if slug else None
    form = ArchiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["archive"]
        try:
            if is_package(file):
                version = course_of_package(file, request.user, course)
            else:
                version = from_folder(unpacked(file.read()), None, request.user, course)
        except NotPossible as error:
            form.add_error("archive", str(error).split("\n"))
        else:
            messages.success(
                request, _("Version %(number)s is here as a draft.") % {"number": version.number}
            )
            return redirect("training:version", version.course.slug, version.number)
    context = {"form": form, "course": course, "crumbs": manage_crumbs(course)}
    return render(request, "training/manage/upload.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One course: its versions, and whom it is for; require it of somebody."""
    found = made(slug)
    form = RequirementForm(request.POST or None, course=found)
    if request.method == "POST" and form.is_valid():
        if form.save(request.user):
            messages.success(request, _("The course is required."))
        else:
            messages.info(request, _("The course was required of them already."))
        return redirect("training:manage_course", slug)
    requirements = found.requirements.select_related("department", "service", "by")
    context = {
        "course": found,
        "versions": found.versions.select_related("published_by")
        .defer("folder", "before")
        .annotate(begun=Count("enrolments")),
        "requirements": [{"row": each, "why": why(each)} for each in requirements],
        "n_completed": found.completions.filter(withdrawn_at=None).count(),
        "form": form,
        "crumbs": manage_crumbs(),
    }
    return render(request, "training/manage/course.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def require_not(request: HttpRequest, requirement_id: int) -> HttpResponse:
    """Require a course of somebody no more."""
    found = get_object_or_404(Requirement.objects.select_related("course"), pk=requirement_id)
    found.delete()
    messages.success(request, _("The course is not required of them any more."))
    return redirect("training:manage_course", found.course.slug)


@visible_to(ANALYSTS)
@require_POST
def retire_course(request: HttpRequest, slug: str) -> HttpResponse:
    """Let nobody begin a course any more, or let them again."""
    found = made(slug)
    if found.retired_at is None:
        retire(found)
        messages.success(request, _("Nobody begins this course any more. What was completed counts on."))
    else:
        bring_back(found)
        messages.success(request, _("The course can be begun again."))
    return redirect("training:manage_course", slug)


@visible_to(ANALYSTS)
@require_POST
def copy(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A new draft of what a version says."""
    found = version_of(slug, number)
    try:
        new_draft = draft(found.course, files_of(found), request.user)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("training:manage_course", slug)
    return redirect("training:version", slug, new_draft.number)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version: its parts, what stands against publishing it; publish it."""
    found = version_of(slug, number)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publish(found, request.user, form.cleaned_data["note"])
        except NotPossible as error:
            form.add_error(None, str(error).split("\n"))
        else:
            messages.success(request, _("People begin version %(number)s now.") % {"number": number})
            return redirect("training:manage_course", slug)
    is_draft = found.status == CourseVersion.Status.DRAFT
    content = content_of(found)
    context: dict[str, Any] = {
        "course": found.course,
        "version": found,
        "is_draft": is_draft,
        "content": content,
        "rows": [{"part": each, "kind": kind_of(each)} for each in content.parts],
        "faults": faults_of(found) if is_draft else [],
        "can_undo": is_draft and found.before is not None,
        "form": form,
        "crumbs": manage_crumbs(found.course),
    }
    return render(request, "training/manage/version.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def undo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take the last change of a draft back."""
    try:
        take_back(version_of(slug, number))
        messages.success(request, _("The last change is taken back. Do it once more to have it again."))
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("training:version", slug, number)


@visible_to(ANALYSTS)
@require_POST
def delete(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Delete a draft."""
    try:
        discard(version_of(slug, number))
        messages.success(request, _("The draft is deleted."))
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("training:manage")


@visible_to(ANALYSTS)
@require_safe
def export(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version as the ZIP file that can be given to another Openhall, or be read with any editor."""
    found = version_of(slug, number)
    response = HttpResponse(bytes(found.folder), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.course.slug}-{found.number}.zip"'
    return response
