"""Markdown with values in it as plain text for a mail."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from openhall.process.letters.markdown import address
from openhall.process.letters.values import Values


def as_text(tokens: Sequence[Token], values: Values) -> str:
    """The letter as plain text, a blank line between paragraphs, and addresses behind what leads to them."""
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
        elif token.type == "list_item_close":
            # An item without words is one, too.
            lines += [mark.rstrip()] if mark else []
            mark = ""
        elif token.type in ("fence", "code_block"):
            lines += [*values.filled(token.content).rstrip().split("\n"), ""]
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
            indent = " " * len(mark) or "  " * len(lists)
            lines += [
                (mark or indent if k == 0 else indent) + line for k, line in enumerate(words.split("\n"))
            ]
            mark = ""
            if not lists:
                lines.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _plain(tokens: Sequence[Token], values: Values) -> str:
    written: list[str] = []
    addresses: list[tuple[str | None, int]] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            written.append(values.filled(token.content))
        elif token.type in ("softbreak", "hardbreak"):
            written.append("\n")
        elif token.type == "link_open":
            addresses.append((address(str(token.attrGet("href") or ""), values), len(written)))
        elif token.type == "link_close":
            found, began = addresses.pop()
            plain = (found or "").removeprefix("mailto:")
            if plain and "".join(written[began:]) not in (found, plain):
                written.append(f" ({plain})")
    return "".join(written)
