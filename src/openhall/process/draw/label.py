"""How wide words are and how a name is broken into lines, without a font at hand."""

from __future__ import annotations

NARROW, MIDDLE, WIDE = 0.32, 0.56, 0.86
NARROW_GLYPHS = frozenset("iljtfrI.,:;'|!()[]{}/\\ -·")
WIDE_GLYPHS = frozenset("mwMWOQGDHNU@%&—→▶■")
UNSEEN = frozenset("\u2066\u2067\u2068\u2069")
"""What sets a text apart from the direction of those around it, and is not drawn."""
MARGIN = 1.08
"""Fonts differ; a label gets this much more room than the estimate."""


def text_width(text: str, size: float) -> float:
    """The width of a text in the sans-serif fonts of systems, in the unit of `size`, a little too large."""
    total = 0.0
    for glyph in text:
        if glyph in NARROW_GLYPHS:
            total += NARROW
        elif glyph in WIDE_GLYPHS:
            total += WIDE
        elif glyph in UNSEEN:
            continue
        elif ord(glyph) > 0x2E80:
            total += 1.0
        else:
            total += MIDDLE if not glyph.isupper() else 0.68
    return total * size * MARGIN


def wrap(text: str, size: float, widest: float, most: int = 3) -> list[str]:
    """Break a text into at most `most` lines of at most `widest`; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.replace("_", "_\u200b").replace("\u200b", " \u200b").split(" "):
        joined = line + word[1:] if word.startswith("\u200b") else f"{line} {word}".strip()
        if line and text_width(joined, size) > widest:
            lines.append(line)
            line = word.removeprefix("\u200b")
        else:
            line = joined
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [_cut(line, size, widest) for line in lines]


def _cut(line: str, size: float, widest: float) -> str:
    if text_width(line, size) <= widest:
        return line
    while line and text_width(line + "…", size) > widest:
        line = line[:-1]
    return line.rstrip() + "…"
