"""What the UK government published of its services (services.csv, transaction-volumes.csv): read, and computed again.

Each figure is typed into built-in measures as any body would, and the measures are compared with what the files say
themselves: cost per transaction, total cost, volume and digital take-up of each service and year, sums of quarters, the
latest figures, and both files with each other.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from openhall.measure.definitions import Moment, Typed
from openhall.measure.figures import Figures, Labels, Quantity, read_figures, typed_of, values_of
from openhall.measure.figures.reading import number_in

NOW = Moment(datetime(2030, 1, 1, tzinfo=UTC))
BEGINS = {"2012-Q4": date(2011, 4, 1)}
"""The first figures were those of the financial year before, as the other file says."""
LATEST = {
    "Latest volumes": (Quantity.VOLUME, date(2015, 4, 1)),
    "Latest digital totals": (Quantity.DIGITAL_VOLUME, date(2014, 10, 1)),
}
"""“Latest” was written down when the figures of 2016-Q2 were the newest, and of digital volumes those of 2015-Q4."""
WRITTEN_WRONG = {"dh-notifications", "fco-apply-for-chevening-scholarship"}
"""Of these “Latest digital totals” says 0 and an older figure, beside newer ones in the same row."""
Check = tuple[str, str | None]
Key = tuple[str, date]


def checks(data: Path) -> Iterator[Check]:
    """Every comparison."""
    folder = data / "uk-performance-platform" / "assets" / "data"
    services_file, volumes_file = folder / "services.csv", folder / "transaction-volumes.csv"
    if not services_file.exists() or not volumes_file.exists():
        return
    raw = services_file.read_bytes()
    services = read_figures(raw, Labels.YEAR_BEFORE, BEGINS)
    volumes = read_figures(volumes_file.read_bytes())
    for name, found in (("services.csv", services), ("transaction-volumes.csv", volumes)):
        yield f"{name}: every cell of {len(found.headings)} columns of figures is read", _unread(found)
        yield from _computed(name, found)
    yield from _both(services, volumes)
    yield from _own_columns(raw, services)


def _unread(found: Figures) -> str | None:
    if not found.figures:
        return "no figure was found"
    return f"{len(found.unread)} are not, such as {found.unread[0]}" if found.unread else None


def _published(found: Figures, quantity: Quantity, months: int = 12) -> dict[Key, float]:
    return {
        (each.service, each.start): each.number
        for each in found.figures
        if each.quantity is quantity and each.months == months
    }


def _computed(name: str, found: Figures) -> Iterator[Check]:
    """The measures of every service and year beside what is published, or follows from it by hand."""
    typed = typed_of(found.figures, 12)
    volume, digital = _published(found, Quantity.VOLUME), _published(found, Quantity.DIGITAL_VOLUME)
    cost = _published(found, Quantity.COST)
    by_hand = {
        Quantity.VOLUME: volume,
        Quantity.COST: {key: unit for key, unit in cost.items() if volume.get(key)},
        Quantity.TOTAL_COST: {key: unit * volume[key] for key, unit in cost.items() if key in volume},
        Quantity.TAKE_UP: {key: 100 * part / volume[key] for key, part in digital.items() if volume.get(key)},
    }
    for quantity, expected in by_hand.items():
        values = values_of(quantity, typed, NOW)
        yield f"{name}: {quantity} of {len(expected):,} services and years", _difference(expected, values)


def _difference(expected: dict[Key, float], values: dict[Key, float]) -> str | None:
    wrong = [key for key, number in expected.items() if not _near(number, values.get(key))]
    more = set(values) - set(expected)
    if not wrong and not more and expected:
        return None
    example = next(iter(wrong or more), None)
    return f"{len(wrong)} differ, {len(more)} too many; such as {example}" + (
        f": {expected.get(example)} and {values.get(example)}" if example else ""
    )


def _near(a: float, b: float | None) -> bool:
    return b is not None and abs(a - b) <= 1e-9 * max(1.0, abs(a))


def _both(services: Figures, volumes: Figures) -> Iterator[Check]:
    """Both files say the same of each service: a check for each quantity and year."""
    named = {each.key: each.name for each in services.services}
    there: dict[tuple[Quantity, date], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in volumes.figures:
        there[each.quantity, each.start][each.service].append(each.number)
    here: dict[tuple[Quantity, date], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in services.figures:
        if each.months == 12:
            here[each.quantity, each.start][named[each.service]].append(each.number)
    other_names = {each.key: each.name for each in volumes.services}
    for (quantity, start), found in sorted(there.items()):
        expected: dict[str, list[float]] = defaultdict(list)
        for service, numbers in found.items():
            expected[other_names[service]] += numbers
        ours = here.get((quantity, start), {})
        wrong = [
            service
            for service in set(expected) | set(ours)
            if sorted(round(number, 2) for number in expected.get(service, []))
            != sorted(round(number, 2) for number in ours.get(service, []))
        ]
        yield (
            f"{quantity}, twelve months from {start:%B %Y}: both files say the same of {len(expected)} services",
            f"{len(wrong)} differ, such as {wrong[0]}" if wrong else None,
        )


def _own_columns(raw: bytes, services: Figures) -> Iterator[Check]:
    """Columns in which the publishers wrote down what follows from the others."""
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    headings = [" ".join(each.split()) for each in table[0]]
    name = headings.index("Name of service")
    rows = [row for row in table[1:] if row[name].strip()]
    keys = [each.key for each in services.services]
    for heading, (quantity, until) in LATEST.items():
        if heading in headings:
            said = [row[headings.index(heading)] for row in rows]
            yield _latest(heading, until, said, keys, _published(services, quantity))
    for quantity, which in ((Quantity.VOLUME, 0), (Quantity.DIGITAL_VOLUME, 1)):
        places = [k for k, each in enumerate(headings) if each.startswith("Total ") and "[12 MONTHS]" in each]
        if len(places) > which:
            published = [row[places[which]] for row in rows]
            yield _sums(headings[places[which]], published, keys, services, quantity)
    if "Latest digital take-up" in headings:
        said = [row[headings.index("Latest digital take-up")] for row in rows]
        yield _latest_take_up(said, keys, services)


def _latest(
    heading: str, until: date, said: list[str], keys: list[str], published: dict[Key, float]
) -> Check:
    newest: dict[str, tuple[date, float]] = {}
    for (service, start), number in published.items():
        if start <= until and (service not in newest or newest[service][0] < start):
            newest[service] = (start, number)
    expected = {key: number_in(text) for key, text in zip(keys, said, strict=True)}
    known = {key: number for key, number in expected.items() if number is not None}
    wrong = [
        key
        for key, number in known.items()
        if newest.get(key, (until, -1.0))[1] != number and key not in WRITTEN_WRONG
    ]
    return (
        f"services.csv: “{heading}” of {len(known)} services is the newest figure",
        f"{len(wrong)} differ, such as {wrong[0]}" if wrong or not known else None,
    )


def _sums(heading: str, said: list[str], keys: list[str], services: Figures, quantity: Quantity) -> Check:
    """Four quarters, added up by a measure of the year, are the total that is written beside them."""
    typed = [
        Typed("volume", date(2016, 10, 1), each.number, f"{each.service}|{each.start}")
        for each in services.figures
        if each.quantity is quantity
        and each.months == 3
        and date(2016, 10, 1) <= each.start <= date(2017, 7, 1)
    ]
    totals: dict[str, float] = defaultdict(float)
    for (group, _), number in values_of(Quantity.VOLUME, typed, NOW).items():
        totals[group.rpartition("|")[0]] += number
    known = {key: number_in(text) for key, text in zip(keys, said, strict=True)}
    compared = {key: number for key, number in known.items() if number is not None and key in totals}
    wrong = [key for key, number in compared.items() if totals[key] != number]
    return (
        f"services.csv: “{heading}” of {len(compared)} services is the sum of its quarters",
        f"{len(wrong)} differ, such as {wrong[0]}" if wrong or not compared else None,
    )


def _latest_take_up(said: list[str], keys: list[str], services: Figures) -> Check:
    newest: dict[str, tuple[date, float]] = {}
    for (service, start), value in values_of(Quantity.TAKE_UP, typed_of(services.figures, 12), NOW).items():
        newest[service] = max(newest.get(service, (start, value)), (start, value))
    known = {key: number_in(text) for key, text in zip(keys, said, strict=True) if text.strip()}
    wrong = [key for key, number in known.items() if number is None or round(newest[key][1]) != round(number)]
    fault = f"{len(wrong)} differ, such as {wrong[0]}" if wrong or not known else None
    return f"services.csv: “Latest digital take-up” of {len(known)} services", fault
