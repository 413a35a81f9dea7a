"""Everything that can be wrong with a log, a proof or a note, one class a kind.

```
ProofError
├── BadProof         a proof that does not hold, or is none
├── BadNote          text that is no signed note, or is not signed by the key that was named
├── BadKey           text that is no key
├── BadTile          a path or a file that is no tile, entry bundle or segment
├── BadLeaf          bytes that are no row of the ledger, or a row that cannot be one
├── BadReceipt       a file that is no receipt, or whose parts contradict each other
├── BackDated        a row that says it happened before the log could be told, or after now
├── BrokenLog        what lies in the store is not the log that its checkpoint states
├── Held             another process writes to the log
└── Unreadable       something that could not be fetched within its bounds
    └── TooLarge     a file that has more bytes than any of its kind
```

Each message is one sentence for the reader: what is wrong, where, and how to mend it.
"""

from __future__ import annotations

from enum import StrEnum


class ProofError(Exception):
    """Something that does not hold, or that a person has to mend."""


class BadProof(ProofError):
    """A proof that does not hold, or that has not the shape of one."""


class BadNote(ProofError):
    """Text that is no signed note, or that no known key has signed."""


class BadKey(ProofError):
    """Text that is no verifier key or signing key."""


class BadTile(ProofError):
    """A path or a file that is no tile, no bundle of entries and no segment."""


class BadLeaf(ProofError):
    """Bytes that are no row of the ledger, or values that cannot be one."""


class ReceiptFault(StrEnum):
    """What is wrong with a receipt, for whoever says it in another language."""

    LARGE = "large"
    NO_JSON = "no json"
    OTHER_FILE = "other file"
    ROWS = "rows"
    """It has no rows, or too many."""
    UNREADABLE = "unreadable"
    """A part of it cannot be read."""
    PRIVATE = "private"
    """What is said to be behind a row is not what the log has committed to."""
    NOT_IN_LOG = "not in log"
    CASES = "cases"
    """Its rows are of different cases."""


class BadReceipt(ProofError):
    """A file that is no receipt, or a receipt whose parts contradict each other; `row` is the row it is about."""

    def __init__(
        self, sentence: str, fault: ReceiptFault = ReceiptFault.UNREADABLE, row: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.fault = fault
        self.row = row


class BackDated(ProofError):
    """A row that says it happened long before the log was told of it, or that has not happened yet."""


class BrokenLog(ProofError):
    """What lies in the store is not the log that its checkpoint states, or somebody else writes to it."""


class Held(ProofError):
    """Another process writes to the log; try again when it is done."""


class Unreadable(ProofError):
    """Something that could not be fetched, or not within its bounds."""


class TooLarge(Unreadable):
    """A file that has more bytes than any of its kind."""
