"""Names from files in sentences: quoted, listed, and the known name that somebody may have meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from openhall.process.saying import Saying, commas, gettext, ngettext

LONGEST_LIKENESS = 100
"""Characters of the longest name that is compared with others."""


def quoted(text: str, most: int = 40) -> Saying:
    """A name from a file between quotation marks: on one line, and cut when it is long."""
    flat = flattened(text)
    return gettext("“%(name)s”", name=flat if len(flat) <= most else flat[: most - 1] + "…")


def flattened(text: str) -> str:
    """A text on one line, without the characters that steer a terminal."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def listed(names: Sequence[str], most: int = 12) -> Saying:
    """Names from a file for a message: the first ones, quoted, and how many more there are."""
    shown = commas([quoted(name) for name in names[:most]])
    if len(names) <= most:
        return shown
    return ngettext(
        "%(names)s and %(number)s more", "%(names)s and %(number)s more", len(names) - most, names=shown
    )


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that is most like one that is not known; None where none is like it."""
    if len(name) > LONGEST_LIKENESS:
        return None
    lower = {each.casefold(): each for each in known if len(each) <= LONGEST_LIKENESS}
    found = get_close_matches(name.casefold(), lower, n=1, cutoff=0.74)
    return lower[found[0]] if found else None


def placed(file: str, line: int, what: str) -> Saying:
    """What is wrong in a file, after the file and the line; 0 where no one line is meant."""
    if line:
        return gettext("%(file)s, line %(line)s: %(what)s", file=file, line=str(line), what=what)
    return gettext("%(file)s: %(what)s", file=file, what=what)


def meant(name: str, known: Collection[str]) -> Saying:
    """How to mend a name that is not known: the one that is like it, or all there are."""
    like = nearest(name, known)
    if like is not None:
        return gettext("did you mean %(name)s?", name=quoted(like))
    if known:
        return gettext("use one of %(names)s.", names=listed(sorted(known)))
    return gettext("take it out.")
