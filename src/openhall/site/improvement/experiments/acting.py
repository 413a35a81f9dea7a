"""The acts on an experiment, each a transaction that writes history and record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openhall.proof import canonical
from openhall.site.cases import clock
from openhall.site.improvement.experiments.record import write
from openhall.site.improvement.experiments.text import canonical_text, digest_of
from openhall.site.improvement.ideas.triage import CannotDecide
from openhall.site.improvement.models import Act, Experiment, Idea
from openhall.site.measures.models import Annotation
from openhall.site.people.models import User

Status, Decision, State = Experiment.Status, Experiment.Decision, Idea.State
OUTCOME = {
    Decision.ADOPT: (State.ADOPTED, Act.Kind.ADOPTED),
    Decision.ADAPT: (State.ADAPTED, Act.Kind.ADAPTED),
    Decision.REJECT: (State.REJECTED, Act.Kind.REJECTED),
    Decision.AGAIN: (State.TRIAGED, Act.Kind.REOPENED),
}


@transaction.atomic
def register(experiment: Experiment, by: User | None) -> None:
    """Write down what is predicted, before anything is known. Raises `CannotDecide` where it is not."""
    found, idea = _locked(experiment)
    if found.status != Status.DRAFT:
        raise CannotDecide(_("This experiment is registered already. What was registered does not change."))
    if idea.state != State.TRIAGED:
        raise CannotDecide(
            _("Only an idea that was found worth trying, and is not being tried, gets an experiment.")
        )
    if found.starts_on < timezone.localdate(clock.now()):
        raise CannotDecide(_("The first day is over already. Choose a first day from today on."))
    if found.version is not None and found.version.published_at is not None:
        raise CannotDecide(
            _("Version %(number)s is in use already, so what it does is known. Choose a draft, or none.")
            % {"number": found.version.number}
        )
    text = canonical_text(found)
    digest = digest_of(text)
    event = write(found, "Experiment registered", f"sha256:{digest}", {"text": text, "sha256": digest}, by)
    _save(
        found, experiment, status=Status.REGISTERED, text=text, digest=digest, event=event,
        registered_at=event.at,
    )  # fmt: skip
    idea.state = State.EXPERIMENT
    idea.save(update_fields=["state"])
    _tell(idea, Act.Kind.REGISTERED, found.title, by)


@transaction.atomic
def start(experiment: Experiment, by: User | None) -> None:
    """It begins today, or on the day on which its version of the service was published. Raises `CannotDecide`."""
    found, idea = _locked(experiment)
    if found.status != Status.REGISTERED or found.registered_at is None:
        raise CannotDecide(_("Only an experiment that is registered, and not started, can be started."))
    day = timezone.localdate(clock.now())
    if found.version is not None:
        if found.version.published_at is None:
            raise CannotDecide(
                _("Version %(number)s of the service is a draft. Publish it in the workshop first.")
                % {"number": found.version.number}
            )
        if f"sha256:{found.version.digest}" not in found.text:
            raise CannotDecide(
                _(
                    "Version %(number)s was changed after it was registered. Withdraw the experiment and register it "
                    "anew, so that everybody knows what was tried."
                )
                % {"number": found.version.number}
            )
        day = timezone.localdate(found.version.published_at)
    if day < found.starts_on:
        raise CannotDecide(
            _("It was registered to start on %(day)s, not before.")
            % {"day": date_format(found.starts_on, "j F Y")}
        )
    _save(found, experiment, status=Status.RUNNING, began_on=day)
    Annotation.objects.create(
        measure=found.measure.measure, date=day, kind=Annotation.Kind.CHANGE, words=found.title[:200], by=by
    )
    write(found, "Experiment started", day.isoformat(), {"day": day.isoformat()}, by)
    _tell(idea, Act.Kind.STARTED, "", by)


@transaction.atomic
def end(experiment: Experiment, by: User | None, words: str, day: date | None = None) -> None:
    """It is over; before its last day only by its stopping rule, in words. Raises `CannotDecide`."""
    found, idea = _locked(experiment)
    if found.status != Status.RUNNING:
        raise CannotDecide(_("Only an experiment that is running can end."))
    day = day or timezone.localdate(clock.now())
    if day <= found.ends_on and not words.strip():
        raise CannotDecide(_("It ends before its last day: say what of the stopping rule came true."))
    _save(found, experiment, status=Status.ENDED, ended_on=min(day, found.ends_on), end_words=words)
    write(found, "Experiment ended", day.isoformat(), {"day": day.isoformat(), "words": words}, by)
    _tell(idea, Act.Kind.ENDED, words, by)


@transaction.atomic
def withdraw(experiment: Experiment, by: User | None, words: str) -> None:
    """It is not done after all, before it started; what was registered stays readable. Raises `CannotDecide`."""
    found, idea = _locked(experiment)
    if found.status != Status.REGISTERED:
        raise CannotDecide(_("Only an experiment that is registered, and not started, can be withdrawn."))
    _save(found, experiment, status=Status.WITHDRAWN, end_words=words)
    idea.state = State.TRIAGED
    idea.save(update_fields=["state"])
    write(found, "Experiment withdrawn", "withdrawn", {"words": words}, by)
    _tell(idea, Act.Kind.REOPENED, words, by)


@transaction.atomic
def record_result(experiment: Experiment, result: dict[str, Any], by: User | None) -> None:
    """Keep what the evaluation said, until it is decided on. Raises `CannotDecide`."""
    found, idea = _locked(experiment)
    if found.status != Status.ENDED:
        raise CannotDecide(_("Only an experiment that has ended, and is not decided on, can be evaluated."))
    _save(found, experiment, result=result, evaluated_at=clock.now())
    text = canonical(result)
    write(found, "Experiment evaluated", f"sha256:{digest_of(text)}", {"result": text}, by)
    _tell(idea, Act.Kind.EVALUATED, str(result.get("sentence", "")), by)


@transaction.atomic
def decide(experiment: Experiment, decision: str, words: str, by: User | None) -> None:
    """What becomes of the idea; adopting needs a result. Raises `CannotDecide`."""
    found, idea = _locked(experiment)
    if found.status != Status.ENDED:
        raise CannotDecide(_("It can be decided on once it has ended."))
    if decision in (Decision.ADOPT, Decision.ADAPT) and not found.result.get("main"):
        raise CannotDecide(_("Nothing is adopted without a result. Evaluate the experiment first."))
    _save(found, experiment, status=Status.DECIDED, decision=decision, reason=words, decided_at=clock.now())
    state, kind = OUTCOME[Decision(decision)]
    idea.state = state
    idea.reason, idea.decided_at = ("", None) if state == State.TRIAGED else (words, found.decided_at)
    idea.save(update_fields=["state", "reason", "decided_at"])
    write(found, "Experiment decided", decision, {"decision": decision, "words": words}, by)
    _tell(idea, kind, words, by)


def _locked(experiment: Experiment) -> tuple[Experiment, Idea]:
    idea: Idea = Idea.objects.select_for_update().get(pk=experiment.idea_id)
    found = Experiment.objects.select_for_update(of=("self",)).select_related(
        "measure__measure", "version", "service", "department"
    )
    held: Experiment = found.get(pk=experiment.pk)
    held.idea = idea
    return held, idea


def _save(found: Experiment, experiment: Experiment, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(found, name, value)
    found.save(update_fields=list(changes))
    experiment.refresh_from_db()


def _tell(idea: Idea, kind: str, words: str, by: User | None) -> None:
    Act.objects.create(idea=idea, kind=kind, words=words, by=by, at=clock.now())
