"""What a case writes to its applicant, by when it is due, and what was decided in it, all of it with the step."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone, translation

from openhall.process.forms.asking import from_json
from openhall.site.cases.acts import NOBODY, begin, complete, fail
from openhall.site.cases.models import Case, Decided, Letter, Outgoing, Task
from openhall.site.cases.sending import send_due
from openhall.site.services.loading import ready
from openhall.site.services.models import Version
from tests.site.little import ANSWERS, little_service, publish_little
from tests.site.processes import bpmn, flows, open_tasks, publish


@pytest.fixture
def version(db: None) -> Version:
    return publish_little()


def begun(version: Version, **fields: Any) -> Case:
    form = ready(version.pk).folder.forms["apply"]
    return begin(version, {"apply": from_json(form, ANSWERS)}, NOBODY, **fields)


def decided(case: Case, granted: bool = True) -> Case:
    complete(open_tasks(case)["check"].pk, {"check": {"complete": True}}, NOBODY)
    complete(open_tasks(case)["advise"].pk, {"advise": {"objection": False}}, NOBODY)
    return complete(
        open_tasks(case)["decide"].pk, {"decide": {"granted": granted, "why": "It is safe."}}, NOBODY
    )


def test_a_case_knows_whose_it_is_and_by_when_it_is_due(version: Version) -> None:
    case = begun(version)
    assert (case.applicant_name, case.e_mail, case.subject) == (
        "Ada Alder",
        "ada@example.org",
        "flowers, Quay Street",
    )
    zone = ready(version.pk).zone
    days = (case.legal_due_at.astimezone(zone).date() - case.opened_at.astimezone(zone).date()).days
    assert days == 56
    promised = case.promised_due_at.astimezone(zone)
    assert promised.weekday() < 5 and (promised.hour, promised.minute) == (17, 0)
    check = open_tasks(case)["check"]
    assert check.due_at is not None and check.due_at < case.promised_due_at
    complete(check.pk, {"check": {"complete": False}}, NOBODY)
    more = open_tasks(case)["more"]
    assert more.for_applicant and more.department is None and more.due_at == case.promised_due_at


def test_the_clock_of_the_standards_stops_when_it_is_decided_and_not_when_the_case_ends(
    version: Version,
) -> None:
    case = decided(begun(version), granted=False)
    case.refresh_from_db()
    assert case.decided_at and not case.ended_at


def test_the_decision_is_kept_with_its_reasons_and_the_letter_gives_them(version: Version) -> None:
    case = decided(begun(version))
    made = Decided.objects.get()
    assert (made.decision, made.value, made.node) == ("Fee", 12, "fee")
    assert "All other stalls pay 12." in made.reasons[0]
    letter = Letter.objects.get()
    assert letter.subject == f"Your street stall permit {case.reference}"
    for words in ("Dear Ada Alder", "granted", "The fee is 12", "All other stalls pay 12.", "Licensing"):
        assert words in letter.text, words
    assert letter.key == Outgoing.objects.get(kind="letter").key


def test_rules_that_nobody_put_in_words_are_said_in_the_language_of_who_reads(db: None) -> None:
    files = little_service()
    files["fee.dmn"], taken = re.subn(rb"<text>[^<]* pay [^<]*</text>", b"<text></text>", files["fee.dmn"])
    assert taken
    decided(begun(publish_little(files), language="ar"))
    arabic = Letter.objects.get().text
    assert "طُبّقت القاعدة" in arabic and "applied" not in arabic
    made = Decided.objects.get()
    assert made.why[0].startswith("Rule ") and made.why[0].endswith("; the result is 12.")
    with translation.override("ar"):
        assert "طُبّقت القاعدة" in made.why[0] and "applied" not in made.why[0]


def test_the_letter_leaves_once_by_mail_with_the_link_to_the_case(version: Version) -> None:
    case = decided(begun(version))
    Outgoing.objects.filter(kind="notice").delete()
    assert send_due() == 1 and send_due() == 0
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"] and case.reference in sent.subject
    assert f"/track/{case.key}/" in sent.body and "Dear Ada Alder" in sent.body
    ((html, kind),) = sent.alternatives
    assert kind == "text/html" and 'dir="ltr"' in html
    assert sent.extra_headers["Message-ID"].startswith(f"<{Letter.objects.get().key}@")


def test_a_letter_is_written_in_the_language_of_the_case(version: Version) -> None:
    case = decided(begun(version, language="ar"))
    letter = Letter.objects.get()
    assert letter.language == "ar" and "عزيزي Ada Alder" in letter.text
    months = (
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    )
    assert months[timezone.localdate().month - 1] in letter.text
    send_due()
    assert any('dir="rtl"' in alternative[0] for each in mail.outbox for alternative in each.alternatives)
    assert case.language == "ar"


def test_a_notice_tells_the_applicant_what_service_yaml_says(version: Version) -> None:
    case = begun(version)
    complete(open_tasks(case)["check"].pk, {"check": {"complete": False}}, NOBODY)
    told = ready(version.pk).folder.text.tell
    assert "more" in told
    send_due()
    assert told["more"] in mail.outbox[-1].body and case.reference in mail.outbox[-1].subject


def test_without_an_address_no_notice_is_written_and_a_letter_asks_to_be_printed(version: Version) -> None:
    case = begun(version, e_mail="")
    decided(case)
    assert set(Outgoing.objects.values_list("kind", flat=True)) == {"letter"}
    assert send_due() == 1 and not mail.outbox
    outgoing = Outgoing.objects.get()
    assert outgoing.failed_at and "print the letter" in outgoing.why and Letter.objects.exists()


def test_a_mail_server_that_does_not_answer_is_asked_again(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(begun(version))
    Outgoing.objects.filter(kind="notice").delete()

    def breaks(*_: Any) -> None:
        raise OSError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", breaks)
        assert send_due() == 1
    assert "connection refused" in Outgoing.objects.get().why and not mail.outbox
    assert send_due(timezone.now() + timedelta(minutes=1)) == 1 and len(mail.outbox) == 1


def test_a_letter_that_cannot_be_written_lets_nothing_of_its_step_happen(db: None) -> None:
    files = little_service()
    files["letters/decision.md"] = (
        b"---\nsubject: x\n---\n{{#for a in 1..400}}{{#for b in 1..400}}{{ a }}{{/for}}{{/for}}"
    )
    files["letters/decision.ar.md"] = files["letters/decision.md"]
    case = begun(publish_little(files))
    from openhall.site.cases.acts import NotPossible

    with pytest.raises(NotPossible, match=r"letters/decision\.md"):
        decided(case)
    assert sorted(open_tasks(case)) == ["decide"] and not Letter.objects.exists()


FAILING = bpmn(
    '<startEvent id="s"/><userTask id="dig" name="Dig"/><boundaryEvent id="rock" name="Rock" attachedToRef="dig">'
    '<errorEventDefinition errorRef="e"/></boundaryEvent><endEvent id="dug" name="Dug"/><endEvent id="not" '
    'name="Not dug"/>' + flows("s>dig", "dig>dug", "rock>not"),
    '<error id="e" errorCode="rock"/>',
)


def test_work_that_cannot_be_done_throws_its_error(db: None) -> None:
    version = publish(FAILING)
    caught, lost = begin(version, {}, NOBODY), begin(version, {}, NOBODY)
    fail(open_tasks(caught)["dig"].pk, "rock", NOBODY)
    fail(open_tasks(lost)["dig"].pk, "flood", NOBODY)
    caught.refresh_from_db()
    lost.refresh_from_db()
    assert caught.outcome == "Not dug" and lost.ended_at and not lost.outcome
    assert set(Task.objects.values_list("status", flat=True)) == {"withdrawn"}
