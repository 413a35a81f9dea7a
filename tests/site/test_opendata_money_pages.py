"""Follow the money: everybody looks from the whole budget down to the single payment, and takes the numbers along."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import fastexcel
import pytest
from django.test import Client

from openhall.data.money.ocds import check_package
from openhall.site.opendata.money.loading import MayNotBePublished, publish, withdraw
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.web.speech import say_kept
from tests.data.money_tables import BUDGET, CONTRACTS, PAYMENTS
from tests.site.money_years import RESULTS, load, publish_years
from tests.site.test_web_languages import NAMES, latin

PAGES = (
    "", "2026/", "2025/", "2026/planning/", "2026/planning/building-permits/", "suppliers/", "suppliers/?q=bright",
    "suppliers/?year=2025", "suppliers/c200/", "suppliers/people/", "contracts/", "contracts/?q=lamps",
    "contracts/k-1/", "payments/", "payments/?q=lamp&year=2026&order=largest", "payments/2026/P3/", "years/",
    "years/?department=roads&show=real_resident&prices=2025", "years/?programme=planning/building-permits", "results/",
    "sources/", "versions/2026/1/",
)  # fmt: skip


@pytest.fixture
def years(db: None, settings: Any, tmp_path: Any) -> Iterator[list[MoneyVersion]]:
    settings.OPENHALL_HOME = tmp_path
    yield publish_years(2025, 2026)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(f"/data/money/{address}")
    assert answer.status_code == status, address
    return answer.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_open_to_everybody_and_names_nobody(client: Client, years: Any, address: str) -> None:
    text = page(client, address)
    assert "Sorrel" not in text
    assert "<h1" in text


def test_a_year_at_a_glance_says_plan_revised_and_spent_by_department(client: Client, years: Any) -> None:
    text = words(page(client, "2026/"))
    assert "planned €1,700" in text
    assert "€1,700.00" in text and "€1,850.00" in text and "€812.30" in text
    assert 'href="/data/money/2026/planning/"' in page(client, "2026/")


def test_without_a_published_year_the_page_says_so_and_others_do_too(client: Client, db: None) -> None:
    for address in ("", "payments/", "suppliers/", "contracts/", "years/", "results/"):
        assert "No budget is published yet" in page(client, address)
    page(client, "2026/", 404)
    page(client, "sources/")


def test_from_the_whole_down_to_one_payment(client: Client, years: Any) -> None:
    assert "/data/money/2026/planning/building-permits/" in page(client, "2026/planning/")
    programme = page(client, "2026/planning/building-permits/")
    assert "/data/money/suppliers/c100/" in programme
    payments = page(client, "payments/?year=2026&programme=planning/building-permits&supplier=c100")
    assert "2 payments, €112 in all" in words(payments)
    assert "/data/money/payments/2026/P2/" in payments
    assert "€100.00" in words(page(client, "payments/2026/P2/"))


def test_a_supplier_is_found_by_name_and_shows_years_contracts_and_payments(
    client: Client, years: Any
) -> None:
    assert "Inkwell" not in page(client, "suppliers/?q=BRIGHT")
    supplier = words(page(client, "suppliers/c200/"))
    for part in ("Brightway Lighting plc", "€300.00", "Street lamps", "Refund of a broken lamp", "Roads"):
        assert part in supplier
    assert "No supplier fits" in page(client, "suppliers/?q=nobody+here")


def test_what_one_permit_costs_stands_beside_its_programme(client: Client, years: Any) -> None:
    assert "One permit cost €25.62" in words(page(client, "2026/planning/building-permits/"))
    assert "€25.62" in words(page(client, "results/"))


def test_years_are_compared_per_resident_and_at_the_same_prices(client: Client, years: Any) -> None:
    rows = json.loads(client.get("/data/money/years/?format=json").content, parse_float=Decimal)["rows"]
    assert [row["year"] for row in rows] == [2025, 2026]
    assert rows[0]["spent"] == Decimal("812.30")
    assert rows[0]["spent_same_prices"] == Decimal("820.51"), "812.30 times 100 / 99"
    assert rows[1]["per_resident"] == Decimal("1.35")


def test_downloads_hold_just_what_is_shown_and_are_exact(client: Client, years: Any) -> None:
    address = "/data/money/payments/?year=2026&supplier=c200"
    answer = client.get(f"{address}&format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="payments.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["payment"], row["amount"]) for row in rows] == [("P4", "-0.10"), ("P3", "300.10")]
    told = json.loads(client.get(f"{address}&format=json").content, parse_float=Decimal)
    assert [row["amount"] for row in told["rows"]] == [Decimal("-0.10"), Decimal("300.10")]
    assert told["address"].endswith("/data/money/payments/?year=2026&supplier=c200")
    assert "SHA-256" in told["made_from"][0]
    sheet = fastexcel.read_excel(client.get(f"{address}&format=xlsx").content)
    assert sheet.sheet_names == ["Rows", "About"]
    assert sheet.load_sheet("Rows").to_polars()["amount"].to_list() == [-0.1, 300.1]


@pytest.mark.parametrize(
    "address", ["2026/", "2026/planning/", "suppliers/c200/", "contracts/", "contracts/k-1/", "results/"]
)
@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_every_page_gives_its_table_as_a_file(client: Client, years: Any, address: str, form: str) -> None:
    assert len(client.get(f"/data/money/{address}?format={form}").content) > 60


def test_a_formula_in_a_name_is_text_in_a_spreadsheet(
    client: Client, db: None, settings: Any, tmp_path: Any
) -> None:
    settings.OPENHALL_HOME = tmp_path
    publish_years(2026, payments=PAYMENTS.replace("Inkwell Supplies Ltd", "=1+1 Ltd"))
    sheet = fastexcel.read_excel(client.get("/data/money/suppliers/?format=xlsx").content).load_sheet("Rows")
    assert "=1+1 Ltd" in sheet.to_polars()["name"].to_list()


def test_what_is_asked_wrongly_is_said_beside_its_question(client: Client, years: Any) -> None:
    text = page(client, "payments/?since=soon&most=lots&year=1999", 400)
    assert 'href="#since"' in text and 'id="since_error"' in text
    assert "Enter an amount, like 1200 or 37.50" in text
    assert "Choose a year that is published" in text
    assert "must not lie before" in page(client, "payments/?since=2026-03-01&until=2026-02-01", 400)


@pytest.mark.parametrize(
    "address",
    [
        "1999/", "2026/gone/", "2026/planning/gone/", "suppliers/gone/", "contracts/gone/", "payments/2026/gone/",
        "versions/2026/9/", "?version=2026-9", "?version=nonsense", "?version=2026-1%00", "years/?department=gone",
        "versions/2026/1/secrets.csv", "versions/2026/1/budget.exe",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, years: Any, address: str) -> None:
    page(client, address, 404)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "a " * 500, "page=99999", "page=-1", "order=drop", "least=9e99", "q=.*"]
)
def test_hostile_questions_are_answered(client: Client, years: Any, query: str) -> None:
    assert client.get(f"/data/money/payments/?{query}").status_code in (200, 400)


def test_a_new_version_takes_its_place_and_the_old_one_stays_citable(client: Client, years: Any) -> None:
    more = load(2026, payments=PAYMENTS.replace("12.30", "13.30"))
    assert "€812.30" in page(client, "2026/"), "nothing shows before it is published"
    publish(more, None, "A payment was wrong.")
    assert "€813.30" in page(client, "2026/")
    cited = page(client, "2026/?version=2026-1")
    assert "€812.30" in cited
    assert "version=2026-1" in cited.split("By department")[1], "links keep the version"
    old = words(page(client, "versions/2026/1/"))
    assert "A newer version has taken its place" in old
    withdraw(more, "It was right before.")
    assert "€812.30" in page(client, "2026/")
    assert "It was right before." in page(client, "versions/2026/2/")
    page(client, "?version=2026-2", 404)


def test_what_must_be_mended_is_not_published(db: None, settings: Any, tmp_path: Any) -> None:
    settings.OPENHALL_HOME = tmp_path
    version = load(2026, budget=BUDGET.replace("1700.00", "1800.00"))
    with pytest.raises(MayNotBePublished, match="must be mended"):
        publish(version, None)


def test_files_as_given_are_deleted_when_a_version_is_published(
    db: None, settings: Any, tmp_path: Any
) -> None:
    settings.OPENHALL_HOME = tmp_path
    version = load(2026, payments=PAYMENTS.replace("Inkwell Supplies Ltd,C100,company", "Mrs Ada Alder,,"))
    assert any("Ada Alder" in say_kept(each["said"]) for each in version.findings)
    publish(version, None)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Sorrel" not in kept and b"Ada Alder" not in kept
    assert "Ada Alder" not in json.dumps(MoneyVersion.objects.get().findings)


def test_whole_tables_of_a_version_are_taken_in_every_format(client: Client, years: Any) -> None:
    for form in ("csv", "json", "xlsx", "parquet"):
        assert client.get(f"/data/money/versions/2026/1/payments.{form}").status_code == 200
    rows = list(
        csv.DictReader(io.StringIO(client.get("/data/money/versions/2026/1/budget.csv").content.decode()))
    )
    assert rows[0]["plan"] == "200.00"


OCDS = (
    ("ocds/releases.json", "releases"),
    ("ocds/records.json", "records"),
    ("ocds/records/k-1.json", "records"),
)


def test_contracts_are_published_as_ocds_and_only_with_a_prefix(
    client: Client, years: Any, settings: Any
) -> None:
    page(client, "ocds/releases.json", 404)
    settings.OPENHALL_OCID_PREFIX = "ocds-213czf"
    for address, names in OCDS:
        answer = client.get(f"/data/money/{address}")
        content = b"".join(answer) if answer.streaming else answer.content
        package = json.loads(content)
        assert check_package(package) == []
        assert package[names]
    answer = client.get("/data/money/ocds/releases.json")
    assert (
        client.get("/data/money/ocds/releases.json", headers={"If-None-Match": answer["ETag"]}).status_code
        == 304
    )
    page(client, "ocds/records/gone.json", 404)
    assert "/data/money/ocds/records/k-1.json" in page(client, "contracts/k-1/")
    assert "release package" in page(client, "sources/")


OURS = {
    "budget",
    "payments",
    "contracts",
    "results",
    "EUR",
    "CSV",
    "JSON",
    "XLSX",
    "SHA",
    "OCDS",
    "Parquet",
    "PARQUET",
    "P",
    "K",
    "csv",
    "B",
    "KB",
}


def test_who_chooses_arabic_reads_no_english_about_money(client: Client, years: Any, settings: Any) -> None:
    settings.OPENHALL_OCID_PREFIX = "ocds-213czf"
    tables = f"{BUDGET}{PAYMENTS}{CONTRACTS}{RESULTS}"
    written = OURS | set(re.findall(r"[A-Za-z]+", tables))
    client.post("/language/", {"language": "ar", "next": "/"})
    for address in (
        *PAGES,
        "payments/?since=soon&most=lots&year=1999",
        "payments/?q=xyzxyz",
        "contracts/?q=xyzxyz",
    ):
        answer = client.get(f"/data/money/{address}")
        assert '<html lang="ar" dir="rtl"' in answer.content.decode()
        told = re.sub(
            r"\b[0-9a-f]{8,10}\b|\bS-|xyzxyz|bright|\blamps?\b",
            "",
            answer.content.decode().replace("<wbr>", " "),
        )
        assert latin(told) <= NAMES | written, address
