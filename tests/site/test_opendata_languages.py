"""Who reads Arabic reads no English about open data, beside what the data themselves and their publishers say."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from openhall.data.describe.harvest import read_ckan
from openhall.process.saying import gettext, keep, message_of
from openhall.site.opendata.asking import NoAnswer, ask
from openhall.site.opendata.models import DatasetRequest, DatasetVersion, Portal, Refresh
from openhall.site.opendata.money.loading import publish
from openhall.site.opendata.publishing.receiving import A_FAULT
from openhall.site.opendata.publishing.releasing import withdraw
from openhall.site.opendata.refreshing.fetching import Known, NotFetched, take
from openhall.site.opendata.refreshing.harvesting import harvest
from openhall.site.opendata.refreshing.running import refresh, worse_than
from openhall.site.opendata.tasks import mail_answer, mail_confirmation, mail_follower, release_version
from openhall.site.people.models import User
from tests.data.money_tables import PAYMENTS
from tests.site.money_years import load
from tests.site.opendata import draft, published, publisher, roads, street_problems, upload, work
from tests.site.test_opendata_publishing import columns_form
from tests.site.test_opendata_publishing import home as step
from tests.site.test_web_languages import latin

pytestmark = pytest.mark.django_db
WRITTEN = frozenset(
    re.findall(
        r"\w+",
        # The dataset, its department, and the names of columns; names of formats, licences and interfaces.
        "Street problems What residents reported Roads Reported Kind District Days Mended Place kind district days "
        "mended place Pothole light Graffiti Fly tipping Old Town Harbourside Weir End E N S W km m "
        "CSV JSON GeoJSON Parquet XLSX CC BY SA ODC PDDL ODbL SODA CKAN Socrata SoQL SHA Atom UTC curl limit "
        "resource json x SELECT FROM WHERE AND count AS n href a http localhost data versions "
        "Openhall English name example org r "
        # Of publishers: who they are, and kinds of files and catalogues.
        "pub TSV Turtle RDF XML LD DCAT US ttl city OPENHALL DATA FOLDER INNER HOSTS Mail csv gone Weeks EUR ISO "
        "Ada Alder ada street streets",
    )
)
MONEY = frozenset(
    re.findall(
        r"\w+",
        # What the tables of the body say, and the words that its columns may hold.
        "Planning Roads Culture Theatre Weir Supplies C9 budget payments contracts results csv EUR USD SHA When Date "
        "company charity public body or sole trader person recipient staff ISO P1 P2 JO",
    )
)


@pytest.fixture
def reader(client: Client) -> Client:
    """The browser of somebody who reads Arabic."""
    client.post("/language/", {"language": "ar", "next": "/"})
    return client


def is_arabic(answer: Any, status: int = 200, beside: frozenset[str] = frozenset()) -> None:
    page = answer.content.decode()
    assert answer.status_code == status
    assert '<html lang="ar" dir="rtl"' in page
    # Fingerprints and identifiers are no words.
    words = latin(
        re.sub(
            r"\b[0-9a-f]{64}\b|\b[0-9a-f]{8}<wbr>|\b[0-9a-f]{8}(?=<)|\b[a-z0-9]{4}-[a-z0-9]{4}\b", "", page
        )
    )
    assert words <= WRITTEN | beside, sorted(words - WRITTEN - beside)


def test_the_pages_of_a_dataset_are_in_arabic(reader: Client) -> None:
    first = published()
    second = published(street_problems(140), first.dataset)
    home = f"/data/{first.dataset.identifier}/"
    for address in (
        "/data/", home, f"{home}versions/1/", f"{home}versions/2/", f"{home}rows/",
        f"{home}rows/?where=kind:is:Pothole", f"{home}rows/?show=chart&by=reported",
        f"{home}rows/?show=chart&by=kind&of=avg:days",
        f"{home}rows/?show=map", f"{home}follow/",
    ):  # fmt: skip
        is_arabic(reader.get(address))
    is_arabic(reader.get(f"{home}rows/?where=days:is:x"), 400)
    is_arabic(reader.post(f"{home}save/", {"state": ""}))
    is_arabic(reader.post(f"{home}follow/", {"e_mail": "ada"}), 400)
    is_arabic(reader.post(f"{home}follow/", {"e_mail": "ada@example.org"}))
    withdraw(second, User.objects.create_user("w@example.org"), "خطأ في شارع.")
    is_arabic(reader.get(f"{home}versions/2/"))
    is_arabic(reader.get(f"{home}versions/2/download/csv/"), 410)


def test_requests_are_asked_in_arabic(reader: Client) -> None:
    is_arabic(reader.get("/data/requests/"))
    is_arabic(reader.post("/data/requests/new/what/", {"what": ""}), 400)
    reader.post("/data/requests/new/what/", {"what": "كل المقاعد"})
    for page in ("why", "department", "answer", "check", "sent"):
        is_arabic(reader.get(f"/data/requests/new/{page}/"))


def test_letters_come_in_the_language_of_their_reader() -> None:
    version = published()
    held = version.dataset.followers.create(
        e_mail="ada@example.org", language="ar", confirmed_at=timezone.now()
    )
    asked = DatasetRequest.objects.create(
        what="كل المقاعد",
        answer="في مايو.",
        answered_at=timezone.now(),
        language="ar",
        e_mail="ada@example.org",
    )
    mail.outbox.clear()
    mail_confirmation.func(held.pk)
    mail_follower.func(held.pk, version.pk)
    mail_answer.func(asked.pk)
    assert len(mail.outbox) == 3
    for sent in mail.outbox:
        assert latin(f"{sent.subject} {sent.body}") <= {"Street", "problems"}, sent.body


@pytest.fixture
def staff(reader: Client, person: Any) -> Client:
    """The browser of somebody who publishes for Roads, and reads Arabic."""
    reader.force_login(publisher(person))
    return reader


def test_a_dataset_is_described_checked_and_published_in_arabic(staff: Client) -> None:
    for address in ("", "new/", "services/", "requests/"):
        is_arabic(staff.get(f"/data/manage/{address}"))
    is_arabic(staff.post("/data/manage/new/", {"title": ""}), 400)
    sent = {"file": upload(content=telling_rows()), "title": "Street problems", "department": roads().pk}
    address = staff.post("/data/manage/new/", sent)["Location"]
    is_arabic(staff.get(address))
    work()
    page = staff.get(address, follow=True)
    is_arabic(page)
    assert "السطر 121: عدد خلاياه 8" in page.content.decode(), "what was noticed in the file"
    version = DatasetVersion.objects.get()
    untitled = columns_form(staff, version) | {"form-0-title": ""}
    is_arabic(staff.post(step(version, "columns/"), untitled), 400)
    page = risks(staff, version, district="indirect", days="indirect", kind="sensitive", mail="nothing")
    assert "«\u2068Mail\u2069» قيم تبدو كهذا: البريد الإلكتروني" in page, "what was found in a column"
    assert re.search("«\\W*district\\W*و\\W*days\\W*»", page), "with what people are alone"
    is_arabic(staff.get(step(version, "decide/")))
    is_arabic(staff.post(step(version, "decide/"), {"when": "now", "reasons": "x"}), 400)
    risks(staff, version, district="indirect", days="indirect", mail="left out")
    staff.post(step(version, "risk/"), {"k": "5", "step-days": "bands 5", "rows": "drop"})
    work()
    page = staff.get(step(version, "risk/"))
    is_arabic(page)
    assert "«\u2068days\u2069»: يُجمع في نطاقات عرضها 5" in page.content.decode(), "what is done to a column"
    is_arabic(staff.post(step(version, "decide/"), {"when": "later", "at": "x"}), 400)
    at = f"{timezone.now() + timedelta(days=1):%Y-%m-%d %H:%M}"
    staff.post(step(version, "decide/"), {"when": "later", "at": at, "reasons": "لا أحد فيه"})
    work()
    is_arabic(staff.get(step(version), follow=True))
    for act in ("when/", "withdraw/"):
        is_arabic(staff.get(step(version, act)))
        is_arabic(staff.post(step(version, act), {"at": "", "reason": ""}), 400)
    DatasetVersion.objects.update(release_at=timezone.now())
    release_version.func(version.pk)
    page = staff.get(f"/data/{version.dataset.identifier}/")
    is_arabic(page)
    assert "يُجمع في نطاقات عرضها 5" in page.content.decode(), "everybody reads it"
    for act in ("details/", "again/", "source/"):
        is_arabic(staff.get(f"/data/manage/{version.dataset.identifier}/{act}"))
        is_arabic(staff.post(f"/data/manage/{version.dataset.identifier}/{act}", {"title": ""}), 400)


def telling_rows() -> bytes:
    """Problems with who reported them; the last line has a cell too many."""
    first, *rest = street_problems().decode().splitlines()
    named = [f"{line},ada{k}@example.org" for k, line in enumerate(rest)]
    return "\n".join([f"{first},Mail", *named[:-1], f"{named[-1]},x"]).encode()


def risks(staff: Client, version: DatasetVersion, **telling: str) -> str:
    """Through columns and description, to what is found of risks."""
    sent = columns_form(staff, version, **telling)
    if telling["mail"] == "nothing":
        sent["form-6-is_kept"] = "on"
    staff.post(step(version, "columns/"), sent)
    is_arabic(staff.post(step(version, "about/"), {"title": ""}), 400)
    about = {"title": "Street problems", "description": "كل بلاغ", "theme": "TRAN"}
    staff.post(step(version, "about/"), about | {"licence": "cc0", "rhythm": "MONTHLY"})
    work()
    page = staff.get(step(version, "risk/"))
    is_arabic(page)
    return str(page.content.decode())


def test_what_is_fetched_and_harvested_is_told_in_arabic(staff: Client, tmp_path: Path) -> None:
    made = published().dataset
    source = Refresh.objects.create(dataset=made, kind=Refresh.Kind.FOLDER, place="gone.csv")
    refresh(source)
    waits = draft(dataset=made)
    refresh(source)
    version = made.versions.get(number=1)
    version.decisions.update(by=User.objects.get(), reasons="لا أحد فيه")
    odd = draft(street_problems(20).replace(b"Days", b"Weeks"), made)
    with pytest.raises(NotFetched) as gone:
        take(tmp_path, "gone.csv", tmp_path / "x", Known(), 1)
    told = [message_of(gone.value), A_FAULT, *worse_than(odd, version.decisions.get())]
    source.runs.create(outcome="waits", why=[keep(each) for each in told], version=waits)
    is_arabic(staff.get(f"/data/manage/{made.identifier}/source/"))
    is_arabic(staff.get(f"/data/manage/{made.identifier}/"))
    for page in ("new/address/", "portals/"):
        is_arabic(staff.get(f"/data/manage/{page}"))
        is_arabic(
            staff.post(f"/data/manage/{page}", {"title": "", "place": "gopher://x", "address": "x"}), 400
        )
    portal = Portal.objects.create(title="Weir End", address="https://10.0.0.1", department=roads())
    harvest(portal)
    found = read_ckan(b'{"result": [{"title": "x"}]}', "https://city.example")
    refused = [["Old Town", keep(gettext("It has no title."))]]
    portal.runs.create(problems=[keep(each) for each in found.problems], refused=refused)
    is_arabic(staff.get(f"/data/manage/portals/{portal.pk}/"))
    is_arabic(staff.get("/data/elsewhere/"))
    asked = DatasetRequest.objects.create(what="كل المقاعد")
    is_arabic(staff.get(f"/data/manage/requests/{asked.identifier}/"))
    is_arabic(staff.post(f"/data/manage/requests/{asked.identifier}/", {"answer": ""}), 400)


def test_a_year_of_money_is_loaded_and_published_in_arabic(staff: Client) -> None:
    manage = "/data/money/manage/"
    is_arabic(staff.get(manage))
    is_arabic(staff.get(f"{manage}load/"))
    is_arabic(staff.post(f"{manage}load/", {"year": "x", "first_day": "2020-02-29"}), 400)
    unread = load(payments="Date,When\n2026-01-01,x\n")
    is_arabic(staff.get(f"{manage}{unread.pk}/"), beside=MONEY)
    odd = PAYMENTS + "2025-01-01,Culture,Theatre,Grants,Weir Supplies,C9,12.50,USD,Nothing\n" * 2
    checked = load(payments=odd)
    page = staff.get(f"{manage}{checked.pk}/")
    is_arabic(page, beside=MONEY)
    open_one = load()
    publish(open_one, None)
    for address in ("", f"{open_one.pk}/", f"{open_one.pk}/withdraw/"):
        is_arabic(staff.get(f"{manage}{address}"), beside=MONEY)
    is_arabic(staff.post(f"{manage}{open_one.pk}/withdraw/", {"reason": ""}), 400)
    is_arabic(staff.get(open_one.get_absolute_url()), beside=MONEY)


SOQL = frozenset(
    re.findall(
        r"\w+",
        # Words of the language itself, its types and clauses, and what the queries below name.
        "column value SoQL AS LIKE DISTINCT query where group having limit text point number count sum like least "
        "FIRST LAST BY OVER not in over date trunc ymd calendar q e statsu kinds nothing blob Europe London Nowhere "
        "tz U",
    )
)


@pytest.mark.parametrize(
    "question",
    [
        "select statsu",
        "select kinds",
        "select nothing(kind)",
        "select kind::blob",
        "select kind where kind",
        "select place order by place",
        "select kind as a, a as b, b as kind, sum(count(*)) as c",
        "select kind, count(*)",
        "select kind where sum(days) > 1",
        "select kind as a, district as a",
        "select least()",
        "select days + kind",
        "select kind limit x",
        "select kind limit 1.5",
        "select kind as 1",
        "select * (except kind",
        "select :a.b.",
        "select kind order by kind nulls x",
        "select distinct(kind",
        "select sum(distinct days)",
        "select sum(*)",
        "select count(*) over (kind)",
        "select 'a",
        "select /* a",
        "select ~",
        r'select "\q"',
        r'select "\ud800"',
        "select 1e999",
        "select " + "(" * 80 + "1" + ")" * 80,
        "select kind" + " || kind" * 200,
        "select kind" + " |> select kind" * 20,
        "select kind like kind",
        f"select kind like '{'a_' * 600}'",
        "select round(days, 99)",
        "select left_pad(kind, 100000, 'x')",
        "select date_trunc_ymd(reported, 'Nowhere')",
        "select kind" * 9_000,
        f"select kind search '{'a ' * 60}'",
    ],
)  # fmt: skip
def test_why_a_query_is_refused_is_said_in_arabic(question: str) -> None:
    version = published()
    with translation.override("ar"), pytest.raises(NoAnswer) as refused:
        ask(version, question)
    words = latin(str(refused.value))
    assert words <= WRITTEN | SOQL, sorted(words - WRITTEN - SOQL)


def test_a_page_whose_rows_cannot_be_shown_says_why_in_arabic(reader: Client, monkeypatch: Any) -> None:
    version = published()
    question = "select kind, count(*)"
    monkeypatch.setattr("openhall.site.opendata.views.explore.table_question", lambda *_: question)
    answer = reader.get(f"{version.dataset.get_absolute_url()}rows/")
    is_arabic(answer, 503, SOQL)
    assert "ليس ضمن التجميع" in answer.content.decode()


def test_programs_are_told_in_english_why_unless_they_ask_for_arabic(client: Client) -> None:
    address = f"/resource/{published().dataset.identifier}.json?$select=statsu"
    assert client.get(address).json()["message"] == "No such column: statsu."
    told = client.get(address, headers={"Accept-Language": "ar"})
    assert "لا يوجد عمود بهذا الاسم" in told.json()["message"] and told.json()["code"].startswith("query.")
    assert "Accept-Language" in told["Vary"]
