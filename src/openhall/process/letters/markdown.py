"""The Markdown of letters: CommonMark with tables, without HTML and pictures; and what of it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from openhall.process.errors import LimitReached
from openhall.process.letters.template import Choice, Each, Held, Part, Words
from openhall.process.letters.values import FIRST, LAST, Values, is_sign
from openhall.process.quoting import fault, quoted
from openhall.process.saying import gettext, message_of

MOST_NESTING = 20
MOST_COLUMNS = 20
"""Of a table: a cell is made for each of its columns in each of its lines."""
MOST_CELLS = 50_000
_SIGNS = f"{chr(FIRST)}-{chr(LAST)}"
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\\]+", re.IGNORECASE)
_STEERED = re.compile(rf"(?:mailto:|https?://[^/?#\s{_SIGNS}]+(?:[/?#]|$)).*", re.IGNORECASE | re.DOTALL)
"""An address that is the letter's own as far as its host: what stands behind it leads nowhere else."""


class _Markdown(MarkdownIt):
    """Reads Markdown and leaves addresses as they are written, signs of values and all: `address` judges them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


@cache
def _reader() -> MarkdownIt:
    reader = _Markdown("commonmark", {"html": False, "linkify": False, "maxNesting": MOST_NESTING})
    # Pictures come from elsewhere; references are a second way to write what can be written plainly.
    return reader.enable("table").disable(["image", "html_block", "html_inline", "reference"])


@cache
def _strict_reader() -> MarkdownIt:
    """Finds what letters do not have."""
    reader = _Markdown("commonmark", {"html": True, "linkify": False, "maxNesting": MOST_NESTING})
    return reader.enable("table").disable("reference")


def read_markdown(text: str) -> list[Token]:
    """The parts of a letter's text. Raises `LimitReached` for a table that is too wide."""
    return _reader().parse(_without_wide_tables(text))


def address(written: str, values: Values) -> str | None:
    """Where a link of a letter leads; None where it may lead anywhere.

    It is written in the letter as far as its host, or begins with Openhall's own `link`. A value within it is no more
    than a part of a path, a question or a mailbox.
    """
    safe = "@" if written[:7].lower() == "mailto:" else ""
    begun = ""
    if written[:1] in values.links:
        begun, written = values.texts[written[0]], written[1:]
        if written and written[0] not in "/?#":
            return None
    elif not _STEERED.fullmatch(written):
        return None
    found = begun + "".join(
        quote(values.texts[each], safe=safe) if each in values.texts else each for each in written
    )
    return found if _ADDRESS.fullmatch(found) else None


def refuse_strange(parts: Sequence[Part], where: str) -> None:
    """Raise `BadService` for HTML, pictures and addresses that a letter does not have, naming the first one."""
    values = Values()
    link, other = values.sign("https://example.org/", is_link=True), values.sign("x")
    try:
        text = _without_wide_tables("".join(_flat(parts, link, other)))
    except LimitReached as error:
        raise fault(where, 0, message_of(error)) from None
    for token in _strict_reader().parse(text):
        for each in [token, *(token.children or [])]:
            if each.type in ("html_block", "html_inline"):
                raise fault(
                    where,
                    0,
                    gettext(
                        "%(html)s is HTML, which letters do not have; write Markdown, "
                        "or a \\ before what is to stand as it is.",
                        html=quoted(each.content),
                    ),
                )
            if each.type == "image":
                raise fault(
                    where,
                    0,
                    gettext(
                        "the picture %(name)s is one thing that letters do not have; take it out.",
                        name=quoted(each.content),
                    ),
                )
            if each.type == "link_open":
                written = str(each.attrGet("href") or "")
                if address(written, values) is None:
                    shown = re.sub(rf"[{_SIGNS}]", "{{…}}", written)
                    raise fault(
                        where,
                        0,
                        gettext(
                            "the link to %(address)s may lead anywhere; begin it with https:// and a host, "
                            "with mailto:, or with %(link)s.",
                            link="{{link}}",
                            address=quoted(shown),
                        ),
                    )


def _flat(parts: Sequence[Part], link: str, other: str) -> Iterator[str]:
    """The text of a letter with a sign for each value, both parts of a choice, and each list once."""
    for part in parts:
        if isinstance(part, Words):
            yield "".join(each for each in part.text if not is_sign(each))
        elif isinstance(part, Held):
            yield link if part.is_link else other
        elif isinstance(part, Choice):
            yield from _flat(part.then, link, other)
            yield from _flat(part.otherwise, link, other)
        elif isinstance(part, Each):
            yield from _flat(part.body, link, other)


def _without_wide_tables(text: str) -> str:
    """The text, if its tables are no wider than a page, and no longer than a letter. Raises `LimitReached`.

    Markdown makes all cells of a line, also where it is short: a few letters would become thousands of cells.
    """
    cells = columns = 0
    for line in text.split("\n"):
        if not line.strip():
            columns = 0
        elif "|" in line and not line.strip("|-: \t>"):
            columns = line.count("|") + 1
            if columns > MOST_COLUMNS + 2:
                raise LimitReached(
                    gettext(
                        "a table has more than %(most)s columns; make it narrower.",
                        most=MOST_COLUMNS,
                    )
                )
        cells += columns
        if cells > MOST_CELLS:
            raise LimitReached(
                gettext(
                    "its tables have more than %(most)s cells; make them shorter.",
                    most=MOST_CELLS,
                )
            )
    return text
