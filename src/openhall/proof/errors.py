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


class BadReceipt(ProofError):
    """A file that is no receipt, or a receipt whose parts contradict each other."""


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
