"""Values and titles that name somebody by themselves: e-mail addresses, telephone, insurance and bank numbers, names.

Looks at every value of every text column. Patterns are regular expressions without back-tracking (those of Polars);
what has check digits is checked. A pattern says what a value looks like, not what it is: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from openhall.process.saying import gettext_noop

MOST_CANDIDATES = 20_000
"""So many different values that look like a number are checked digit by digit; what is beyond is not counted."""
NEARLY_ALL = 0.9
FEWEST = 20
"""Below so many values nothing is said of how many are different."""


class Identifier(StrEnum):
    """What names somebody."""

    E_MAIL = gettext_noop("e-mail address")
    PHONE = gettext_noop("telephone number")
    INSURANCE = gettext_noop("national insurance or social security number")
    IBAN = gettext_noop("bank account number")
    CARD = gettext_noop("card number")
    HANDLE = gettext_noop("address of a profile")
    NAME = gettext_noop("name of a person")
    ADDRESS = gettext_noop("address of a home")
    BIRTH = gettext_noop("date of birth")
    NUMBER = gettext_noop("number of a document or person")
    OWN_VALUE = gettext_noop("value of its own in nearly every row")
    LONG_TEXT = gettext_noop("free text")


@dataclass(frozen=True)
class Sighting:
    """An identifier found in a column: in how many values, and how it was known ("values" or "title").

    No value is quoted: what is refused must not come to be known by the sentence that refuses it.
    """

    column: str
    what: Identifier
    count: int
    share: float
    by: str


def _date_like(text: str) -> bool:
    return bool(re.fullmatch(r"\s*\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}([ T].*)?", text))


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return 9 <= len(digits) <= 15 and not _date_like(text) and len(set(digits)) > 2


def _is_iban(text: str) -> bool:
    """ISO 13616: the first four characters to the end, letters as numbers from 10, rest 1 modulo 97."""
    plain = text.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34:
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _is_card(text: str) -> bool:
    """ISO/IEC 7812: 13 to 19 digits, of which every second from the right is doubled, sum 0 modulo 10."""
    digits = [int(sign) for sign in re.sub(r"\D", "", text)]
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = [digit if place % 2 == 0 else digit * 2 for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _always(text: str) -> bool:
    return True


PATTERNS: tuple[tuple[Identifier, str, Callable[[str], bool]], ...] = (
    (Identifier.E_MAIL, r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", _always),
    (
        Identifier.INSURANCE,
        r"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b|\b\d{3}-\d{2}-\d{4}\b",
        _always,
    ),
    (Identifier.IBAN, r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", _is_iban),
    (Identifier.CARD, r"\b(?:\d[ -]?){12,18}\d\b", _is_card),
    (
        Identifier.PHONE,
        r"(?:\+|\b00)\d{1,3}[ \-/.(]*\d[\d \-/.()]{6,14}\d|\(?\b0\d{1,5}\)?[ \-/.]?\d[\d \-/.]{5,11}\d\b"
        r"|\(\d{3}\) ?\d{3}[ -]\d{4}\b|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b",
        _is_phone,
    ),
    (
        Identifier.HANDLE,
        r"(?i)\b(?:facebook|instagram|linkedin|tiktok|twitter|x)\.com/(?:in/)?[\w.-]{3,}",
        _always,
    ),
)

TITLES: tuple[tuple[Identifier, str], ...] = (
    (Identifier.E_MAIL, r"\be ?mails?\b|\bcorreo\b|\bcourriel\b|البريد"),
    (
        Identifier.PHONE,
        r"\b(?:tele)?phone\b|\bmobile\b|\btel\b|\bfax\b|\btelefon\w*\b|\btelefono\b|\bhandy\b|هاتف",
    ),
    (
        Identifier.NAME,
        r"\b(?:first|last|full|family|given|maiden|middle|sur|fore) ?names?\b|\bsurname\b|\bforename\b"
        r"|\b(?:applicant|person|resident|citizen|patient|owner|tenant|claimant|complainant|officer|contact"
        r"|customer|client|victim|suspect|child|student|pupil|employee)s? names?\b"
        r"|\bname of (?:applicant|person|resident|citizen|patient|owner|tenant)\b"
        r"|\bnachname\b|\bvorname\b|\bapellidos?\b|\bprenom\b|\bnom de famille\b|اسم",
    ),
    (
        Identifier.ADDRESS,
        r"\b(?:home|street|postal|mailing|full|applicant|resident)s? address\b|\baddress line\b|\bhouse number\b"
        r"|\bwohnanschrift\b|\badresse\b|\bdomicilio\b|عنوان",
    ),
    (
        Identifier.BIRTH,
        r"\bdate of birth\b|\bbirth ?date\b|\bdob\b|\bborn on\b|\bgeburtsdatum\b|\bfecha de nacimiento\b|ميلاد",
    ),
    (
        Identifier.NUMBER,
        r"\bpassport\b|\bnational insurance\b|\bnino\b|\bssn\b|\bsocial security\b|\bnhs (?:no|number)\b"
        r"|\biban\b|\baccount number\b|\bdriving licen[cs]e\b|\bidentity card\b|\btax id\b|\bnational id\b"
        r"|\bnumber ?plate\b|\bregistration plate\b|\blicen[cs]e plate\b|\bip address\b",
    ),
)


def find_in_title(column: str, title: str) -> Sighting | None:
    """What a column holds by its name or its title, where that names people."""
    said = re.sub(r"[\W_]+", " ", f"{column} | {title}".lower())
    for what, pattern in TITLES:
        if re.search(pattern, said):
            return Sighting(column, what, 0, 0.0, "title")
    return None


def find_in_values(column: str, values: pl.Series) -> list[Sighting]:
    """What the values of a column look like, where that names people; most telling first."""
    if values.dtype in (pl.Categorical, pl.Enum):
        values = values.cast(pl.String)
    if values.dtype != pl.String:
        return []
    counted = (
        values.drop_nulls()
        .to_frame("value")
        .group_by("value")
        .agg(pl.len().alias("count"))
        .filter(pl.col("value") != "")
    )
    total = int(counted["count"].sum())
    if not total:
        return []
    found = []
    # A value is what it was first found to be: the digits of a bank account are no telephone number.
    left = counted.filter(pl.col("value").str.contains(r"@|\d{2}|\.com/"))
    for what, pattern, check in PATTERNS:
        hits = left.filter(pl.col("value").str.contains(pattern))
        if check is not _always and hits.height:
            candidates = hits.head(MOST_CANDIDATES)
            texts = candidates["value"].str.extract_all(pattern).to_list()
            hits = candidates.filter(pl.Series([any(map(check, parts)) for parts in texts], dtype=pl.Boolean))
        if hits.height:
            count = int(hits["count"].sum())
            found.append(Sighting(column, what, count, count / total, "values"))
            left = left.join(hits, on="value", how="anti")
    return [*found, *_own_values(column, counted, total)]


def _own_values(column: str, counted: pl.DataFrame, total: int) -> list[Sighting]:
    alone = int((counted["count"] == 1).sum())
    if total < FEWEST or alone < NEARLY_ALL * total:
        return []
    words = counted["value"].str.count_matches(r"\S+").mean()
    what = Identifier.LONG_TEXT if isinstance(words, float) and words > 4 else Identifier.OWN_VALUE
    return [Sighting(column, what, alone, alone / total, "values")]
