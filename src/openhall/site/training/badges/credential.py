"""What a certificate says: an AchievementCredential of Open Badges 3.0, which is a Verifiable Credential (VCDM 2.0).

It names no person. Whom it is about is a number made for it alone, and the e-mail address only as a salted hash
(`IdentityObject`): who is shown the certificate by its holder can check that it is theirs, and nobody can read it off.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from openhall.site.training.badges.jws import encoded

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
LIST_LENGTH = 131_072
"""Places in a status list: fewer would tell too well whom a look is about (Bitstring Status List, section 3.1)."""


@dataclass(frozen=True)
class Issuer:
    """Who gives certificates: the address of the site without a slash at its end, and the name of the body."""

    address: str
    name: str

    @property
    def id(self) -> str:
        """Its profile."""
        return f"{self.address}/training/issuer/"

    def key_id(self, name: str) -> str:
        """Where a public key is found."""
        return f"{self.address}/training/keys/{name}/"

    def badge_id(self, key: str) -> str:
        """Where a certificate is found."""
        return f"{self.address}/training/badges/{key}/"

    def list_id(self, number: int) -> str:
        """Where a status list is found."""
        return f"{self.address}/training/status/{number}/"

    def profile(self) -> dict[str, Any]:
        """The issuer as a Profile."""
        return {"id": self.id, "type": ["Profile"], "name": self.name, "url": self.address}


@dataclass(frozen=True)
class Achieved:
    """What was achieved: a version of a course."""

    slug: str
    version: int
    name: str
    summary: str
    criteria: str

    def achievement(self, issuer: Issuer) -> dict[str, Any]:
        """It as an Achievement."""
        return {
            "id": f"{issuer.address}/training/achievements/{self.slug}/{self.version}/",
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion",
            "name": self.name,
            "description": self.summary or self.name,
            "criteria": {"narrative": self.criteria},
            "version": str(self.version),
            "creator": issuer.profile(),
        }


@dataclass(frozen=True)
class Holder:
    """Whom a certificate is about. subject: a URN of its own; salt: of the hash of the address."""

    subject: str
    e_mail: str
    salt: str


def identity_hash(e_mail: str, salt: str) -> str:
    """The hash of an address as Open Badges writes it: of the address in small letters, then the salt."""
    return "sha256$" + hashlib.sha256((e_mail.strip().lower() + salt).encode()).hexdigest()


def moment(at: datetime) -> str:
    """A moment to the second, in UTC: the same as its number of seconds in the token."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def credential(
    issuer: Issuer,
    achieved: Achieved,
    holder: Holder,
    *,
    key: str,
    place: int,
    valid_from: datetime,
    valid_until: datetime | None,
) -> dict[str, Any]:
    """The credential, not signed yet. place: in the status lists, over all of them."""
    number, index = divmod(place, LIST_LENGTH)
    found: dict[str, Any] = {
        "@context": list(CONTEXT),
        "id": issuer.badge_id(key),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achieved.name,
        "issuer": issuer.profile(),
        "validFrom": moment(valid_from),
        "credentialSubject": {
            "id": holder.subject,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityType": "emailAddress",
                    "hashed": True,
                    "identityHash": identity_hash(holder.e_mail, holder.salt),
                    "salt": holder.salt,
                }
            ],
            "achievement": achieved.achievement(issuer),
        },
        "credentialStatus": {
            "id": f"{issuer.list_id(number)}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": issuer.list_id(number),
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if valid_until is not None:
        found["validUntil"] = moment(valid_until)
    return found


def claims(said: dict[str, Any]) -> dict[str, Any]:
    """The payload of its token: the credential with the claims that Open Badges 3.0 asks for (section 8.2)."""
    found = said | {
        "iss": said["issuer"]["id"],
        "jti": said["id"],
        "sub": said["credentialSubject"]["id"],
        "nbf": seconds(said["validFrom"]),
    }
    return found | {"exp": seconds(said["validUntil"])} if "validUntil" in said else found


def seconds(written: str) -> int:
    """The seconds since 1970 of a moment as `moment` writes it. Raises `ValueError`."""
    return int(datetime.fromisoformat(written).timestamp())


def status_list(issuer: Issuer, number: int, revoked: Iterable[int], now: datetime) -> dict[str, Any]:
    """A list of 131,072 certificates as a credential: a bit for each, 1 where it is revoked (by place in the list)."""
    bits = bytearray(LIST_LENGTH // 8)
    for place in revoked:
        # The first place is the highest bit of the first byte.
        bits[place // 8] |= 0x80 >> place % 8
    where = issuer.list_id(number)
    return {
        "@context": [CONTEXT[0]],
        "id": where,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.id,
        "validFrom": moment(now),
        "credentialSubject": {
            "id": f"{where}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + encoded(gzip.compress(bytes(bits), mtime=0)),
        },
    }
