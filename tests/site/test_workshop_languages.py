"""Whoever keeps services and reads Arabic reads no English in the workshop, beside what stands in their folders."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from openhall.process.folder import pack
from openhall.process.service.check import check_model, check_service
from openhall.site.cases.models import Removal
from openhall.site.cases.moving import move_due
from openhall.site.services.loading import ready
from openhall.site.services.models import Adoption, Shared
from openhall.site.services.publishing import draft
from openhall.site.web.speech import FROM_RIGHT
from tests.process import test_service_check
from tests.process.dog_licence import dog_licence
from tests.site.little import little_service, publish_little
from tests.site.stalls import open_office
from tests.site.test_web_languages import latin

pytestmark = pytest.mark.django_db
WRITTEN = frozenset(
    re.findall(
        r"\w+",
        # What people of these tests and the folder of the service are called; names of files, formats and commands.
        "Openhall English Ada Alder Licensing Water Street stall permit ZIP yaml bpmn service process openhall check "
        "letters reminder md forms appeal json licensing alder water",
    )
)

FROM_THE_FOLDER = (
    r"<g data-node.*?</g>", r"<text.*?</text>", r"(?<=: ).*?(?=</desc>)", r"<pre.*?</pre>", r"<textarea.*?</textarea>",
    r'<table class="oh-diff".*?</table>', r'<ul class="govuk-list oh-files">.*?</ul>',
)  # fmt: skip
"""What the folder of a service says, on the pages about it: its picture, its files and their names."""

FILES = " ".join(little_service()).replace("_", " ")


def is_arabic(answer: Any, status: int = 200, beside: str = "") -> None:
    page = answer.content.decode()
    assert answer.status_code == status
    assert '<html lang="ar" dir="rtl"' in page
    for what in FROM_THE_FOLDER:
        page = re.sub(what, "", page, flags=re.DOTALL)
    words = latin(page) - WRITTEN - set(re.findall(r"\w+", beside))
    assert not words, sorted(words)


@pytest.fixture
def analyst(person: Any, client: Client) -> Client:
    """The browser of an analyst who reads Arabic."""
    client.post("/language/", {"language": "ar", "next": "/"})
    client.force_login(person("analyst", "operator", "head of service"))
    return client


def test_a_service_is_uploaded_changed_and_published_in_arabic(analyst: Client) -> None:
    is_arabic(analyst.get("/workshop/"))
    is_arabic(analyst.get("/workshop/new/"))
    is_arabic(analyst.post("/workshop/new/", {"folder": ""}), 400)
    is_arabic(analyst.post("/workshop/new/", {"folder": folder({"a.txt": b"a"})}), 400)
    is_arabic(analyst.post("/workshop/new/", {"folder": folder(little_service())}), 400)
    publish_little()
    base = "/workshop/services/street-stall/"
    is_arabic(analyst.get("/workshop/"))
    is_arabic(analyst.get(base))
    is_arabic(analyst.post(f"{base}1/copy/", follow=True))
    is_arabic(analyst.get(f"{base}2/files/letters/decision.md"), beside="decision")
    is_arabic(analyst.get(f"{base}1/files/letters/decision.md"), beside="decision")
    is_arabic(analyst.get(f"{base}2/changes/"))
    text = analyst.get(f"{base}2/files/letters/decision.md").context["text"]
    changed = {"text": f"{text}سطر\n"}
    is_arabic(analyst.post(f"{base}2/files/letters/decision.md", changed, follow=True), beside="decision")
    is_arabic(analyst.get(f"{base}2/changes/"), beside="decision")
    is_arabic(analyst.post(f"{base}2/add/", {"name": "a b"}), 400, "a b")
    is_arabic(analyst.get(f"{base}2/publish/"))
    is_arabic(analyst.post(f"{base}2/publish/", {"note": ""}), 400)
    is_arabic(analyst.post(f"{base}2/publish/", {"note": "الأول"}, follow=True))
    is_arabic(analyst.get(f"{base}close/"))


def folder(files: dict[str, bytes]) -> SimpleUploadedFile:
    return SimpleUploadedFile("folder.zip", pack(files), "application/zip")


def test_what_is_shared_and_who_holds_which_post_is_said_in_arabic(analyst: Client) -> None:
    version = publish_little()
    base = "/workshop/services/street-stall/"
    is_arabic(analyst.get("/workshop/library/"))
    is_arabic(analyst.get(f"{base}1/share/"), beside=FILES)
    is_arabic(analyst.post(f"{base}1/share/", {"what": ""}), 400, FILES)
    given = {"what": "letters/decision.md", "name": "رسالة", "summary": "مفيدة"}
    is_arabic(analyst.post(f"{base}1/share/", given, follow=True), beside="decision")
    is_arabic(analyst.get("/workshop/library/?q=xyz"), beside="xyz")
    entry = Shared.objects.get()
    for address in ("", "take/"):
        is_arabic(analyst.get(f"/workshop/library/{entry.pk}/{address}"), beside="decision")
    is_arabic(analyst.post(f"/workshop/library/{entry.pk}/take/", {"service": ""}), 400, "decision")
    given = {"service": version.service_id}
    is_arabic(analyst.post(f"/workshop/library/{entry.pk}/take/", given, follow=True), beside="decision")
    is_arabic(analyst.get(f"/workshop/library/taken/{Adoption.objects.get().pk}/"), beside="decision")
    is_arabic(analyst.get(base), beside="decision")
    is_arabic(analyst.get("/workshop/departments/"))
    for address in ("new/", "licensing/", "licensing/change/"):
        is_arabic(analyst.get(f"/workshop/departments/{address}"))
    for address, sent in (
        ("new/", {"key": "licensing"}),
        ("new/", {"key": "a b"}),
        ("licensing/", {"person": ""}),
    ):
        is_arabic(analyst.post(f"/workshop/departments/{address}", sent), 400, "a b")
    is_arabic(analyst.post("/workshop/departments/licensing/delete/", follow=True))


def test_how_cases_move_is_said_in_arabic(analyst: Client, person: Any) -> None:
    office = open_office(person)
    office.case()
    changed = little_service()
    for old, new in ((b'"check"', b'"look"'), (b'openhall:form="look"', b'openhall:form="check"')):
        changed["process.bpmn"] = changed["process.bpmn"].replace(old, new)
    changed["service.yaml"] = changed["service.yaml"].replace(b"check", b"look")
    new = publish_little({name: held for name, held in changed.items() if not name.startswith("tests/")})
    nodes = " ".join(
        node.label for each in (office.version, new) for node in ready(each.pk).running.model.nodes
    )
    base = "/workshop/services/street-stall/"
    is_arabic(analyst.get(base))
    is_arabic(analyst.get(f"{base}1/move/"), beside=nodes)
    is_arabic(analyst.get(f"{base}1/move/?to=2&place-check=none"), 409, "none")
    page = analyst.get(f"{base}1/move/?to=2&place-check=")
    is_arabic(page, beside=nodes)
    assert "ليس في الإصدار الجديد" in page.content.decode(), "why a case would stay"
    order = {"to": "2", "place-check": "", "order": "1"}
    is_arabic(analyst.post(f"{base}1/move/", order, follow=True))
    while move_due():
        pass
    removal = Removal.objects.get()
    assert removal.stayed == 1
    is_arabic(analyst.get(f"{base}moves/{removal.pk}/"), beside=nodes)


def test_what_the_check_of_a_folder_finds_is_said_in_arabic(analyst: Client) -> None:
    service = publish_little().service
    files = little_service()
    files["service.yaml"] = files["service.yaml"].replace(b"form: apply", b"form: aply")
    files["process.bpmn"] = files["process.bpmn"].replace(b'form="more"', b'form="moore"')
    files["notes.txt"] = b"x"
    page = analyst.get(f"/workshop/services/street-stall/{draft(files, None, service).number}/")
    html = page.content.decode()
    assert "هل تقصد" in html and "لا شيء يقرأ هذا الملف" in html
    assert 'lang="en"' not in html
    is_arabic(
        page, beside=f"aply apply moore more userTask Give us what is missing form txt notes tests {FILES}"
    )
    stuck = little_service()
    gateway = b'Gateway id="to_check"'
    stuck["process.bpmn"] = stuck["process.bpmn"].replace(b"exclusive" + gateway, b"parallel" + gateway)
    number = draft(stuck, None, service).number
    named = f"{stuck['process.bpmn'].decode()} {FILES} to_check tests parallelGateway"
    for address in ("", "publish/"):
        page = analyst.get(f"/workshop/services/street-stall/{number}/{address}")
        assert "لا يمكن إنجاز" in page.content.decode(), "in what a test differs"
        is_arabic(page, beside=named)


def test_the_way_into_what_is_wrong_with_a_process_is_said_in_arabic() -> None:
    nodes = (
        '<startEvent id="s"/><exclusiveGateway id="x" default="b"/><task id="one" name="One"/>'
        '<task id="two" name="Two"/><parallelGateway id="join" name="Join"/><endEvent id="e"/>'
    )
    ends = (("s", "x"), ("x", "one"), ("x", "two"), ("one", "join"), ("two", "join"), ("join", "e"))
    flows = "".join(
        f'<sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}"/>'
        for key, (source, target) in zip("abcdef", ends, strict=True)
    ).replace(
        'targetRef="two"/>', 'targetRef="two"><conditionExpression>ready</conditionExpression></sequenceFlow>'
    )
    model = (
        f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{nodes}{flows}</process>'
        "</definitions>"
    )
    error, *_ = check_model(model.encode(), "join.bpmn").errors
    assert "the case stands still" in error
    with translation.override("ar"):
        said = FROM_RIGHT.say(error)
    assert "تتوقف المعاملة" in said and latin(said) <= {"join", "bpmn", "One", "Two", "Join"}, said


TECHNICAL = frozenset(
    re.findall(
        r"\w+",
        # What is called like this in the files themselves, and languages and formats.
        "FEEL YAML BPMN DMN UTF openhall form letter decision result subject person standards calendar languages "
        "purposes outcomes sign in may happen tell do happens wait gives fails begins NODE MESSAGE CODE NAME days "
        "working hours months years optional required en ar pt BR null if name extensionElements loopCondition "
        "loopMaximum loopCardinality loopDataInputRef timeDate timeDuration timeCycle choreography behavior ISO or",
    )
)


@pytest.mark.parametrize(
    "changes",
    [
        case[0] if isinstance(case, tuple) else case.values[0]
        for test in vars(test_service_check).values()
        for mark in getattr(test, "pytestmark", ())
        if mark.name == "parametrize" and mark.args[0] == ("changes", "sentence")
        for case in mark.args[1]
    ],
    ids=str,
)
def test_only_names_are_latin_in_a_sentence_on_a_folder(changes: dict[str, tuple[str, str]]) -> None:
    report = check_service(dog_licence(**changes))
    with translation.override("ar"):
        # What is wrong within a DMN file is said in English, and marked as such.
        found = [each for each in (*report.errors, *report.warnings) if not each.startswith("fee.dmn: <")]
        said = [FROM_RIGHT.say(words) for words in found]
    assert report.errors or said
    for sentence in said:
        # Names stand apart from their sentence: Unicode's isolates are around each.
        plain = sentence
        while plain != (plain := re.sub("\u2068[^\u2068\u2069]*\u2069", "", plain)):
            pass
        assert latin(plain) <= TECHNICAL, sentence
