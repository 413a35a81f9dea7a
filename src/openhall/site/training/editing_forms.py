"""What makers of courses fill in: about a course, a page, a quiz, a question, whom it is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.site.people.models import Department
from openhall.site.people.roles import Role
from openhall.site.services.models import Service
from openhall.site.training.content.folder import (
    ACTIVITY,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_MONTHS,
    question_faults,
    text_faults,
)
from openhall.site.training.content.model import Answer, Kind, Question
from openhall.site.training.files import LARGEST_FILE
from openhall.site.training.models import Course, Requirement
from openhall.site.training.requiring import tasks_of
from openhall.site.web.uploads import within_limit

ANSWERS = 8
"""Lines for answers on the page of a question."""
LARGEST_PACKAGE = 200_000_000
"""Bytes of a package as it is given."""


def _text(rows: int = 16) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AboutForm(forms.Form):
    """What a course is."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Name"),
        error_messages={"required": gettext_lazy("Enter a name.")},
    )
    summary = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("What it is about, in a sentence or two"),
        widget=_text(3),
    )
    owner = forms.ModelChoiceField(
        Department.objects.all(),
        required=False,
        label=gettext_lazy("Department that answers for it"),
        empty_label=gettext_lazy("the whole house"),
    )
    minutes = forms.IntegerField(
        required=False, min_value=0, max_value=10_000, label=gettext_lazy("How long it takes, in minutes")
    )
    months = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_MONTHS,
        label=gettext_lazy("For how many months a completion counts"),
        help_text=gettext_lazy("Leave it empty if it counts for good."),
    )
    in_order = forms.BooleanField(
        required=False, label=gettext_lazy("Its parts are done one after the other")
    )
    activities = forms.CharField(
        required=False,
        max_length=2_000,
        label=gettext_lazy("What other learning systems call it"),
        help_text=gettext_lazy(
            "Addresses of activities (xAPI), one a line. Who completes one of them there has completed the course."
        ),
        widget=_text(2),
    )

    def clean_activities(self) -> tuple[str, ...]:
        """Addresses, each on a line of its own."""
        found = tuple(dict.fromkeys(str(self.cleaned_data["activities"]).split()))
        for each in found:
            if not ACTIVITY.fullmatch(each):
                raise forms.ValidationError(
                    _("“%(text)s” is no address of an activity.") % {"text": each[:60]}
                )
        return found


class PageForm(forms.Form):
    """A page: its title and its text. `quiz` and packages have the same two."""

    title = forms.CharField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Title"),
        error_messages={"required": gettext_lazy("Enter a title.")},
    )
    text = forms.CharField(
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Markdown: a blank line between paragraphs, ## before a heading, - before points, **bold**, "
            "[words](https://address), tables. No HTML and no pictures."
        ),
        widget=_text(),
    )

    def clean_text(self) -> str:
        """Text that can be shown safely; lines end as they do in files."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        faults = text_faults(text, str(_("Text")))
        if faults:
            raise forms.ValidationError(faults)
        return text


class QuizPartForm(PageForm):
    """A quiz but for its questions."""

    pass_mark = forms.IntegerField(
        min_value=1,
        max_value=100,
        label=gettext_lazy("How many percent have to be right"),
        error_messages={"required": gettext_lazy("Enter a number of 1 to 100.")},
    )
    attempts = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label=gettext_lazy("How many attempts there are"),
        help_text=gettext_lazy("Leave it empty for as many as one likes."),
    )


class QuestionForm(forms.Form):
    """A question with its answers. `question` is what was given."""

    words = forms.CharField(
        max_length=1_000,
        label=gettext_lazy("Question"),
        error_messages={"required": gettext_lazy("Enter the question.")},
    )
    kind = forms.ChoiceField(
        choices=[
            (Kind.ONE.value, gettext_lazy("One answer is right")),
            (
                Kind.SEVERAL.value,
                gettext_lazy("Several answers may be right: all of them, and no other, are chosen"),
            ),
            (Kind.ORDER.value, gettext_lazy("The answers are put in order: write them in the right one")),
        ],
        widget=forms.RadioSelect,
        label=gettext_lazy("How is it answered?"),
        error_messages={"required": gettext_lazy("Say how it is answered.")},
    )
    because = forms.CharField(
        required=False,
        max_length=2_000,
        label=gettext_lazy("Why it is so"),
        help_text=gettext_lazy("Shown when the quiz is looked at afterwards."),
        widget=_text(3),
    )

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        if question is not None:
            initial = {"words": question.words, "kind": question.kind.value, "because": question.because}
            for k, each in enumerate(question.answers):
                initial |= {f"answer_{k}": each.words, f"right_{k}": each.right}
            kwargs["initial"] = initial
        else:
            kwargs.setdefault("initial", {"kind": Kind.ONE.value})
        super().__init__(*args, **kwargs)
        self.lines = max(ANSWERS, len(question.answers) if question else 0)
        for k in range(self.lines):
            self.fields[f"answer_{k}"] = forms.CharField(
                required=False, max_length=500, label=_("Answer %(number)s") % {"number": k + 1}
            )
            self.fields[f"right_{k}"] = forms.BooleanField(
                required=False, label=_("Answer %(number)s is right") % {"number": k + 1}
            )
        self.question: Question | None = None

    def rows(self) -> list[tuple[Any, Any]]:
        """The lines of answers for the page."""
        return [(self[f"answer_{k}"], self[f"right_{k}"]) for k in range(self.lines)]

    def clean(self) -> dict[str, Any]:
        """Take the question together, and say what stands against it."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        kind = Kind(given["kind"])
        answers = tuple(
            Answer(given[f"answer_{k}"], kind == Kind.ORDER or bool(given.get(f"right_{k}")))
            for k in range(self.lines)
            if given.get(f"answer_{k}")
        )
        self.question = Question(given["words"], kind, answers, given.get("because", ""))
        for sentence in question_faults(self.question):
            self.add_error("answer_0", sentence[:1].upper() + sentence[1:] + ".")
        return given


class AttachForm(forms.Form):
    """A file that a page offers."""

    file = forms.FileField(
        label=gettext_lazy("File to take along"),
        help_text=gettext_lazy("A document, table, picture or text of at most 10 MB."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """Not larger than a file of a page may be."""
        return within_limit(self.cleaned_data["file"], str(_("Choose a smaller one.")), LARGEST_FILE)


class ArchiveForm(forms.Form):
    """A course or package from elsewhere, as a ZIP file."""

    archive = forms.FileField(
        label=gettext_lazy("ZIP file"),
        help_text=gettext_lazy(
            "A course that was exported here (it has a course.yaml), or a SCORM package (it has an imsmanifest.xml)."
        ),
        error_messages={
            "required": gettext_lazy("Choose a ZIP file."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
    )

    def clean_archive(self) -> UploadedFile:
        """Not larger than a package may be."""
        return within_limit(self.cleaned_data["archive"], str(_("Choose a smaller one.")), LARGEST_PACKAGE)


class NoteForm(forms.Form):
    """What changed, for colleagues and for the record."""

    note = forms.CharField(
        label=gettext_lazy("What changed, in a sentence or two"),
        max_length=2_000,
        widget=_text(3),
        error_messages={"required": gettext_lazy("Say what changed, so that others know in a year.")},
    )


class RequirementForm(forms.Form):
    """Whom a course is for: one of a role of the site, posts of a department, those who do a task."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Who needs it?"),
        error_messages={
            "required": gettext_lazy("Choose who needs it."),
            "invalid_choice": gettext_lazy("Choose who needs it."),
        },
    )
    within_days = forms.IntegerField(
        min_value=1,
        max_value=1_000,
        initial=30,
        label=gettext_lazy("Days in which those who hold it already are to complete it"),
        error_messages={"required": gettext_lazy("Enter a number of days.")},
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course = course
        self.fields["whom"].choices = [("", _("Choose")), *_whom()]  # type: ignore[attr-defined]

    def save(self, by: Any) -> bool:
        """Keep it; False where it was there already."""
        kind, _sep, rest = self.cleaned_data["whom"].partition(":")
        fields: dict[str, Any] = {"role": "", "department": None, "post": "", "service": None, "task": ""}
        if kind == "role":
            fields["role"] = rest
        elif kind == "post":
            key, _sep, post = rest.partition(":")
            fields |= {"department": Department.objects.get(key=key), "post": post}
        else:
            slug, _sep, task = rest.partition(":")
            fields |= {"service": Service.objects.get(slug=slug), "task": task}
        more = {"within_days": self.cleaned_data["within_days"], "by": by}
        return Requirement.objects.get_or_create(course=self.course, **fields, defaults=more)[1]


def _whom() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """All that a course can be required of, in groups."""
    roles = [(f"role:{role.value}", role.label) for role in Role]
    posts: list[tuple[str, Any]] = []
    for department in Department.objects.prefetch_related("posts"):
        every = _("%(department)s: every post") % {"department": department}
        posts.append((f"post:{department.key}:", every))
        held = sorted({each.role for each in department.posts.all() if each.role})
        posts += [(f"post:{department.key}:{role}", f"{department}: {role}") for role in held]
    tasks = [
        (f"task:{service.slug}:{task}", f"{service}: {task}")
        for service in Service.objects.select_related("owner")
        for task in dict.fromkeys(name for name, _department, _role in tasks_of(service))
    ]
    return [(_("Roles"), roles), (_("Posts"), posts), (_("Tasks of services"), tasks)]
