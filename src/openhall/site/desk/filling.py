"""The form of a task as an officer fills it in: all its questions on one page, kept in the task until it is done."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from openhall.process.feel.values import Value
from openhall.process.forms.answers import BadAnswer, parse_answer, written
from openhall.process.forms.asking import kept, pages_to_ask, problems
from openhall.process.forms.model import Form, QuestionKind
from openhall.process.storing import from_stored, to_stored
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Document, Task
from openhall.site.cases.papers import attach
from openhall.site.cases.speaking import name_of, words_of
from openhall.site.portal.answers import said
from openhall.site.portal.drawing import Asked, Raw, field_name, raw_of
from openhall.site.services.loading import ready
from openhall.site.web.speech import say, say_error


class TaskForm:
    """The form of one task. `asked` are its questions as the page shows them; `wrong`, what stands against them."""

    def __init__(self, task: Task, form: Form, request: HttpRequest) -> None:
        self.task = task
        self.form = form
        self.request = request
        self.answers: dict[str, Value] = {name: from_stored(value) for name, value in task.draft.items()}
        self.raw: dict[str, Raw] = {}
        self.wrong: dict[str, str] = {}

    def read(self) -> None:
        """Take what was typed: what can be read is an answer, what cannot stays as it was typed, with why."""
        for name in self._names:
            question = self.form.questions[name]
            if question.kind == QuestionKind.FILES:
                continue
            self.raw[name] = raw_of(question, self.request.POST)
            try:
                value = parse_answer(question, self.raw[name])
            except BadAnswer as error:
                self.wrong[name] = say_error(error)
                continue
            self.answers.pop(name, None)
            if value is not None:
                self.answers[name] = value

    def take_files(self, by: By) -> None:
        """Take the files that were sent, and away what is not wanted any more."""
        for name in self._names:
            if self.form.questions[name].kind == QuestionKind.FILES:
                self._take_files(name, by)

    def check(self) -> bool:
        """Whether all that is asked is answered, what an answer made necessary too."""
        for name, problem in problems(self.form, self.answers).items():
            self.wrong.setdefault(name, say(problem))
        return not self.wrong

    def keep(self, by: By) -> None:
        """Keep the answers in the task, which is in this person's hands. Raises `NotPossible` when it is not now."""
        stored = {name: to_stored(value) for name, value in self.answers.items()}
        mine = Task.objects.filter(pk=self.task.pk, status=Task.Status.OPEN, claimed_by=by.person)
        if not mine.update(draft=stored):
            raise NotPossible(_("This task is not in your hands any more."))
        self.task.draft = stored

    def in_words(self) -> str:
        """What was typed, as a note for colleagues: each question with its answer."""
        lines = [name_of(self.task)]
        for name in self._names:
            question = self.form.questions[name]
            words = said(question, self.answers.get(name)) or self.raw.get(name)
            if isinstance(words, str) and words.strip():
                lines.append(f"{question.title} {words.strip()}")
        return "\n".join(lines)

    @property
    def _names(self) -> list[str]:
        return [name for page in pages_to_ask(self.form, self.answers) for name in page.questions]

    @property
    def given(self) -> dict[str, Value]:
        """What the task gives to its case."""
        return {self.form.name: kept(self.form, self.answers)}

    @property
    def asked(self) -> list[Asked]:
        """The questions to be asked, given the answers so far, with what was typed and what is wrong."""
        documents = {each.key: each for each in self.task.case.documents.all()}
        found: list[Asked] = []
        for page in pages_to_ask(self.form, self.answers):
            for name in page.questions:
                question, answer = self.form.questions[name], self.answers.get(name)
                keys = answer if isinstance(answer, list) else []
                held = [documents[key] for key in keys if isinstance(key, str) and key in documents]
                files = question.kind == QuestionKind.FILES
                raw: Raw = [] if files else self.raw.get(name, written(question, answer))
                found.append(Asked(question, raw, self.wrong.get(name, ""), held if files else ()))
        return found

    def _take_files(self, name: str, by: By) -> None:
        keys = self.answers.get(name)
        held = [each for each in keys if isinstance(each, str)] if isinstance(keys, list) else []
        for file in self.request.FILES.getlist(field_name(self.form.questions[name])):
            try:
                document: Document = attach(
                    file, case=self.task.case, question=f"{self.form.name}.{name}", by=by
                )
            except NotPossible as error:
                self.wrong[name] = str(error)
                continue
            held.append(document.key)
        removed = self.request.POST.get("remove", "")
        held = [key for key in held if key != removed]
        self.answers.pop(name, None)
        if held:
            self.answers[name] = list(held)


def form_of(task: Task, request: HttpRequest) -> TaskForm | None:
    """The form of a task, in the reader's language where the service has it; None where it asks nothing."""
    model = ready(task.case.version_id).running.model
    name = model.nodes[model.place_of[task.node]].work.form
    return TaskForm(task, words_of(task.case).form(name), request) if name else None


def one_answer(form: Form) -> bool:
    """Whether a form may be answered for many tasks at once: the same questions for all, and no file."""
    files = any(question.kind == QuestionKind.FILES for question in form.questions.values())
    return not files and all(page.condition is None for page in form.pages)
