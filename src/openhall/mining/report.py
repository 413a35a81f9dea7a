"""The report of a log: one HTML file that opens offline, with map, findings, waits, variants and cases over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from openhall.mining.chart import cases_over_time, draw_cases_over_time
from openhall.mining.draw import draw_map
from openhall.mining.headline import headline
from openhall.mining.map import ProcessMap
from openhall.mining.summary import Summary
from openhall.mining.words import count, days, duration, share

STYLE = """
:root{color-scheme:light}
body{font:17px/1.5 system-ui,sans-serif;color:#17232b;margin:0 auto;max-width:1100px;padding:2rem 1rem 4rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.4rem;margin:3rem 0 .75rem}
.lead{font-size:1.2rem;max-width:46em;margin:.25rem 0}.note{color:#404b54;max-width:46em}
nav ul{padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}a{color:#0b5a63}
.scroll{overflow:auto;max-height:90vh;border:1px solid #c9d0d5;border-radius:4px;padding:.5rem}
.scroll svg{max-width:none}svg{max-width:100%;height:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #d9dee2;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
ol.findings{padding-left:1.5rem}ol.findings>li{margin:0 0 1.5rem;padding-left:.25rem}
.bar{display:block;height:.5rem;background:#e3e8eb;max-width:30rem;margin:.35rem 0}
.bar>span{display:block;height:100%;background:#0b5a63}
@media print{.scroll{max-height:none;overflow:visible}}
""".strip()


def write_report(summary: Summary, picture: ProcessMap, path: Path) -> None:
    """Write the report of a log to `path`; `picture` is the map at the level that is to be shown."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(_page(summary, picture))


def _page(summary: Summary, picture: ProcessMap) -> Iterator[str]:
    log = summary.log
    title = escape(log.source)
    yield (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}: how it really runs</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head><body>'
        f"<header><h1>{title}: how it really runs</h1>"
    )
    yield from (f'<p class="lead">{escape(sentence)}</p>' for sentence in headline(log, summary.findings))
    yield '</header><nav aria-label="Contents"><ul>'
    for anchor, words in (
        ("findings", "Where the days go"),
        ("map", "Map"),
        ("time", "Cases over time"),
        ("waits", "Waits"),
        ("variants", "Variants"),
        ("activities", "Activities"),
    ):
        yield f'<li><a href="#{anchor}">{words}</a></li>'
    yield "</ul></nav><main>"
    yield from _findings(summary)
    yield from _map(picture, log.source)
    yield from _time(summary)
    yield from _waits(summary)
    yield from _variants(summary)
    yield from _activities(summary)
    yield from _problems(summary)
    yield "</main></body></html>\n"


def _findings(summary: Summary) -> Iterator[str]:
    yield '<h2 id="findings">Where the days go</h2>'
    if not len(summary.findings):
        yield "<p>Nothing stands out: no wait, loop or queue is larger than chance would make it.</p>"
        return
    yield '<ol class="findings">'
    for finding in summary.findings:
        width = max(1, min(100, round(finding.share * 100)))
        yield (
            f"<li><strong>{escape(finding.where)}</strong> ({escape(finding.kind)})<br>"
            f"{escape(days(finding.days))}, {share(finding.share)} of all days, in "
            f"{count(finding.cases, 'case')}"
            f'<span class="bar"><span style="width:{width}%"></span></span>{escape(finding.evidence)}<br>'
            f"<em>What could be tried:</em> {escape(finding.attempt)}"
        )
        if finding.overlap:
            yield f'<br><span class="note">{escape(finding.overlap)}</span>'
        yield "</li>"
    yield f'</ol><p class="note">{escape(summary.findings.explanation)}</p>'


def _map(picture: ProcessMap, source: str) -> Iterator[str]:
    yield '<h2 id="map">Map</h2>'
    if picture.note:
        yield f'<p class="note">{escape(picture.note)}</p>'
    svg = draw_map(picture, title=source)
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="Map">{svg}</div>'


def _time(summary: Summary) -> Iterator[str]:
    periods = cases_over_time(summary.log)
    yield '<h2 id="time">Cases over time</h2>'
    yield "<p>Bars: cases that began. Line: cases that lay open at the end of the period.</p>"
    yield draw_cases_over_time(periods)
    yield "<details><summary>The same as a table</summary>"
    rows = (
        (f"{row['period']}", f"{row['began']:,}", f"{row['over']:,}", f"{row['open']:,}")
        for row in periods.iter_rows(named=True)
    )
    yield from table_of("Cases over time", ("period from", "began", "over", "open"), rows)
    yield "</details>"


def _waits(summary: Summary) -> Iterator[str]:
    yield '<h2 id="waits">Waits</h2>'
    steps = summary.steps.sort("total_s", descending=True).head(40)
    rows = (
        (
            f"{row['from']} → {row['to']}",
            f"{row['count']:,}",
            f"{row['cases']:,}",
            duration(row["mean_s"]),
            duration(row["median_s"]),
            duration(row["p90_s"]),
            f"{row['total_s'] / 86_400:,.0f}",
        )
        for row in steps.iter_rows(named=True)
    )
    head = ("step", "count", "cases", "mean wait", "median wait", "90% within", "days in all")
    yield from table_of("The 40 steps with the most days, most first", head, rows)


def _variants(summary: Summary) -> Iterator[str]:
    variants, log = summary.variants, summary.log
    yield f'<h2 id="variants">Variants</h2><p>{count(variants.count, "different sequence")} of activities.</p>'
    rows = (
        (
            " → ".join(variants.activities(log, k)),
            f"{variants.cases[k]:,}",
            share(variants.cases[k] / log.n_cases),
        )
        for k in range(min(20, variants.count))
    )
    yield from table_of("The most frequent", ("sequence", "cases", "share"), rows)


def _activities(summary: Summary) -> Iterator[str]:
    yield '<h2 id="activities">Activities</h2>'
    rows = (
        (
            row["name"],
            f"{row['events']:,}",
            f"{row['cases']:,}",
            f"{row['starts']:,}",
            f"{row['ends']:,}",
            duration(row["service_median_s"]),
        )
        for row in summary.activities.iter_rows(named=True)
    )
    yield from table_of(
        "All activities", ("activity", "events", "cases", "starts", "ends", "median work"), rows
    )


def _problems(summary: Summary) -> Iterator[str]:
    if summary.log.problems:
        yield '<h2 id="problems">What could not be read as it stands</h2>'
        rows = ((p.what, f"{p.count:,}", p.where) for p in summary.log.problems)
        yield from table_of("Left out or guessed", ("what", "how often", "first at"), rows)


def table_of(caption: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A table of the report; the first cell of each row is its heading."""
    yield f"<table><caption>{escape(caption)}</caption><thead><tr>"
    for k, name in enumerate(head):
        yield f'<th scope="col"{_number(k)}>{escape(name)}</th>'
    yield "</tr></thead><tbody>"
    for row in rows:
        cells = "".join(f"<td{_number(k)}>{escape(value)}</td>" for k, value in enumerate(row) if k)
        yield f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'
    yield "</tbody></table>"


def _number(column: int) -> str:
    return ' class="n"' if column else ""
