"""Officers and workers at work on one database, killed at any moment; what they leave must be whole.

All are processes forked from this one. An act is noted in a file once it came back to its officer, so an act that was
noted and cannot be found was lost. A partner's system notes what it was sent.
"""

from __future__ import annotations

import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db import connections
from django.utils import timezone

from openhall.process.feel.values import Value
from openhall.site.cases import sending
from openhall.site.cases.acts import NOBODY, By, NotPossible, begin, claim, complete, happen, release
from openhall.site.cases.firing import fire_due
from openhall.site.cases.models import Case, Endpoint, Outgoing, Task
from openhall.site.cases.sending import send_due
from openhall.site.people.models import Department, Post, User
from openhall.site.services.models import Version
from tests.site.forking import close_connections
from tests.site.little import FOLDER
from tests.site.processes import bpmn, flows, number_of, publish
from tests.site.replaying import Differs, Replay

OPEN_CASES = 40
PROCESS = bpmn(
    '<laneSet id="ls"><lane id="l1" name="planning"><flowNodeRef>check</flowNodeRef><flowNodeRef>sign</flowNodeRef>'
    '</lane><lane id="l2" name="fire"><flowNodeRef>advise</flowNodeRef></lane></laneSet>'
    '<startEvent id="s" name="Received"/><parallelGateway id="split"/><userTask id="check" name="Check"/>'
    '<userTask id="advise" name="Advise"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
    "</multiInstanceLoopCharacteristics></userTask>"
    '<boundaryEvent id="late" name="Late" attachedToRef="check" cancelActivity="false"><timerEventDefinition>'
    '<timeCycle>R3/PT1S</timeCycle></timerEventDefinition></boundaryEvent>'
    '<sendTask id="remind" name="Remind" openhall:letter="note"/>'
    '<parallelGateway id="join"/><businessRuleTask id="fee" name="Fee" openhall:decision="Fee" openhall:result="fee"/>'
    '<serviceTask id="pay" name="Pay" openhall:operation="pay" openhall:result="receipt"/>'
    '<userTask id="sign" name="Sign"/><boundaryEvent id="over" name="Time is over" attachedToRef="sign">'
    "<timerEventDefinition><timeDuration>PT2S</timeDuration></timerEventDefinition></boundaryEvent>"
    '<intermediateThrowEvent id="tell" name="Tell the archive"><messageEventDefinition messageRef="m2"/>'
    '</intermediateThrowEvent><endEvent id="granted" name="Granted"/><endEvent id="lapsed" name="Lapsed"/>'
    '<subProcess id="w" triggeredByEvent="true"><startEvent id="withdrawn" name="Withdrawn"><messageEventDefinition '
    'messageRef="m1"/></startEvent><endEvent id="gone" name="Gone"/>' + flows("withdrawn>gone").replace("f0", "f90")
    + "</subProcess>"
    + flows("s>split", "split>check", "split>advise", "check>join", "advise>join", "late>remind", "join>fee",
            "fee>pay", "pay>sign", "sign>tell", "tell>granted", "over>lapsed"),
    '<message id="m1" name="withdrawal"/><message id="m2" name="archive"/>',
)  # fmt: skip
LETTER = b"---\nsubject: Still under way {{ reference }}\n---\nWe still check it.\n"


class Tale:
    """What happened: how many were killed, and what was wrong afterwards, by what it is about."""

    def __init__(self) -> None:
        self.kills = 0
        self.faults: dict[str, list[str]] = {"processes": [], "cases": [], "acts": [], "outside": []}
        self.counts: Counter[str] = Counter()


def publish_killed() -> Version:
    """The service that is worked on, its officers, and the partner's system that it calls."""
    fee = (FOLDER / "fee.dmn").read_bytes()
    version = publish(PROCESS, more={"fee.dmn": fee, "letters/note.md": LETTER})
    for name, key in (("ada", "planning"), ("ben", "planning"), ("cem", "fire"), ("dua", "fire")):
        person = User.objects.create_user(f"{name}@city.example", name=name)
        Post.objects.create(person=person, department=Department.objects.get(key=key))
    return version


def gave(case: Case, node: str, token: int) -> dict[str, Value]:
    """What work gives is a number that says which work it was."""
    if node == "pay":
        key = Outgoing.objects.get(case=case, kind="call", content__token=token).key
        return {"receipt": {"number": Decimal(answer_to(key))}}
    number = crc32(f"{case.pseudonym} {node} {token}".encode()) % 1000
    return {node: {"number": Decimal(number), "token": Decimal(token)}}


def answer_to(key: str) -> int:
    """What the partner answers to a call."""
    return int(sha256(key.encode()).hexdigest()[:6], 16)


def work_and_kill(version: Version, kills: int, lives: tuple[float, float] = (0.05, 0.7)) -> Tale:
    """Let officers and workers work on cases of a version, kill so many of them, and look at what they left."""
    tale = Tale()
    with tempfile.TemporaryDirectory(prefix="openhall-kill-") as name:
        folder = Path(name)
        close_connections()
        partner = _fork(lambda: _partner(folder))
        try:
            _wait_for(folder / "port")
            Endpoint.objects.get_or_create(name="pay", defaults={"url": _address(folder)})
            Endpoint.objects.get_or_create(name="archive", defaults={"url": _address(folder)})
            # What is read once a process is read before the processes part, so that they die at work.
            for task in begin(version, {"apply": {"kind": "food"}}, NOBODY).tasks.all():
                complete(task.pk, gave(task.case, task.node, task.token), NOBODY)
            close_connections()
            _kill_many(version, kills, lives, folder, tale)
            tale.faults["cases"] += _differences("while cases are open")
            _settle(folder, tale)
            tale.faults["cases"] += _differences("at the end")
            _compare_outside(folder, tale)
        finally:
            os.kill(partner, signal.SIGKILL)
            os.waitpid(partner, 0)
    return tale


def _kill_many(version: Version, kills: int, lives: tuple[float, float], folder: Path, tale: Tale) -> None:
    chance = random.Random(kills)
    roles: list[Callable[[], None]] = [lambda: _officer(version, folder)] * 3 + [lambda: _worker(folder)] * 2
    alive: dict[int, Callable[[], None]] = {}
    while tale.kills < kills:
        for role in roles:
            while list(alive.values()).count(role) < roles.count(role):
                alive[_fork(role)] = role
        time.sleep(chance.uniform(*lives) / len(roles))
        victim = chance.choice(list(alive))
        os.kill(victim, signal.SIGKILL)
        _, status = os.waitpid(victim, 0)
        del alive[victim]
        if os.WIFSIGNALED(status):
            tale.kills += 1
        else:
            tale.faults["processes"].append("a process ended by itself")
    for each in alive:
        os.kill(each, signal.SIGKILL)
        os.waitpid(each, 0)
    errors = folder / "errors"
    if errors.exists():
        tale.faults["processes"] += sorted(set(errors.read_text().splitlines()))[:20]


def _fork(role: Callable[[], None]) -> int:
    number = os.fork()
    if number:
        return number
    # The child knows nothing of what its parent is to do at its end.
    random.seed(os.urandom(8))
    try:
        role()
    finally:
        os._exit(1)


def _officer(version: Version, folder: Path) -> None:
    """Act on cases at random, and note what was acknowledged."""
    people = [
        By(post.person, post.department.key) for post in Post.objects.select_related("person", "department")
    ]
    while True:
        try:
            case = _act(version, random.choice(people))
            if case is not None:
                _note(folder / "done", f"{case.pseudonym} {case.moves}")
        except NotPossible:
            continue
        except Exception as error:
            _note(folder / "errors", f"{type(error).__name__}: {error}".replace("\n", " "))
            connections.close_all()


def _act(version: Version, by: By) -> Case | None:
    which = random.random()
    if which < 0.1:
        if Case.objects.filter(ended_at=None).count() < OPEN_CASES:
            return begin(version, {"apply": {"kind": random.choice(["food", "flowers"])}}, NOBODY)
        return None
    if which < 0.12:
        waiting = Case.objects.filter(ended_at=None).order_by("?").first()
        if waiting is None:
            return None
        return happen(waiting.pk, number_of(waiting, "withdrawn"), "withdrawn", {}, NOBODY)
    task = Task.objects.filter(status="open", department__key=by.department).order_by("?").first()
    if task is None:
        return None
    if which < 0.3:
        claim(task.pk, by)
    elif which < 0.4:
        release(task.pk, by)
    else:
        return complete(task.pk, gave(task.case, task.node, task.token), by)
    return None


def _worker(folder: Path) -> None:
    """Fire and send, with mail that is only noted."""
    _patch(folder)
    while True:
        try:
            if not fire_due(most=5) + send_due(most=5):
                time.sleep(0.02)
        except Exception as error:
            _note(folder / "errors", f"{type(error).__name__}: {error}".replace("\n", " "))
            connections.close_all()


def _patch(folder: Path) -> None:
    settings.OPENHALL_INNER_HOSTS = frozenset({"127.0.0.1"})
    sending.TAKEN = timedelta(seconds=1)
    sending.FIRST_AGAIN = timedelta(seconds=0.2)
    sending.mail = lambda outgoing: _note(folder / "mailed", outgoing.key)


def _settle(folder: Path, tale: Tale) -> None:
    """Bring every case to its end, in this process, and send all that is to be sent."""
    was = (settings.OPENHALL_INNER_HOSTS, sending.TAKEN, sending.FIRST_AGAIN, sending.mail)
    _patch(folder)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            fire_due()
            send_due(timezone.now() + timedelta(seconds=5))
            for task in Task.objects.filter(status="open").select_related("case"):
                complete(task.pk, gave(task.case, task.node, task.token), NOBODY)
            if (
                not Case.objects.filter(ended_at=None).exists()
                and not Outgoing.objects.filter(sent_at=None).exists()
            ):
                return
        stuck = Case.objects.filter(ended_at=None).count(), Outgoing.objects.filter(sent_at=None).count()
        tale.faults["cases"].append(f"{stuck[0]} cases never end, {stuck[1]} things are never sent")
    finally:
        settings.OPENHALL_INNER_HOSTS, sending.TAKEN, sending.FIRST_AGAIN, sending.mail = was


def _differences(when: str) -> Iterator[str]:
    for case in Case.objects.order_by("pk"):
        try:
            Replay(case, gave).check()
        except Differs as error:
            yield f"{when}: {error}"


def _compare_outside(folder: Path, tale: Tale) -> None:
    """Whether what was acknowledged is there, and what was sent arrived."""
    moves = dict(Case.objects.values_list("pseudonym", "moves"))
    done = [line.split() for line in (folder / "done").read_text().splitlines()]
    lost = [case for case, number in done if moves.get(case, 0) < int(number)]
    twice = [each for each, times in Counter(map(tuple, done)).items() if times > 1]
    arrived = Counter((folder / "arrived").read_text().split())
    mailed = Counter((folder / "mailed").read_text().split()) if (folder / "mailed").exists() else Counter()
    tale.counts.update(
        cases=len(moves),
        steps=sum(moves.values()),
        acknowledged=len(done),
        arrived=len(arrived),
        mailed=len(mailed),
    )
    if lost:
        tale.faults["acts"].append(f"{len(lost)} acts were acknowledged and are lost")
    if twice:
        tale.faults["acts"].append(f"{len(twice)} steps were done twice")
    for kinds, got in ((("call", "message"), arrived), (("letter",), mailed)):
        sent = set(
            Outgoing.objects.filter(kind__in=kinds, sent_at__isnull=False).values_list("key", flat=True)
        )
        if sent != set(got):
            tale.faults["outside"].append(
                f"of {kinds} {len(sent - set(got))} never arrived, {len(set(got) - sent)} arrived and are not noted"
            )


def _note(path: Path, line: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def _wait_for(path: Path) -> None:
    until = time.monotonic() + 10
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.01)


def _address(folder: Path) -> str:
    return f"http://127.0.0.1:{(folder / 'port').read_text()}/"


def _partner(folder: Path) -> None:
    """Another system: notes the key of what it gets, and answers a call by it."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            key = self.headers["webhook-id"]
            _note(folder / "arrived", key)
            body = json.dumps({"number": answer_to(key)}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    (folder / "port.new").write_text(str(server.server_address[1]))
    (folder / "port.new").rename(folder / "port")
    server.serve_forever()
