"""What is done with an experiment stands in the record, and so in the public ledger.

A row names the experiment by a pseudonym of its own and carries the digest in the open; the text lies beside it, tied
to it by a commitment, and is in the receipt that everybody may save.
"""

from __future__ import annotations

from typing import Any

from openhall.site.cases import clock
from openhall.site.improvement.models import Experiment
from openhall.site.ledger.models import Detail, Event, committed
from openhall.site.people.models import User

SERVICE = "improvement"
"""Under what name the rows stand: they belong to no case of a service, so no map and no measure counts them."""


def write(
    experiment: Experiment, activity: str, node: str, content: dict[str, Any], by: User | None
) -> Event:
    """Write a row about an experiment; call it in the transaction of the act."""
    salt, commitment = committed(content)
    event: Event = Event.objects.create(
        at=clock.now(),
        service=SERVICE,
        version=1,
        case=experiment.pseudonym,
        activity=activity,
        node=node,
        lifecycle=Event.Lifecycle.NOTED,
        department=experiment.department.key,
        actor=by.pseudonym if by else "",
        commitment=commitment,
    )
    Detail.objects.create(event=event, salt=salt, content=content)
    return event
