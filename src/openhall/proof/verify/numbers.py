"""Whether the numbers of rows go up by one; if not, which rows were dropped, added or moved."""

from __future__ import annotations

from openhall.proof.verify.report import Findings, Kind

MOST_NAMED = 1_000


class Numbers:
    """Sees the number of every row in order.

    Rows are either on the track (their number is their place, shifted by what was dropped or added before) or off it.
    One row of looking ahead tells a row that is off the track from a track that has shifted.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._shift = 0
        self._doubtful: tuple[int, int] | None = None
        """Place and number of a row of which the next one says what it is."""
        self._off: list[tuple[int, int, int]] = []
        """Place, number on the track and number found of rows that are off it."""
        self._dropped: list[tuple[int, int]] = []
        self._added: list[tuple[int, int]] = []

    def see(self, place: int, number: int) -> None:
        """The row at a place says that it has a number."""
        if number == place + self._shift:
            self._settle()
        elif self._doubtful is None:
            self._doubtful = (place, number)
        elif number == self._doubtful[1] + 1:
            self._turn(*self._doubtful)
            self._doubtful = None
        else:
            self._settle()
            self._doubtful = (place, number)

    def end(self) -> None:
        """No row follows: name what was found."""
        self._settle()
        stray = {found for _, _, found in self._off} | {found for _, found in self._added}
        wanted = {on for _, on, _ in self._off}
        for first, last in self._dropped:
            inside = {number for number in stray if first <= number <= last}
            self._name_dropped(first, last, inside)
        gone = {
            number
            for first, last in self._dropped
            if last - first < MOST_NAMED
            for number in range(first, last + 1)
        }
        for place, on, found in self._off:
            self._name_off(place, found, moved=found in wanted or found in gone)
            if on not in stray:
                self._findings.of_row(Kind.DROPPED, on, f"row {on} was dropped: another stands in its place")
        for place, found in self._added:
            self._name_off(place, found, moved=found in gone)

    def _settle(self) -> None:
        """The doubtful row was off the track alone."""
        if self._doubtful is not None:
            place, number = self._doubtful
            self._doubtful = None
            if len(self._off) < MOST_NAMED:
                self._off.append((place, place + self._shift, number))

    def _turn(self, place: int, number: int) -> None:
        """From a place on, the track has shifted."""
        on = place + self._shift
        self._shift = number - place
        if number > on:
            if len(self._dropped) < MOST_NAMED:
                self._dropped.append((on, number - 1))
            return
        # So many rows more than there should be: those off the track just before, or these again.
        more = on - number
        before = self._off[-more:]
        if [each[0] for each in before] == list(range(place - more, place)):
            del self._off[-more:]
            again = [(at, found) for at, _, found in before]
        else:
            again = [(place + k, number + k) for k in range(min(more, MOST_NAMED))]
        if len(self._added) < MOST_NAMED:
            self._added += again

    def _name_dropped(self, first: int, last: int, elsewhere: set[int]) -> None:
        if not elsewhere:
            rows = f"row {first} was" if first == last else f"rows {first} to {last} were"
            why = "the rows before and after are there"
            self._findings.of_rows(Kind.DROPPED, first, last, f"{rows} dropped: {why}")
            return
        for number in range(first, min(last + 1, first + MOST_NAMED)):
            if number not in elsewhere:
                self._findings.of_row(Kind.DROPPED, number, f"row {number} was dropped")

    def _name_off(self, place: int, number: int, moved: bool) -> None:
        if moved:
            self._findings.of_row(
                Kind.MOVED, number, f"row {number} was reordered: it stands at place {place}"
            )
        else:
            self._findings.of_row(Kind.ADDED, number, f"row {number} stands again at place {place}")
            self._findings.of_row(
                Kind.ADDED, place, f"at place {place} a row was added: it says it is row {number}"
            )
