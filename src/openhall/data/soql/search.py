"""`$q`: rows that hold all words somewhere in their texts, whatever their capitals and accents."""

from __future__ import annotations

import re

from openhall.data.soql.checking import Scope
from openhall.data.soql.errors import QueryError
from openhall.data.soql.kinds import Type
from openhall.data.soql.sql import Binds
from openhall.process.saying import gettext

MOST_WORDS = 10


def matches(search: str, scope: Scope, binds: Binds) -> str:
    """The condition that a row holds each word of a search in one of its text columns.

    A word is found at the beginning of a word: `tree` finds `trees`, which stands in for the stemming of SODA.
    """
    words = [word.lower() for word in re.findall(r"\w+", search)]
    if len(words) > MOST_WORDS:
        raise QueryError(
            "query.compiler.too-large",
            gettext("The search has more than %(most)s words. Search for fewer.", most=MOST_WORDS),
        )
    texts = {name: value.sql for name, value in scope.columns.items() if value.type in (Type.TEXT, Type.URL)}
    conditions = []
    for word in words:
        pattern = binds.add(rf"(?i)\b{re.escape(word)}") if word.isascii() else None
        if pattern is None:
            # The word boundary of RE2 knows ASCII only.
            pattern = binds.add(rf"(?i)(^|[^\pL\pN_]){re.escape(word)}")
        found = " OR ".join(_found(text, pattern, scope.coded.get(name)) for name, text in texts.items())
        conditions.append(f"({found})" if found else "FALSE")
    return " AND ".join(conditions) or "TRUE"


def _found(text: str, pattern: str, coded: tuple[str, str] | None) -> str:
    if coded is None:
        return f"regexp_matches(strip_accents({text}), {pattern})"
    code, dictionary = coded
    chosen = f"SELECT code FROM {dictionary} WHERE regexp_matches(strip_accents(value), {pattern})"  # noqa: S608
    return f"{code} IN ({chosen})"
