"""The frame of a drawing: what is read aloud of it, and text that cannot break out of it."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from openhall.site.opendata.drawing.scale import INK


def picture(width: float, height: float, words: str, parts: str) -> SafeString:
    """An SVG picture of the given size in its own units; `words` say what it shows. `parts` is made by this package."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" direction="ltr" '
        f'aria-label="{escape(words)}" class="oh-picture" font-family="system-ui, sans-serif" font-size="13" '
        f'fill="{INK}">{parts}</svg>'
    )
    # Our own drawing: all text in it went through `escape`, all else is numbers.
    return mark_safe(svg)  # noqa: S308


def text(x: float, y: float, words: str, anchor: str = "start", more: str = "") -> str:
    """A line of text at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(words)}</text>'


def shortened(words: str, most: int) -> str:
    """Words that fit: longer ones end in an ellipsis."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
