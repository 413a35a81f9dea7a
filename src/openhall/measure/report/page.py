"""A report as one HTML file: it opens offline, loads nothing, and is what the PDF is made of.

Pictures carry their sentence as alternative text, and the table of their numbers stands below each, so nobody needs
to see them. Headings make the bookmarks of the PDF. Pages bear no numbers: the numbers that WeasyPrint sets in margins
are read aloud in the middle of a sentence.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape

from openhall.measure.report.model import Figure, Report, Section, Status
from openhall.measure.spc.drawing import draw
from openhall.measure.spc.model import Grain
from openhall.measure.spc.page import head_cells, note_items
from openhall.measure.spc.speech import ENGLISH, Speech, gettext_noop
from openhall.measure.spc.table import table
from openhall.measure.spc.words import sentence

STYLE = """
@page{size:A4;margin:18mm 16mm 20mm}
:root{color-scheme:light}
body{font:11pt/1.45 "DejaVu Sans",system-ui,sans-serif;color:#12211f;background:#fff;margin:0}
main{max-width:50rem;margin:0 auto;padding:1rem}
h1{font-size:20pt;line-height:1.2;margin:0 0 .3rem}
h2{font-size:15pt;margin:1.6rem 0 .4rem}h3{font-size:12pt;margin:1.2rem 0 .3rem}
.lead{font-size:12pt}.service{break-before:page}h2,h3{break-after:avoid}figure{margin:.4rem 0;break-inside:avoid}
figure img{max-width:100%;height:auto}
table{border-collapse:collapse;width:100%;table-layout:fixed;font-size:9pt}
caption{text-align:start;font-weight:bold;padding:.4rem 0}
th,td{text-align:start;padding:.2rem .5rem .2rem 0;border-bottom:1px solid #c3d0cd;vertical-align:top}
.n{text-align:end;font-variant-numeric:tabular-nums}tr{break-inside:avoid}thead{display:table-header-group}
@media print{main{max-width:none;padding:0}}
""".strip()

PERIOD = gettext_noop("From %(first)s to %(last)s. Made on %(made)s.")
SUMMARY = gettext_noop("Summary")
OFF_NONE = gettext_noop("No measure is off course.")
OFF_ONE = gettext_noop("1 measure is off course: as things are, it misses its target.")
OFF_MANY = gettext_noop("%(count)s measures are off course: as things are, they miss their targets.")
COLUMNS = (gettext_noop("Service"), gettext_noop("Measure"), gettext_noop("Last value"), gettext_noop("Target"),
           gettext_noop("How it stands"))  # fmt: skip
STANDS = {
    Status.OFF: gettext_noop("off course"),
    Status.WATCH: gettext_noop("getting worse"),
    Status.BETTER: gettext_noop("getting better"),
    Status.STEADY: gettext_noop("no sign of change"),
}
NUMBERS = gettext_noop("%(name)s in numbers")
WHAT_HAPPENED = gettext_noop("What happened")
DID_IT_WORK = gettext_noop("Did it work?")
NOTHING = gettext_noop("Nothing was measured in this time.")
MEASURES = gettext_noop("Measures and how they stand")
ONLINE = gettext_noop("The newest numbers")
MOST_ROWS = 13
"""Values in a table of a report, the newest: the page of the measure has them all."""


def page_of(report: Report, speech: Speech = ENGLISH) -> str:
    """The report as HTML. Words are escaped; drawings of results must be SVG of our own making."""
    say, day = speech.say, speech.day
    when = say(
        PERIOD,
        first=day(report.first, Grain.DAY),
        last=day(report.last, Grain.DAY),
        made=day(report.made, Grain.DAY),
    )
    direction = "ltr" if report.rightwards else "rtl"
    link = (
        f'<p><a href="{escape(report.address)}">{escape(say(ONLINE))}: {escape(report.address)}</a></p>'
        if report.address
        else ""
    )
    sections = "".join(_section(each, speech) for each in report.sections)
    return (
        f'<!doctype html><html lang="{escape(report.language)}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(report.title)}</title>'
        f'<meta name="author" content="{escape(report.body)}"><style>{STYLE}</style></head><body><main>'
        f'<h1>{escape(report.title)}</h1><p class="lead">{escape(report.body)}</p><p>{escape(when)}</p>{link}'
        f"{_summary(report, speech)}{sections}</main></body></html>\n"
    )


def _summary(report: Report, speech: Speech) -> str:
    say = speech.say
    figures = [(section, figure) for section in report.sections for figure in section.figures]
    off = sum(figure.status is Status.OFF for _, figure in figures)
    words = say(OFF_NONE) if not off else say(OFF_ONE) if off == 1 else say(OFF_MANY, count=str(off))
    rows = "".join(_row(section, figure, speech) for section, figure in figures)
    heads = "".join(
        f'<th scope="col"{" class=n" if place in (2, 3) else ""}>{escape(say(each))}</th>'
        for place, each in enumerate(COLUMNS)
    )
    table_ = (
        f"<table><caption>{escape(say(MEASURES))}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        if rows
        else ""
    )
    return f"<h2>{escape(say(SUMMARY))}</h2><p>{escape(words)}</p>{table_}"


def _row(section: Section, figure: Figure, speech: Speech) -> str:
    chart = figure.chart
    target = "–" if chart.target is None else speech.number(chart.target)
    return (
        f'<tr><th scope="row">{escape(section.name)}</th><td>{escape(figure.name)}</td>'
        f'<td class="n">{escape(speech.number(chart.points[-1].value))}</td><td class="n">{escape(target)}</td>'
        f"<td>{escape(speech.say(STANDS[figure.status]))}</td></tr>"
    )


def _section(section: Section, speech: Speech) -> str:
    words = f"<p>{escape(section.words)}</p>" if section.words else ""
    figures = "".join(_figure(each, speech) for each in section.figures)
    if not section.figures:
        figures = f"<p>{escape(speech.say(NOTHING))}</p>"
    results = "".join(
        f"<h4>{escape(each.name)}</h4><p>{escape(each.sentence)}</p>"
        + (f"<figure>{_image(each.drawing, each.sentence)}</figure>" if each.drawing else "")
        for each in section.results
    )
    if results:
        results = f"<h3>{escape(speech.say(DID_IT_WORK))}</h3>{results}"
    return f'<section class="service"><h2>{escape(section.name)}</h2>{words}{figures}{results}</section>'


def _figure(figure: Figure, speech: Speech) -> str:
    chart = figure.chart
    said = sentence(chart, speech)
    picture = _image(draw(chart, figure.name, said, speech), f"{figure.name}: {said}")
    notes = note_items(chart, speech)
    if notes:
        notes = f"<h4>{escape(speech.say(WHAT_HAPPENED))}</h4><ol>{notes}</ol>"
    rows = []
    for row in table(chart, speech)[-MOST_ROWS:]:
        first, *cells = row.cells
        body = "".join(
            f"<td{' class=n' if place < 4 else ''}>{escape(cell)}</td>" for place, cell in enumerate(cells)
        )
        rows.append(f'<tr><th scope="row">{escape(first)}</th>{body}</tr>')
    caption = speech.say(NUMBERS, name=figure.name)
    unit = f" ({figure.unit})" if figure.unit else ""
    return (
        f"<h3>{escape(figure.name)}{escape(unit)}</h3><p>{escape(figure.question)}</p><p><strong>{escape(said)}</strong></p>"
        f"<figure>{picture}</figure>{notes}<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head_cells(speech)}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _image(svg: str, words: str) -> str:
    """A drawing as an image of its own, so that it is one figure with one text to whoever listens."""
    coded = b64encode(svg.encode()).decode()
    return f'<img alt="{escape(words)}" src="data:image/svg+xml;base64,{coded}">'
