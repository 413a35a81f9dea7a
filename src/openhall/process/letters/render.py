"""Markdown with values in it as HTML for a page."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markdown_it.token import Token

from openhall.process.letters.markdown import address
from openhall.process.letters.values import Values

TOP_HEADING = 2
"""The page around a letter has the first heading."""
_BARE = re.compile(r"https?://[^\s<>\"']+")
_BLOCKS = {"bullet_list_open", "ordered_list_open", "table_open"}


def as_html(tokens: Sequence[Token], values: Values) -> str:
    """The letter as a fragment of HTML: the tags of Markdown, links as `address` has them, and no other attribute."""
    return "".join(_html(tokens, values))


def _html(tokens: Sequence[Token], values: Values) -> list[str]:
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
            if token.nesting < 0 or token.type in _BLOCKS:
                written.append("\n")
    return written


def _tag(token: Token) -> str:
    if token.type.startswith("heading_"):
        return f"h{min(6, int(token.tag[1]) + TOP_HEADING - 1)}"
    return token.tag


def _inline(tokens: Sequence[Token], values: Values) -> list[str]:
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
            found = address(str(token.attrGet("href") or ""), values)
            open_links.append(found is not None)
            if found is not None:
                written.append(f'<a href="{html.escape(found)}">')
        elif token.type == "link_close":
            if open_links.pop():
                written.append("</a>")
        elif token.tag in ("strong", "em"):
            written.append(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")
    return written


def _escaped(text: str, values: Values, links: bool = False) -> str:
    """A text with its values, as HTML. Openhall's own address is a link to it; any other one is text."""
    written: list[str] = []
    for letter in text:
        value = values.texts.get(letter)
        if value is None:
            written.append(html.escape(letter))
        elif links and letter in values.links and _BARE.fullmatch(value):
            found = html.escape(value)
            written.append(f'<a href="{found}">{found}</a>')
        else:
            written.append("<br>\n".join(html.escape(line) for line in value.split("\n")))
    return "".join(written)
