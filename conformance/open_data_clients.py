"""sodapy, ckanapi and pandas, unmodified, read San Francisco's real 311 sample from a served site, and count what is in
the file; and the served catalogue is laid beside the official shapes of DCAT-AP 3.

sodapy only knows https: the site is served with a certificate that the variables of the environment name as trusted.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Check = tuple[str, str | None]
Row = dict[str, str]


def checks(data: Path) -> Iterator[Check]:
    """One check a question to a client."""
    file = data / "sf-311" / "cases_sample.csv"
    if not file.exists():
        return
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    command = [sys.executable, str(HERE / "open_data_clients_side.py"), str(data)]
    side = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert side.stdout is not None
        line = side.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(command)} failed; the lines above say why.")
        told = json.loads(line)
        os.environ |= {"SSL_CERT_FILE": told["certificate"], "REQUESTS_CA_BUNDLE": told["certificate"]}
        for token in (None, told["token"]):
            yield from _sodapy(told, rows, token)
        for get_only in (False, True):
            yield from _ckanapi(told, rows, get_only)
        yield from _pandas(told, rows)
        yield from _soda3(told, rows)
        yield from _dcat(told, data)
    finally:
        side.communicate()


def same(what: str, ours: Callable[[], Any], theirs: Any) -> Check:
    """A check that a client gives what is expected; what it raises is a fault."""
    try:
        found = ours()
    except Exception as error:
        return what, f"{type(error).__name__}: {error}"
    return what, None if found == theirs else f"{str(found)[:200]} and not {str(theirs)[:200]}"


def refuses(what: str, ask: Callable[[], Any], kind: str, words: str) -> Check:
    """A check that a client raises its own error, with these words."""
    try:
        found = ask()
    except Exception as error:
        right = type(error).__name__ == kind and words in str(error)
        return what, None if right else f"{type(error).__name__}: {error}"
    return what, f"gave {str(found)[:100]}"


def _sodapy(told: dict[str, Any], rows: list[Row], token: str | None) -> Iterator[Check]:
    from sodapy import Socrata

    who, cases = f"sodapy {'with' if token else 'without'} token", told["cases"]
    statuses = Counter(row["Status"] for row in rows)
    hours = [float(row["Resolve.Time"]) for row in rows if row["Resolve.Time"] not in ("", "NA")]
    late = sum(value > 24 for value in hours)
    months = Counter(row["Opened"][:7] for row in rows)
    first = min(rows, key=lambda row: row["CaseID"])
    with Socrata(told["host"], token, timeout=60) as client:
        yield same(f"{who}: a page", lambda: len(client.get(cases)), 1000)
        yield same(f"{who}: all rows", lambda: len(client.get(cases, limit=50_000)), len(rows))
        yield same(
            f"{who}: all pages, each row once",
            lambda: Counter(row["case_id"] for row in client.get_all(cases, limit=3000, order=":id")),
            Counter(row["CaseID"] for row in rows),
        )
        yield same(
            f"{who}: groups",
            lambda: {
                row["status"]: int(row["n"])
                for row in client.get(cases, select="status, count(*) AS n", group="status")
            },
            dict(statuses),
        )
        yield same(
            f"{who}: months",
            lambda: {
                row["month"][:7]: int(row["n"])
                for row in client.get(
                    cases,
                    select="date_trunc_ym(opened) AS month, count(*) AS n",
                    group="date_trunc_ym(opened)",
                    order="month",
                )
            },
            dict(months),
        )
        yield same(
            f"{who}: a condition",
            lambda: int(client.get(cases, select="count(*) AS n", where="resolve_time > 24")[0]["n"]),
            late,
        )
        yield same(
            f"{who}: an average",
            lambda: round(float(client.get(cases, query="SELECT avg(resolve_time) AS mean")[0]["mean"]), 6),
            round(sum(hours) / len(hours), 6),
        )
        yield same(
            f"{who}: a simple filter",
            lambda: len(client.get(cases, neighborhood="Marina", limit=50_000)),
            sum(row["Neighborhood"] == "Marina" for row in rows),
        )
        yield same(
            f"{who}: a text match",
            lambda: int(
                client.get(cases, select="count(*) AS n", where="upper(category) LIKE '%GRAFFITI%'")[0]["n"]
            ),
            sum("GRAFFITI" in row["Category"].upper() for row in rows),
        )
        yield same(
            f"{who}: a row has its values",
            lambda: [row["address"] for row in client.get(cases, case_id=first["CaseID"])],
            [first["Address"]],
        )
        yield same(
            f"{who}: words",
            lambda: len(client.get(cases, q="graffiti", limit=50_000)) > 0,
            True,
        )
        yield same(f"{who}: CSV", lambda: len(client.get(cases, content_type="csv", limit=7)), 8)
        yield same(
            f"{who}: GeoJSON of areas",
            lambda: len(client.get(told["areas"], content_type="geojson")["features"]),
            195,
        )
        yield same(
            f"{who}: within a circle",
            lambda: 0 < int(
                client.get(
                    cases, select="count(*) AS n", where="within_circle(point, 37.7749, -122.4194, 1000)"
                )[0]["n"]
            ) < len(rows),
            True,
        )  # fmt: skip
        yield same(f"{who}: metadata", lambda: len(client.get_metadata(cases)["columns"]), len(rows[0]))
        yield same(
            f"{who}: the catalogue",
            lambda: sorted(each["resource"]["id"] for each in client.datasets()),
            sorted([cases, told["areas"]]),
        )
        yield same(
            f"{who}: search in the catalogue",
            lambda: [each["resource"]["id"] for each in client.datasets(q="neighbourhoods")],
            [told["areas"]],
        )
        yield refuses(
            f"{who}: no such column", lambda: client.get(cases, where="x > 1"), "HTTPError", "No such column"
        )
        yield refuses(f"{who}: what is embargoed", lambda: client.get(told["hidden"]), "HTTPError", "404")
        yield refuses(f"{who}: its metadata", lambda: client.get_metadata(told["hidden"]), "HTTPError", "404")
        yield refuses(f"{who}: writing", lambda: client.upsert(cases, [{"x": 1}]), "HTTPError", "405")


def _ckanapi(told: dict[str, Any], rows: list[Row], get_only: bool) -> Iterator[Check]:
    from ckanapi import RemoteCKAN

    who = f"ckanapi by {'GET' if get_only else 'POST'}"
    with RemoteCKAN(f"https://{told['host']}", get_only=get_only) as portal:
        does = portal.action
        file = f"{told['cases']}-csv"
        yield same(f"{who}: names", does.package_list, ["sf-areas", "sf-cases"])
        yield same(f"{who}: a dataset", lambda: does.package_show(id="sf-cases")["id"], told["cases"])
        yield same(f"{who}: search", lambda: does.package_search(q="311", fq="tags:areas")["count"], 1)
        yield same(f"{who}: departments", does.organization_list, ["dpw"])
        yield same(f"{who}: groups", does.group_list, ["regi"])
        yield same(f"{who}: keywords", does.tag_list, ["311", "areas", "cases"])
        yield same(
            f"{who}: rows in total",
            lambda: does.datastore_search(resource_id=file, limit=1)["total"],
            len(rows),
        )
        yield same(
            f"{who}: rows of a page",
            lambda: [
                each["_id"] for each in does.datastore_search(resource_id=file, limit=3, offset=5)["records"]
            ],
            [6, 7, 8],
        )
        filters: Any = {"status": "Open"}
        yield same(
            f"{who}: filters",
            lambda: does.datastore_search(
                resource_id=file, filters=json.dumps(filters) if get_only else filters, limit=0
            )["total"],
            sum(row["Status"] == "Open" for row in rows),
        )
        yield same(
            f"{who}: SQL",
            lambda: does.datastore_search_sql(
                sql=f'SELECT COUNT(*) AS n FROM "{file}" WHERE "neighborhood" = \'Marina\''
            )["records"],
            [{"n": sum(row["Neighborhood"] == "Marina" for row in rows)}],
        )
        yield same(f"{who}: columns", lambda: len(does.datastore_info(id=file)["fields"]), len(rows[0]))
        yield refuses(f"{who}: nothing there", lambda: does.package_show(id="none"), "NotFound", "none")
        yield refuses(
            f"{who}: what is embargoed", lambda: does.package_show(id="sf-hidden"), "NotFound", "sf-hidden"
        )
        yield refuses(f"{who}: a missing value", does.package_show, "ValidationError", "Missing value")


def _pandas(told: dict[str, Any], rows: list[Row]) -> Iterator[Check]:
    import pandas
    import requests

    base = f"https://{told['host']}"
    links = {
        "the download": f"{base}/api/views/{told['cases']}/rows.csv?accessType=DOWNLOAD",
        "rows of SODA": f"{base}/resource/{told['cases']}.csv?$limit=50000",
        "the version's file": f"{base}/data/{told['cases']}/versions/1/download/csv/",
        "the export of SODA 3": f"{base}/api/v3/views/{told['cases']}/export.csv",
    }
    for name, link in links.items():
        frame = pandas.read_csv(link, dtype={"case_id": str}, parse_dates=["opened"])
        yield f"pandas, {name}: rows", None if len(frame) == len(rows) else f"{len(frame)}"
        yield same(
            f"pandas, {name}: cases in order",
            lambda frame=frame: list(frame["case_id"]),
            [row["CaseID"] for row in rows],
        )
        yield same(
            f"pandas, {name}: empty cells",
            lambda frame=frame: int(frame["resolve_time"].isna().sum()),
            sum(row["Resolve.Time"] in ("", "NA") for row in rows),
        )
        yield same(
            f"pandas, {name}: the first moment",
            lambda frame=frame: str(frame["opened"].min()),
            min(row["Opened"] for row in rows),
        )
    parquet = requests.get(f"{base}/api/views/{told['cases']}/rows.parquet", timeout=60).content
    yield same("pandas, Parquet", lambda: len(pandas.read_parquet(io.BytesIO(parquet))), len(rows))
    yield same(
        "pandas, JSON",
        lambda: len(pandas.read_json(f"{base}/api/views/{told['cases']}/rows.json")),
        len(rows),
    )


def _soda3(told: dict[str, Any], rows: list[Row]) -> Iterator[Check]:
    import requests

    address = f"https://{told['host']}/api/v3/views/{told['cases']}/query.json"

    def pages() -> Counter[str]:
        seen: Counter[str] = Counter()
        for number in range(1, 100):
            asked = {"query": "SELECT case_id", "page": {"pageNumber": number, "pageSize": 2500}}
            page = requests.post(
                address, json=asked, headers={"X-App-Token": told["token"]}, timeout=60
            ).json()
            seen.update(row["case_id"] for row in page)
            if len(page) < 2500:
                break
        return seen

    yield same("SODA 3: all pages, each row once", pages, Counter(row["CaseID"] for row in rows))
    hidden = address.replace(told["cases"], told["hidden"])
    yield same(
        "SODA 3: what is embargoed", lambda: requests.post(hidden, json={}, timeout=60).status_code, 404
    )


def _dcat(told: dict[str, Any], data: Path) -> Iterator[Check]:
    import requests
    from rdflib import DCAT, Graph

    import dcat_ap

    base, folder = f"https://{told['host']}", data / "dcat-ap-3"
    for form, parser in (("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")):
        graph = Graph().parse(data=requests.get(f"{base}/catalog.{form}", timeout=60).content, format=parser)
        datasets = {str(each) for each in graph.objects(None, DCAT.dataset)}
        expected = {f"{base}/d/{told[name]}" for name in ("cases", "areas")}
        yield f"DCAT-AP as {form}: the datasets", None if datasets == expected else str(datasets)
        if folder.exists():
            for names in (dcat_ap.CORE, dcat_ap.SPECIFIED, dcat_ap.LISTS):
                fault, _warnings = dcat_ap._faults(graph, dcat_ap._shapes(folder, names))
                yield f"DCAT-AP as {form}: {' + '.join(names)}", fault
    for address in sorted({str(each) for each in graph.objects(None, DCAT.downloadURL)}):
        status = requests.get(address, timeout=60).status_code
        yield f"download {address.removeprefix(base)}", None if status == 200 else str(status)
