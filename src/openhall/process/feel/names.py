"""How names, white space and numbers are written in FEEL (DMN 1.5, 10.3.1.2, rules 27 to 37 and 61 to 62)."""

from __future__ import annotations

import re

_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_BLANK = "\t\n\v\f\r \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"

SPACE = re.compile(rf"(?:[{_BLANK}]+|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)*")
"""White space and comments."""
WORD = re.compile(f"[{_START}][{_PART}]*")
"""A name of one part."""
NUMBER = re.compile(r"(?:[0-9]+(?:\.(?!\.)[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
STRING = re.compile(r'"(?:[^"\\\n\r]|\\.)*"')
KEY = re.compile(rf"[{_START}][{_PART}{_BLANK}./\-'+*]*(?=:)")
"""The name before a colon: of an entry, an argument, a parameter."""
PARAMETER = re.compile(rf"[{_START}][{_PART}{_BLANK}./\-'+*]*(?=[:,)])")
ITERATOR = re.compile(
    rf"[{_START}](?:[{_PART}./\-'+*]|[{_BLANK}]+(?!in[{_BLANK}]))*(?=[{_BLANK}]+in[{_BLANK}\[(])"
)
"""The name before `in`."""

KEYWORDS = frozenset(
    {
        "for",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "in",
        "and",
        "or",
        "between",
        "instance",
    }
    | {"of", "function", "external", "null", "true", "false"}
)

_PIECES = re.compile(rf"[{_PART}]+|[^{_PART}{_BLANK}]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def normal(name: str) -> str:
    """A name as it is compared: one blank for each run of white space."""
    return " ".join(re.split(f"[{_BLANK}]+", name.strip(_BLANK.replace("-", "") + "\u2000\u200b")))


def pieces(name: str) -> tuple[str, ...]:
    """A name in its words and signs: "a+b c" has four."""
    return tuple(_PIECES.findall(name))


def is_part(character: str) -> bool:
    """Whether a word goes on with this character."""
    return bool(re.fullmatch(f"[{_PART}]", character))


def text_of(literal: str) -> str:
    """The text that a string literal (with its quotes) stands for; unknown escapes stay as they are written."""

    def plain(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        if code:
            number = int(code, 16)
            return chr(number) if number <= 0x10FFFF else found[0]
        return _PLAIN.get(found[3], found[0])

    text = _ESCAPE.sub(plain, literal[1:-1])
    # Two halves of a character beyond the first plane are one character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in literal else text
