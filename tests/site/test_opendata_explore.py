"""Rows are looked at as a table, a chart and a map; all of it stands in the address, and nothing asks for a script."""

from __future__ import annotations

import csv
import io
import json
import re

import polars as pl
import pytest
from django.test import Client

from openhall.site.opendata.models import DatasetVersion, SavedView
from openhall.site.opendata.publishing.releasing import withdraw
from tests.site.opendata import published, street_problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> DatasetVersion:
    found = published()
    assert found.is_open, found.problem
    return found


def rows_at(client: Client, version: DatasetVersion, query: str = "") -> str:
    answer = client.get(f"/data/{version.dataset.identifier}/rows/{query}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def cells(page: str) -> list[list[str]]:
    """The rows of the table of a page."""
    body = re.search(r'<tbody class="govuk-table__body">(.*?)</tbody>', page, re.DOTALL)
    return [
        [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        for row in (body[1].split("</tr>")[:-1] if body else [])
    ]


def test_the_page_of_a_dataset_says_all_that_is_known_of_it(client: Client, version: DatasetVersion) -> None:
    page = client.get(f"/data/{version.dataset.identifier}/").content.decode()
    for words in (
        "What residents reported.",
        "Roads",
        "120",
        "CC BY 4.0",
        "What the columns say",
        "Version 1",
    ):
        assert words in page
    assert "<svg" in page and "The same as a table" in page, "the page begins with a map and its table"
    for form in ("csv", "json", "geojson", "parquet", "xlsx"):
        assert f"/versions/1/download/{form}/" in page


def test_rows_come_by_pages(client: Client, version: DatasetVersion) -> None:
    page = rows_at(client, version)
    assert "Rows 1 to 25 of 120" in page and len(cells(page)) == 25
    last = rows_at(client, version, "?page=5")
    assert "Rows 101 to 120 of 120" in last and "Next page" not in last
    assert "Rows 101 to 120 of 120" in rows_at(client, version, "?page=9999")


def test_rows_are_sorted_and_filtered_by_the_address(client: Client, version: DatasetVersion) -> None:
    falling = [row[3] for row in cells(rows_at(client, version, "?sort=-days"))]
    assert falling == sorted(falling, key=int, reverse=True)
    page = rows_at(client, version, "?where=kind:is:Pothole&where=days:from:20")
    found = cells(page)
    assert found and all(row[1] == "Pothole" and int(row[3]) >= 20 for row in found)
    assert "Kind is Pothole" in page
    assert all("Old Town" in row for row in cells(rows_at(client, version, "?q=town")))
    march = cells(rows_at(client, version, "?where=reported:from:2026-03-01&where=reported:to:2026-03-31"))
    assert march and all("March 2026" in row[0] for row in march)
    assert all(row[4] == "Yes" for row in cells(rows_at(client, version, "?where=mended:yes")))


def test_a_form_without_scripts_adds_a_filter_to_those_that_hold(
    client: Client, version: DatasetVersion
) -> None:
    answer = client.get(
        f"/data/{version.dataset.identifier}/rows/",
        {"where": "kind:is:Pothole", "column": "days", "operator": "to", "value": "9"},
    )
    assert answer.status_code == 302
    assert answer["Location"].endswith("?where=kind%3Ais%3APothole&where=days%3Ato%3A9")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?where=days:is:many", "“many” is no number. Enter one for “Days”, like 12.5."),
        ("?where=reported:from:spring", "“spring” is no date. Enter one for “Reported” like 2026-03-31."),
        ("?where=mended:from:1", "“Mended” cannot be filtered with “is at least, or from”."),
        ("?where=kind:is:", "Enter a value for “Kind”."),
    ],
)
def test_a_filter_that_cannot_be_asked_is_told_and_left_out(
    client: Client, version: DatasetVersion, query: str, words: str
) -> None:
    answer = client.get(f"/data/{version.dataset.identifier}/rows/{query}")
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert "Rows 1 to 25 of 120" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?where=kind:is:' OR 1=1 --&q=') UNION SELECT * FROM read_csv('/etc/passwd')",
        "?where=nothing:is:x&sort=nothing&by=nothing&of=sum:nothing&ground=nothing&show=everything",
        "?where=kind:is:%00&page=-1",
        "?show=chart&by=kind&of=sum:kind&per=century&form=pie",
        "?show=map&ground=kind",
    ],
)
def test_what_is_not_known_is_never_asked(client: Client, version: DatasetVersion, query: str) -> None:
    answer = client.get(f"/data/{version.dataset.identifier}/rows/{query}")
    assert answer.status_code in (200, 400)
    assert "root:" not in answer.content.decode()


def test_a_chart_counts_what_the_table_holds(client: Client, version: DatasetVersion) -> None:
    page = rows_at(client, version, "?show=chart&by=kind")
    assert re.findall(
        r'dir="auto">([\w -]+)</span></th><td class="govuk-table__cell oh-number">(\d+)<', page
    ) == [(kind, "30") for kind in sorted(("Pothole", "Street light", "Graffiti", "Fly-tipping"))]
    assert page.count("<rect") == 4
    months = rows_at(client, version, "?show=chart&by=reported")
    counted = re.findall(r">(\w{3} 2026)</span></th><td[^>]*>(\d+)<", months)
    assert counted == [(f"{month} 2026", "20") for month in ("Jan", "Feb", "Mar", "Apr", "May", "Jun")]
    assert "<path" in months and "<circle" in months
    mean = rows_at(client, version, "?show=chart&by=kind&of=avg:days")
    assert "Mean of Days by Kind" in mean


def test_a_map_counts_all_rows_that_have_a_place(client: Client, version: DatasetVersion) -> None:
    page = rows_at(client, version, "?show=map")
    assert "120 rows have a place." in page and "km</text>" in page
    counts = re.findall(r'scope="row"><span dir="auto">[^<]+</span></th><td[^>]*>(\d+)<', page)
    assert sum(map(int, counts)) == 120


def test_downloads_hold_the_rows_in_each_format(client: Client, version: DatasetVersion) -> None:
    home = f"/data/{version.dataset.identifier}/versions/1/download"

    def taken(form: str, query: str = "") -> bytes:
        answer = client.get(f"{home}/{form}/{query}")
        assert answer.status_code == 200
        assert f'filename="street-problems-1.{form}"' in answer["Content-Disposition"]
        return b"".join(answer.streaming_content)

    assert len(list(csv.DictReader(io.StringIO(taken("csv").decode("utf-8-sig"))))) == 120
    assert len(json.loads(taken("json"))) == 120
    assert len(json.loads(taken("geojson"))["features"]) == 120
    assert len(pl.read_parquet(io.BytesIO(taken("parquet")))) == 120
    assert len(pl.read_excel(io.BytesIO(taken("xlsx")))) == 120
    filtered = list(csv.DictReader(io.StringIO(taken("csv", "?where=kind:is:Pothole").decode("utf-8-sig"))))
    assert len(filtered) == 30
    assert client.get(f"{home}/exe/").status_code == 404


def test_a_view_is_saved_once_under_a_short_address(client: Client, version: DatasetVersion) -> None:
    home = f"/data/{version.dataset.identifier}"
    state = "where=kind%3Ais%3APothole&show=chart&by=district"
    page = client.post(f"{home}/save/", {"state": state}).content.decode()
    client.post(f"{home}/save/", {"state": state})
    saved = SavedView.objects.get()
    assert saved.get_absolute_url() in page
    assert "WHERE `kind` = 'Pothole'" in saved.query
    answer = client.get(saved.get_absolute_url())
    assert answer["Location"].startswith(f"{home}/rows/?") and "by=district" in answer["Location"]


def test_a_version_that_is_withdrawn_keeps_its_page_and_loses_its_rows(
    client: Client, version: DatasetVersion, person
) -> None:
    home = f"/data/{version.dataset.identifier}"
    second = published(dataset=version.dataset)
    assert "There is a newer version" in client.get(f"{home}/versions/1/").content.decode()
    assert "As many rows as before." in client.get(f"{home}/versions/2/").content.decode()
    withdraw(second, person("publisher"), "Two districts were mixed up.")
    page = client.get(f"{home}/versions/2/").content.decode()
    assert "Two districts were mixed up." in page and second.digest in page
    assert client.get(f"{home}/versions/2/rows/").status_code == 302
    assert client.get(f"{home}/versions/2/download/csv/").status_code == 410
    assert not second.home.exists()
    assert "Version 1" in rows_at(client, version), "the version before is the newest that is open"


def test_what_is_different_between_two_versions_is_counted_row_by_row(client: Client) -> None:
    lines = street_problems(40).decode().splitlines()
    numbered = [f"{'No' if not k else f'SP-{k}'},{line}" for k, line in enumerate(lines)]
    first = published("\n".join(numbered).encode(), cleared=("no",))
    changed = [
        numbered[0],
        numbered[1].replace("Pothole", "Blocked drain"),
        *numbered[3:],
        f"SP-99,{lines[4]}",
    ]
    published("\n".join(changed).encode(), first.dataset, cleared=("no",))
    page = client.get(f"/data/{first.dataset.identifier}/versions/2/").content.decode()
    for words in ("As many rows as before.", "1 row is new.", "1 row is gone.", "1 row has other values."):
        assert words in page
