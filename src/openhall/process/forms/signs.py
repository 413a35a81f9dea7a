"""Signs as people type them: text made clean, and digits of any script."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"
"""They join and part letters in Persian or Hindi, and the parts of an emoji."""
_KEPT = frozenset("\n\t" + _JOINERS + "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2")
"""The last ten are seen, though Unicode files them with what is not."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_AS_USUAL = _WIDE | {
    ord(strange): usual
    for usual, all_of_them in {
        "-": "\u2010\u2011\u2012\u2013\u2212",
        ".": "٫",
        ",": "٬،",
        "'": "\u2018\u2019",
        " ": "\u00a0\u2007\u2009\u202f\u3000",
    }.items()
    for strange in all_of_them
}


def is_seen(sign: str) -> bool:
    """Whether a sign may stand in a text: a letter, a mark, a blank, a line end; none that steers or hides others."""
    if sign in _KEPT:
        return True
    code = ord(sign)
    # A sign of a newer Unicode than Python's is one that somebody wrote; these are none for ever.
    never = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not never and unicodedata.category(sign) not in _UNSEEN


def clean_text(text: str, lines: bool) -> str:
    """A text as it is kept: composed letters (NFC), no signs that are not seen, one kind of line end.

    lines  whether it may have several; without it, all blanks in a row are one
    """
    text = _LINE_ENDS.sub("\n", text)
    text = unicodedata.normalize("NFC", "".join(each for each in text if is_seen(each)))
    text = text.strip() if lines else " ".join(text.split())
    return "" if all(each in _JOINERS or each.isspace() for each in text) else text


def with_usual_digits(text: str) -> str:
    """Digits of any script as 0 to 9; signs of full width, blanks and the signs in numbers as the usual ones.

    Small raised digits stay: m² is no number.
    """
    usual = text.translate(_AS_USUAL)
    return "".join(str(unicodedata.decimal(each, each)) for each in usual)
