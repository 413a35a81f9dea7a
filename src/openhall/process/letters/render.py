"""Markdown with values in it as HTML for a page, and as plain text for a mail.

The Markdown is CommonMark with tables, without HTML, images and links to anything but https:, http: and mailto:.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

TOP_HEADING = 2
"""The page around a letter has the first heading."""
_LINK = re.compile(r"(https?://|mailto:)[^\s<>\"']+", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s<>\"'\u201c\u201d]+[^\s<>\"'\u201c\u201d.,;:!?)]")
_BLOCKS = {"paragraph_open", "heading_open", "bullet_list_open", "ordered_list_open", "table_open"}


@cache
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20}).enable("table")
    # Pictures come from elsewhere, and a reference or an entity is a second way to write what can be written plainly.
    return reader.disable(["image", "html_block", "html_inline", "reference"])


def as_html(text: str, values: Mapping[str, str]) -> str:
    """The letter as a fragment of HTML."""
    return "".join(_html(_markdown().parse(text), values))


def as_text(text: str, values: Mapping[str, str]) -> str:
    """The letter as plain text, a blank line between paragraphs."""
    return _text(_markdown().parse(text), values)


def _html(tokens: Sequence[Token], values: Mapping[str, str]) -> list[str]:
    written: list[str] = []
    for token in tokens:
        if token.type == "inline":
            written += _inline(token.children or [], values)
        elif token.type in ("fence", "code_block"):
            written.append(f"<pre>{_escaped(token.content, values)}</pre>")
        elif token.type == "hr":
            written.append("<hr>")
        elif not token.hidden and token.tag:
            tag = _tag(token)
            start = token.attrGet("start") if token.type == "ordered_list_open" else None
            attribute = f' start="{int(start)}"' if start is not None else ""
            written.append(f"</{tag}>" if token.nesting < 0 else f"<{tag}{attribute}>")
            if token.nesting < 0 or token.type in _BLOCKS - {"paragraph_open", "heading_open"}:
                written.append("\n")
    return written


def _tag(token: Token) -> str:
    if token.type.startswith("heading_"):
        return f"h{min(6, int(token.tag[1]) + TOP_HEADING - 1)}"
    return token.tag


def _inline(tokens: Sequence[Token], values: Mapping[str, str]) -> list[str]:
    written: list[str] = []
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "text":
            inside = bool(open_links and open_links[-1])
            written.append(_escaped(token.content, values, links=not inside))
        elif token.type == "code_inline":
            written.append(f"<code>{_escaped(token.content, values)}</code>")
        elif token.type == "softbreak":
            written.append("\n")
        elif token.type == "hardbreak":
            written.append("<br>\n")
        elif token.type == "link_open":
            address = _filled(str(token.attrGet("href") or ""), values)
            safe = _LINK.fullmatch(address) is not None
            open_links.append(safe)
            if safe:
                written.append(f'<a href="{html.escape(address)}">')
        elif token.type == "link_close":
            if open_links.pop():
                written.append("</a>")
        elif token.tag in ("strong", "em"):
            written.append(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")
    return written


def _escaped(text: str, values: Mapping[str, str], links: bool = False) -> str:
    """A text with its values, as HTML. A value that is an address of a page alone is a link to it."""
    written: list[str] = []
    for letter in text:
        value = values.get(letter)
        if value is None:
            written.append(html.escape(letter))
        elif links and _BARE.fullmatch(value):
            address = html.escape(value)
            written.append(f'<a href="{address}">{address}</a>')
        else:
            written.append("<br>\n".join(html.escape(line) for line in value.split("\n")))
    return "".join(written)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return "".join(values.get(each, each) for each in _unquoted(text))


def _unquoted(text: str) -> str:
    """Markdown writes signs in an address as %XX; they are needed as they were."""
    return re.sub(r"(?:%E[0-9A-F](?:%[0-9A-F]{2}){2})", _sign_of, text)


def _sign_of(found: re.Match[str]) -> str:
    data = bytes.fromhex(found[0].replace("%", ""))
    letter = data.decode("utf-8", "replace")
    return letter if len(letter) == 1 and 0xE000 <= ord(letter) <= 0xF8FF else found[0]


def _text(tokens: Sequence[Token], values: Mapping[str, str]) -> str:
    lines: list[str] = []
    lists: list[int | None] = []
    cells: list[str] = []
    mark = ""
    for place, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            if not lists:
                lines.append("")
        elif token.type == "list_item_open":
            number = lists[-1]
            mark = "  " * (len(lists) - 1) + ("- " if number is None else f"{number}. ")
            lists[-1] = None if number is None else number + 1
        elif token.type in ("fence", "code_block"):
            lines += [*_filled(token.content, values).rstrip().split("\n"), ""]
        elif token.type == "hr":
            lines += ["-" * 20, ""]
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            lines.append("  ".join(cells))
        elif token.type == "table_close":
            lines.append("")
        elif token.type == "inline":
            words = _plain(token.children or [], values)
            if tokens[place - 1].type in ("td_open", "th_open"):
                cells.append(words)
                continue
            indent = " " * len(mark)
            lines += [(mark if k == 0 else indent) + line for k, line in enumerate(words.split("\n"))]
            mark = ""
            if not lists:
                lines.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _plain(tokens: Sequence[Token], values: Mapping[str, str]) -> str:
    written: list[str] = []
    addresses: list[tuple[str, int]] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            written.append(_filled(token.content, values))
        elif token.type in ("softbreak", "hardbreak"):
            written.append("\n")
        elif token.type == "link_open":
            addresses.append((_filled(str(token.attrGet("href") or ""), values), len(written)))
        elif token.type == "link_close":
            address, began = addresses.pop()
            if _LINK.fullmatch(address) and "".join(written[began:]) != address:
                written.append(f" ({address.removeprefix('mailto:')})")
    return "".join(written)
