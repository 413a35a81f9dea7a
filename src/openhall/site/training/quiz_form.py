"""The form of a quiz: a question is one choice, several, or a place for each answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from openhall.site.training.content.marking import shown_order
from openhall.site.training.content.model import Kind, Question, Quiz


class QuizForm(forms.Form):
    """All questions of a quiz. `answers` says, after `is_valid`, what was chosen: numbers of answers by question."""

    def __init__(self, *args: Any, quiz: Quiz, seed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quiz = quiz
        self.answers: dict[int, list[int]] = {}
        for k, question in enumerate(quiz.questions):
            self._add(k, question, shown_order(question, f"{seed}:{k}"))

    def _add(self, k: int, question: Question, order: list[int]) -> None:
        choices = [(str(a), question.answers[a].words) for a in order]
        needed = {"required": _("Answer question %(number)s.") % {"number": k + 1}}
        asked = f"{k + 1}. {question.words}"
        field: forms.Field
        if question.kind == Kind.ONE:
            field = forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=needed)
            self._name(f"q{k}", asked, field)
        elif question.kind == Kind.SEVERAL:
            field = forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=needed
            )
            self._name(f"q{k}", asked, field, _("Choose all that are right."))
        else:
            places = [("", "–"), *((str(n), str(n + 1)) for n in range(len(order)))]
            for a in order:
                field = forms.ChoiceField(choices=places, required=False)
                self._name(f"q{k}_{a}", question.answers[a].words, field)

    def _name(self, name: str, label: str, field: forms.Field, hint: str = "") -> None:
        field.label, field.help_text = label, hint
        self.fields[name] = field

    def asked(self) -> list[dict[str, Any]]:
        """The questions for the page: `field` is one control, or `places` are those of an order."""
        found: list[dict[str, Any]] = []
        for k, question in enumerate(self.quiz.questions):
            row: dict[str, Any] = {"number": k + 1, "question": question}
            if question.kind == Kind.ORDER:
                row["places"] = [self[name] for name in self.fields if name.startswith(f"q{k}_")]
                row["errors"] = list(dict.fromkeys(e for each in row["places"] for e in each.errors))
            else:
                row["field"] = self[f"q{k}"]
            found.append(row)
        return found

    def clean(self) -> dict[str, Any]:
        """Take the answers together; in an order, each place is taken once."""
        given = super().clean() or self.cleaned_data
        for k, question in enumerate(self.quiz.questions):
            if question.kind == Kind.ORDER:
                self._take_order(k, question, given)
            elif given.get(f"q{k}"):
                chosen = given[f"q{k}"]
                self.answers[k] = sorted(map(int, [chosen] if isinstance(chosen, str) else chosen))
        return given

    def _take_order(self, k: int, question: Question, given: dict[str, Any]) -> None:
        names = [f"q{k}_{a}" for a in range(len(question.answers))]
        first = next(name for name in self.fields if name.startswith(f"q{k}_"))
        if any(name in self.errors for name in names):
            return
        if not all(given.get(name) for name in names):
            # Said once for the question, and not for each of its lines.
            self.add_error(first, _("Answer question %(number)s.") % {"number": k + 1})
            return
        places = {int(given[name]): a for a, name in enumerate(names)}
        if len(places) != len(names):
            words = _("Question %(number)s: give each line a place of its own.")
            self.add_error(first, words % {"number": k + 1})
            return
        self.answers[k] = [places[place] for place in range(len(names))]
