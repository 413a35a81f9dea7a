"""What is asked beside the work itself: to whom a task goes, who joins a team, what is written down."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from openhall.site.cases.access import colleagues, holds_today
from openhall.site.cases.models import Task
from openhall.site.cases.papers import LONGEST_TEXT
from openhall.site.people.models import Department, Post, User
from openhall.site.services.models import Service
from openhall.site.services.speaking import names_in

LONGEST_REASON = 5_000


def a_day(**options: Any) -> forms.DateField:
    """A question for a day."""
    messages = {
        "required": gettext_lazy("Enter a date."),
        "invalid": gettext_lazy("Enter a real date."),
    }
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, error_messages=messages, **options)


class ServiceField(forms.ModelChoiceField):
    """A question for one of the services, which are called as in the reader's language."""

    def offer(self, services: QuerySet[Service]) -> None:
        """Let these services be chosen from."""
        self.queryset = services
        self._names = names_in(services, get_language() or "")

    def label_from_instance(self, obj: Service) -> str:
        """Return what a service is called."""
        return self._names.get(obj.pk, obj.name)


class HandOverForm(forms.Form):
    """To which department a task goes, what it is to do, and until when."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=gettext_lazy("To which department or partner"),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose a department.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What they are to do"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what they are to do.")},
    )
    until = a_day(
        label=gettext_lazy("Until when"),
        help_text=gettext_lazy("Their own clock. Leave it empty for the clock of the task."),
        required=False,
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(holds_today(), person__is_active=True)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        # Only where somebody is there to take it up.
        there = Department.objects.filter(pk__in=posts.values("department"))
        field.queryset = there.exclude(pk=task.department_id)

    @property
    def due_at(self) -> datetime | None:
        """The end of the day until which it is to be done."""
        until = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(until, time(23, 59))) if until else None


class AnswerForm(forms.Form):
    """What goes back with a task."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what you found, or why it comes back.")},
    )


class ColleagueForm(forms.Form):
    """Who gets a task."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Colleague"),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose a colleague.")},
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(task).exclude(pk=task.claimed_by_id)


class ReasonForm(forms.Form):
    """Why work cannot be done: one of the ways that the process has for this (`ways_out`), by its place."""

    way = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why it cannot be done.")},
    )

    def __init__(self, *args: Any, ways: list[tuple[str | None, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(place), words) for place, (_code, words) in enumerate(ways)]

    @property
    def code(self) -> str | None:
        """The code of the error that was chosen."""
        return self.ways[int(self.cleaned_data["way"])][0]


class MessageForm(forms.Form):
    """A message to the applicant."""

    text = forms.CharField(
        label=gettext_lazy("Write to the applicant"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write your message.")},
    )


class NoteForm(forms.Form):
    """Something for colleagues."""

    text = forms.CharField(
        label=gettext_lazy("Note for colleagues"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write your note.")},
    )


class FileForm(forms.Form):
    """A file for the case."""

    file = forms.FileField(
        label=gettext_lazy("Add a file"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
    )


class PersonForm(forms.Form):
    """A colleague for the team of the case."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Colleague"),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose a colleague.")},
    )

    def __init__(self, *args: Any, without: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        staff = User.objects.filter(is_active=True).exclude(groups=None).distinct()
        field.queryset = staff.exclude(pk__in=without).order_by("name", "email")
