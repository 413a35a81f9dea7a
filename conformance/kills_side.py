"""One database of the suite `kills`, in a world of its own: `kills_side.py DATABASE WORK ARGUMENTS`; prints JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.world import enter

TIMED = (
    '<startEvent id="s"/><userTask id="wait" name="Wait"/><boundaryEvent id="late" name="Late" attachedToRef="wait" '
    'cancelActivity="false"><timerEventDefinition><timeDuration>P7D</timeDuration></timerEventDefinition>'
    '</boundaryEvent><endEvent id="e"/><endEvent id="told" name="Told"/>'
)


def killed(kills: str) -> dict[str, Any]:
    """Kill so many processes at work."""
    from tests.site.killing import publish_killed, work_and_kill

    tale = work_and_kill(publish_killed(), int(kills))
    return {"kills": tale.kills, "faults": tale.faults, "counts": tale.counts}


def shared(workers: str, timers: str) -> dict[str, Any]:
    """Let so many workers fire so many timers that are due, at the same time."""
    from django.db import connections
    from django.utils import timezone
    from tests.site.processes import bpmn, flows, publish

    from openhall.site.cases.acts import NOBODY, begin
    from openhall.site.cases.firing import fire_due
    from openhall.site.cases.models import Timer
    from openhall.site.ledger.models import Event

    version = publish(bpmn(TIMED + flows("s>wait", "wait>e", "late>told")))
    for _ in range(int(timers)):
        begin(version, {}, NOBODY)
    later = timezone.now() + timedelta(days=8)
    connections.close_all()
    children = []
    for _ in range(int(workers)):
        child = os.fork()
        if not child:
            while fire_due(later) or Timer.objects.exists():
                pass
            os._exit(0)
        children.append(child)
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    fired = Event.objects.filter(node="late", lifecycle="complete")
    cases = fired.values("case").distinct().count()
    fault = None
    if any(ended) or fired.count() != int(timers) or cases != int(timers):
        fault = f"{fired.count()} fired in {cases} cases; the workers ended with {ended}"
    return {"timers": int(timers), "fault": fault}


if __name__ == "__main__":
    enter(sys.argv[1])
    from openhall.site.web.manage import configure

    configure()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(globals()[sys.argv[2]](*sys.argv[3:])))
