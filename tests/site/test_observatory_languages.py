"""The observatory in the language of its readers: what is kept for all of them is said to each in their own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from openhall.mining.compare_groups import compare_groups
from openhall.mining.draw import draw_map
from openhall.mining.draw.layout import MARGIN
from openhall.mining.findings.limits import parse_limit
from openhall.mining.log import ACTIVITY, CASE, END, RESOURCE, TIME, EventLog
from openhall.mining.map import Level
from openhall.mining.object_map import view_objects, write_views
from openhall.mining.read.build import Reading, build
from openhall.mining.read.ocel import read_objects
from openhall.process.saying import gettext
from openhall.site.improvement.ideas.evidence import of_finding, of_map
from openhall.site.observatory.choice import Choice
from openhall.site.observatory.models import Log, PublicPage
from openhall.site.observatory.preparing import discard, keep
from openhall.site.observatory.shelf import shelf
from openhall.site.services.models import Service
from openhall.site.web.speech import FROM_RIGHT, SITE, say
from tests.orders import orders
from tests.site.permits import permits
from tests.site.test_web_languages import is_arabic, latin

BEGIN = datetime(2024, 1, 8, 9, tzinfo=UTC)
ARABIC = re.compile("[\u0600-\u06ff]")
FILES = frozenset({"SVG", "CSV", "JSON", "XES", "UTC"})
"""Kinds of files, and a time zone, which are called the same in every language."""
COLUMNS = frozenset(re.findall("[a-z]+", f"{CASE} {RESOURCE}"))
"""The names of columns are the record's own."""
HOURS = frozenset({"Mon", "Fri", "Sat"})
"""How hours are written, in every language."""


def arabic_permits(cases: int = 160) -> EventLog:
    """A log without a Latin letter: each is received, checked and decided; some go round, one office takes longer."""
    rows = []
    for k in range(cases):
        at = BEGIN + timedelta(days=5 * k, hours=k % 7)
        way = ["استلام", "فحص", "سؤال الإطفاء", "رأي الإطفاء", "قرار"]
        if k % 3 == 0:
            way[2:2] = ["نقص", "فحص", "نقص", "فحص"]
        for name in way:
            at += timedelta(days=20 + 9 * (k % 2) if name == "رأي الإطفاء" else 1, hours=k % 5)
            who = "الإطفاء" if "الإطفاء" in name else "المكتب" if name == "نقص" else "التخطيط"
            rows.append((f"ط-{k:03}", name, at, at + timedelta(minutes=20), who))
    events = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME, END, RESOURCE], orient="row")
    events = events.with_columns(pl.col(TIME, END).cast(pl.Datetime("us", "UTC")))
    areas = pl.DataFrame(
        {CASE: [f"ط-{k:03}" for k in range(cases)], "الحي": [("شمال", "جنوب")[k % 2] for k in range(cases)]}
    )
    return build(Reading(events, areas, source="تصاريح.csv"))


@pytest.fixture
def log(db: None) -> Iterator[Log]:
    made = Log.objects.create(title="التصاريح", file_name="تصاريح.csv")
    keep(made, arabic_permits())
    yield made
    discard(made)


def reading(person: Any, language: str, **who: Any) -> Client:
    """An analyst who reads a language."""
    client = Client()
    client.force_login(person("analyst", **who))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.fixture
def reader(person: Any) -> Client:
    return reading(person, "ar")


def test_every_page_of_a_log_is_arabic_but_for_the_words_of_the_record(reader: Client, log: Log) -> None:
    log.limit_text = "18.5 working days from استلام to قرار"
    log.save()
    base = f"/observatory/{log.id}/"
    mine = FILES | COLUMNS
    for part in (
        "", "?measure=mean&activities=60&steps=40", "findings/", "variants/", "cases/", "cases/?q=ز",
            "case/?case=ط-003",
        "?f=start:استلام&f=days:10..&f=time:2024-02-01..;touching", "?f=days:900..", "compare/", "limit/", "delete/",
        "compare/?how=day&day=2025-01-01", "compare/?how=value&attribute=الحي", "publish/",
        "compare/?how=value&attribute=الحي&a=شمال&b=جنوب", "?f=later:استلام>قرار&f=variant:1&f=attr:الحي=شمال|جنوب",
    ):  # fmt: skip
        is_arabic(reader.get(base + part), beside=mine)
    is_arabic(reader.get(base + "hours/"), beside=mine | HOURS)
    said = latin(reader.get(base + "map.svg").content.decode())
    assert not said, "the picture is taken along in the language of who takes it"


def test_what_makes_no_sense_is_said_in_arabic(reader: Client, log: Log) -> None:
    base = f"/observatory/{log.id}/"
    kinds = set(re.findall("[a-z]+", "activity without step later start end days time attr variants variant"))
    mine = FILES | HOURS | COLUMNS | {"NAME", "nonsense", "x", "T", "L"} | kinds
    for part in (
        "?f=nonsense", "?f=activity:x", "?f=days:9..1", "?f=variants:x", "?activities=x", "?finding=x", "?f=attr:x=x",
        "compare/?how=day&day=x", "compare/?how=day&day=1999-01-01", "compare/?how=value&attribute=x",
        "compare/?how=periods&a_first=2025-02-01&a_last=2025-01-01", "compare/?how=value&attribute=الحي&a=شمال&b=شمال",
    ):  # fmt: skip
        is_arabic(reader.get(base + part), 400, beside=mine)
    is_arabic(reader.post(base + "limit/", {"days": "", "unit": "working"}), 400, beside=mine)
    is_arabic(reader.post(base + "hours/", {"hours": "x", "holidays": "2026-13-01"}), 400, beside=mine)
    is_arabic(reader.post(base + "publish/", {"title": "", "publish": "1"}), 400, beside=mine)
    shutil.rmtree(log.folder)
    shelf.forget(log)
    is_arabic(reader.get(base), 409, beside=frozenset({"log", "json", *re.findall("[a-z]+", str(log.id))}))


def test_how_a_log_comes_in_is_arabic(reader: Client, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    is_arabic(reader.get("/observatory/"))
    formats = FILES | {"gz", "Parquet", "OCEL", "Opened", "Closed", "Europe", "Dublin"}
    is_arabic(reader.get("/observatory/upload/"), beside=formats)
    wrong = reader.post("/observatory/upload/", {"timezone": "Europe/Atlantis"})
    is_arabic(wrong, 400, beside=formats | {"Atlantis", "America", "New", "York"})
    for content, beside in (
        ("رقم,لون\n1,2\n3,4\n", {"case"}),
        ("case,activity,time\nأ,ب,ج\n", {"case", "activity", "time"}),
        ("<log><trace><event>", set()),
    ):
        file = SimpleUploadedFile("ملف.csv", content.encode())
        page = reader.post("/observatory/upload/", {"file": file}, follow=True)
        is_arabic(page, beside=formats | {"csv"} | beside)
        assert "تعذرت قراءة هذا الملف" in page.content.decode()
    Log.objects.update(status=Log.Status.READING)
    is_arabic(reader.get(f"/observatory/{Log.objects.first().id}/progress/"))
    is_arabic(reader.get("/observatory/"))


def test_objects_are_on_one_map_in_arabic(reader: Client, log: Log, tmp_path: Any) -> None:
    path = tmp_path / "orders.json"
    path.write_bytes(orders())
    write_views(view_objects(read_objects(path)), log.objects_folder)
    page = reader.get(f"/observatory/{log.id}/objects/?activities=80&measure=p90")
    named = set(re.findall("[A-Za-z]+", "order bill item Place Change Pack Send Bill Pay A B C"))
    is_arabic(page, beside=frozenset(named))


def test_what_is_kept_of_a_log_is_said_anew_to_readers_of_each_language(
    person: Any, keep_log: Callable[..., Any]
) -> None:
    kept = keep_log(cases=60)
    english = reading(person, "en-gb")
    arabic = reading(person, "ar", email="b@example.org")
    address = f"/observatory/{kept.id}/findings/"
    first = english.get(address).content.decode()
    assert "20 days" in first and not ARABIC.search(first.replace("العربية", ""))
    then = arabic.get(address).content.decode()
    assert "«\u2068Fire advice\u2069»" in then and "20 يومًا" in then and "days" not in latin(then)
    secret = re.compile('name="csrfmiddlewaretoken" value="[^"]*"')
    assert secret.sub("", english.get(address).content.decode()) == secret.sub("", first)
    view = shelf.view(kept)
    assert all(str(finding.evidence) == finding.evidence for finding in view.findings)


def test_a_published_page_is_in_the_language_of_its_visitor_whoever_published_it(
    person: Any, keep_log: Callable[..., Any]
) -> None:
    kept = keep_log(cases=60)
    kept.limit_text = "30 days"
    kept.save()
    answers = {
        "title": "Permit",
        "slug": "permit",
        "summary": "Build.",
        "one": "case",
        "many": "cases",
        "publish": "1",
    }
    for language, mail in (("ar", "a@example.org"), ("en-gb", "b@example.org")):
        assert (
            reading(person, language, email=mail)
            .post(f"/observatory/{kept.id}/publish/", answers)
            .status_code
            == 302
        )
        page = PublicPage.objects.get()
        visitor = Client()
        english = visitor.get("/services/permit/how-it-runs/").content.decode()
        assert "Half of all cases take more than" in english and not ARABIC.search(
            english.replace("العربية", "")
        )
        visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
        names = re.findall("[A-Za-z]+", "Permit Build Receive Check Ask fire service Fire advice Decide")
        is_arabic(visitor.get("/services/permit/how-it-runs/"), beside=frozenset(names))
        page.delete()


def test_our_own_word_for_a_case_is_shown_to_publishers_in_theirs_and_kept_in_none(
    reader: Client, log: Log
) -> None:
    address = f"/observatory/{log.id}/publish/"
    page = reader.get(address).content.decode()
    assert 'value="طلب"' in page and 'value="الطلبات"' in page
    given = {"title": "تصريح", "slug": "permit", "summary": "بناء", "publish": "1"}
    reader.post(address, given | {"one": "طلب", "many": "الطلبات"})
    assert (PublicPage.objects.get().one, PublicPage.objects.get().many) == ("case", "cases")
    reader.post(address, given | {"one": "تصريح", "many": "التصاريح"})
    assert (
        "نصف كل \u2068التصاريح\u2069 يستغرق"
        in Client().get("/services/permit/how-it-runs/", headers={"Accept-Language": "ar"}).content.decode()
    )


def test_the_map_begins_where_its_reader_begins(log: Log) -> None:
    picture = shelf.view(log).map(Level(1.0, 1.0))
    from_left = draw_map(picture, measure="median")
    from_right = draw_map(picture, measure="median", speech=FROM_RIGHT)
    width = float(re.search('width="([0-9.]+)"', from_right)[1])
    legend = re.findall('<text x="([0-9.]+)" y="[0-9.]+" font-size="11"', from_right)
    assert float(legend[0]) == width - MARGIN > float(legend[-1])
    assert "<g transform" in from_right and "<g transform" not in from_left


def test_a_step_leads_from_right_to_left_between_names_of_any_direction() -> None:
    with translation.override("ar"):
        for source, target in (("فحص", "قرار"), ("Check", "Decide")):
            step = say(gettext("%(source)s → %(target)s", source=source, target=target))
            assert step == f"\u2068{source}\u2069 ← \u2068{target}\u2069"


def test_a_page_that_was_published_in_english_before_is_english_as_a_whole(
    person: Any, keep_log: Callable[..., Any]
) -> None:
    kept = keep_log(cases=60)
    answers = {
        "title": "Permit",
        "slug": "permit",
        "summary": "Build.",
        "one": "permit",
        "many": "permits",
        "publish": "1",
    }
    reading(person, "en-gb").post(f"/observatory/{kept.id}/publish/", answers)
    page = PublicPage.objects.get()
    page.numbers |= {
        "half": "28 days",
        "eight": "30 days",
        "nearly_all": "31 days",
        "sentences": ["60 permits."],
    }
    page.numbers["findings"] = [{"where": "Check", "kind": "wait", "share": 0.5}]
    page.numbers["map"]["note"] = ""
    page.save()
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    html = visitor.get("/services/permit/how-it-runs/").content.decode()
    body = html.split('<div lang="en-GB" dir="ltr">')[1].split("آخر تحديث")[0]
    assert "What usually happens" in body and not ARABIC.search(body)


def test_why_a_file_cannot_be_read_is_kept_without_a_language(person: Any, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    arabic = reading(person, "ar")
    file = SimpleUploadedFile("wrong.csv", b"name,colour\nx,red\n")
    assert (
        "لا عمود يبدو أنه الطلب"
        in arabic.post("/observatory/upload/", {"file": file}, follow=True).content.decode()
    )
    english = reading(person, "en-gb", email="b@example.org")
    page = english.get(f"/observatory/{Log.objects.get().id}/progress/").content.decode()
    assert "wrong.csv: no column looks like the case" in page
    assert not ARABIC.search(page.replace("العربية", ""))


def test_a_limit_that_is_set_in_arabic_is_read_by_everybody(reader: Client, log: Log) -> None:
    answers = {"days": "20", "unit": "working", "begin": "استلام", "until": ""}
    page = reader.post(f"/observatory/{log.id}/limit/", answers, follow=True).content.decode()
    assert "حُددت المهلة: 20 يوم عمل من \u2068استلام\u2069 إلى النهاية." in page
    log.refresh_from_db()
    assert parse_limit(log.limit_text).in_words() == "20 working days from استلام to end"


def test_the_title_of_a_live_log_is_said_to_its_reader(db: None, reader: Client, person: Any) -> None:
    Log.objects.create(title="كشك (live)", live="stall", status="ready", file_name="")
    Service.objects.all().delete()
    assert "كشك (مباشر)" in reader.get("/observatory/").content.decode()
    english = reading(person, "en-gb", email="b@example.org")
    assert "كشك (live)" in english.get("/observatory/").content.decode()


def test_evidence_for_an_idea_is_in_the_language_of_who_attaches_it(log: Log) -> None:
    view = shelf.view(log)
    with translation.override("ar"):
        for found in (
            of_finding(log, view, Choice(), view.findings[0].id),
            of_map(log, view, Choice(("days:1..",))),
        ):
            words = " ".join((found.title, found.words, *(word for pair in found.numbers for word in pair)))
            assert ARABIC.search(words) and not latin(words)


def test_names_of_the_record_keep_their_own_direction() -> None:
    found = permits(60)
    groups = dict.fromkeys(("North", "South"), found)
    with translation.override("ar"):
        assert "\u2068North\u2069" in say(compare_groups(groups).in_words()[0])
        assert SITE.number(12_345.5, 1) == "12,345.5"
    with translation.override("en-gb"):
        assert "\u2068" not in say(compare_groups(groups).in_words()[0])
