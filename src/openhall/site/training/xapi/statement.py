"""One statement of xAPI, checked: who did what with which activity, and with what result.

Source: Experience API 1.0.3, part two (Data), and IEEE 9274.1.1 (xAPI 2.0). Of both, what is taken is a statement by an
agent about an activity; statements about statements, groups, attachments and voiding are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

COMPLETED = frozenset({"http://adlnet.gov/expapi/verbs/completed", "http://adlnet.gov/expapi/verbs/passed"})
"""The verbs that say that something was completed; `failed`, `attempted` and all others do not."""
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
KNOWN = frozenset(
    {"id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments"}
)  # fmt: skip
WHO = ("mbox", "mbox_sha1sum", "openid", "account")
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]{1,480}")
MOST_DEPTH = 15


class BadStatement(Exception):
    """A statement that is not taken; the message says which part of it, and why. It repeats no address of a person."""


@dataclass(frozen=True)
class Said:
    """What a statement says. Of e_mail and account, the one that it names the person by; account: (home page, name)."""

    number: UUID | None
    e_mail: str
    account: tuple[str, str] | None
    verb: str
    activity: str
    completed: bool
    at: datetime | None


def read_statement(given: Any) -> Said:
    """Read a statement. Raises `BadStatement`."""
    if not isinstance(given, dict):
        raise BadStatement("A statement is a JSON object.")
    strange = sorted(str(each) for each in set(given) - KNOWN)
    if strange:
        raise BadStatement(f"“{strange[0][:40]}” is no part of a statement.")
    if not _within(given, 0):
        raise BadStatement("The statement is nested too deep.")
    if given.get("attachments"):
        raise BadStatement("Attachments are not taken: send the statement without them.")
    e_mail, account = _actor(given.get("actor"))
    verb = _iri(given.get("verb"), "verb")
    if verb == VOIDED:
        raise BadStatement(
            "Statements are not voided here: ask the head of service to withdraw the completion."
        )
    thing = given.get("object")
    if isinstance(thing, dict) and thing.get("objectType", "Activity") != "Activity":
        raise BadStatement("The object has to be an activity.")
    activity = _iri(thing, "object")
    return Said(
        _number(given.get("id")), e_mail, account, verb, activity, _completed(verb, given.get("result")),
        _moment(given.get("timestamp")),
    )  # fmt: skip


def _actor(given: Any) -> tuple[str, tuple[str, str] | None]:
    if not isinstance(given, dict) or given.get("objectType", "Agent") != "Agent":
        raise BadStatement("The actor has to be one agent.")
    named = [each for each in WHO if each in given]
    if len(named) != 1:
        raise BadStatement("The actor is named in exactly one way: mbox or account.")
    if named[0] == "mbox":
        mbox = given["mbox"]
        if not isinstance(mbox, str) or not mbox.startswith("mailto:") or "@" not in mbox or len(mbox) > 320:
            raise BadStatement("The actor's mbox has to be mailto: and an e-mail address.")
        return mbox.removeprefix("mailto:").strip().lower(), None
    if named[0] == "account":
        account = given["account"]
        home = account.get("homePage") if isinstance(account, dict) else None
        name = account.get("name") if isinstance(account, dict) else None
        if not isinstance(home, str) or not isinstance(name, str) or len(home) > 500 or len(name) > 200:
            raise BadStatement("The actor's account has to have a homePage and a name.")
        return "", (home.rstrip("/"), name)
    raise BadStatement("The actor has to be named by mbox or account; other ways are not taken.")


def _iri(given: Any, part: str) -> str:
    found = given.get("id") if isinstance(given, dict) else None
    if not isinstance(found, str) or not IRI.fullmatch(found):
        raise BadStatement(f"The {part} needs an id, which is an address (IRI).")
    return found


def _completed(verb: str, result: Any) -> bool:
    if result is None:
        return verb in COMPLETED
    if not isinstance(result, dict):
        raise BadStatement("The result has to be a JSON object.")
    for name in ("completion", "success"):
        if name in result and not isinstance(result[name], bool):
            raise BadStatement(f"The result's {name} has to be true or false.")
    score = result.get("score", {})
    scaled = score.get("scaled", 0) if isinstance(score, Mapping) else None
    if isinstance(scaled, bool) or not isinstance(scaled, int | float) or not -1 <= scaled <= 1:
        raise BadStatement("The result's scaled score has to be a number from -1 to 1.")
    return verb in COMPLETED and result.get("completion", True) and result.get("success", True)


def _number(given: Any) -> UUID | None:
    if given is None:
        return None
    try:
        return UUID(given) if isinstance(given, str) and len(given) == 36 else UUID("")
    except ValueError:
        raise BadStatement("The id has to be a UUID.") from None


def _moment(given: Any) -> datetime | None:
    if given is None:
        return None
    try:
        found = parse_datetime(given) if isinstance(given, str) and len(given) < 50 else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadStatement("The timestamp has to be a moment with its offset, like 2026-03-31T10:00:00Z.")
    return found


def _within(given: Any, depth: int) -> bool:
    if depth > MOST_DEPTH:
        return False
    if isinstance(given, dict):
        return all(_within(each, depth + 1) for each in given.values())
    return all(_within(each, depth + 1) for each in given) if isinstance(given, list) else True
