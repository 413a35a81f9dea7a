"""What `openhall spc` prints and writes: the sentence, what signals when, and the table beside the chart."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from openhall.measure.errors import BadSeries
from openhall.measure.spc import Annotation, Chart, Rebase, chart, draw, sentence, signal_sentences
from openhall.measure.spc.page import write_page
from openhall.measure.spc.plain import as_plain
from openhall.measure.spc.reading import parse_day, read_series
from openhall.measure.spc.table import HEADINGS, table

OUT_KINDS = (".svg", ".html")


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line, as it was typed."""

    series: Path
    day: str | None
    value: str | None
    where: Sequence[str]
    direction: str
    target: float | None
    baseline: float | None
    rebases: Sequence[str]
    notes: Sequence[str]
    fix_after: int | None
    screen: bool
    least: float | None
    most: float | None
    title: str


def show_chart(asked: Asked, outputs: Sequence[Path], *, as_json: bool) -> None:
    """Read a series, print what its chart says, and write it. Raises `BadSeries` before anything is written."""
    for path in outputs:
        if path.suffix.lower() not in OUT_KINDS:
            raise BadSeries(f"--out {path}: a chart is written as {' or '.join(OUT_KINDS)}.")
        if not path.parent.is_dir():
            raise BadSeries(f"--out {path}: there is no folder {path.parent}; make it first.")
    found = _chart(asked)
    for path in outputs:
        _write(found, asked.title, path)
    if as_json:
        json.dump(as_plain(found), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    _print(found)
    for path in outputs:
        print(f"Written: {path}", file=sys.stderr)


def _chart(asked: Asked) -> Chart:
    where = dict(_pair(each, "--where", "COLUMN=VALUE") for each in asked.where)
    rows = read_series(asked.series, day=asked.day, value=asked.value, where=where)
    rebases = [
        Rebase(_day(day, "--rebase"), reason)
        for day, _, reason in (each.partition("=") for each in asked.rebases)
    ]
    notes = [
        Annotation(_day(day, "--note"), words)
        for day, words in (_pair(each, "--note", "DAY=WORDS") for each in asked.notes)
    ]
    return chart(
        [value for _day, value in rows],
        dates=[day for day, _value in rows],
        direction=asked.direction,
        target=asked.target,
        baseline=asked.baseline,
        rebases=rebases,
        annotations=notes,
        fix_after=asked.fix_after,
        screen_outliers=asked.screen,
        least=asked.least,
        most=asked.most,
    )


def _write(found: Chart, title: str, path: Path) -> None:
    drawn = path.suffix.lower() == ".svg"
    write_out(path, draw(found, title, sentence(found)) + "\n" if drawn else write_page(found, title))


def write_out(path: Path, text: str) -> None:
    """Write what was asked for with --out. Raises `BadSeries` where that cannot be."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadSeries(f"--out {path} cannot be written: {error.strerror or error}.") from None


def _print(found: Chart) -> None:
    # Words come from the command line and the file: what looks like markup in them is text.
    console = Console(markup=False, emoji=False, highlight=False)
    console.print(sentence(found))
    for each in signal_sentences(found):
        console.print(f"  {each}")
    shown = Table(box=None, pad_edge=False)
    for place, heading in enumerate(HEADINGS):
        shown.add_column(heading, justify="right" if 1 <= place <= 4 else "left", no_wrap=place == 0)
    for row in table(found):
        if row.begins:
            shown.add_row(f"— {row.begins}")
        shown.add_row(*row.cells)
    console.print()
    console.print(shown)


def _pair(text: str, option: str, shape: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise BadSeries(f"{option} '{text}': write it as {shape}.")
    return name.strip(), value.strip()


def _day(text: str, option: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise BadSeries(f"{option} '{text}' begins with no day: write 2024-03-31 or 2024-03.") from None
