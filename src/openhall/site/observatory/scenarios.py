"""What if: the process of a log is played as it is and as it would be, and held-out cases say how far to trust it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.mining.errors import BadChange, EmptyLog, MiningError
from openhall.mining.log import EventLog
from openhall.mining.simulation.apply import apply_changes
from openhall.mining.simulation.calibrate import fit_best, trust
from openhall.mining.simulation.changes import Change, parse_changes
from openhall.mining.simulation.motion import motion_of
from openhall.mining.simulation.parameters import history_of
from openhall.mining.simulation.report import as_json
from openhall.mining.simulation.rhythm_changes import ChangeOff, asked_by
from openhall.mining.simulation.whatif import what_if
from openhall.process.errors import ProcessError
from openhall.process.saying import gettext, message_of
from openhall.site.observatory.models import Log, Scenario
from openhall.site.observatory.shelf import shelf
from openhall.site.web.speech import keep_text, say_error

DAYS, REPLICATIONS = 182.0, 20
GROUP, SECOND = "mostly ", re.compile(r" \(\d+\)$")
"""How groups of people are called, and the number of one of several (`simulation.roles`)."""
SEED = 2026
"""The same luck each time: whoever plays the same again sees the same."""
MOST_UNDER_WAY = 5
"""Scenarios of all logs that wait or are played at a time: each takes all of a worker."""
LEAST_CASES = 20
LONGEST = timedelta(hours=1)
"""What is under way for longer than this was left by a worker that ended."""
STAGES = ((0.0, 0.5), (0.5, 0.7), (0.7, 1.0))
"""Which part of the work it is to compare with held-out cases, to learn, and to play."""
BROKEN_OFF = gettext(
    "The playing was broken off before it came to its end, perhaps because the server was started anew. Choose “Play "
    "it with other changes” and play it again."
)


def simulated_log(log: Log) -> EventLog:
    """The log by pieces of work where it has them, else by its events."""
    return shelf.view(log, by_event=not log.has_work).log


def fault_in(changes: str, activities: Collection[str]) -> str:
    """What is wrong with changes to a process of these activities, in a sentence; "" where nothing is."""
    try:
        parsed = parse_changes(changes)
    except (BadChange, ProcessError) as error:
        return say_error(error)
    if not parsed:
        return _("Say what is changed, one change a line")
    groups = {f"{GROUP}{name}" for name in activities}
    for name in changed_in(parsed):
        # Groups of people are known when it is played: they are called after what they mostly do.
        if name not in activities and SECOND.sub("", name) not in groups:
            return _("“%(name)s” is no activity of this log. Its map shows what they are called.") % {
                "name": name
            }
    return ""


def changed_in(changes: Collection[Change]) -> list[str]:
    """The activities that changes name, and the groups of people."""
    named = (getattr(each, "who" if isinstance(each, ChangeOff) else "activity", None) for each in changes)
    return [name for name in named if name is not None]


def play(scenario: Scenario) -> None:
    """Play, and keep what came of it; called by the worker. One that was deleted meanwhile leaves nothing."""
    kept = Scenario.objects.filter(pk=scenario.pk)
    kept.update(status=Scenario.Status.PLAYING, progress=0)
    told = _Told(kept.update)
    try:
        log = simulated_log(scenario.log)
        if log.n_cases < LEAST_CASES:
            raise EmptyLog(
                gettext(
                    "A process is learned from %(least)s cases or more; this log has %(cases)s.",
                    least=LEAST_CASES,
                    cases=log.n_cases,
                )
            )
        history = history_of(log)
        changes = parse_changes(scenario.changes)
        asked = asked_by(changes)
        trusted = trust(history, SEED, told.stage(0), asked=asked)
        parameters = fit_best(history, SEED, told.stage(1), asked=asked)
        found = what_if(
            parameters, changes, days=DAYS, replications=REPLICATIONS,
            cost_per_hour=scenario.cost, seed=SEED, progress=told.stage(2),
        )  # fmt: skip
        # The play that is nearest to the means of all is the one that is shown.
        changed = apply_changes(parameters, changes)
        motion = motion_of(parameters, changed, found.days, SEED + found.typical, changed_in(changes))
    except (MiningError, ProcessError) as error:
        kept.update(status=Scenario.Status.FAILED, problem=keep_text(message_of(error)))
        return
    kept.update(
        status=Scenario.Status.READY, progress=100, told=as_json(found, trusted), motion=motion.as_json()
    )


def under_way() -> int:
    """How many scenarios wait or are being played."""
    return Scenario.objects.filter(
        status__in=Scenario.UNDER_WAY, made_at__gt=timezone.now() - LONGEST
    ).count()


def give_back_left() -> int:
    """Say of scenarios that a worker left what became of them; gives how many. The worker looks now and then."""
    left = Scenario.objects.filter(status__in=Scenario.UNDER_WAY, made_at__lte=timezone.now() - LONGEST)
    return left.update(status=Scenario.Status.FAILED, problem=keep_text(BROKEN_OFF))


class _Told:
    """Says how far the work is, but not more often than it can be seen."""

    def __init__(self, say: Callable[..., object]) -> None:
        self.say = say
        self.said = 0

    def stage(self, number: int) -> Callable[[float], None]:
        """The progress of one stage, from 0 to 1."""
        begin, end = STAGES[number]

        def progress(done: float) -> None:
            percent = round(100 * (begin + (end - begin) * min(done, 1.0)))
            if percent > self.said:
                self.said = percent
                self.say(progress=percent)

        return progress
