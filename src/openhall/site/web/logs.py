"""Logging without personal data: no query strings, no e-mail addresses, no links that lead to somebody's case."""

from __future__ import annotations

import logging
import re

ADDRESS = re.compile(r"[^\s<>\"'@,;:=]+@[^\s<>\"'@,;:]+\.[\w-]+")
KEY = re.compile(r"(/(?:track|return)/)[\w-]{20,}")
QUERY = re.compile(r"(?<=[^\s?])\?[^\s\"']+")


def without_personal_data(text: str) -> str:
    """Return `text` with e-mail addresses, the query strings of addresses, and the secrets of links taken out."""
    return QUERY.sub("?…", KEY.sub(r"\1…", ADDRESS.sub("[e-mail]", text)))


class Impersonal(logging.Filter):
    """Take e-mail addresses, query strings and secrets of links out of each record, the traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place and let it pass."""
        record.msg = without_personal_data(record.getMessage())
        record.args = None
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)  # type: ignore[arg-type]
            record.exc_text = without_personal_data(trace)
        return True
