"""An XmR chart as one HTML file that opens offline: the sentence, the picture, what signals when, and the table."""

from __future__ import annotations

from html import escape

from openhall.measure.spc.drawing import draw, legend
from openhall.measure.spc.model import Chart
from openhall.measure.spc.speech import ENGLISH, Speech
from openhall.measure.spc.table import HEADINGS, table
from openhall.measure.spc.words import sentence, signal_sentences

STYLE = """
:root{color-scheme:light}
body{font:17px/1.5 system-ui,sans-serif;color:#12211f;background:#fff}
body{margin:0 auto;max-width:60rem;padding:2rem 1rem 4rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.3rem;margin:2.5rem 0 .5rem}
.lead{font-size:1.2rem;max-width:46em}svg{max-width:100%;height:auto}
ul.key{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;padding:0;list-style:none}ul.key svg{vertical-align:-3px}
.scroll{overflow:auto}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:700;padding:.5rem 0}
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #c3d0cd;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
@media print{body{max-width:none;padding:0}tr{break-inside:avoid}}
""".strip()


def write_page(chart: Chart, title: str, speech: Speech = ENGLISH) -> str:
    """The page as text. Words are escaped; nothing is loaded from elsewhere."""
    said = sentence(chart, speech)
    signals = "".join(f"<li>{escape(each)}</li>" for each in signal_sentences(chart, speech))
    notes = note_items(chart, speech)
    key = "".join(f"<li>{mark} {escape(speech.say(words))}</li>" for mark, words in legend(chart))
    rows = []
    for row in table(chart, speech):
        when, *cells, says, rule = row.cells
        begins = f"<br>{escape(row.begins)}" if row.begins else ""
        numbers = "".join(f'<td class="n">{escape(cell)}</td>' for cell in cells)
        rows.append(
            f'<tr><th scope="row">{escape(when)}{begins}</th>{numbers}'
            f"<td>{escape(says)}</td><td>{escape(rule)}</td></tr>"
        )
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f'<body><main><h1>{escape(title)}</h1><p class="lead">{escape(said)}</p>',
        draw(chart, title, said, speech),
        f'<ul class="key">{key}</ul>',
        f"<h2>What happened</h2><ol>{notes}</ol>" if notes else "",
        f"<h2>Signals</h2><ul>{signals}</ul>" if signals else "",
        f'<h2>Table</h2><div class="scroll" tabindex="0" role="region" aria-label="Table"><table>'
        f"<thead><tr>{head_cells(speech)}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div></main></body></html>\n",
    ]
    return "\n".join(each for each in parts if each)


def note_items(chart: Chart, speech: Speech = ENGLISH) -> str:
    """What happened, as items of a list in HTML; "" where nothing is noted."""
    return "".join(
        f"<li>{escape(speech.day(each.day, chart.grain))}: {escape(each.words)}</li>" for each in chart.notes
    )


def head_cells(speech: Speech = ENGLISH) -> str:
    """The heads of the table of a chart in HTML; those of numbers have the class n."""
    return "".join(
        f'<th scope="col"{" class=n" if 1 <= at <= 4 else ""}>{escape(speech.say(each))}</th>'
        for at, each in enumerate(HEADINGS)
    )
