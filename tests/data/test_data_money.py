"""Money that is followed: read exactly, checked, summed up, drilled into; people are not named."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from tests.data.money_tables import BUDGET, CONTRACTS, PAYMENTS, moved, prepared

from openhall.data.money.amounts import at_prices, divide, exact, parse_minor, plain, rounded
from openhall.data.money.book import Book, Cut, Figures, Year
from openhall.data.money.columns import Table
from openhall.data.money.comparing import Decided, compare_years, cost_of_cases
from openhall.data.money.errors import MissingColumns, NotPublished, UnreadableTable, UnreadableValues
from openhall.data.money.keeping import keep_year, open_year
from openhall.data.money.mapping import columns_of_package, find_columns, said_by_package
from openhall.data.money.prepare import Asked, Prepared, Tables, prepare_year
from openhall.data.money.read import read_table
from openhall.data.money.values import Reading


def minor(text: str, currency: str = "EUR", comma: bool = False) -> int | None:
    return pl.DataFrame({"t": [text]}).select(parse_minor("t", currency, comma)).item()


def year_of(found: Prepared, residents: int | None = None, index: str | None = None) -> Year:
    return Year(
        found.year, found.currency, found.first, found.last, found.budget, found.payments, found.contracts,
        residents, Decimal(index) if index else None,
    )  # fmt: skip


def kinds(found: Prepared) -> list[str]:
    return [each.kind for each in found.findings]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1200), ("12.5", 1250), ("0.07", 7), ("1,234.56", 123456), ("€1,234.56", 123456), ("1234.50 EUR", 123450),
        ("(2.30)", -230), ("-2.30", -230), ("2.30-", -230), ("−2.30", -230), ("1 234.00", 123400), ("5.1000", 510),
        ("12.345", None), ("1,23.45", None), ("abc", None), ("1e5", None), ("12.3.4", None),
        ("999999999999999999", None),
    ],
)  # fmt: skip
def test_amounts_are_read_to_the_cent_or_not_at_all(text: str, cents: int | None) -> None:
    assert minor(text) == cents


def test_amounts_are_read_as_their_country_and_currency_write_them() -> None:
    assert minor("1.234,56", comma=True) == 123456
    assert minor("1234", "JPY") == 1234
    assert minor("1.5", "JPY") is None
    assert minor("1.005", "KWD") == 1005


@given(st.integers(-(10**14), 10**14))
def test_what_is_written_is_read_back(cents: int) -> None:
    assert minor(plain(cents, "EUR")) == cents


def test_amounts_are_said_for_people() -> None:
    assert exact(-123450, "EUR") == "−€1,234.50"
    assert rounded(1_234_567_890, "EUR") == "€12.3 million"
    assert rounded(99_999_900, "EUR") == "€1.00 million"
    assert rounded(450_000, "SEK") == "SEK 4,500"


def test_sharing_out_rounds_half_to_even_and_never_over_nobody() -> None:
    assert divide(5, 2) == 2
    assert divide(15, 2) == 8
    assert divide(5, 0) is None
    assert at_prices(10_000, Decimal("98.2"), Decimal("110.5")) == 11253


def test_a_year_is_read_checked_and_summed_up_exactly() -> None:
    found = prepared()
    assert found.may_be_published, found.findings
    book = Book((year_of(found),))
    assert book.figures(Cut()) == Figures(170_000, 185_000, 81_230, 81_230, 4)
    by_department = {row["key"]: row for row in book.sums("department", Cut()).iter_rows(named=True)}
    assert by_department["planning"]["revised"] == 140_000
    assert by_department["roads"]["spent"] == 30_000
    assert list(book.sums("programme", Cut(department="roads"))["key"]) == ["roads/street-lighting"]


def test_sums_lead_down_to_the_single_payment() -> None:
    book = Book((year_of(prepared()),))
    by_supplier = book.sums("supplier", Cut(programme="roads/street-lighting"))
    assert by_supplier.row(0, named=True)["paid"] == 30_000
    paid = book.payments(Cut(supplier="c200", contract="k-1", least=0))
    assert paid["payment"].to_list() == ["P3"]
    assert paid["amount"].to_list() == [30_010]
    assert book.payments(Cut(words="brightway refund"))["payment"].to_list() == ["P4"]
    assert book.payments(Cut(since=date(2026, 2, 1), until=date(2026, 2, 28)))["payment"].to_list() == [
        "P2",
        "P3",
    ]


def test_words_that_are_looked_for_are_letters_and_no_pattern() -> None:
    assert Book((year_of(prepared()),)).payments(Cut(words=".*")).height == 0


def test_people_are_not_named_anywhere_and_the_sums_stay_whole() -> None:
    found = prepared()
    everything = json.dumps(
        [frame.rows() for frame in (found.budget, found.payments, found.contracts)], default=str
    )
    assert "Sorrel" not in everything
    people = found.payments.filter(pl.col("supplier_key") == "people")
    assert people["amount"].to_list() == [40_000]
    assert people["payments"].to_list() == [None], "fewer than ten are not counted"
    assert people["date"].to_list() == [date(2026, 12, 31)]


def test_many_payments_to_people_are_summed_up_by_month() -> None:
    rows = [
        f"S{n},2026-0{m}-1{n % 10},Planning,Building permits,Pay,Person {n},,staff,,10,pay"
        for m in (1, 2)
        for n in range(12)
    ]
    head = PAYMENTS.splitlines()[0]
    text = "\n".join([head, *(row.replace("S", f"S{k}-", 1) for k, row in enumerate(rows))])
    people = prepared(payments=text).payments
    assert people["payments"].to_list() == [12, 12]
    assert people["date"].to_list() == [date(2026, 1, 31), date(2026, 2, 28)]
    few = "\n".join(text.splitlines()[:-5])
    joined = prepared(payments=few).payments
    assert joined["amount"].to_list() == [19_000], "one small month would be known by subtraction"
    assert joined["date"].to_list() == [date(2026, 12, 31)]


def test_in_doubt_nobody_is_named_and_the_publisher_is_told_who() -> None:
    head = "Date,Department,Supplier,Amount\n"
    found = prepared(
        payments=head + "2026-01-02,Planning,Mrs Ada Alder,5\n2026-01-03,Planning,Alder & Sons,7\n"
    )
    assert set(found.payments["supplier"]) == {"People (not named)", "Alder & Sons"}
    told = next(each for each in found.findings if each.kind == "guessed people")
    assert "Mrs Ada Alder" in told.said
    assert "Alder & Sons" not in told.said


def test_totals_that_do_not_fit_stop_publishing() -> None:
    found = prepared(budget=BUDGET.replace("1700.00", "1700.01"))
    assert not found.may_be_published
    assert "€1,700.01" in found.findings[0].said
    assert "€1,700.00" in found.findings[0].said


def test_what_does_not_fit_is_found_and_named() -> None:
    more = PAYMENTS + (
        "P2,2026-02-15,Planning,Building permits,Goods,Inkwell Supplies Ltd,C100,company,,100.00,Desks\n"
        "P7,2026-02-15,Planning,Building permits,Goods,Inkwell Supplies Ltd,C100,company,,100.00,Desks\n"
        "P8,2025-12-31,Planning,Building permits,Goods,Inkwell Supplies Ltd,C100,company,,1.00,Late\n"
        "P9,2026-04-01,Parks,Gardens,Goods,Green Thumb Ltd,C300,company,,9.00,Roses\n"
        "P10,2026-04-01,Roads,Bridges,Goods,Green Thumb Ltd,C300,company,K-9,-9.00,\n"
        "P11,2026-04-02,Roads,Street lighting,Goods,Brightway Lighting plc,C200,company,K-1,700.00,More\n"
    )
    found = prepared(payments=more)
    assert set(kinds(found)) == {
        "duplicates", "alike", "dates", "unknown department", "unknown programme", "negative", "unknown contract",
        "over contract",
    }  # fmt: skip
    stops = {each.kind: each for each in found.findings if each.weight == "stops"}
    assert set(stops) == {"duplicates", "dates"}
    assert stops["duplicates"].lines == (7,)
    assert stops["dates"].lines == (9,)


def test_a_payment_that_is_split_over_lines_has_a_page_for_each() -> None:
    head, line = PAYMENTS.splitlines()[:2]
    split = prepared(payments="\n".join([head, line, line.replace("12.30", "7.70")])).payments
    assert split["payment"].to_list() == ["P1", "P1 (2)"]


def test_payments_in_another_currency_stop_publishing() -> None:
    text = "Date,Department,Supplier,Amount,Currency\n2026-01-02,Planning,Acme Ltd,5,USD\n"
    assert "currency" in kinds(prepared(payments=text))


def test_a_value_that_cannot_be_read_is_named_by_its_line() -> None:
    with pytest.raises(
        UnreadableValues, match=r"payments.csv, line 4, column “Amount”: “12.345” is not an amount in EUR"
    ):
        prepared(payments=PAYMENTS.replace("300.10", "12.345"))
    with pytest.raises(UnreadableValues, match=r"line 2, column “Date”: “soon” is not a day"):
        prepared(payments=PAYMENTS.replace("2026-01-15", "soon"))


def test_columns_are_found_by_the_words_of_spending_lists_and_of_fiscal_data_packages() -> None:
    council = (
        "Body Name",
        "Service Area",
        "Expense Type",
        "Date",
        "Transaction Number",
        "Amount (£)",
        "Supplier Name",
    )
    found = find_columns(Table.PAYMENTS, council)
    assert found["amount"] == "Amount (£)"
    assert found["department"] == "Service Area"
    assert found["payment"] == "Transaction Number"
    package = {
        "resources": [{"schema": {"fields": [
            {"name": "Amt", "columnType": "administrative-classification:generic:level1:label"},
            {"name": "Betrag", "columnType": "value"},
            {"name": "Zweck", "columnType": "activity:generic:program:label"},
            {"name": "Notiz"},
        ]}}]
    }  # fmt: skip
    said = said_by_package(Table.BUDGET, columns_of_package(json.dumps(package).encode()))
    assert said == {"department": "Amt", "plan": "Betrag", "programme": "Zweck"}
    assert find_columns(Table.BUDGET, ("Amt", "Betrag", "Zweck", "Notiz"), said)["plan"] == "Betrag"


def test_a_column_that_is_not_found_is_asked_for_and_can_be_said() -> None:
    with pytest.raises(MissingColumns, match="No column looks like one of these: Amount") as error:
        find_columns(Table.PAYMENTS, ("When", "Department", "Supplier", "How much"), {"date": "When"})
    assert error.value.headings == ("When", "Department", "Supplier", "How much")
    said = {"date": "When", "amount": "How much"}
    assert (
        find_columns(Table.PAYMENTS, ("When", "Department", "Supplier", "How much"), said)["amount"]
        == "How much"
    )
    with pytest.raises(MissingColumns, match="There is no column “Gone”"):
        find_columns(Table.PAYMENTS, ("Date",), {"amount": "Gone"})


def test_a_spreadsheet_gives_the_same_rows_as_a_csv() -> None:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    sheet = book.add_worksheet()
    for row, line in enumerate(BUDGET.replace('"1,000.00"', "1000").strip().splitlines()):
        for column, cell in enumerate(line.split(",")):
            sheet.write(row, column, float(cell) if row and column > 2 and cell else cell)
    book.close()
    table = read_table("budget.xlsx", written.getvalue())
    found = prepare_year(Asked(2026, Reading("EUR")), Tables(table))
    assert found.budget.equals(prepared(payments=None, contracts=None).budget)


def test_tables_in_usual_and_unusual_forms_are_read() -> None:
    german = "Department;Plan\nStraßenbau;1.234,50\n".encode("cp1252")
    assert read_table("a.csv", german).cells["Department"].to_list() == ["Straßenbau"]
    found = prepare_year(Asked(2026, Reading("EUR")), Tables(read_table("a.csv", german)))
    assert found.budget["plan"].to_list() == [123_450]
    marked = read_table("b.csv", "\ufeffDepartment\tPlan\n\nRoads\t5\n".encode())
    assert marked.cells.rows() == [("Roads", "5")]
    assert marked.line.to_list() == [3]


@pytest.mark.parametrize(
    "content", [b"", b"  \n", b"a,b\n", b"\0\1\2\3", b"PK\x03\x04broken", b",,\n1,2,3\n"]
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableTable, match=r"x\.csv"):
        read_table("x.csv", content)


def test_years_are_compared_as_they_were_at_constant_prices_and_per_resident() -> None:
    first = prepared(payments=moved(PAYMENTS, 2025), contracts=moved(CONTRACTS, 2025), year=2025)
    book = Book((year_of(prepared(), 200, "110"), year_of(first, 100, "100")))
    rows = compare_years(book, Cut(department="roads"))
    assert [row.year for row in rows] == [2025, 2026]
    assert [row.spent for row in rows] == [30_000, 30_000]
    assert rows[0].real is not None and rows[0].real.spent == 33_000
    assert [row.per_resident for row in rows] == [300, 150]
    assert rows[0].real_per_resident == 330


def test_a_year_without_an_index_or_residents_says_nothing_rather_than_a_guess() -> None:
    (row,) = compare_years(Book((year_of(prepared()),)), Cut())
    assert (row.real, row.per_resident) == (None, None)


def test_what_one_permit_costs_is_spent_over_decided_and_not_said_of_few() -> None:
    book = Book((year_of(prepared()),))
    decided = [
        Decided("permit", "Permit", "permit", "planning/building-permits", 2026, cases) for cases in (20, 9)
    ]
    many, few = cost_of_cases(book, decided)
    assert (many.spent, many.each) == (51_230, 2562)
    assert few.each is None


def test_what_the_accounts_say_goes_before_the_sum_of_the_payments() -> None:
    told = (
        "Department,Programme,Account,Plan,Spent\n"
        "Planning,Building permits,Pay,1000,700\nRoads,Street lighting,Goods,500,100\n"
    )
    found = prepared(budget=told)
    assert Book((year_of(found),)).figures(Cut()).spent == 80_000
    assert "accounts" in kinds(found), "roads paid more than its accounts say"


def test_a_year_that_begins_in_april_is_called_by_both_years() -> None:
    found = prepared(payments=None, contracts=None, first=date(2026, 4, 1))
    assert (year_of(found).label, found.last) == ("2026–27", date(2027, 3, 31))


def test_a_kept_year_is_the_same_again_and_its_digest_names_it(tmp_path: Path) -> None:
    digest = keep_year(prepared(), tmp_path / "2026-1")
    assert digest == keep_year(prepared(), tmp_path / "2026-2")
    again = open_year(tmp_path / "2026-1", residents=5)
    assert again.payments.equals(prepared().payments)
    assert again.residents == 5


def test_an_empty_book_answers_and_an_unknown_year_says_so() -> None:
    assert Book().sums("supplier", Cut()).height == 0
    assert Book().figures(Cut()).paid == 0
    with pytest.raises(NotPublished, match="Nothing is published for 1999"):
        Book((year_of(prepared()),)).year(1999)


def test_results_of_a_programme_that_is_not_in_the_budget_are_named() -> None:
    rows = "Department,Programme,Service,One case,Cases decided\nPlanning,Building permits,building-permit,permit,40\n"
    budget = read_table("b.csv", BUDGET.encode())
    good = prepare_year(
        Asked(2026, Reading("EUR")), Tables(budget, results=read_table("r.csv", rows.encode()))
    )
    assert good.results.row(0, named=True)["programme_key"] == "planning/building-permits"
    assert good.results["cases"].to_list() == [40]
    lost = read_table("r.csv", rows.replace("Building permits", "Parks").encode())
    assert kinds(prepare_year(Asked(2026, Reading("EUR")), Tables(budget, results=lost))) == [
        "unknown result"
    ]
