"""What is kept of a case while it is under way and after."""

from openhall.site.cases.models.case import Case, Channel, Draft, new_key, new_reference
from openhall.site.cases.models.erasing import Erased
from openhall.site.cases.models.looking import Look, LookQuestion
from openhall.site.cases.models.moving import Moved, Removal
from openhall.site.cases.models.papers import Decided, Document, Letter, Message, Note
from openhall.site.cases.models.sending import Endpoint, Outgoing
from openhall.site.cases.models.work import Handover, Member, Task, Timer

__all__ = [
    "Case",
    "Channel",
    "Decided",
    "Document",
    "Draft",
    "Endpoint",
    "Erased",
    "Handover",
    "Letter",
    "Look",
    "LookQuestion",
    "Member",
    "Message",
    "Moved",
    "Note",
    "Outgoing",
    "Removal",
    "Task",
    "Timer",
    "new_key",
    "new_reference",
]
