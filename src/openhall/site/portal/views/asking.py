"""One question page after the other, and the check of all answers: the same for every form that is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from openhall.process.feel.values import Value
from openhall.process.forms.answers import BadAnswer, parse_answer, written
from openhall.process.forms.asking import problems
from openhall.process.forms.model import Page, Question, QuestionKind
from openhall.site.cases import papers
from openhall.site.cases.acts import By, NotPossible
from openhall.site.portal.answers import sections
from openhall.site.portal.drawing import Asked, Raw, draw, field_name, page_title, raw_of
from openhall.site.portal.filling import CHANGE, Filling
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.speaking import say
from openhall.site.web.speech import say_error, say_kept

MOST_FILES_AN_HOUR = 200


def ask(request: HttpRequest, filling: Filling, name: str, **context: Any) -> HttpResponse:
    """Show one page of a form, and take its answers. What is wrong is said, and what was typed stays."""
    change = "change" in request.GET
    page = next((page for page in filling.pages() if page.name == name), None)
    if page is None:
        return redirect(filling.unfinished() or filling.check_address)
    if request.method == "POST":
        return _answer(request, filling, page, change, context)
    asked = _asked(filling, filling.asked_on(page, change) or list(page.questions), {}, {})
    return _show(request, filling, page, asked, change, context)


def review(
    request: HttpRequest, filling: Filling, problem: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """All answers of a form, to be checked, changed and sent. `problem` is why they could not be sent."""
    unfinished = filling.unfinished()
    if unfinished:
        return redirect(unfinished)
    pages = filling.pages()
    known = filling.as_known
    sources = {name: filling.known[name].source for name in known}
    shown = sections(
        filling.form,
        pages,
        filling.answers,
        filling.documents(),
        sources,
        lambda page: filling.page_address(page.name) + CHANGE,
    )
    last = next((page.name for page in reversed(pages) if filling.asked_on(page)), "")
    context |= {
        "filling": filling,
        "sections": shown,
        "problems": [{"words": problem, "href": ""}] if problem else [],
        "back": filling.page_address(last) if last else filling.begin_address,
    }
    return say(request, "portal/check.html", context, status)


def _answer(
    request: HttpRequest, filling: Filling, page: Page, change: bool, context: dict[str, Any]
) -> HttpResponse:
    # What was not asked because it is known is not sent back: its answer stays.
    names = filling.asked_on(page, change) or list(page.questions)
    raw: dict[str, Raw] = {}
    parsed: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    for name in names:
        question = filling.form.questions[name]
        if question.kind == QuestionKind.FILES:
            continue
        raw[name] = raw_of(question, request.POST)
        try:
            parsed[name] = parse_answer(question, raw[name], [str(month) for month in MONTHS.values()])
        except BadAnswer as error:
            wrong[name] = say_error(error)
    filling.keep(parsed, page.name)
    if request.FILES and not within(request, "files", MOST_FILES_AN_HOUR):
        return too_often(request)
    wrong |= _take_files(request, filling, names)
    stays = "upload" in request.POST or "remove" in request.POST
    if "later" in request.POST:
        return redirect(filling.save_address)
    if not stays:
        found = problems(filling.form, filling.answers, page)
        wrong |= {
            name: say_kept(problem) for name, problem in found.items() if name in names and name not in wrong
        }
    elif not wrong and not _nothing_chosen(request, filling, names):
        return redirect(f"{request.get_full_path()}#{_first_files(filling, names)}")
    if stays and not wrong:
        wrong = {
            name: _("Choose a file, then press the button again.")
            for name in names
            if filling.form.questions[name].kind == QuestionKind.FILES
        }
    if wrong:
        return _show(request, filling, page, _asked(filling, names, raw, wrong), change, context, 400)
    return redirect(filling.after(page.name, change))


def _take_files(request: HttpRequest, filling: Filling, names: list[str]) -> dict[str, str]:
    """Keep the files that were sent, take away those that are to be removed; what is wrong, by question."""
    wrong: dict[str, str] = {}
    held = filling.documents()
    for name in names:
        question = filling.form.questions[name]
        if question.kind != QuestionKind.FILES:
            continue
        keys = _keys(filling.answers.get(name))
        removed = request.POST.get("remove", "")
        if removed in keys and removed in held:
            papers.remove(held[removed])
            filling.keep({name: [key for key in keys if key != removed] or None})
            continue
        problems_here = []
        for file in request.FILES.getlist(field_name(question)):
            try:
                document = _attach(request, filling, question, file)
            except NotPossible as error:
                problems_here.append(str(error))
                continue
            filling.keep({name: [*_keys(filling.answers.get(name)), document.key]})
        if problems_here:
            wrong[name] = " ".join(problems_here)
    return wrong


def _attach(request: HttpRequest, filling: Filling, question: Question, file: UploadedFile) -> Any:
    most = question.most_files
    if most and len(_keys(filling.answers.get(question.name))) >= most:
        raise NotPossible(
            _("“%(name)s” was not kept: only so many files can be given here. Remove one first.")
            % {"name": file.name}
        )
    holder = {"draft" if filling.holder._meta.model_name == "draft" else "case": filling.holder}
    person = request.user if request.user.is_authenticated else None
    return papers.attach(
        file,
        question=f"{filling.form.name}.{question.name}",
        by=By(person),
        from_applicant=True,
        **holder,
    )


def _keys(value: Value) -> list[str]:
    return [key for key in value if isinstance(key, str)] if isinstance(value, list) else []


def _nothing_chosen(request: HttpRequest, filling: Filling, names: list[str]) -> bool:
    return "upload" in request.POST and not any(
        request.FILES.getlist(field_name(filling.form.questions[name]))
        for name in names
        if filling.form.questions[name].kind == QuestionKind.FILES
    )


def _first_files(filling: Filling, names: list[str]) -> str:
    questions = (filling.form.questions[name] for name in names)
    return next(field_name(each) for each in questions if each.kind == QuestionKind.FILES)


def _asked(
    filling: Filling, names: list[str], raw: Mapping[str, Raw], wrong: Mapping[str, str]
) -> list[Asked]:
    held = filling.documents()
    asked = []
    for name in names:
        question, answer = filling.form.questions[name], filling.answers.get(name)
        files = question.kind == QuestionKind.FILES
        documents = [held[key] for key in _keys(answer) if key in held] if files else []
        now: Raw = [] if files else raw[name] if name in raw else written(question, answer)
        asked.append(Asked(question, now, wrong.get(name, ""), documents))
    return asked


def _show(
    request: HttpRequest,
    filling: Filling,
    page: Page,
    asked: list[Asked],
    change: bool,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context = draw(
        filling=filling,
        questions=asked,
        title=page_title(filling.form, page),
        back=filling.before(page.name, change),
        **context,
    )
    return say(request, "portal/ask.html", context, status)
