"""What is to leave is sent: each thing as often as it takes, under one name, and noted once.

Whoever sends something first takes it for a while, so that others leave it alone, and lets the database go while it
waits for the other side. A worker that dies in between leaves it to the next one after that while. So the other side
may get a thing twice, under the same name; within the house its effect and the note that it was sent are one
transaction.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from openhall.process.errors import BadInput
from openhall.process.feel.values import Value
from openhall.process.model import EventKind
from openhall.process.saying import gettext, message_of, with_names
from openhall.site.cases.acts import complete_token, fail_token
from openhall.site.cases.by import NOBODY, NotPossible
from openhall.site.cases.mailing import mail
from openhall.site.cases.models import Endpoint, Outgoing
from openhall.site.cases.passing import pass_message, pass_signal
from openhall.site.cases.posting import Answer, MayNotPost, NotPosted, post
from openhall.site.cases.wire import event_of, headers_of, read_answer
from openhall.site.services.loading import ready
from openhall.site.web.speech import keep_text

TAKEN = timedelta(minutes=10)
"""For how long whoever sends something has it: longer than any sending lasts."""
FIRST_AGAIN = timedelta(seconds=10)
LAST_AGAIN = timedelta(hours=6)
MOST_TRIES = 18
"""After these, some two days later, it is given up and its problem stays to be seen."""
LATER = frozenset({408, 425, 429})
"""Answers that ask to come again, though they are 4xx (RFC 9110, RFC 8470, RFC 6585)."""
LONGEST_PROBLEM = 1_000

logger = logging.getLogger(__name__)


def send_due(now: datetime | None = None, most: int = 100) -> int:
    """Send what is due; how much was tried."""
    for count in range(most):
        moment = now or timezone.now()
        outgoing = _take(moment)
        if outgoing is None:
            return count
        try:
            _send(outgoing, moment)
        except MayNotPost as error:
            _give_up(outgoing, message_of(error), moment)
        except (NotPosted, NotPossible) as error:
            _try_later(outgoing, message_of(error), moment)
    return most


def try_again(outgoing: int) -> bool:
    """Send at once, from the first try on, what was given up or waits for its next try; False where it is sent."""
    waiting = Outgoing.objects.filter(pk=outgoing, sent_at=None)
    return bool(waiting.update(failed_at=None, tries=0, due_at=timezone.now(), problem=""))


def _take(now: datetime) -> Outgoing | None:
    with transaction.atomic():
        due = Outgoing.objects.filter(sent_at=None, failed_at=None, due_at__lte=now)
        outgoing = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
        if outgoing is None:
            return None
        outgoing.due_at, outgoing.tries = now + TAKEN, outgoing.tries + 1
        Outgoing.objects.filter(pk=outgoing.pk).update(due_at=outgoing.due_at, tries=F("tries") + 1)
    return outgoing


def _send(outgoing: Outgoing, now: datetime) -> None:
    if outgoing.kind in (Outgoing.Kind.LETTER, Outgoing.Kind.NOTICE):
        mail(outgoing)
        _note_sent(outgoing, now)
    elif outgoing.kind == Outgoing.Kind.SIGNAL:
        pass_signal(outgoing)
        _note_sent(outgoing, now)
    else:
        endpoint = Endpoint.objects.filter(name=outgoing.name, is_active=True).first()
        if endpoint is not None:
            _speak(outgoing, endpoint, now)
        elif outgoing.kind == Outgoing.Kind.MESSAGE:
            with transaction.atomic():
                if _note_sent(outgoing, now):
                    pass_message(outgoing)
        else:
            raise NotPosted(gettext("No address is bound to “%(name)s”.", name=outgoing.name))


def _speak(outgoing: Outgoing, endpoint: Endpoint, now: datetime) -> None:
    """Post a call or message to another system, and take its answer."""
    secret = settings.OPENHALL_SECRETS.get(endpoint.secret_name.upper().replace("-", "_"), "")
    if endpoint.secret_name and not secret:
        raise NotPosted(
            gettext(
                "The secret “%(name)s” of this address is not set on the server.", name=endpoint.secret_name
            )
        )
    body = event_of(outgoing, ready(outgoing.case.version_id).slug)
    headers = headers_of(outgoing.key, body, secret, timezone.now())
    answer = post(endpoint.url, body, headers, settings.OPENHALL_INNER_HOSTS)
    if 200 <= answer.status < 300:
        value = _value(answer) if outgoing.kind == Outgoing.Kind.CALL else None
        with transaction.atomic():
            if _note_sent(outgoing, now) and outgoing.kind == Outgoing.Kind.CALL and answer.status != 202:
                _take_answer(outgoing, value)
        return
    said = gettext("It answered with status %(status)s.", status=str(answer.status))
    if answer.status >= 500 or answer.status in LATER:
        raise NotPosted(said)
    code = _error_code(answer) if outgoing.kind == Outgoing.Kind.CALL else None
    if code is not None and _is_caught(outgoing, code):
        with transaction.atomic():
            if _note_sent(outgoing, now):
                fail_token(outgoing.case_id, outgoing.content["token"], code, NOBODY)
        return
    raise MayNotPost(said)


def _take_answer(outgoing: Outgoing, value: Value) -> None:
    """A call's answer completes its work, and is kept under the name that the work gives it."""
    model = ready(outgoing.case.version_id).running.model
    place = model.place_of.get(outgoing.content["node"])
    result = model.nodes[place].work.result if place is not None else None
    complete_token(outgoing.case_id, outgoing.content["token"], {result: value} if result else {}, NOBODY)


def _value(answer: Answer) -> Value:
    try:
        return read_answer(answer.body)
    except BadInput as error:
        raise MayNotPost(message_of(error)) from error


def _error_code(answer: Answer) -> str | None:
    """The code of an error as the other system names it: `{"code": "..."}`."""
    try:
        found = read_answer(answer.body)
    except BadInput:
        # A page of an error is no code; the status tells enough.
        return None
    code = found.get("code") if isinstance(found, dict) else None
    return code if isinstance(code, str) else None


def _is_caught(outgoing: Outgoing, code: str) -> bool:
    """Whether an event on the edge of the work catches an error of this code."""
    model = ready(outgoing.case.version_id).running.model
    place = model.place_of.get(outgoing.content["node"])
    events = [model.nodes[each].event for each in model.boundary[place]] if place is not None else []
    return any(each.kind == EventKind.ERROR and each.name in (None, code) for each in events)


def _note_sent(outgoing: Outgoing, now: datetime) -> bool:
    """Note that it is sent; False when another worker did."""
    mine = Outgoing.objects.filter(pk=outgoing.pk, sent_at=None)
    return bool(mine.update(sent_at=now, failed_at=None))


def _kept(problem: str) -> str:
    """Why something was not sent, to be kept; what others say in it is cut."""
    return keep_text(with_names(problem, lambda name: name[:LONGEST_PROBLEM]))


def _give_up(outgoing: Outgoing, problem: str, now: datetime) -> None:
    Outgoing.objects.filter(pk=outgoing.pk, sent_at=None).update(failed_at=now, problem=_kept(problem))
    logger.warning("%s was given up: %s", outgoing.key, problem)


def _try_later(outgoing: Outgoing, problem: str, now: datetime) -> None:
    if outgoing.tries >= MOST_TRIES:
        _give_up(outgoing, problem, now)
        return
    wait = min(FIRST_AGAIN * 2 ** (outgoing.tries - 1), LAST_AGAIN)
    Outgoing.objects.filter(pk=outgoing.pk, sent_at=None).update(due_at=now + wait, problem=_kept(problem))
