"""The text of a part as HTML that is safe on a page: the Markdown of letters, without values in it."""

from __future__ import annotations

from openhall.process.errors import LimitReached
from openhall.process.letters.markdown import read_markdown
from openhall.process.letters.render import as_html
from openhall.process.letters.values import Values


def html_of(text: str) -> str:
    """A fragment of HTML: the tags of Markdown, links to addresses that say where they lead, nothing else."""
    try:
        return _dressed(as_html(read_markdown(text), Values()))
    except LimitReached:
        # Refused before it is kept; what was kept before a limit existed is shown as nothing rather than unsafe.
        return ""


TABLES = {
    "<table>": '<div class="oh-scroll" tabindex="0" role="group"><table class="govuk-table oh-table">',
    "</table>": "</table></div>",
    "<thead>": '<thead class="govuk-table__head">',
    "<tbody>": '<tbody class="govuk-table__body">',
    "<tr>": '<tr class="govuk-table__row">',
    "<th>": '<th class="govuk-table__header" scope="col">',
    "<td>": '<td class="govuk-table__cell">',
}
"""Tags of tables in the look of the house; a table that is too wide is scrolled by itself."""


def _dressed(html: str) -> str:
    """The same with the classes of tables: what was written has no tags of its own left, so each tag is one of ours."""
    for bare, dressed in TABLES.items():
        html = html.replace(bare, dressed)
    return html
