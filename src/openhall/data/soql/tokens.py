"""Text to tokens (soql-reference, SoQLLexer.flex), bounded in length and number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from openhall.data.soql.errors import malformed
from openhall.process.saying import gettext

LONGEST = 20_000
"""Characters of a query."""
MOST = 2_000
"""Tokens of a query."""


class Mark(StrEnum):
    """What a token is."""

    NAME = "name"
    SYSTEM = "system name"
    TEXT = "text"
    NUMBER = "number"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True)
class Token:
    """A token, with what it says (names in small letters, texts without quotes) and where it is."""

    mark: Mark
    value: str
    position: tuple[int, int]
    quoted: bool = False

    def is_word(self, word: str) -> bool:
        """Whether it is this keyword; a name in backquotes is never one."""
        return self.mark is Mark.NAME and not self.quoted and self.value == word


_PATTERN = re.compile(
    r"""
    (?P<blank>[ \t\r\n]+|--[^\n]*)
  | (?P<comment>/\*(?:[^*]|\*(?!/))*\*/)
  | (?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
  | (?P<system>:@?[A-Za-z0-9_]+)
  | (?P<colonstar>:\*)
  | (?P<name>[A-Za-z_$][A-Za-z0-9_$]*)
  | `(?P<backquoted>:?@?[A-Za-z0-9_$-]+)`
  | '(?P<single>(?:[^']|'')*)'
  | "(?P<double>(?:[^"\\\n]|\\.)*)"
  | (?P<sign>\|>|\|\||::|<=|>=|==|<>|!=|[-+*/^%<>=(),.\[\]])
    """,
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b", "f": "\f", "r": "\r", "/": "/", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U(?:0[0-9a-fA-F]{5}|10[0-9a-fA-F]{4})|.)", re.DOTALL)


def tokens_of(text: str, begins: tuple[int, int] = (1, 1)) -> list[Token]:
    """The tokens of a text, the last of them the end. Raises `QueryError` with the place of what is none.

    begins   where the text itself begins, when it is part of a longer one
    """
    if len(text) > LONGEST:
        raise malformed(
            gettext(
                "The query has %(length)s characters, and %(most)s is the most. Ask for less at once.",
                length=len(text),
                most=LONGEST,
            ),
            None,
        )
    found: list[Token] = []
    line, column = begins
    at, line_start = 0, 1 - column
    while at < len(text):
        match = _PATTERN.match(text, at)
        place = (line, at - line_start + 1)
        if match is None:
            raise malformed(_unreadable(text[at]), place)
        kind, piece = match.lastgroup or "", match.group()
        said = match.group(kind)
        if kind == "double":
            found.append(Token(Mark.TEXT, _unescaped(said, place), place))
        elif kind == "single":
            found.append(Token(Mark.TEXT, said.replace("''", "'"), place))
        elif kind == "name":
            found.append(Token(Mark.NAME, said.lower(), place))
        elif kind == "backquoted":
            mark = Mark.SYSTEM if said.startswith(":") else Mark.NAME
            found.append(Token(mark, said.lower(), place, quoted=True))
        elif kind == "system":
            found.append(Token(Mark.SYSTEM, said.lower(), place))
        elif kind == "number":
            found.append(Token(Mark.NUMBER, said, place))
        elif kind in ("sign", "colonstar"):
            found.append(Token(Mark.SIGN, said, place))
        if len(found) > MOST:
            raise malformed(
                gettext("The query has more than %(most)s words and signs. Ask for less at once.", most=MOST),
                place,
            )
        breaks = piece.count("\n")
        if breaks:
            line += breaks
            line_start = at + piece.rindex("\n") + 1
        at = match.end()
    found.append(Token(Mark.END, "", (line, at - line_start + 1)))
    return found


def _unreadable(sign: str) -> str:
    if sign in "'\"`":
        return gettext(
            "A text or name that begins with %(sign)s here has no end. Write the same sign after it.",
            sign=sign,
        )
    if sign == "/":
        return gettext("A comment that begins here has no end. Write */ after it.")
    return gettext("“%(sign)s” means nothing in SoQL here. Texts are written 'so'.", sign=sign)


def _unescaped(text: str, place: tuple[int, int]) -> str:
    def one(match: re.Match[str]) -> str:
        escape = match.group(1)
        if escape[0] in "uU" and len(escape) > 1:
            return chr(int(escape[1:], 16))
        if escape not in _ESCAPES:
            raise malformed(
                gettext(
                    "%(escape)s is no escape of SoQL. In 'single quotes' a \\ is only itself.",
                    escape=f"\\{escape}",
                ),
                place,
            )
        return _ESCAPES[escape]

    said = _ESCAPE.sub(one, text)
    if any("\ud800" <= sign <= "\udfff" for sign in said):
        raise malformed(
            gettext("Half a character (a surrogate) cannot be written. Write \\U and six digits."), place
        )
    return said
