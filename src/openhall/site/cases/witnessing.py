"""Ask the ledger's witnesses, over the same bounded post as everything that leaves this house."""

from __future__ import annotations

from django.conf import settings

from openhall.process.saying import message_of
from openhall.site.cases.posting import MayNotPost, NotPosted, post
from openhall.site.ledger.asking import NotAnswered, ask_due

HEADERS = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "Openhall"}


def ask_witnesses() -> int:
    """Ask those that have not seen the latest checkpoint; gives how many signed."""
    return ask_due(_post)


def _post(address: str, body: bytes) -> tuple[int, str, bytes]:
    try:
        answer = post(address, body, HEADERS, settings.OPENHALL_INNER_HOSTS)
    except (NotPosted, MayNotPost) as error:
        raise NotAnswered(message_of(error)) from None
    return answer.status, answer.kind, answer.body
