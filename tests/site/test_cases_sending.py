"""What leaves a case reaches the other side at least once under one name, and works once within the house."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from openhall.site.cases import passing, posting, sending
from openhall.site.cases.acts import NOBODY, begin, complete
from openhall.site.cases.models import Case, Endpoint, Outgoing
from openhall.site.cases.posting import MayNotPost, NotPosted, post
from openhall.site.cases.sending import MOST_TRIES, send_due, try_again
from openhall.site.ledger.models import Event
from tests.site.processes import bpmn, flows, open_tasks, publish

SECRET = "whsec_" + base64.b64encode(b"thirty-two bytes of a secret key").decode()

CALLING = bpmn(
    '<startEvent id="s"/><serviceTask id="pay" name="Take the payment" openhall:operation="pay" '
    'openhall:result="receipt"/><boundaryEvent id="refused" attachedToRef="pay"><errorEventDefinition '
    'errorRef="e"/></boundaryEvent><endEvent id="paid" name="Paid"/><endEvent id="unpaid" name="Not paid"/>'
    + flows("s>pay", "pay>paid", "refused>unpaid"),
    '<error id="e" errorCode="no-money"/>',
)


class Partner(ThreadingHTTPServer):
    """Another system: notes what it gets, and answers as it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.pause = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/in?from=hall"

    def answer(self, status: int, body: Any = None, **headers: str) -> None:
        self.answers.append((status, headers, b"" if body is None else json.dumps(body).encode()))


class _Answering(BaseHTTPRequestHandler):
    server: Partner

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
        status, headers, answer = self.server.answers.pop(0) if self.server.answers else (200, {}, b"{}")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):
            for k in range(len(answer)):
                self.wfile.write(answer[k : k + 1])
                time.sleep(self.server.pause)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def partner() -> Iterator[Partner]:
    server = Partner()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def bound(partner: Partner, settings: Any) -> Callable[..., Endpoint]:
    settings.OPENHALL_INNER_HOSTS = frozenset({"127.0.0.1"})
    settings.OPENHALL_SECRETS = {"BANK": SECRET}

    def bind(name: str, secret: str = "bank") -> Endpoint:
        return Endpoint.objects.create(name=name, url=partner.url, secret_name=secret)

    return bind


def test_a_call_goes_out_as_a_signed_cloud_event_and_its_answer_completes_the_work(
    db: None, partner: Partner, bound: Callable[..., Endpoint]
) -> None:
    case = begin(publish(CALLING), {"fee": Decimal("96.50")}, NOBODY)
    bound("pay")
    partner.answer(200, {"number": 7, "paid": 96.5})
    assert send_due() == 1 and send_due() == 0
    ((headers, body),) = partner.got
    event = json.loads(body)
    assert headers["content-type"].startswith("application/cloudevents+json")
    assert event["specversion"] == "1.0" and event["subject"] == case.reference
    assert event["type"] == "openhall.call" and event["source"] == "/services/permit"
    assert event["data"] == {"fee": 96.5} and b'"fee": 96.5}' in body
    assert event["id"] == headers["webhook-id"] == headers["idempotency-key"]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    proof = hmac.new(b"thirty-two bytes of a secret key", signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(proof).decode()
    case.refresh_from_db()
    assert case.outcome == "Paid" and case.data["receipt"] == {"number": 7, "paid": {"$n": "96.5"}}
    assert Outgoing.objects.get().sent_at


def test_a_call_that_fails_is_tried_again_ever_later_as_the_very_same_and_given_up_at_last(
    db: None, partner: Partner, bound: Callable[..., Endpoint]
) -> None:
    case = begin(publish(CALLING), {}, NOBODY)
    bound("pay")
    now = timezone.now() + timedelta(seconds=1)
    waits = []
    for _ in range(MOST_TRIES):
        partner.answer(503)
        assert send_due(now) == 1 and send_due(now) == 0
        due = Outgoing.objects.get().due_at
        waits.append(due - now)
        now = due
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert max(waits) == timedelta(hours=6)
    assert len({body for _, body in partner.got}) == 1 and len(partner.got) == MOST_TRIES
    assert len({headers["webhook-id"] for headers, _ in partner.got}) == 1
    outgoing = Outgoing.objects.get()
    assert outgoing.failed_at and "status 503" in outgoing.why
    assert send_due(now + timedelta(days=9)) == 0
    try_again(outgoing.pk)
    assert send_due() == 1
    case.refresh_from_db()
    assert case.outcome == "Paid"


def test_an_error_that_the_model_catches_is_thrown_and_any_other_refusal_stays_to_be_seen(
    db: None, partner: Partner, bound: Callable[..., Endpoint]
) -> None:
    version = publish(CALLING)
    caught, other = begin(version, {}, NOBODY), begin(version, {}, NOBODY)
    bound("pay")
    partner.answer(422, {"code": "no-money"})
    partner.answer(400, {"code": "what"})
    assert send_due() == 2
    caught.refresh_from_db()
    other.refresh_from_db()
    assert caught.outcome == "Not paid" and not other.ended_at
    assert Outgoing.objects.get(case=other).failed_at and Outgoing.objects.get(case=caught).sent_at


def test_an_answer_that_comes_too_late_changes_nothing(
    db: None, partner: Partner, bound: Callable[..., Endpoint]
) -> None:
    process = CALLING.replace(
        '<errorEventDefinition errorRef="e"/>',
        "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>",
    )
    from openhall.site.cases.firing import fire_due

    case = begin(publish(process), {}, NOBODY)
    bound("pay")
    assert fire_due(timezone.now() + timedelta(days=2)) == 1
    rows = Event.objects.count()
    assert send_due() == 1 and Outgoing.objects.get().sent_at
    case.refresh_from_db()
    assert case.outcome == "Not paid" and Event.objects.count() == rows


def test_without_an_address_or_its_secret_a_call_waits_and_says_so(
    db: None, partner: Partner, bound: Callable[..., Endpoint]
) -> None:
    begin(publish(CALLING), {}, NOBODY)
    assert send_due() == 1
    assert "No address is bound to “pay”" in Outgoing.objects.get().why
    bound("pay", secret="other")
    assert send_due(timezone.now() + timedelta(minutes=1)) == 1
    assert "The secret “other” of this address is not set" in Outgoing.objects.get().why
    assert not partner.got


def test_the_inner_network_is_not_reached_unless_the_operator_says_so(partner: Partner) -> None:
    secure = partner.url.replace("http:", "https:")
    for url in (
        secure,
        "https://localhost/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
    ):
        with pytest.raises(MayNotPost, match="no public address"):
            post(url, b"", {})
    with pytest.raises(MayNotPost, match="without TLS"):
        post(partner.url, b"", {})
    with pytest.raises(MayNotPost, match="name or password"):
        post("https://a:b@example.org/", b"", {})
    for url in ("ftp://example.org/", "file:///etc/passwd", "https:///x", "https://x:99999/", "nonsense"):
        with pytest.raises(MayNotPost, match="no address"):
            post(url, b"", {})
    assert not partner.got


def test_a_redirect_is_not_followed_and_a_large_or_slow_answer_is_not_waited_for(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = ("127.0.0.1",)
    partner.answer(302, Location=partner.url)
    assert post(partner.url, b"x", {}, inner).status == 302 and len(partner.got) == 1
    monkeypatch.setattr(posting, "LARGEST", 10)
    partner.answer(200, "more than ten bytes")
    with pytest.raises(NotPosted, match="more than 10 bytes"):
        post(partner.url, b"x", {}, inner)
    monkeypatch.setattr(posting, "LONGEST", 0.3)
    partner.pause = 0.1
    partner.answer(200, "12345678")
    begun = time.monotonic()
    with pytest.raises(NotPosted, match="took longer"):
        post(partner.url, b"x", {}, inner)
    assert time.monotonic() - begun < 0.8


def test_workers_share_what_is_to_be_sent(
    transactional_db: None, partner: Partner, bound: Callable[..., Endpoint]
) -> None:
    version = publish(CALLING)
    for _ in range(20):
        begin(version, {}, NOBODY)
    bound("pay")
    tried: list[int] = []

    def send() -> None:
        tried.append(send_due())
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(tried) == 20 == len({headers["webhook-id"] for headers, _ in partner.got}) == len(partner.got)
    assert set(Case.objects.values_list("outcome", flat=True)) == {"Paid"}


def test_a_worker_that_dies_while_it_sends_leaves_it_to_the_next(
    db: None, partner: Partner, bound: Callable[..., Endpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = begin(publish(CALLING), {}, NOBODY)
    bound("pay")
    now = timezone.now()

    def dies(*_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_note_sent", dies)
        with pytest.raises(SystemExit):
            send_due(now)
    assert send_due(now + timedelta(minutes=9)) == 0
    assert send_due(now + timedelta(minutes=11)) == 1
    assert len({body for _, body in partner.got}) == 1 and len(partner.got) == 2
    case.refresh_from_db()
    assert case.outcome == "Paid"
    assert Event.objects.filter(activity="Take the payment", lifecycle="complete").count() == 1


ASKING = bpmn(
    '<startEvent id="s"/><intermediateThrowEvent id="ask" name="Ask for a survey"><messageEventDefinition '
    'messageRef="m1"/></intermediateThrowEvent><intermediateCatchEvent id="got" name="Survey is there">'
    '<messageEventDefinition messageRef="m2"/></intermediateCatchEvent><endEvent id="e" name="Surveyed"/>'
    + flows("s>ask", "ask>got", "got>e"),
    '<message id="m1" name="survey wanted"/><message id="m2" name="survey done"/>',
)
SURVEY = bpmn(
    '<startEvent id="s" name="Survey is wanted"><messageEventDefinition messageRef="m1"/></startEvent>'
    '<userTask id="survey" name="Survey"/><sendTask id="answer" messageRef="m2"/><endEvent id="e" name="Done"/>'
    + flows("s>survey", "survey>answer", "answer>e"),
    '<message id="m1" name="survey wanted"/><message id="m2" name="survey done"/>',
)


def test_a_message_begins_a_case_of_another_service_and_its_answer_comes_back(db: None) -> None:
    asking = publish(ASKING)
    publish(SURVEY, "survey", "Survey")
    case = begin(asking, {"street": "Quay Street"}, NOBODY, applicant_name="Ada Alder")
    other = begin(asking, {}, NOBODY)
    assert send_due() == 2
    survey = Case.objects.get(begun_by=case)
    assert survey.applicant_name == "Ada Alder"
    assert survey.data["survey wanted"] == {"street": "Quay Street", "reference": case.reference}
    complete(open_tasks(survey)["survey"].pk, {"survey": {"metres": Decimal(12)}}, NOBODY)
    assert send_due() == 1
    case.refresh_from_db()
    other.refresh_from_db()
    assert case.outcome == "Surveyed" and not other.ended_at
    assert case.data["survey done"]["survey"] == {"metres": 12}


def test_a_message_that_nobody_waits_for_is_kept_and_says_so(db: None) -> None:
    begin(publish(ASKING), {}, NOBODY)
    assert send_due() == 1
    assert "Nobody waits for the message “survey wanted”" in Outgoing.objects.get().why
    publish(SURVEY, "survey", "Survey")
    assert send_due(timezone.now() + timedelta(minutes=1)) == 1
    assert Case.objects.count() == 2


SIGNAL = '<signal id="g" name="storm"/>'
WARNING = bpmn(
    '<startEvent id="s"/><intermediateThrowEvent id="warn" name="Warn"><signalEventDefinition signalRef="g"/>'
    '</intermediateThrowEvent><endEvent id="e" name="Warned"/>' + flows("s>warn", "warn>e"),
    SIGNAL,
)
WORKING = bpmn(
    '<startEvent id="s"/><userTask id="work" name="Work outside"/><boundaryEvent id="storm" attachedToRef="work" '
    'name="Storm"><signalEventDefinition signalRef="g"/></boundaryEvent><endEvent id="done" name="Done"/><endEvent '
    'id="home" name="Went home"/>' + flows("s>work", "work>done", "storm>home"),
    SIGNAL,
)
BEGINNING = bpmn(
    '<startEvent id="s" name="Storm"><signalEventDefinition signalRef="g"/></startEvent><userTask id="look"/>'
    '<endEvent id="e"/>' + flows("s>look", "look>e"),
    SIGNAL,
)


def test_a_signal_reaches_every_case_that_waits_for_it_in_every_service_once(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = publish(WORKING, "roads", "Roads"), publish(WORKING, "trees", "Trees")
    cases = [begin(version, {}, NOBODY) for version in (first, first, second)]
    done = begin(first, {}, NOBODY)
    complete(open_tasks(done)["work"].pk, {}, NOBODY)
    publish(BEGINNING, "damage", "Storm damage")
    begin(publish(WARNING, "warning", "Warning"), {}, NOBODY)
    now = timezone.now()

    reached = []

    def dies_after_two(*arguments: Any) -> Any:
        if len(reached) == 2:
            raise SystemExit
        reached.append(arguments)
        return happen(*arguments)

    happen = passing.happen
    with monkeypatch.context() as patch:
        patch.setattr(passing, "happen", dies_after_two)
        with pytest.raises(SystemExit):
            send_due(now)
    assert send_due(now + timedelta(minutes=11)) == 1
    assert send_due(now + timedelta(minutes=30)) == 0
    for case in cases:
        case.refresh_from_db()
        assert case.outcome == "Went home"
    assert Event.objects.filter(node="storm").count() == 3
    assert Case.objects.filter(version__service__slug="damage").count() == 1


def test_the_operator_sees_what_was_given_up_and_has_it_sent_again(client: Any, person: Any) -> None:
    begin(publish(CALLING), {"secret": "not for the operator"}, NOBODY)
    Outgoing.objects.update(failed_at=timezone.now(), problem="It answered with status 400.")
    client.force_login(person("operator"))
    page = client.get("/admin/cases/outgoing/").content.decode()
    assert "It answered with status 400." in page
    number = Outgoing.objects.get().pk
    assert (
        "not for the operator" not in client.get(f"/admin/cases/outgoing/{number}/change/").content.decode()
    )
    client.post("/admin/cases/outgoing/", {"action": "send_again", "_selected_action": [number]})
    assert Outgoing.objects.get().failed_at is None
    assert client.get("/admin/cases/endpoint/add/").status_code == 200
    client.force_login(person("officer", email="ben@example.org"))
    assert client.get("/admin/cases/outgoing/").status_code in (302, 403)
