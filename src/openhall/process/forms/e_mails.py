"""E-mail addresses as people type them."""

from __future__ import annotations

import re
import unicodedata

from openhall.process.forms.signs import clean_text

LONGEST = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3, less the brackets)."""
LONGEST_LOCAL, LONGEST_LABEL = 64, 63
_AROUND = re.compile(r"\s*([@.])\s*")
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\]\\.]+(?:\.[^\s@\"(),:;<>\[\]\\.]+)*")


def clean_e_mail(text: str) -> str:
    """An address as it is kept. A blank beside @ or a point is a slip; one between letters may hide who is meant."""
    return _AROUND.sub(r"\1", unicodedata.normalize("NFKC", clean_text(text, lines=False)))


def is_e_mail(text: str) -> bool:
    """Whether a text has the form of an address: dot-atom (RFC 5322), in letters of all scripts (RFC 6531)."""
    local, at, domain = text.partition("@")
    if not at or len(text) > LONGEST or len(local) > LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        return False
    labels = domain.split(".")
    return len(labels) > 1 and all(map(_is_label, labels)) and not labels[-1].isdecimal()


def _is_label(text: str) -> bool:
    letters = all(each == "-" or each.isalnum() or unicodedata.category(each)[0] == "M" for each in text)
    return 0 < len(text) <= LONGEST_LABEL and letters and "-" not in (text[0], text[-1])
