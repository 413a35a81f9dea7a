"""Whether a certificate is what it says: its signature, what its claims and its text say, and its days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openhall.site.training.badges.credential import CONTEXT, identity_hash, seconds
from openhall.site.training.badges.jws import BadToken, opened, verify


@dataclass(frozen=True)
class Verdict:
    """What was found. against: what stands against it, nothing when it holds; said: the credential, once signed."""

    against: tuple[str, ...]
    said: dict[str, Any] | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing stands against it."""
        return not self.against

    @property
    def genuine(self) -> bool:
        """Whether the issuer signed it, though it may not count any more."""
        return self.said is not None


def check(
    token: str, key_of: Callable[[str], bytes | None], now: datetime, *, e_mail: str = "", issuer: str = ""
) -> Verdict:
    """Check a certificate as Open Badges 3.0 asks of a verifier (section 8.2.5), with its own words for what fails.

    key_of  the public key (32 bytes) of a key's address; None for one that is not known
    e_mail  whose it is said to be; "" to leave that open
    issuer  who must have given it; "" for whoever the key belongs to
    """
    try:
        header, _ = opened(token)
        public = key_of(str(header.get("kid", "")))
        if public is None:
            return Verdict(("it was signed with a key that is not known here",))
        said = verify(token, public)
    except BadToken as error:
        return Verdict((str(error),))
    against = [*_form(said), *_claims(said, issuer), *_days(said, now)]
    if e_mail and not _is_of(said, e_mail):
        against.append("it is about somebody with another e-mail address")
    return Verdict(tuple(against), said)


def _form(said: dict[str, Any]) -> list[str]:
    kinds = said.get("type")
    right = (
        isinstance(kinds, list)
        and "VerifiableCredential" in kinds
        and bool({"OpenBadgeCredential", "AchievementCredential"} & {str(each) for each in kinds})
        and isinstance(said.get("@context"), list)
        and said["@context"][:1] == [CONTEXT[0]]
        and isinstance(said.get("credentialSubject"), dict)
        and isinstance(said.get("issuer"), dict)
    )
    return [] if right else ["it is no certificate of Open Badges 3.0"]


def _claims(said: dict[str, Any], issuer: str) -> list[str]:
    given_by, about = said.get("issuer"), said.get("credentialSubject")
    pairs = [
        ("iss", given_by.get("id") if isinstance(given_by, dict) else None),
        ("sub", about.get("id") if isinstance(about, dict) else None),
        ("jti", said.get("id")),
        ("nbf", _seconds(said.get("validFrom"))),
    ]
    if "exp" in said or "validUntil" in said:
        pairs.append(("exp", _seconds(said.get("validUntil"))))
    if any(value is None or said.get(claim) != value for claim, value in pairs):
        return ["what its token claims and what it says are not the same"]
    return ["it was given by somebody else"] if issuer and said.get("iss") != issuer else []


def _days(said: dict[str, Any], now: datetime) -> list[str]:
    begins, ends = _seconds(said.get("validFrom")), _seconds(said.get("validUntil"))
    found = []
    if begins is not None and begins > now.timestamp():
        found.append("its time has not begun")
    if ends is not None and ends < now.timestamp():
        found.append("its time is over")
    return found


def _seconds(written: object) -> int | None:
    try:
        return seconds(str(written))
    except ValueError:
        return None


def _is_of(said: dict[str, Any], e_mail: str) -> bool:
    about = said.get("credentialSubject")
    found = about.get("identifier") if isinstance(about, dict) else None
    return any(
        isinstance(each, dict)
        and each.get("hashed") is True
        and each.get("identityHash") == identity_hash(e_mail, str(each.get("salt", "")))
        for each in (found if isinstance(found, list) else [])
    )
