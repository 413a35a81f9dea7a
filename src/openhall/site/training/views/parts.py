"""For analysts and heads: the parts of a draft, written, put in order, taken out; and how they will look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.training.content.changing import moved, new_id, with_part, without_part
from openhall.site.training.content.model import Content, Packaged, Page, Part, Question, Quiz
from openhall.site.training.content.words import html_of
from openhall.site.training.drafting import NotPossible, attached, change, content_of
from openhall.site.training.editing_forms import AboutForm, AttachForm, PageForm, QuestionForm, QuizPartForm
from openhall.site.training.files import as_download, checked_name
from openhall.site.training.models import Course, CourseVersion, Package
from openhall.site.training.quiz_form import QuizForm
from openhall.site.training.views.learning import kind_of
from openhall.site.training.views.manage import content_from, manage_crumbs, version_of


def _draft(slug: str, number: int) -> tuple[CourseVersion, Content]:
    """A version that may be changed; 404 for one that was published."""
    found = version_of(slug, number)
    if found.status != CourseVersion.Status.DRAFT:
        raise Http404
    return found, content_of(found)


def _part(content: Content, part_id: str) -> Part:
    found = content.part(part_id)
    if found is None:
        raise Http404
    return found


def _saved(
    request: HttpRequest, version: CourseVersion, content: Content, given: dict[str, bytes] | None = None
) -> bool:
    try:
        change(version, content, given)
    except NotPossible as error:
        messages.error(request, str(error))
        return False
    return True


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a draft is: name, time, for how long it counts."""
    version, content = _draft(slug, number)
    initial = {
        "name": content.name,
        "summary": content.summary,
        "owner": version.course.owner,
        "minutes": content.minutes or None,
        "months": content.months or None,
        "in_order": content.in_order,
        "activities": "\n".join(content.activities),
    }
    form = AboutForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if _saved(request, version, content_from(form, content)):
            Course.objects.filter(pk=version.course_id).update(owner=form.cleaned_data["owner"])
            messages.success(request, _("Saved."))
        return redirect("training:version", slug, number)
    context = {
        "form": form,
        "course": version.course,
        "version": version,
        "crumbs": manage_crumbs(version.course, version),
    }
    return render(request, "training/manage/about.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """A new page or quiz at the end."""
    version, content = _draft(slug, number)
    form = (QuizPartForm if kind == "quiz" else PageForm)(
        request.POST or None, initial={"pass_mark": 80}, auto_id="id_%s"
    )
    if request.method == "POST" and form.is_valid():
        part_id = new_id(content, form.cleaned_data["title"])
        empty: Part = Quiz(part_id, "", "", ()) if kind == "quiz" else Page(part_id, "", "")
        if _saved(request, version, with_part(content, _filled(empty, form.cleaned_data))):
            messages.success(request, _("Saved."))
            if kind == "quiz":
                return redirect("training:edit_part", slug, number, part_id)
        return redirect("training:version", slug, number)
    return _edit_page(request, version, form, kind, None)


def _filled(part: Part, given: dict[str, Any]) -> Part:
    if isinstance(part, Quiz):
        return replace(
            part,
            title=given["title"],
            text=given["text"],
            pass_mark=given["pass_mark"],
            attempts=given["attempts"] or 0,
        )
    return replace(part, title=given["title"], text=given["text"])


def _edit_page(
    request: HttpRequest,
    version: CourseVersion,
    form: PageForm,
    kind: str,
    part: Part | None,
    attach: AttachForm | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "attach": attach or AttachForm(prefix="attach"),
        "kind": kind,
        "part": part,
        "course": version.course,
        "version": version,
        "crumbs": manage_crumbs(version.course, version),
    }
    bad = form.errors or (attach is not None and attach.errors)
    return render(request, "training/manage/part.html", context, status=400 if bad else 200)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, number: int, part_id: str) -> HttpResponse:
    """One part of a draft: its title and text, its files, its questions."""
    version, content = _draft(slug, number)
    part = _part(content, part_id)
    initial = {"title": part.title, "text": part.text}
    if isinstance(part, Quiz):
        initial |= {"pass_mark": part.pass_mark, "attempts": part.attempts or None}
    kind = kind_of(part)
    form = (QuizPartForm if kind == "quiz" else PageForm)(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if _saved(request, version, with_part(content, _filled(part, form.cleaned_data))):
            messages.success(request, _("Saved."))
        return redirect("training:version", slug, number)
    return _edit_page(request, version, form, kind, part)


@visible_to(ANALYSTS)
@require_POST
def attach(request: HttpRequest, slug: str, number: int, part_id: str) -> HttpResponse:
    """A file for a page."""
    version, content = _draft(slug, number)
    part = _part(content, part_id)
    if not isinstance(part, Page):
        raise Http404
    form = AttachForm(request.POST, request.FILES, prefix="attach")
    if form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            name = checked_name(form.cleaned_data["file"].name, data)
        except NotPossible as error:
            form.add_error("file", str(error))
        else:
            names = part.files if name in part.files else (*part.files, name)
            files = attached(version) | {name: data}
            if _saved(request, version, with_part(content, replace(part, files=names)), files):
                messages.success(request, _("“%(name)s” is here.") % {"name": name})
            return redirect("training:edit_part", slug, number, part_id)
    page = PageForm(initial={"title": part.title, "text": part.text})
    return _edit_page(request, version, page, "page", part, form)


@visible_to(ANALYSTS)
@require_POST
def detach(request: HttpRequest, slug: str, number: int, part_id: str, name: str) -> HttpResponse:
    """A file of a page is taken out."""
    version, content = _draft(slug, number)
    part = _part(content, part_id)
    if not isinstance(part, Page) or name not in part.files:
        raise Http404
    kept = tuple(each for each in part.files if each != name)
    if _saved(request, version, with_part(content, replace(part, files=kept))):
        messages.success(request, _("“%(name)s” is taken out.") % {"name": name})
    return redirect("training:edit_part", slug, number, part_id)


@visible_to(ANALYSTS)
@require_POST
def move(request: HttpRequest, slug: str, number: int, part_id: str) -> HttpResponse:
    """A part further up or down."""
    version, content = _draft(slug, number)
    _part(content, part_id)
    _saved(request, version, moved(content, part_id, -1 if "up" in request.POST else 1))
    return redirect("training:version", slug, number)


@visible_to(ANALYSTS)
@require_POST
def remove(request: HttpRequest, slug: str, number: int, part_id: str) -> HttpResponse:
    """A part is taken out; the page of the draft offers to take that back."""
    version, content = _draft(slug, number)
    title = _part(content, part_id).title
    if _saved(request, version, without_part(content, part_id)):
        messages.success(request, _("“%(name)s” is taken out.") % {"name": title})
    return redirect("training:version", slug, number)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def question(
    request: HttpRequest, slug: str, number: int, part_id: str, place: int | None = None
) -> HttpResponse:
    """A question of a quiz: a new one, or another wording."""
    version, content = _draft(slug, number)
    quiz = _part(content, part_id)
    if not isinstance(quiz, Quiz) or (place is not None and not 1 <= place <= len(quiz.questions)):
        raise Http404
    before: Question | None = quiz.questions[place - 1] if place is not None else None
    form = QuestionForm(request.POST or None, question=before)
    if request.method == "POST" and form.is_valid() and form.question is not None:
        questions = list(quiz.questions)
        if place is None:
            questions.append(form.question)
        else:
            questions[place - 1] = form.question
        if _saved(request, version, with_part(content, replace(quiz, questions=tuple(questions)))):
            messages.success(request, _("Saved."))
        return redirect("training:edit_part", slug, number, part_id)
    context = {
        "form": form,
        "place": place,
        "part": quiz,
        "course": version.course,
        "version": version,
        "crumbs": manage_crumbs(version.course, version),
    }
    return render(request, "training/manage/question.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def remove_question(request: HttpRequest, slug: str, number: int, part_id: str, place: int) -> HttpResponse:
    """A question is taken out."""
    version, content = _draft(slug, number)
    quiz = _part(content, part_id)
    if not isinstance(quiz, Quiz) or not 1 <= place <= len(quiz.questions):
        raise Http404
    kept = tuple(each for k, each in enumerate(quiz.questions, 1) if k != place)
    if _saved(request, version, with_part(content, replace(quiz, questions=kept))):
        messages.success(request, _("The question is taken out."))
    return redirect("training:edit_part", slug, number, part_id)


@visible_to(ANALYSTS)
@require_safe
def preview(request: HttpRequest, slug: str, number: int, part_id: str) -> HttpResponse:
    """A part as those who learn will see it; nothing of it is kept."""
    version = version_of(slug, number)
    content = content_of(version)
    part = _part(content, part_id)
    context: dict[str, Any] = {
        "course": version.course,
        "version": version,
        "part": part,
        "kind": kind_of(part),
        "html": html_of(part.text),
        "crumbs": manage_crumbs(version.course, version),
    }
    if isinstance(part, Quiz):
        context["form"] = QuizForm(quiz=part, seed="preview")
    elif isinstance(part, Packaged):
        context["package"] = Package.objects.filter(digest=part.digest).first()
    return render(request, "training/manage/preview.html", context)


@visible_to(ANALYSTS)
@require_safe
def file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """A file of a version, to be saved."""
    data = attached(version_of(slug, number)).get(name)
    if data is None:
        raise Http404
    return as_download(data, name)
