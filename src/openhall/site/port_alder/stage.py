"""The stage: residents and officers of the play act on the running services, by the same acts as everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import F, Q
from numpy.random import Generator

from openhall.demo.play import PARTS, Part, Wish
from openhall.demo.play.cast import RESIDENT, RESIDENT_AT_HOME, RESIDENTS_MAIL, Resident, some_resident
from openhall.demo.play.draws import Draws
from openhall.demo.play.pace import Pace
from openhall.process.feel.values import Value
from openhall.process.forms.asking import from_json
from openhall.process.model import EventKind
from openhall.process.rules.events import waited_for
from openhall.process.rules.state import State
from openhall.process.storing import from_stored
from openhall.site.cases import acts, clock
from openhall.site.cases.by import NOBODY, By
from openhall.site.cases.looking import Purpose, Shown, record
from openhall.site.cases.models import Case, Look, Outgoing, Task
from openhall.site.people.models import Post, User
from openhall.site.port_alder.papers import keep, with_papers
from openhall.site.services.loading import Ready, ready
from openhall.site.services.models import Version

PART_OF = {part.slug: part for part in PARTS}
PLAYED = Q(e_mail__endswith=RESIDENTS_MAIL)
"""The cases of residents who play. All others are left to the people who look at the demo."""


class Stage:
    """Acts of the play, at whatever time the clock says."""

    def __init__(self, rng: Generator, versions: list[Version]) -> None:
        self.rng = rng
        self.versions = {version.service.slug: version for version in versions}

    def apply(
        self, part: Part, moment: datetime, online: bool | None = None, who: Resident | None = None
    ) -> Case:
        """A resident applies. Raises `NotPossible`.

        who  a resident who is known by name; somebody who exists for this application where it is None
        """
        version = self.versions[part.slug]
        prepared = ready(version.pk)
        draws = self._draws(prepared, moment)
        channel = draws.by_share(part.channels) if online is None else "online" if online else "assisted"
        drawn = some_resident(self.rng)
        who = who or drawn
        form = prepared.folder.forms[part.form]
        answers, papers = with_papers(form, part.apply(draws, who), None, from_applicant=True)
        data = from_json(form, answers)
        owner = version.service.owner
        by = NOBODY if channel == "online" else By(self._colleague(owner.pk, ""), owner.key)
        with clock.at(moment), transaction.atomic():
            case = acts.begin(
                version,
                {form.name: data},
                by,
                channel=channel,
                language="ar" if draws.chance(0.06) else "en",
                applicant=_account_of(who),
                applicant_name=who.name,
                e_mail=who.email,
                subject=prepared.folder.subject(data)[:200],
            )
            keep(papers, case)
            settle(case)
        return case

    def plays(self, task: Task) -> bool:
        """Whether the play knows what to do with a task: its service may have been changed while the demo runs."""
        name = _form_of(task)
        somebody = task.for_applicant or bool(_colleagues(task.department_id, task.role))
        return somebody and (not name or name in PART_OF[ready(task.case.version_id).slug].forms)

    def officer_for(self, task: Task) -> By:
        """An officer in the post that a task is offered to; nobody where it is the applicant's."""
        if task.for_applicant:
            return NOBODY
        assert task.department is not None
        return By(self._colleague(task.department_id, task.role), task.department.key, task.role)

    def take(self, task: Task, moment: datetime) -> By:
        """An officer in the post takes a task. Raises `NotPossible` when somebody was faster."""
        by = self.officer_for(task)
        with clock.at(moment), transaction.atomic():
            acts.claim(task.pk, by)
            self._look(task, by)
        return by

    def do(self, task: Task, by: By, moment: datetime) -> Case:
        """The work of a task is done. Raises `NotPossible` when somebody was faster."""
        prepared = ready(task.case.version_id)
        part = PART_OF[prepared.slug]
        # Others may have gone on with the case since the task was looked at.
        task.case.data = Case.objects.values_list("data", flat=True).get(pk=task.case_id)
        name = _form_of(task)
        data: dict[str, Value] = {}
        papers = []
        if name:
            form = prepared.folder.forms[name]
            answers = part.forms[name](self._draws(prepared, moment), _known(task.case))
            answers, papers = with_papers(form, answers, by.person, from_applicant=task.for_applicant)
            data = {name: from_json(form, answers)}
        with clock.at(moment), transaction.atomic():
            self._look(task, by)
            case = acts.complete(task.pk, data, by)
            keep(papers, case)
            settle(case)
        return case

    def send(self, case: Case, wish: Wish, moment: datetime) -> Case | None:
        """The applicant sends a message; None where the case does not wait for it any more."""
        found = waiting_messages(case).get(wish.message)
        if found is None:
            return None
        number, node = found
        prepared = ready(case.version_id)
        data: dict[str, Value] = {}
        papers = []
        if wish.form:
            form = prepared.folder.forms[wish.form]
            answers = PART_OF[prepared.slug].forms[wish.form](self._draws(prepared, moment), _known(case))
            answers, papers = with_papers(form, answers, None, from_applicant=True)
            data = {wish.form: from_json(form, answers)}
        with clock.at(moment), transaction.atomic():
            after = acts.happen(case.pk, number, node, data, NOBODY)
            keep(papers, after)
            settle(after)
        return after

    def wishes(self, case: Case) -> Iterator[Wish]:
        """What the applicant may wish to send now."""
        part = PART_OF[ready(case.version_id).slug]
        waiting = waiting_messages(case) if part.wishes and case.ended_at is None else {}
        data = _known(case)
        for wish in part.wishes:
            if wish.message in waiting and (not wish.form or wish.only(data)):
                yield wish

    def pace_of(self, task: Task) -> Pace:
        """How long the work of a task takes."""
        part = PART_OF[ready(task.case.version_id).slug]
        return part.pace.get(task.node, part.usual)

    def _look(self, task: Task, by: By) -> None:
        """An officer opens the page of a task, and sees what their department is given to see."""
        if by.person is None or task.department is None:
            return
        access = ready(task.case.version_id).folder.text.access
        whole = not task.department.is_partner and task.department.key not in access
        seen = (Look.Seen.ANSWERS, Look.Seen.MESSAGES) if whole else (Look.Seen.ANSWERS,)
        record(task.case, by, Purpose(Look.Purpose.WORK, task.node), Shown(seen, whole))

    def _draws(self, prepared: Ready, moment: datetime) -> Draws:
        return Draws(self.rng, moment.astimezone(prepared.zone).date())

    def _colleague(self, department: int, role: str) -> User:
        people = _colleagues(department, role)
        return people[int(self.rng.integers(len(people)))]


def _account_of(who: Resident) -> User | None:
    return User.objects.get(email=RESIDENT.email) if who is RESIDENT_AT_HOME else None


@cache
def _colleagues(department: int, role: str) -> list[User]:
    """The officers in a post who cannot sign in."""
    posts = Post.objects.filter(department=department).select_related("person").order_by("pk")
    posts = posts.filter(role=role) if role else posts
    return [post.person for post in posts if not post.person.has_usable_password()]


def _form_of(task: Task) -> str:
    model = ready(task.case.version_id).running.model
    return model.nodes[model.place_of[task.node]].work.form or ""


def _known(case: Case) -> dict[str, Value]:
    data = from_stored(case.data)
    assert isinstance(data, dict)
    return data


def waiting_messages(case: Case) -> dict[str, tuple[int, str]]:
    """The messages that a case waits for: the number and node of each."""
    model = ready(case.version_id).running.model
    found: dict[str, tuple[int, str]] = {}
    for number, place in waited_for(model, State.unpack(case.state)):
        event = model.nodes[place].event
        if event.kind == EventKind.MESSAGE and event.name:
            found.setdefault(event.name, (number, model.nodes[place].id))
    return found


def settle(case: Case) -> None:
    """Letters of people who do not exist leave for nowhere: they are in the case, and no mail server is asked."""
    Outgoing.objects.filter(case=case, sent_at=None).update(sent_at=F("made_at"))
