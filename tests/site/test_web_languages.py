"""The site in the language of its readers: every sentence that residents meet is found, translated and shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.template.defaultfilters import floatformat
from django.utils import timezone, translation
from django.utils.translation import ngettext

from openhall.process.feel.temporal import parse_date, parse_date_time
from openhall.proof import new_signer
from openhall.site.cases import clock
from openhall.site.cases.letters import in_words
from openhall.site.cases.models import Draft
from openhall.site.cases.sending import send_due
from openhall.site.improvement.experiments import acting
from openhall.site.improvement.experiments.evaluating import evaluate
from openhall.site.improvement.models import Action, Assessment, Goal, Idea, Objective, Plan
from openhall.site.improvement.needs.gathering import gather
from openhall.site.improvement.plan.publishing import publish
from openhall.site.measures.models import Measure, MeasureVersion, ReportPlan
from openhall.site.measures.reports.making import make
from openhall.site.people.models import Department
from openhall.site.portal.tasks import mail_case_links, mail_draft_link
from openhall.site.services.models import Service
from openhall.site.training.learning import complete
from tests.site.arabic import NAMES, WRITTEN, is_arabic, latin
from tests.site.improvement_measures import experiment, shifted
from tests.site.improvement_measures import values as fill
from tests.site.improvement_world import idea
from tests.site.lessons import CHECK, READING, publish_reading
from tests.site.little import publish_little
from tests.site.measure_charts import CALM, WORSE, measure, months
from tests.site.residents import PAGES, Resident

SOURCE = Path(__file__).parents[2] / "src"
CATALOGUE = Path("openhall/site/web/locale/ar/LC_MESSAGES")
ROOMS = (
    "site/portal",
    "site/web",
    "site/people",
    "site/cases",
    "site/measures",
    "site/improvement",
    "site/training",
    "site/desk",
    "site/exchange",
    "site/registers",
    "site/ledger",
    "site/services",
    "site/opendata",
    "site/workshop",
    "site/observatory",
    "measure",
    "mining",
    "process",
    "data",
)
"""The rooms whose sentences residents meet, each with those of its staff."""
DEEPEST = 6
GONE = (
    r"{% comment %}.*?{% endcomment %}",
    r"{% blocktrans.*?{% endblocktrans\w* %}",
    # What is typed in the same way in every language, such as the names of columns.
    r"<pre.*?</pre>",
)
"""What pages hold that is no text of their own."""


def run(*command: str | Path, sent: str = "", **more: Any) -> str:
    done = subprocess.run(
        [str(each) for each in command],
        input=sent, check=False, capture_output=True, text=True, timeout=100, **more,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_shown_is_what_translators_wrote(tmp_path: Path) -> None:
    made = tmp_path / "django.mo"
    run("msgfmt", "--check", "-o", made, SOURCE / CATALOGUE / "django.po")
    kept = SOURCE / CATALOGUE / "django.mo"
    assert run("msgunfmt", kept) == run("msgunfmt", made), "`make messages` compiles what was translated"


def test_no_sentence_for_residents_waits_for_its_translation(tmp_path: Path) -> None:
    tree = tmp_path / "src"
    shutil.copytree(SOURCE, tree, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(tree),
        "OPENHALL_HOME": str(tmp_path / "home"),
        "OPENHALL_SECRET_KEY": "messages",
    }
    gather = [
        "-m",
        "openhall.site.web.manage",
        "makemessages",
        "--all",
        "--no-obsolete",
        "--add-location",
        "file",
    ]
    run(sys.executable, *gather, cwd=tree / "openhall", env=environment)
    gathered = tree / CATALOGUE / "django.po"
    places = [f"{room}{'/*' * deep}" for room in ROOMS for deep in range(1, DEEPEST)]
    met = run("msggrep", *(f"--location={place}" for place in places), gathered)
    assert met.count("\nmsgid ") > 400, "the rooms are where they are looked for"
    assert "sentences.py" in met and "how_long.py" in met
    for state in ("--untranslated", "--only-fuzzy"):
        waiting = run("msgattrib", state, "--no-obsolete", sent=met)
        assert not waiting, f"run `make messages` and translate:\n{waiting}"


@pytest.mark.parametrize(
    "room",
    [
        "portal",
        "web",
        "people",
        "cases",
        "measures",
        "improvement",
        "training",
        "desk",
        "observatory",
        "opendata",
        "workshop",
    ],
)
def test_no_page_says_a_word_that_translators_cannot_find(room: str) -> None:
    pages = [each for each in (SOURCE / "openhall/site" / room).rglob("templates/**/*") if each.is_file()]
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for gone in GONE:
            text = re.sub(gone, "", text, flags=re.DOTALL)
        plain = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|&lt;.*?&gt;", "", text)
        # What a block holds that is no text but the name of a style, as in `page_wide.html`.
        plain = re.sub(r"oh-[\w-]+", "", plain)
        assert latin(plain) <= {"Openhall", "SHA", "Parquet"}, page.name


def test_counted_things_stand_in_the_form_that_arabic_has_for_their_number() -> None:
    with translation.override("ar"):
        said = [ngettext("%(days)s day", "%(days)s days", n) % {"days": n} for n in (1, 2, 3, 11, 100)]
        assert said == ["يوم واحد", "يومان", "3 أيام", "11 يومًا", "100 يوم"]


def test_letters_and_pages_write_days_lists_and_numbers_for_their_reader() -> None:
    begins, meeting = parse_date("2026-04-04"), parse_date_time("2026-04-04T09:05:00")
    with translation.override("ar"):
        assert in_words([begins, True, None]) == "4 إبريل 2026، نعم، "
        assert in_words({"متى": meeting}) == "متى: 4 إبريل 2026، 9:05"
        assert floatformat(4.25, 1) == "4.3", "numbers are written as forms ask for them"
    with translation.override("en-gb"):
        assert in_words([begins, meeting]) == "4 April 2026, 4 April 2026, 9:05"
    assert in_words(parse_date("12026-04-04")) == "4 April 12026"


@pytest.fixture
def resident(db: None) -> Resident:
    """A resident who reads Arabic."""
    publish_little()
    resident = Resident()
    resident.send({"language": "ar", "next": "/"}, "/language/")
    return resident


def test_who_chooses_arabic_reads_no_english_on_the_way_in(resident: Resident) -> None:
    is_arabic(resident.go("/"))
    for address in ("/services/", "/services/?q=كشك"):
        is_arabic(resident.go(address))
    is_arabic(resident.go("/services/?q=xyzxyz"), beside=frozenset({"xyzxyz"}))
    # The law of a service is cited as it is written in its folder.
    is_arabic(
        resident.go("/services/street-stall/"),
        beside=frozenset(["Port", "Alder", "Markets", "Act", "section"]),
    )
    is_arabic(resident.go("/services/street-stall/form/"))
    is_arabic(resident.go("/track/"))
    is_arabic(resident.send({"reference": "", "e_mail": "ada"}), 400)
    is_arabic(resident.go("/track/sent/"))
    is_arabic(resident.go("/nothing-here/"), 404)
    is_arabic(resident.go("/accounts/login/"))
    is_arabic(resident.send({"login": "ada", "password": ""}))


def test_who_chooses_arabic_reads_no_english_in_an_application(resident: Resident) -> None:
    is_arabic(resident.begin())
    wrong: dict[str, dict[str, Any]] = {
        "kind": {},
        "place": {"q-street": "", "q-area": "x"},
        "days": {},
        "begins": {"q-begins-day": "4", "q-begins-month": "", "q-begins-year": "26"},
        "power": {},
        "drawing": {"upload": "1"},
        "you": {"q-name": "", "q-email": "ada", "q-postcode": "1"},
    }
    while resident.page != "check":
        page = resident.page
        if page in wrong:
            refused = resident.send(wrong[page])
            is_arabic(refused, 400)
            assert "هناك مشكلة" in refused.content.decode()
        is_arabic(resident.send(PAGES.get(page, {})))
    is_arabic(resident.go(resident.at))
    is_arabic(resident.go(resident.at.replace("check", "save")))
    is_arabic(resident.send({"e_mail": "ada"}), 400)
    is_arabic(resident.go(resident.at.replace("save", "leave")))


def test_who_chooses_arabic_reads_no_english_in_their_case_and_in_their_mail(resident: Resident) -> None:
    case = resident.apply()
    is_arabic(resident.go(resident.at))
    home = f"/case/{case.reference}/"
    for part in ("", "answers/", "messages/", "feedback/sent/", "may/withdrawal/"):
        is_arabic(resident.go(home + part))
    is_arabic(resident.send({"text": ""}, f"{home}messages/"), 400)
    is_arabic(resident.send({"text": "متى؟"}, f"{home}messages/"))
    assert case.language == "ar"
    mail.outbox.clear()
    send_due(case.opened_at + timedelta(minutes=1))
    mail_case_links.func([case.pk], "ar")
    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        assert latin(f"{sent.subject} {sent.body}") <= NAMES | WRITTEN, sent.body
        assert case.reference in sent.body and "تصريح كشك الشارع" in sent.body


def test_the_link_to_a_draft_comes_in_the_language_of_its_reader(resident: Resident) -> None:
    resident.begin()
    mail.outbox.clear()
    Draft.objects.filter(pk=resident.draft).update(e_mail="ada@example.org")
    mail_draft_link.func(resident.draft, "ar")
    (sent,) = mail.outbox
    assert latin(f"{sent.subject} {sent.body}") <= NAMES
    mail_draft_link.func(resident.draft, "en-gb")
    assert "Street stall permit" in mail.outbox[1].body


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    offered = {code.split("-")[0] for code, _name in settings.LANGUAGES} - {"en"}
    kept = {path.name for path in (SOURCE / "openhall/site/web/locale").iterdir()}
    assert kept == offered


MEASURED = """
name: مدة القرار
question: متى تعرف الجواب؟
unit: days
from: typed
numerator: {typed: القرارات}
direction: down
notes: متوسط كل القرارات.
"""
KINDS = frozenset({"CSV", "SVG", "JSON", "PDF"})


@pytest.fixture
def reader(db: None) -> Resident:
    """Somebody who reads Arabic in the rooms where nobody applies for anything."""
    planning = Department.objects.create(key="planning", name="التخطيط")
    Service.objects.create(slug="permits", name="التراخيص", owner=planning)
    reader = Resident()
    reader.send({"language": "ar", "next": "/"}, "/language/")
    return reader


def version(values: Sequence[float], **more: Any) -> MeasureVersion:
    """A measure that is written in Arabic."""
    made = measure(values, text=MEASURED, **more).current
    assert made is not None
    return made


def test_who_chooses_arabic_reads_no_english_of_how_services_do(reader: Resident) -> None:
    for address in ("/measures/", "/measures/reports/", "/measures/services/permits/"):
        is_arabic(reader.go(address))
    for slug, values in (("days", WORSE), ("few", WORSE[:1]), ("calm", CALM), ("better", (*CALM, 12.0))):
        version(values, slug=slug, hidden=[0] if slug == "calm" else [])
    Measure.objects.get(slug="days").targets.create(number=25, valid_from=date(2020, 1, 1))
    is_arabic(reader.go("/measures/"))
    is_arabic(reader.go("/measures/?q=xyzxyz"), beside=frozenset({"xyzxyz"}))
    for slug in ("services/permits", "days", "few", "calm", "better"):
        is_arabic(reader.go(f"/measures/{slug}/"), beside=KINDS)
    report = make(ReportPlan.objects.create(service=Service.objects.get(), rhythm="month"), months(1)[0])
    assert report is not None
    is_arabic(reader.go("/measures/reports/"))
    is_arabic(reader.go(report.get_absolute_url()), beside=KINDS)


def test_who_chooses_arabic_reads_no_english_of_ideas_and_can_propose_one(reader: Resident) -> None:
    for room in ("", "ideas/", "experiments/", "plans/", "needs/", "ideas/?q=س"):
        is_arabic(reader.go(f"/improvement/{room}"))
    given = {
        "title": "اطلبوا المخطط",
        "problem": "تعود الطلبات",
        "proposal": "لا طلب بلا مخطط",
        "service": "permits",
    }
    made = Idea.objects.create(
        **given | {"service": Service.objects.get()},
        source=Idea.Source.RESIDENT, language="ar", visibility=Idea.Visibility.PUBLIC,
    )  # fmt: skip
    is_arabic(reader.go("/improvement/ideas/"))
    is_arabic(reader.go(made.get_absolute_url()))
    is_arabic(reader.go("/improvement/ideas/new/title/"))
    is_arabic(reader.send({"title": ""}), 400)
    for name in ("title", "problem", "proposal", "service"):
        is_arabic(reader.send({name: given[name]}, f"/improvement/ideas/new/{name}/"))
    is_arabic(reader.send({"credit": "", "e_mail": "ada"}, "/improvement/ideas/new/name/"), 400)
    is_arabic(reader.send({"credit": "", "e_mail": "ada@example.org"}, "/improvement/ideas/new/name/"))
    is_arabic(reader.send())
    assert Idea.objects.count() == 2


def test_who_chooses_arabic_reads_no_english_of_what_is_tried_and_planned(reader: Resident) -> None:
    found = version([])
    fill(found, date(2024, 1, 1), shifted(32, 26, -6))
    tried = experiment(
        idea("فكرة", problem="صعب", proposal="أسهل", state="triaged", language="ar"),
        title="المخطط أولًا", hypothesis="أقل", change="استمارة", measure=found, grounds="خبرة", cost_words="يوم عمل",
        stopping="شكاوى",
    )  # fmt: skip
    guard = version([], slug="guard")
    fill(guard, date(2024, 1, 1), shifted(32, 26, 0.5))
    tried.guards.create(measure=guard, most=0.2)
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        acting.register(tried, None)
        is_arabic(reader.go(tried.get_absolute_url()))
        acting.start(tried, None)
    with clock.at(datetime(2026, 9, 1, 9, tzinfo=UTC)):
        acting.end(tried, None, "")
    acting.record_result(tried, evaluate(tried), None)
    for address in ("/improvement/experiments/", tried.get_absolute_url(), tried.idea.get_absolute_url()):
        is_arabic(reader.go(address))
    planning = Department.objects.get()
    plan = Plan.objects.create(
        slug="plan", title="أسرع", vision="لا ينتظر أحد", first_day=date(2026, 1, 1), last_day=date(2027, 12, 31)
    )  # fmt: skip
    objective = Objective.objects.create(
        goal=Goal.objects.create(plan=plan, title="ثلاثة أسابيع"), title="20 يومًا", measure=found, baseline=40,
        baseline_on=date(2024, 1, 1), target=20, due=date(2027, 1, 1), department=planning,
    )  # fmt: skip
    given = {"objective": objective, "department": planning, "starts": date(2026, 1, 1)}
    first = Action.objects.create(title="اطلبوا", ends=date(2026, 3, 31), **given)
    Action.objects.create(title="درّبوا", ends=date(2027, 8, 31), **given).depends_on.add(first)
    plan.risks.create(words="غياب", likelihood=3, impact=4, response="تدريب", department=planning)
    publish(plan, None, "الأول")
    objective.target = 19
    objective.save()
    publish(plan, None, "الثاني")
    for address in ("/improvement/plans/", "/improvement/plans/plan/", "/improvement/plans/plan/versions/1/"):
        is_arabic(reader.go(address))


def test_who_chooses_arabic_reads_no_english_of_what_people_need(reader: Resident, person: Any) -> None:
    found = version(CALM)
    found.measure.targets.create(number=25, valid_from=date(2020, 1, 1))
    made = Assessment.objects.create(
        service=Service.objects.get(), title="حاجات", question="لماذا؟", first_day=date(2026, 1, 1),
        last_day=timezone.localdate(), conclusion="نخبرهم", published_at=timezone.now(),
    )  # fmt: skip
    with translation.override("ar"):
        gather(made, None)
    # By staff who read English: the names of what is counted and weighed are the site's own.
    made.sources.create(
        kind="feedback", title="آراء", numbers=[["Answers", "12"], ["Mean points of 5", "4.2"]]
    )
    made.sources.create(kind="residents", title="استطلاع", people=6, words="قال ستة")
    criterion = made.criteria.create(name="People", question="How many people does it concern?", weight=2)
    need = made.needs.create(title="أن يُخبروا")
    need.sources.set(made.sources.all())
    need.scores.create(criterion=criterion, points=4, why="قالوا ذلك", by=person("officer"))
    is_arabic(reader.go("/improvement/needs/"))
    is_arabic(reader.go(made.get_absolute_url()))


def test_who_chooses_arabic_reads_no_english_of_a_certificate(
    reader: Resident, settings: Any, person: Any
) -> None:
    settings.OPENHALL_BADGE_KEY = new_signer("example.org/certificates").text
    course = publish_reading(
        content=replace(READING, name="قراءة", summary="ما يجوز", parts=(replace(CHECK, title="سؤال"),))
    )
    badge = complete(person("officer"), course, version=course.open_version).badge
    assert badge is not None
    standard = frozenset({"Open", "Badge", "JWT", "JWK", "SVG", "JSON"})
    is_arabic(reader.go(f"/training/badges/{badge.key}/"), beside=standard)
    is_arabic(reader.go("/training/badges/check/"), beside=frozenset({"certificate", "jwt", "SVG"}))
    for text in ("", "x", badge.token):
        page = reader.send({"text": text})
        is_arabic(
            page,
            page.status_code,
            frozenset({"certificate", "jwt", "SVG"}) | set(re.findall("[A-Za-z]+", text)),
        )
