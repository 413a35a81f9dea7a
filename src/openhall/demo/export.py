"""The records as the city's old systems would export them: CSV files with local times, each in its own manner."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from openhall.demo.city import City
from openhall.demo.service import ServiceRecords
from openhall.mining.log import ACTIVITY, CASE, OFFSET, RESOURCE, TIME

LOCAL = "local time"
COLUMNS = {CASE: "Case", ACTIVITY: "Activity", LOCAL: "Timestamp", RESOURCE: "Resource", "org:role": "Role"}
MILESTONES = {
    "Report problem": "Reported",
    "Pass to service": "Passed on",
    "Inspect road": "Inspected",
    "Repair pothole": "Pothole repaired",
    "Repair street light": "Light repaired",
    "Collect waste": "Waste collected",
    "Close report": "Closed",
}


def write_city(city: City, folder: Path) -> tuple[Path, ...]:
    """Write a CSV file for each service into a folder, which is made when it is not there; returns the files.

    building-permit.csv         a row an event, commas
    freedom-of-information.csv  a row an event, semicolons, as a spreadsheet on the continent writes it
    street-problems.csv         a row a case with a date for each milestone, as registers of reports are kept

    Times are those of the city's clock, without an offset: `--timezone Europe/Dublin` reads them right.
    """
    folder.mkdir(parents=True, exist_ok=True)
    permits, requests, streets = (
        city.service(key) for key in ("building-permit", "freedom-of-information", "street-problems")
    )
    tables = (
        (permits, _event_rows(permits), ","),
        (requests, _event_rows(requests), ";"),
        (streets, _case_rows(streets), ","),
    )
    paths = []
    for service, table, separator in tables:
        path = folder / f"{service.key}.csv"
        table.write_csv(path, separator=separator, datetime_format="%Y-%m-%d %H:%M:%S")
        paths.append(path)
    return tuple(paths)


def _with_local_time(events: pl.DataFrame) -> pl.DataFrame:
    on_the_wall = pl.col(TIME) + pl.duration(minutes=pl.col(OFFSET))
    return events.with_columns(on_the_wall.dt.replace_time_zone(None).alias(LOCAL))


def _event_rows(service: ServiceRecords) -> pl.DataFrame:
    rows = _with_local_time(service.events).drop(TIME, OFFSET).join(service.cases, on=CASE, how="left")
    rows = rows.select(*COLUMNS, pl.exclude(*COLUMNS))
    return rows.rename({name: COLUMNS.get(name, name.capitalize()) for name in rows.columns})


def _case_rows(service: ServiceRecords) -> pl.DataFrame:
    last = (
        _with_local_time(service.events)
        .filter(pl.col(ACTIVITY).is_in(list(MILESTONES)))
        .group_by(CASE, ACTIVITY)
        .agg(pl.col(LOCAL).max())
        .pivot(on=ACTIVITY, on_columns=list(MILESTONES), index=CASE, values=LOCAL)
        .rename(MILESTONES)
    )
    rows = service.cases.join(last, on=CASE, how="left", maintain_order="left")
    return rows.rename({name: COLUMNS.get(name, name.capitalize()) for name in service.cases.columns})
