"""Calls and messages as they go over the wire: CloudEvents 1.0 as JSON, signed as Standard Webhooks 1.0 has it.

The same thing is sent with the same body and the same `webhook-id` however often it is tried, so whoever gets it can
tell that it is the same.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from datetime import UTC, datetime
from decimal import Decimal

from openhall.process.dmn.plain import write_json
from openhall.process.errors import BadInput
from openhall.process.feel.values import NUMBERS, Value
from openhall.process.saying import gettext
from openhall.process.storing import from_stored
from openhall.site.cases.models import Outgoing

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def event_of(outgoing: Outgoing, service: str) -> bytes:
    """The body: who speaks of which case, and what of it the other side needs. `service` is the short name."""
    data = write_json(from_stored(outgoing.content.get("data", {})))
    attributes = {
        "specversion": "1.0",
        "id": outgoing.key,
        "source": f"/services/{service}",
        "type": f"openhall.{outgoing.kind}",
        "subject": outgoing.case.reference,
        "time": outgoing.made_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "name": outgoing.name,
        "datacontenttype": "application/json",
    }
    head = json.dumps(attributes, ensure_ascii=False)
    # Numbers of a case are exact; Python's JSON would round them.
    return f'{head[:-1]}, "data": {data}}}'.encode()


def headers_of(key: str, body: bytes, secret: str, now: datetime) -> dict[str, str]:
    """The headers of a try: its name, the time, and the signature where there is a secret."""
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Accept": "application/json",
        "User-Agent": "Openhall",
        "Idempotency-Key": key,
        "webhook-id": key,
        "webhook-timestamp": str(int(now.timestamp())),
    }
    if secret:
        headers["webhook-signature"] = signature(key, headers["webhook-timestamp"], body, secret)
    return headers


def signature(key: str, timestamp: str, body: bytes, secret: str) -> str:
    """HMAC-SHA256 over "id.timestamp.body". A secret that begins with `whsec_` is base64, any other is its text."""
    text = secret.removeprefix("whsec_")
    try:
        used = base64.b64decode(text, validate=True) if text != secret else secret.encode()
    except binascii.Error:
        used = secret.encode()
    made = hmac.new(used, f"{key}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def read_answer(body: bytes) -> Value:
    """What another system answered, as a value of the case; nothing is null.

    Raises `BadInput` when it is no JSON, or more than a case keeps.
    """
    if not body.strip():
        return None
    try:
        found = json.loads(body, parse_int=_number, parse_float=_number, parse_constant=_no_number)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise BadInput(gettext("The answer is no JSON that can be read: %(why)s.", why=str(error))) from None
    value: Value = found
    return value


def _number(text: str) -> Decimal:
    return NUMBERS.create_decimal(text)


def _no_number(text: str) -> Decimal:
    raise BadInput(gettext("The answer holds %(text)s, which is no number.", text=text))
