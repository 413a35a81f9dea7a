"""Certificates of this house: given for completions, checked, and revoked when a completion is withdrawn."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.proof import Ed25519Signer, read_signer
from openhall.site.training.badges.checking import Verdict, check
from openhall.site.training.badges.credential import (
    LIST_LENGTH,
    Achieved,
    Holder,
    Issuer,
    claims,
    credential,
    status_list,
)
from openhall.site.training.badges.jws import sign
from openhall.site.training.content.model import Content, Quiz
from openhall.site.training.drafting import NotPossible, content_of
from openhall.site.training.models import Badge, Completion, CourseVersion, IssuerKey

REVOKED_WORDS = "it was withdrawn by who gave it"


def issuer() -> Issuer:
    """This house as who gives certificates."""
    return Issuer(settings.OPENHALL_ADDRESS, settings.OPENHALL_BODY)


def signer() -> Ed25519Signer | None:
    """The key that signs (OPENHALL_BADGE_KEY), None where none is set. Raises `BadKey` when it is no key."""
    text: str = settings.OPENHALL_BADGE_KEY
    return _read(text) if text else None


@lru_cache(maxsize=4)
def _read(text: str) -> Ed25519Signer:
    return read_signer(text)


def key_row(key: Ed25519Signer) -> IssuerKey:
    """The public half as it is kept: it is there as long as what it signed."""
    public = key.verifier.public
    name = hashlib.sha256(public).hexdigest()[:16]
    return IssuerKey.objects.get_or_create(name=name, defaults={"public": base64.b64encode(public).decode()})[
        0
    ]


def public_bytes(row: IssuerKey) -> bytes:
    """The 32 bytes of a key."""
    return base64.b64decode(row.public)


def achieved(version: CourseVersion, content: Content) -> Achieved:
    """What a version of a course is as an achievement."""
    quizzes = [each for each in content.parts if isinstance(each, Quiz)]
    criteria = [_("All %(n)s parts of the course were worked through.") % {"n": len(content.parts)}]
    criteria += [
        _("The quiz “%(title)s” was passed with at least %(percent)s%% right.")
        % {"title": each.title, "percent": each.pass_mark}
        for each in quizzes
    ]
    return Achieved(version.course.slug, version.number, content.name, content.summary, " ".join(criteria))


def issue(completion: Completion) -> Badge:
    """The certificate of a completion, made where there is none yet. Raises `NotPossible`."""
    found = Badge.objects.filter(completion=completion).first()
    if found is not None:
        return found
    key = signer()
    if key is None:
        raise NotPossible(_("Certificates are not set up: an operator sets the key that signs them."))
    if completion.version is None or completion.withdrawn_at is not None:
        raise NotPossible(_("There is no certificate for this completion."))
    row = key_row(key)
    with transaction.atomic():
        made = Badge(completion=completion, signed_with=row, place=_free_place())
        end = completion.until
        said = credential(
            issuer(),
            achieved(completion.version, content_of(completion.version)),
            Holder(f"urn:uuid:{made.subject}", completion.person.email, secrets.token_hex(16)),
            key=made.key,
            place=made.place,
            valid_from=made.issued_at,
            valid_until=None if end is None else _end_of(end),
        )
        made.token = sign(claims(said), key.seed, issuer().key_id(row.name))
        made.save()
    return made


def _end_of(day: date) -> datetime:
    """The last second of a day here."""
    begin = datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
    return begin + timedelta(days=1) - timedelta(seconds=1)


def _free_place() -> int:
    """A place that nobody has, drawn: neighbours in the list tell nothing of each other."""
    list_number = Badge.objects.count() // (LIST_LENGTH // 2)
    while True:
        place = list_number * LIST_LENGTH + secrets.randbelow(LIST_LENGTH)
        if not Badge.objects.filter(place=place).exists():
            return place


def check_ours(token: str, *, e_mail: str = "") -> tuple[Verdict, Badge | None]:
    """Check a certificate as one of this house: also whether it was withdrawn."""
    known = {issuer().key_id(row.name): public_bytes(row) for row in IssuerKey.objects.all()}
    verdict = check(token, known.get, timezone.now(), e_mail=e_mail, issuer=issuer().id)
    if verdict.said is None:
        return verdict, None
    key = str(verdict.said.get("id", "")).rstrip("/").rpartition("/")[2]
    badge = Badge.objects.filter(key=key).select_related("completion__course").first()
    if badge is None or badge.completion.withdrawn_at is not None:
        verdict = Verdict((*verdict.against, REVOKED_WORDS), verdict.said)
    return verdict, badge


def revocations(number: int) -> str | None:
    """A status list, signed now; None for a list of which no certificate is, or without a key."""
    key = signer()
    first = number * LIST_LENGTH
    there = Badge.objects.filter(place__gte=first, place__lt=first + LIST_LENGTH)
    if key is None or (number > 0 and not there.exists()):
        return None
    gone = there.exclude(completion__withdrawn_at=None).values_list("place", flat=True)
    said = status_list(issuer(), number, (place - first for place in gone), timezone.now())
    return sign(said, key.seed, issuer().key_id(key_row(key).name), typ="vc+jwt")
