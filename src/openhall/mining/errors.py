"""What can go wrong in `openhall.mining`, as one tree.

    MiningError
    ├── UnreadableLog      a file is broken, or is not what its name says
    │   ├── MissingColumn  the case, activity or time column is not there
    │   ├── EmptyLog       nothing in it can be placed on a map
    │   └── LogTooLarge    it passes a limit that keeps memory and time bounded
    ├── BadFilter          a filter names something the log does not have
    ├── BadCalendar        office hours or holidays that contradict themselves
    ├── BadChange          a change that is to be simulated names something that is not there, or says nothing
    └── NoWayThrough       a model that no case can come through

Every message is one sentence or two for the person who gave the input: what is wrong, where, how to mend it. It is
English, and `process.saying.message_of` gives it with what it takes to say it in another language.
"""

from openhall.process.quoting import flattened
from openhall.process.saying import with_names


class MiningError(Exception):
    """Base of everything `openhall.mining` raises on purpose."""

    def __init__(self, message: str) -> None:
        # One line, whatever a file has put into its names.
        super().__init__(with_names(message, flattened))


class UnreadableLog(MiningError):
    """A file cannot be read as an event log."""


class MissingColumn(UnreadableLog):
    """A column that a log cannot do without was not found."""


class EmptyLog(UnreadableLog):
    """The file was read and holds no event that can be placed on a map."""


class LogTooLarge(UnreadableLog):
    """The file passes a limit that keeps memory and time bounded."""


class BadFilter(MiningError):
    """A filter names an activity, attribute or value that the log does not have, or contradicts itself."""


class BadCalendar(MiningError):
    """Office hours or holidays contradict themselves."""


class BadChange(MiningError):
    """A change that is to be simulated cannot be read, or names an activity that the process does not have."""


class NoWayThrough(MiningError):
    """A model that no case can come through, so that no log can be compared with it or made of it."""
