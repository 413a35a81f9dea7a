"""Tables of published figures are looked at, taken over as the values of measures, and taken back as a whole."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openhall.site.measures.adopting import save_text
from openhall.site.measures.computing import measure_due
from openhall.site.measures.manage import import_forms
from openhall.site.measures.models import FiguresImport, Measure, Typed
from openhall.site.measures.published import taking
from openhall.site.people.models import Department
from tests.site.little import publish_little

pytestmark = pytest.mark.django_db

YEARS = tuple(f"April {year} to March {year + 1}" for year in (2021, 2022, 2023))
HEADINGS = [
    "Name of service", "Slug",
    *(f"{year}: {what}" for year in YEARS for what in ("volume", "digital volume", "cost per transaction (£)")),
    f"{YEARS[0]}: completion rate",
]  # fmt: skip
STALL = ["Street stall permit", "street-stall", "1,200", "900", "£2.50", "1,300", "***", "£2", "1,000", "800", "#REF!",
         "80"]  # fmt: skip
OTHER = ["Fishing licence", "fishing", "10", "5", "4", "20", "10", "5", "30", "30", "6", "-"]
START = date(2021, 4, 1)


def csv_of(*rows: list[str]) -> bytes:
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEADINGS, *rows)).encode()


def json_of(*rows: list[str]) -> bytes:
    return json.dumps({"data": [dict(zip(HEADINGS, row, strict=True)) for row in rows]}).encode()


TABLE = csv_of(STALL, OTHER)


@pytest.fixture
def analyst(person: Any) -> Client:
    publish_little()
    client = Client()
    client.force_login(person("analyst", email="ana@city.example", name="Ana Analyst"))
    return client


def send(client: Client, data: bytes = TABLE, name: str = "figures.csv", **more: Any) -> Any:
    owner = Department.objects.get(key="licensing").pk
    given = {"file": SimpleUploadedFile(name, data), "note": "Report of 2024", "owner": owner} | more
    return client.post("/measures/manage/imports/new/", given)


def given(client: Client, data: bytes = TABLE, name: str = "figures.csv") -> FiguresImport:
    assert send(client, data, name).status_code == 302
    return FiguresImport.objects.latest("pk")


def said(client: Client, held: FiguresImport) -> str:
    return client.get(held.get_absolute_url()).content.decode()


def values_of(slug: str) -> dict[date, float | None]:
    version = Measure.objects.get(slug=slug).current
    assert version is not None
    return dict(version.values.filter(by="").values_list("period", "value"))


PAGES = ("", "new/", "1/", "1/take/", "1/undo/", "1/redo/", "1/forget/")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page or "list")
@pytest.mark.parametrize("role", ["officer", "publisher", "operator", ""], ids=lambda r: r or "nobody")
def test_only_analysts_and_heads_of_service_are_let_in(
    analyst: Client, person: Any, client: Client, page: str, role: str
) -> None:
    given(analyst)
    address = f"/measures/manage/imports/{page}".replace("/1/", f"/{FiguresImport.objects.get().pk}/")
    if not role:
        assert client.get(address).status_code == client.post(address).status_code == 302
    else:
        client.force_login(person(role, email="o@city.example"))
        assert client.get(address).status_code == client.post(address).status_code == 403
    assert FiguresImport.objects.get().state == "read" and not Typed.objects.exists()


def test_a_head_of_service_takes_figures_over_as_an_analyst_does(analyst: Client, person: Any) -> None:
    head = Client()
    head.force_login(person("head of service", email="head@city.example"))
    held = given(head)
    head.post(f"{held.get_absolute_url()}take/")
    assert held.numbers.count() == 13


def test_before_anything_is_given_the_page_says_how_to_begin(analyst: Client) -> None:
    assert "No file of figures was given yet" in analyst.get("/measures/manage/imports/").content.decode()


def test_the_preview_says_columns_periods_measures_and_what_cannot_be_read_and_keeps_nothing(
    analyst: Client,
) -> None:
    held = given(analyst)
    page = said(analyst, held)
    # Volumes of 3 periods; cost and volume of 2, and cost alone of 2; both volumes of 2.
    assert "13 numbers" in page and "Nothing is kept yet" in page
    assert "Row 2, “April 2023 to March 2024: cost per transaction (£)”: <bdi>#REF!</bdi>" in page
    assert "from April 2021, 12 months" in page and "1 row goes nowhere" in page
    assert "No measure is worked out of published figures of: completion rate." in page
    assert page.count("is made") == 4
    assert not Typed.objects.exists() and not Measure.objects.exists()


@pytest.mark.parametrize(
    ("data", "name"), [(TABLE, "f.csv"), (json_of(STALL, OTHER), "f.JSON")], ids=["csv", "json"]
)
def test_what_is_taken_over_becomes_the_values_of_measures_of_the_service(
    analyst: Client, data: bytes, name: str
) -> None:
    held = given(analyst, data, name)
    done = analyst.post(f"{held.get_absolute_url()}take/", follow=True).content.decode()
    assert "13 numbers are taken over" in done
    end = "-12-months"
    assert list(values_of(f"street-stall-published-volume{end}").values()) == [1200, 1300, 1000]
    assert values_of(f"street-stall-published-cost-per-transaction{end}")[START] == 2.5
    assert values_of(f"street-stall-published-total-cost{end}")[START] == 3000
    assert values_of(f"street-stall-published-digital-take-up{end}")[START] == 75
    measure = Measure.objects.get(slug=f"street-stall-published-total-cost{end}")
    assert measure.published_at is None and measure.current is not None
    assert 'unit: "GBP"' in measure.current.text and "twelve months" in measure.current.name
    page = analyst.get(measure.get_absolute_url()).content.decode()
    assert "3,000 GBP" in page and "<svg" in page
    row = Typed.objects.filter(measure=measure).earliest("period")
    assert (row.source, str(row.by), row.note) == (held, "Ana Analyst", f"Report of 2024 ({name})")
    held.refresh_from_db()
    assert held.state == "taken" and bytes(held.content) == b""


def test_a_file_that_is_taken_back_counts_no_more_stays_in_the_history_and_can_count_again(
    analyst: Client,
) -> None:
    first, second = given(analyst), given(analyst, csv_of([*STALL[:2], "1,500", *STALL[3:]]))
    slug = "street-stall-published-volume-12-months"
    for held in (first, second):
        analyst.post(f"{held.get_absolute_url()}take/")
    assert values_of(slug)[START] == 1500
    single = second.numbers.get(name="volume", period=date(2022, 4, 1), measure__slug=slug)
    analyst.post(f"/measures/manage/{slug}/numbers/{single.pk}/withdraw/")
    page = analyst.post(f"{second.get_absolute_url()}undo/", follow=True).content.decode()
    assert "What counted before them counts again" in page and "taken back" in page
    assert values_of(slug)[START] == 1200
    assert second.numbers.count() == 13 and not second.numbers.filter(withdrawn_at=None).exists()
    assert "1500" in analyst.get(f"/measures/manage/{slug}/numbers/").content.decode()
    analyst.post(f"{second.get_absolute_url()}redo/")
    assert values_of(slug)[START] == 1500
    single.refresh_from_db()
    assert single.withdrawn_at is not None, "what was withdrawn by hand stays withdrawn"
    # All of it once more does nothing: a page that was open for long says so.
    again = analyst.post(f"{second.get_absolute_url()}redo/", follow=True).content.decode()
    assert "was not taken back" in again
    taken = analyst.post(f"{second.get_absolute_url()}take/", follow=True).content.decode()
    assert "taken over already" in taken and second.numbers.count() == 13


def test_all_of_a_file_is_kept_or_nothing(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    held = given(analyst)
    monkeypatch.setattr(taking, "_wait", lambda _measures: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        analyst.post(f"{held.get_absolute_url()}take/")
    held.refresh_from_db()
    assert held.state == "read" and not Typed.objects.exists() and not Measure.objects.exists()


def test_a_row_of_another_body_gets_measures_of_its_own_or_goes_to_a_service_that_is_chosen(
    analyst: Client,
) -> None:
    held = given(analyst, csv_of(OTHER))
    address = held.get_absolute_url()
    assert "say below which row" in said(analyst, held)
    nothing = analyst.post(f"{address}take/", follow=True).content.decode()
    assert "nothing to take over" in nothing
    wrong = analyst.post(address, {"do": "add", "line": "fishing", "service": "9999"})
    assert wrong.status_code == 400 and "to which no other row goes" in wrong.content.decode()
    analyst.post(address, {"do": "add", "line": "fishing", "service": "0"})
    assert "measures of its own" in said(analyst, held)
    analyst.post(address, {"do": "drop", "line": "fishing"})
    assert FiguresImport.objects.get().routes == {}
    analyst.post(address, {"do": "all"})
    analyst.post(f"{address}take/")
    measure = Measure.objects.get(slug="fishing-published-volume-12-months")
    assert measure.service is None and measure.owner.key == "licensing"
    assert str(measure) == "Fishing licence: Transactions, twelve months"
    assert list(values_of(measure.slug).values()) == [10, 20, 30]


def test_figures_of_quarters_go_to_the_measure_that_somebody_made_before(analyst: Client) -> None:
    licensing = Department.objects.get(key="licensing")
    service = publish_little().service
    measure = Measure.objects.create(slug="own", owner=licensing, service=service)
    save_text(measure, "built in: published-volume\nname: Stalls\n", None)
    pounds = Measure.objects.create(slug="pounds", owner=licensing, service=service)
    save_text(pounds, "built in: published-total-cost\n", None)
    data = b"Name of service,2024-Q1 Vol.,2024-Q2 Vol.,2024-Q1 CPT (\xc2\xa3)\nstreet-stall,7,8,2\n"
    held = given(analyst, data)
    page = said(analyst, held)
    assert "Stalls: 2" in page and "is there already" in page
    assert "none, because it counts EUR and the file GBP" in page
    analyst.post(held.get_absolute_url(), {"do": "read", "labels": "quarter", "unit": "EUR"})
    assert "none, because" not in said(analyst, held)
    analyst.post(f"{held.get_absolute_url()}take/")
    assert values_of("own") == {date(2024, 1, 1): 7, date(2024, 4, 1): 8}
    assert values_of("pounds")[date(2024, 1, 1)] == 14


def test_what_a_label_stands_for_and_which_periods_are_taken_over_is_asked(analyst: Client) -> None:
    data = b"Name of service,2024-Q1 Vol.,2024-Q2 Vol.,2023 volume\nstreet-stall,7,8,30\n"
    held = given(analyst, data)
    page = said(analyst, held)
    assert "Figures of 3 months (2)" in page and "Figures of 12 months (1)" in page
    assert (
        analyst.post(held.get_absolute_url(), {"do": "read", "labels": "no", "months": "3"}).status_code
        == 400
    )
    analyst.post(held.get_absolute_url(), {"do": "read", "labels": "quarter", "months": "12"})
    assert "1 number, of rows: 1" in said(analyst, held)
    # Read as the year before, all three are years, of which two begin in the same quarter. Which are taken over is then
    # asked anew: there are no others.
    analyst.post(held.get_absolute_url(), {"do": "read", "labels": "year before", "months": "3"})
    page = said(analyst, held)
    assert "begin in the same period" in page and "Take these figures over" not in page
    assert (
        "nothing to take over"
        in analyst.post(f"{held.get_absolute_url()}take/", follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"%PDF-1.7 ...", "f.csv", "this file is PDF"),
        (b"a\0b", "f.csv", "this file is no text"),
        (TABLE, "f.xlsx", "Only CSV and JSON files are read"),
        (b"a,b\n1,2\n", "f.csv", "has no column “Name of service”"),
        (b"[1, 2]", "f.json", "The JSON is no list of rows"),
        (b'[{"Name of service": "x",}]', "f.json", "line 1, column 26 cannot be read"),
        (b"", "f.csv", "The file is empty"),
    ],
    ids=["pdf", "binary", "ending", "no figures", "no rows", "no json", "empty"],
)
def test_a_file_that_is_no_table_of_figures_is_refused_in_a_sentence(
    analyst: Client, data: bytes, name: str, says: str
) -> None:
    answer = send(analyst, data, name)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not FiguresImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_forms, "LARGEST_FILE", 1_000)
    answer = send(analyst, TABLE + b"\n" * 1_000)
    assert answer.status_code == 400 and "the limit is" in answer.content.decode()


def test_a_file_of_which_nothing_was_taken_can_be_deleted_and_no_other(analyst: Client) -> None:
    held = given(analyst)
    analyst.post(f"{held.get_absolute_url()}forget/")
    assert not FiguresImport.objects.exists()
    held = given(analyst)
    analyst.post(f"{held.get_absolute_url()}take/")
    page = analyst.post(f"{held.get_absolute_url()}forget/", follow=True).content.decode()
    assert "Only a file of which nothing was taken over" in page and FiguresImport.objects.exists()
    assert "This very file was taken over" in said(analyst, given(analyst))


def test_of_many_measures_the_worker_works_out_the_values(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    held = given(analyst)
    analyst.post(f"{held.get_absolute_url()}take/")
    slug = "street-stall-published-volume-12-months"
    assert values_of(slug) == {}
    measure_due()
    assert len(values_of(slug)) == 3


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("2024-Q1 Vol.,2024-Q2 Vol.", "quarter"),
        ("2024-Q1 Vol.,January to March 2024 volume", "year before"),
        ("April 2024 to March 2025 volume,April 2024 to June 2024 volume", "quarter"),
    ],
)
def test_labels_are_read_so_that_no_column_takes_the_place_of_another(
    analyst: Client, headings: str, expected: str
) -> None:
    sent = send(analyst, f"Name of service,{headings}\nstreet-stall,7,8\n".encode())
    held = FiguresImport.objects.latest("pk")
    assert held.labels == expected
    page = analyst.get(sent.url).content.decode()
    assert ("are read as the twelve months" in page) == (expected == "year before")
    assert "begin in the same period" not in page
