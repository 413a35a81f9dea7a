"""A form that somebody is filling in: an application, a task of theirs, or what they send of their own accord.

The pages are the same for all of them. Where the answers lie until they are sent differs: in the draft, in the task, or
in the session.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from openhall.process.feel.values import Value
from openhall.process.forms.asking import pages_to_ask, problems
from openhall.process.forms.model import Form, Page
from openhall.process.storing import from_stored, to_stored
from openhall.site.cases.applicant import Waiting
from openhall.site.cases.models import Case, Channel, Document, Draft, Task
from openhall.site.portal.known import Known, known_of

CHANGE = "?change=1"
CASE_ADDRESS = "portal:case"


class Closed(Exception):
    """What was to be filled in is sent, given up or done already."""


class Filling(ABC):
    """A form under way. `name` stands above each page, `form` is in the language of the page."""

    for_somebody = False
    on_paper = False
    may_wait = False
    key = ""
    save_address = ""
    leave_address = ""
    notice_address = ""

    def __init__(self, form: Form, name: str, holder: Case | Draft, stored: Mapping[str, object]) -> None:
        self.form = form
        self.name = name
        self.holder = holder
        self.answers: dict[str, Value] = {key: from_stored(value) for key, value in stored.items()}

    @abstractmethod
    def page_address(self, page: str) -> str:
        """The address of one of its pages."""

    @property
    @abstractmethod
    def check_address(self) -> str:
        """The address where the answers are checked and sent."""

    @property
    @abstractmethod
    def begin_address(self) -> str:
        """Where the way back from the first page leads."""

    @abstractmethod
    def _write(self, changes: Mapping[str, Value], page: str) -> dict[str, object]:
        """Keep changed answers (None takes one away); all answers as they are stored now. Raises `Closed`."""

    @property
    def send_title(self) -> str:
        """The heading over the button that sends."""
        return _("Send your answers")

    @property
    def send_button(self) -> str:
        """The words on the button that sends."""
        return _("Agree and send")

    @property
    def declaration(self) -> str:
        """What is declared by sending."""
        return _("By sending this you confirm that, as far as you know, your answers are right and complete.")

    @cached_property
    def known(self) -> dict[str, Known]:
        """Answers that are known already, by question."""
        return {}

    @property
    def as_known(self) -> set[str]:
        """The questions whose answer is just what is known: they are not asked, but shown to be confirmed."""
        return {name for name, each in self.known.items() if self.answers.get(name) == each.value}

    def keep(self, changes: Mapping[str, Value], page: str = "") -> None:
        """Keep changed answers, and that this page was come to. Raises `Closed`."""
        stored = self._write(changes, page)
        self.answers = {name: from_stored(value) for name, value in stored.items()}

    def pages(self) -> list[Page]:
        """The pages to be asked, given the answers so far."""
        return pages_to_ask(self.form, self.answers)

    def asked_on(self, page: Page, change: bool = False) -> list[str]:
        """The questions to be asked on a page: all of them when an answer is to be changed."""
        known = set() if change else self.as_known
        return [name for name in page.questions if name not in known]

    def after(self, page: str, change: bool) -> str:
        """The address that follows a page: the next one with something to ask, or where answers are checked."""
        pages = self.pages()
        names = [each.name for each in pages]
        place = names.index(page) + 1 if page in names else 0
        for each in pages[0 if change else place :]:
            # After a change, only what has become necessary by it is asked.
            if problems(self.form, self.answers, each) if change else self.asked_on(each):
                return self.page_address(each.name) + (CHANGE if change else "")
        return self.check_address

    def before(self, page: str, change: bool) -> str:
        """The address that comes before a page."""
        if change:
            return self.check_address
        names = [each.name for each in self.pages() if self.asked_on(each)]
        place = names.index(page) if page in names else 0
        return self.page_address(names[place - 1]) if place else self.begin_address

    def unfinished(self) -> str:
        """The address of the first page on which something is wrong or missing; "" when all is well."""
        wrong = (page for page in self.pages() if problems(self.form, self.answers, page))
        page = next(wrong, None)
        return self.page_address(page.name) + CHANGE if page else ""

    def documents(self) -> dict[str, Document]:
        """The documents of the draft or case, by their keys."""
        return {document.key: document for document in self.holder.documents.all()}


class DraftFilling(Filling):
    """An application that is not sent yet."""

    def __init__(self, form: Form, name: str, draft: Draft) -> None:
        super().__init__(form, name, draft, draft.answers)
        self.draft = draft
        self.for_somebody = draft.by_id is not None
        self.on_paper = draft.channel == Channel.PAPER
        self.may_wait = not self.for_somebody
        # Pages send the key back, so that answers are kept although the session has run out.
        self.key = "" if self.for_somebody else draft.key
        self.save_address = self._address("save")
        self.leave_address = self._address("leave")
        self.notice_address = reverse("portal:notice", args=[draft.version.service.slug])

    def _address(self, name: str, *more: str) -> str:
        slug = self.draft.version.service.slug
        return reverse(f"portal:{name}", args=[slug, self.draft.pk, *more])

    def page_address(self, page: str) -> str:
        """The address of one of its pages."""
        return self._address("ask", page)

    @property
    def check_address(self) -> str:
        """Where the answers are checked and sent."""
        return self._address("check")

    @property
    def begin_address(self) -> str:
        """The service."""
        return reverse("portal:service", args=[self.draft.version.service.slug])

    @property
    def send_title(self) -> str:
        """The heading over the button that sends."""
        return _("Send the application")

    @property
    def declaration(self) -> str:
        """What is declared by sending."""
        if self.on_paper:
            return _("By sending this you confirm that the answers are those of the paper form.")
        if self.for_somebody:
            return _(
                "By sending this you confirm that the applicant has heard these answers and agrees to them."
            )
        return super().declaration

    @cached_property
    def known(self) -> dict[str, Known]:
        """Answers that are known of the applicant already."""
        return known_of(self.draft.applicant, self.form)

    def _write(self, changes: Mapping[str, Value], page: str) -> dict[str, object]:
        with transaction.atomic():
            row = Draft.objects.select_for_update().get(pk=self.draft.pk)
            if row.closed_at is not None:
                raise Closed
            row.answers = merged(row.answers, changes)
            row.page = page or row.page
            row.language = self.draft.language
            row.save(update_fields=["answers", "page", "language", "touched_at"])
        self.draft.answers, self.draft.page = row.answers, row.page
        return dict(row.answers)


class TaskFilling(Filling):
    """Work that waits for the applicant."""

    def __init__(self, form: Form, name: str, task: Task) -> None:
        super().__init__(form, name, task.case, task.draft)
        self.task = task
        self.key = task.case.key

    def page_address(self, page: str) -> str:
        """The address of one of its pages."""
        return reverse("portal:task_page", args=[self.task.case.reference, self.task.pk, page])

    @property
    def check_address(self) -> str:
        """Where the answers are checked and sent."""
        return reverse("portal:task", args=[self.task.case.reference, self.task.pk])

    @property
    def begin_address(self) -> str:
        """The case."""
        return reverse(CASE_ADDRESS, args=[self.task.case.reference])

    def _write(self, changes: Mapping[str, Value], page: str) -> dict[str, object]:
        with transaction.atomic():
            # The row of the case is what acts lock, so an act that ends the task comes before this or after it.
            Case.objects.select_for_update().get(pk=self.task.case_id)
            row = Task.objects.get(pk=self.task.pk)
            if row.status != Task.Status.OPEN:
                raise Closed
            row.draft = merged(row.draft, changes)
            row.save(update_fields=["draft"])
        self.task.draft = row.draft
        return dict(row.draft)


class HappeningFilling(Filling):
    """What the applicant sends of their own accord, such as an appeal. Its answers lie in the session until then."""

    def __init__(self, form: Form, waiting: Waiting, case: Case, request: HttpRequest) -> None:
        self.request = request
        self.case = case
        self.waiting = waiting
        super().__init__(form, waiting.label, case, request.session.get(self._place, {}))
        self.key = case.key

    @property
    def _place(self) -> str:
        return f"portal_happening:{self.case.reference}:{self.waiting.message}"

    def page_address(self, page: str) -> str:
        """The address of one of its pages."""
        return reverse("portal:happening_page", args=[self.case.reference, self.waiting.message, page])

    @property
    def check_address(self) -> str:
        """Where the answers are checked and sent."""
        return reverse("portal:happening", args=[self.case.reference, self.waiting.message])

    @property
    def begin_address(self) -> str:
        """The case."""
        return reverse(CASE_ADDRESS, args=[self.case.reference])

    def forget(self) -> None:
        """Take the answers out of the session: they are sent."""
        self.request.session.pop(self._place, None)

    def _write(self, changes: Mapping[str, Value], page: str) -> dict[str, object]:
        stored = merged(self.request.session.get(self._place, {}), changes)
        self.request.session[self._place] = stored
        return stored


def merged(stored: Mapping[str, object], changes: Mapping[str, Value]) -> dict[str, object]:
    """Stored answers with some of them changed; None takes an answer away."""
    written = {name: to_stored(value) for name, value in changes.items()}
    return {name: value for name, value in {**stored, **written}.items() if value is not None}
