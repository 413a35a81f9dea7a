"""Logging without personal data: no query strings, no e-mail addresses."""

from __future__ import annotations

import logging
import re

ADDRESS = re.compile(r"[^\s<>\"'@,;:=]+@[^\s<>\"'@,;:]+\.[\w-]+")
QUERY = re.compile(r"(?<=[^\s?])\?[^\s\"']+")


def without_personal_data(text: str) -> str:
    """Return `text` with e-mail addresses and the query strings of addresses taken out."""
    return QUERY.sub("?…", ADDRESS.sub("[e-mail]", text))


class Impersonal(logging.Filter):
    """Take e-mail addresses and query strings out of each record, the traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place and let it pass."""
        record.msg = without_personal_data(record.getMessage())
        record.args = None
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)  # type: ignore[arg-type]
            record.exc_text = without_personal_data(trace)
        return True
