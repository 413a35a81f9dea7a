"""`$q`: rows that hold all words somewhere in their texts, whatever their capitals and accents."""

from __future__ import annotations

import re
from collections.abc import Mapping

from openhall.data.soql.errors import QueryError
from openhall.data.soql.kinds import Type, Typed
from openhall.data.soql.sql import Binds

MOST_WORDS = 10


def matches(search: str, columns: Mapping[str, Typed], binds: Binds) -> str:
    """The condition that a row holds each word of a search in one of its text columns.

    A word is found at the beginning of a word: `tree` finds `trees`, which stands in for the stemming of SODA.
    """
    words = [word.lower() for word in re.findall(r"\w+", search)]
    if len(words) > MOST_WORDS:
        raise QueryError(
            "query.compiler.too-large", f"The search has more than {MOST_WORDS} words. Search for fewer."
        )
    texts = [value.sql for value in columns.values() if value.type in (Type.TEXT, Type.URL)]
    conditions = []
    for word in words:
        pattern = binds.add(rf"(?i)\b{re.escape(word)}") if word.isascii() else None
        if pattern is None:
            # The word boundary of RE2 knows ASCII only.
            pattern = binds.add(rf"(?i)(^|[^\pL\pN_]){re.escape(word)}")
        found = " OR ".join(f"regexp_matches(strip_accents({text}), {pattern})" for text in texts)
        conditions.append(f"({found})" if found else "FALSE")
    return " AND ".join(conditions) or "TRUE"
