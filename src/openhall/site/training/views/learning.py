"""What staff learn: their own page, the courses there are, and a course part by part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.people.audience import STAFF, visible_to
from openhall.site.training.content.model import Packaged, Page, Part, Quiz
from openhall.site.training.content.words import html_of
from openhall.site.training.drafting import NotPossible, attached, content_of
from openhall.site.training.files import as_download
from openhall.site.training.learning import Standing, attempt, begin, do, standing_of, tries_left, under_way
from openhall.site.training.models import Attempt, Completion, Course, CourseVersion, Enrolment, Package
from openhall.site.training.quiz_form import QuizForm
from openhall.site.training.requiring import held_by

A_PAGE = 20


def crumbs(course: Course | None = None) -> list[dict[str, str]]:
    """Where a page of training lies."""
    path = [{"words": _("Training"), "href": reverse("training:home")}]
    if course is not None:
        path.append({"words": course.name, "href": reverse("training:course", args=[course.slug])})
    return path


@visible_to(STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One's own learning: what is needed and missing, under way, completed, and what ends soon."""
    held = held_by(request.user)
    rows = [
        {"held": each, "standing": standing_of(each.enrolment) if each.enrolment else None} for each in held
    ]
    context = {
        "missing": [row for row in rows if row["held"].missing],
        "under_way": [row for row in rows if row["standing"] and not row["held"].missing],
        "complete": [row for row in rows if row["held"].completion is not None],
        "today": timezone.localdate(),
        "tab": "home",
    }
    return render(request, "training/home.html", context)


@visible_to(STAFF)
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """All courses that can be begun."""
    versions = (
        CourseVersion.objects.filter(status=CourseVersion.Status.OPEN, course__retired_at=None)
        .select_related("course__owner")
        .order_by("course__name")
    )
    page = Paginator(versions, A_PAGE).get_page(request.GET.get("page"))
    rows = [{"course": each.course, "content": content_of(each)} for each in page]
    return render(request, "training/courses.html", {"rows": rows, "page": page, "tab": "courses"})


@visible_to(STAFF)
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One course: what it is, how far one is, and what one has of it."""
    found = get_object_or_404(Course.objects.select_related("owner"), slug=slug)
    held = next((each for each in held_by(request.user) if each.course == found), None)
    version = found.open_version
    enrolment = held.enrolment if held else None
    if version is None and held is None:
        raise Http404
    standing = standing_of(enrolment) if enrolment else None
    shown = enrolment.version if enrolment else version
    context = {
        "course": found,
        "content": content_of(shown) if shown else None,
        "held": held,
        "standing": standing,
        "parts": _parts(standing) if standing else [],
        "version": version,
        "crumbs": crumbs(),
    }
    return render(request, "training/course.html", context)


def _parts(standing: Standing) -> list[dict[str, Any]]:
    return [
        {
            "part": part,
            "done": part.id in standing.done,
            "open": standing.is_open(part),
            "kind": kind_of(part),
        }
        for part in standing.content.parts
    ]


def kind_of(part: Part) -> str:
    """How templates call the kind of a part."""
    return "page" if isinstance(part, Page) else "quiz" if isinstance(part, Quiz) else "package"


@visible_to(STAFF)
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a course, or go on where one left."""
    found = get_object_or_404(Course, slug=slug)
    try:
        enrolment = begin(request.user, found)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("training:course", slug)
    standing = standing_of(enrolment)
    part = standing.content.part(enrolment.last_part) or standing.next_part()
    if part is None or not standing.is_open(part):
        part = standing.next_part() or standing.content.parts[0]
    return redirect("training:part", slug, part.id)


@visible_to(STAFF)
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, slug: str, part_id: str) -> HttpResponse:
    """One part: a page to read, a quiz to pass, a package to work through."""
    standing, found = _at(request, slug, part_id)
    enrolment = standing.enrolment
    if not standing.is_open(found):
        messages.info(request, _("This course goes in order: do this part first."))
        return redirect("training:part", slug, _next_id(standing))
    if request.method == "POST" and isinstance(found, Quiz):
        return _answered(request, standing, found)
    if request.method == "POST":
        return _read(request, standing, found)
    if enrolment.last_part != found.id and enrolment.ended_at is None:
        Enrolment.objects.filter(pk=enrolment.pk).update(last_part=found.id)
    return _shown(request, standing, found)


def _next_id(standing: Standing) -> str:
    following = standing.next_part() or standing.content.parts[0]
    return following.id


def _at(request: HttpRequest, slug: str, part_id: str) -> tuple[Standing, Part]:
    """Where somebody is: in the course under way, or the one they completed last, to read it again."""
    found = get_object_or_404(Course, slug=slug)
    enrolment = under_way(request.user, found) or (
        Enrolment.objects.filter(person=request.user, course=found)
        .select_related("version", "course")
        .order_by("-begun_at")
        .first()
    )
    if enrolment is None:
        raise Http404
    standing = standing_of(enrolment)
    asked = standing.content.part(part_id)
    if asked is None:
        raise Http404
    return standing, asked


def _shown(
    request: HttpRequest, standing: Standing, found: Part, form: QuizForm | None = None
) -> HttpResponse:
    parts = standing.content.parts
    at = parts.index(found)
    enrolment = standing.enrolment
    context: dict[str, Any] = {
        "course": enrolment.course,
        "enrolment": enrolment,
        "part": found,
        "kind": kind_of(found),
        "html": html_of(found.text),
        "number": at + 1,
        "of": len(parts),
        "before": parts[at - 1] if at else None,
        "after": parts[at + 1] if at + 1 < len(parts) else None,
        "is_done": found.id in standing.done,
        "parts": _parts(standing),
        "standing": standing,
        "crumbs": crumbs(enrolment.course),
    }
    if isinstance(found, Quiz):
        left = tries_left(enrolment, found)
        may = enrolment.ended_at is None and left != 0 and found.id not in standing.done
        context |= {
            "form": form or (_form(enrolment, found) if may else None),
            "tries": enrolment.attempts.filter(part=found.id),
            "left": left,
        }
    elif isinstance(found, Packaged):
        context["package"] = Package.objects.filter(digest=found.digest).first()
    status = 400 if form is not None and form.errors else 200
    return render(request, "training/part.html", context, status=status)


def _read(request: HttpRequest, standing: Standing, found: Part) -> HttpResponse:
    """A page or package was worked through: on to the next part that is not done, or to the end."""
    slug = standing.enrolment.course.slug
    try:
        completion = do(standing.enrolment, found)
    except NotPossible as error:
        messages.info(request, str(error))
        return redirect("training:course", slug)
    if completion is not None:
        return _finished(request, slug)
    return redirect("training:part", slug, _following(standing_of(standing.enrolment), found))


def _following(standing: Standing, found: Part) -> str:
    """The next part after one that is not done, else the first such."""
    parts = standing.content.parts
    later = parts[parts.index(found) + 1 :]
    open_ones = [each.id for each in later if each.id not in standing.done]
    return open_ones[0] if open_ones else _next_id(standing)


def _finished(request: HttpRequest, slug: str) -> HttpResponse:
    messages.success(request, _("You have completed this course."))
    return redirect("training:course", slug)


def _form(enrolment: Enrolment, quiz: Quiz, given: QueryDict | None = None) -> QuizForm:
    """A quiz, its answers in another order for each attempt."""
    number = enrolment.attempts.filter(part=quiz.id).count()
    return QuizForm(given, quiz=quiz, seed=f"{enrolment.pk}:{quiz.id}:{number}")


def _answered(request: HttpRequest, standing: Standing, quiz: Quiz) -> HttpResponse:
    enrolment = standing.enrolment
    form = _form(enrolment, quiz, request.POST)
    if not form.is_valid():
        return _shown(request, standing, quiz, form)
    try:
        made = attempt(enrolment, quiz, form.answers)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("training:part", enrolment.course.slug, quiz.id)
    return redirect("training:attempt", enrolment.course.slug, quiz.id, made.pk)


@visible_to(STAFF)
@require_safe
def review(request: HttpRequest, slug: str, part_id: str, attempt_id: int) -> HttpResponse:
    """One's own attempt: which questions were right; what was right is said once the quiz is passed or used up."""
    made = get_object_or_404(
        Attempt.objects.select_related("enrolment__version", "enrolment__course"),
        pk=attempt_id,
        part=part_id,
        enrolment__person=request.user,
        enrolment__course__slug=slug,
    )
    standing = standing_of(made.enrolment)
    quiz = standing.content.part(part_id)
    if not isinstance(quiz, Quiz):
        raise Http404
    left = tries_left(made.enrolment, quiz)
    tells = made.passed or left == 0 or made.enrolment.ended_at is not None
    rows = [
        {
            "number": k + 1,
            "question": question,
            "right": made.right[k],
            "chosen": [question.answers[a].words for a in made.answers[k] if a < len(question.answers)],
            "wanted": [each.words for each in question.answers if each.right],
        }
        for k, question in enumerate(quiz.questions)
    ]
    following = standing.next_part()
    context = {
        "course": made.enrolment.course,
        "quiz": quiz,
        "made": made,
        "rows": rows,
        "tells": tells,
        "left": left,
        "n_right": sum(made.right),
        "following": following,
        "completion": Completion.objects.filter(enrolment=made.enrolment).first(),
        "crumbs": crumbs(made.enrolment.course),
    }
    return render(request, "training/attempt.html", context)


@visible_to(STAFF)
@require_safe
def file(request: HttpRequest, slug: str, part_id: str, name: str) -> HttpResponse:
    """A file of a page, to be saved: never shown as a page of ours."""
    standing, found = _at(request, slug, part_id)
    if not isinstance(found, Page) or name not in found.files:
        raise Http404
    data = attached(standing.enrolment.version).get(name)
    if data is None:
        raise Http404
    return as_download(data, name)
