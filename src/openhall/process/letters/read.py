"""Read a letter: a head with its subject, and Markdown with FEEL in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from openhall.process.errors import BadService
from openhall.process.feel.used import names_used
from openhall.process.letters.letter import Letter
from openhall.process.letters.markdown import refuse_strange
from openhall.process.letters.template import Choice, Each, Held, Part, Words, parse_template
from openhall.process.quoting import fault, quoted
from openhall.process.saying import gettext

LARGEST = 100_000
"""Bytes of a letter's file."""
FENCE = "---"


def read_letter(data: bytes, name: str, names: Collection[str] = ()) -> Letter:
    """A letter from its file (`letters/NAME.md`); `names` may be used in it, for those with spaces in them.

    Raises `BadService` with the line and the mend.
    """
    where = f"letters/{name}.md"
    if len(data) > LARGEST:
        raise BadService(
            gettext(
                "%(where)s has %(number)s bytes; at most %(largest)s are taken.",
                where=where,
                number=len(data),
                largest=LARGEST,
            )
        )
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise BadService(
            gettext(
                "%(where)s is no UTF-8 text (byte %(place)s); save it as UTF-8.",
                where=where,
                place=error.start,
            )
        ) from None
    subject, body, line = _parted(text, where)
    head = parse_template(subject, where, 2, names)
    parts = parse_template(_without_own_lines(body), where, line, names)
    refuse_strange(parts, where)
    used = dict.fromkeys([*_uses(head, frozenset()), *_uses(parts, frozenset())])
    return Letter(name, where, subject, head, parts, tuple(used))


def _parted(text: str, where: str) -> tuple[str, str, int]:
    """The subject, the body, and the line that the body begins in."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE or FENCE not in [each.rstrip() for each in lines[1:10]]:
        raise fault(
            where,
            0,
            gettext("begin it with a head: %(fence)s, a line “subject: …”, and %(fence)s.", fence=FENCE),
        )
    end = [each.rstrip() for each in lines].index(FENCE, 1)
    subject = ""
    for number, each in enumerate(lines[1:end], 2):
        key, _, value = each.partition(":")
        if not each.strip():
            continue
        if key.strip() != "subject":
            raise fault(
                where,
                number,
                gettext("%(name)s is not understood in a head; write subject.", name=quoted(key.strip())),
            )
        subject = value.strip()
        if len(subject) > 1 and subject[0] == subject[-1] and subject[0] in "\"'":
            subject = subject[1:-1]
    if not subject:
        raise fault(where, 0, gettext("the head has no subject; write “subject: …”."))
    return subject, "\n".join(lines[end + 1 :]), end + 2


def _without_own_lines(text: str) -> str:
    """A line that holds nothing but the beginning or end of a part leaves no empty line in a list."""
    lines = text.split("\n")
    kept: list[str] = []
    joined = ""
    for line in lines:
        bare = line.strip()
        alone = bare.startswith("{{") and bare.endswith("}}") and bare.count("{{") == 1
        if alone and bare[2:].lstrip().startswith(("#", "/", "else}}", "else }}")):
            # The newline goes into the mark, so that the lines of the file are still counted.
            joined += bare[:-2] + "\n}}"
            continue
        kept.append(joined + line)
        joined = ""
    return "\n".join([*kept, joined] if joined else kept)


def _uses(parts: Sequence[Part], own: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """The names that parts take from the case; `own` are those of lists around them."""
    for part in parts:
        if isinstance(part, Words):
            continue
        if isinstance(part, Held):
            yield from _of(part, own)
        elif isinstance(part, Choice):
            yield from _of(part.condition, own)
            yield from _uses(part.then, own)
            yield from _uses(part.otherwise, own)
        elif isinstance(part, Each):
            yield from _of(part.source, own)
            yield from _uses(part.body, own | {part.name})


def _of(held: Held, own: frozenset[str]) -> list[tuple[str, ...]]:
    return [path for path in names_used(held.expression) if path[0] not in own]
