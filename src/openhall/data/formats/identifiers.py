"""Which columns of whole numbers name things instead of counting them."""

from __future__ import annotations

import re

_IDENTIFIERS = re.compile(
    "ids?|identifier|u?uid|guid|key|codes?|zip|zipcode|postcode|postal|plz|phone|telephone|tel|fax|mobile|iban|isbn|issn"
    "|ean|barcode|fips|geoid|ssn|vin|gtin|cas|block|tract|tractce|account|reference|ref|permit|licence|license"
)
_NUMBERED = ("number", "no", "nr", "num")


def is_identifier(title: str) -> bool:
    """Whether a title says that whole numbers below it name things, so that nobody sums them up."""
    words = re.findall("[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title).casefold())
    return any(map(_IDENTIFIERS.fullmatch, words)) or (len(words) > 1 and words[-1] in _NUMBERED)
