"""What a partner's system reads of a case is recorded before it is answered, with what its key is for.

Lists show little (a reference, a state, what the case is about) and are no looks, as at the desk.
"""

from __future__ import annotations

from openhall.site.cases.looking import Purpose, Shown, record
from openhall.site.cases.models import Case, Look, Task
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.seeing import by_of, sight_by

Seen = Look.Seen


def look(
    key: ApiKey, case: Case, *seen: str, task: Task | None = None, documents: tuple[str, ...] = ()
) -> None:
    """Record that a system reads something of a case; call it before it is answered.

    task  the work that it reads, where it does: that is the purpose of a key that names none
    """
    if task is not None and not key.purpose:
        purpose = Purpose(Look.Purpose.WORK, task.node)
    else:
        purpose = Purpose(Look.Purpose.SYSTEM, words=key.purpose)
    shown = Shown(seen, sight_by(key, case).whole, documents)
    record(case, by_of(key), purpose, shown, system=key.name)
