"""Who reads Arabic reads no English about open data, beside what the data themselves and their publishers say."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from openhall.site.opendata.models import DatasetRequest
from openhall.site.opendata.publishing.releasing import withdraw
from openhall.site.opendata.tasks import mail_answer, mail_confirmation, mail_follower
from tests.site.opendata import published, street_problems
from tests.site.test_web_languages import CATALOGUE, SOURCE, latin

pytestmark = pytest.mark.django_db
MINE = ("views", "viewing", "templates/opendata", "asking.py", "forms.py", "quality.py", "models/choices.py")
WRITTEN = frozenset(
    re.findall(
        r"\w+",
        # The dataset, its department, and the names of columns; names of formats, licences and interfaces.
        "Street problems What residents reported Roads Reported Kind District Days Mended Place kind district days "
        "mended place Pothole light Graffiti Fly tipping Old Town Harbourside Weir End E N S W km m "
        "CSV JSON GeoJSON Parquet XLSX CC BY SA ODC PDDL ODbL SODA CKAN Socrata SoQL SHA Atom UTC curl limit "
        "resource json x SELECT FROM WHERE AND count AS n href a http localhost data versions "
        "Openhall English name example org r",
    )
)


def test_no_sentence_about_open_data_waits_for_its_translation() -> None:
    places = [
        f"--location=site/opendata/{each}{'' if each.endswith('.py') else '/*' * deep}"
        for each in MINE
        for deep in range(1, 5)
    ]
    command = ["msggrep", *places, str(SOURCE / CATALOGUE / "django.po")]
    met = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert met.count("\nmsgid ") > 150
    for state in ("--untranslated", "--only-fuzzy"):
        command = ["msgattrib", state, "--no-obsolete"]
        waiting = subprocess.run(command, input=met, capture_output=True, text=True, check=True).stdout
        entries = [entry for entry in waiting.split("\n\n")[1:] if _is_for_everybody(entry)]
        assert not entries, "run `make messages` and translate:\n" + "\n\n".join(entries)


def _is_for_everybody(entry: str) -> bool:
    """Whether readers of open data meet a sentence; publishers' own pages wait for their translation."""
    places = re.findall(r"site/opendata/(\S+)", entry)
    return any(each.startswith(MINE) and "/money/" not in each and "/manage/" not in each for each in places)


def test_no_page_for_everybody_says_a_word_that_translators_cannot_find() -> None:
    home = Path(SOURCE / "openhall/site/opendata/templates/opendata")
    pages = [each for each in home.rglob("*.*") if not {"manage", "money"} & set(each.parts)]
    assert len(pages) > 25
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for gone in (r"{% comment %}.*?{% endcomment %}", r"{% blocktrans.*?{% endblocktrans\w* %}"):
            text = re.sub(gone, "", text, flags=re.DOTALL)
        plain = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|&lt;.*?&gt;", "", text)
        assert latin(re.sub(r"oh-[\w-]+", "", plain)) <= {"Openhall"}, page.name


@pytest.fixture
def reader(client: Client) -> Client:
    """The browser of somebody who reads Arabic."""
    client.post("/language/", {"language": "ar", "next": "/"})
    return client


def is_arabic(answer: Any, status: int = 200) -> None:
    page = answer.content.decode()
    assert answer.status_code == status
    assert '<html lang="ar" dir="rtl"' in page
    # Fingerprints and identifiers are no words.
    words = latin(re.sub(r"\b[0-9a-f]{64}\b|\b[a-z0-9]{4}-[a-z0-9]{4}\b", "", page))
    assert words <= WRITTEN, sorted(words - WRITTEN)


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
    from openhall.site.people.models import User

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
