"""The text of a foreign page: headings, paragraphs and points as plain words, without markup, scripts and links."""

from __future__ import annotations

import re
from html.parser import HTMLParser

SILENT = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "select"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | frozenset(
    {"p", "div", "li", "td", "th", "tr", "section", "article", "blockquote", "pre", "dt", "dd", "figcaption",
     "body", "main", "header", "footer", "ul", "ol", "table", "br", "hr"}
)  # fmt: skip
MOST_BLOCKS = 2_000
LONGEST_BLOCK = 5_000
CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)


class _Words(HTMLParser):
    """Gathers blocks of words: ("h", …) headings, ("li", …) points, ("p", …) everything else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self.kind = "p"
        self.words: list[str] = []
        self.silent = 0
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or pass over what says nothing."""
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.end_block()
            self.kind = "h" if tag in HEADINGS else "li" if tag == "li" else "p"
        if tag == "img":
            self.pictures += 1
            # What a picture shows is said by its alternative text, where its maker wrote one.
            self.words.append(f" {dict(attrs).get('alt') or ''} ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An empty element is no beginning of a silence: `<script/>` would hide all that follows."""
        if tag not in SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.end_block()
            self.kind = "p"

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self.silent:
            self.words.append(data)

    def end_block(self) -> None:
        """Keep the words of a block."""
        text = " ".join("".join(self.words).split())
        self.words = []
        if text and len(self.blocks) < MOST_BLOCKS:
            self.blocks.append((self.kind, text[:LONGEST_BLOCK]))


def words_of(page: bytes) -> tuple[list[tuple[str, str]], int]:
    """The blocks of words of an HTML page, and how many pictures it has. What is no HTML gives no words."""
    named = CHARSET.search(page[:2048])
    encoding = named.group(1).decode("ascii") if named else "utf-8"
    try:
        text = page.decode(encoding, "replace")
    except (LookupError, ValueError):
        text = page.decode("utf-8", "replace")
    reader = _Words()
    reader.feed(text.replace("\x00", ""))
    reader.close()
    reader.end_block()
    return reader.blocks, reader.pictures
