"""The text of a part as HTML that is safe on a page: the Markdown of letters, without values in it."""

from __future__ import annotations

from openhall.process.errors import LimitReached
from openhall.process.letters.markdown import read_markdown
from openhall.process.letters.render import as_html
from openhall.process.letters.values import Values


def html_of(text: str) -> str:
    """A fragment of HTML: the tags of Markdown, links to addresses that say where they lead, nothing else."""
    try:
        return as_html(read_markdown(text), Values())
    except LimitReached:
        # Refused before it is kept; what was kept before a limit existed is shown as nothing rather than unsafe.
        return ""
