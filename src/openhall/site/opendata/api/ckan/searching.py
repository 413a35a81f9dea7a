"""The part of Solr's query syntax that CKAN's clients use: words, phrases, `field:value`, ranges, `+`, `-`, AND and OR.

```
query = {[+|-|NOT] term [AND|OR]}          term = [field:] (word | "phrase" | [low TO high] | "(" {term} ")")
```
Terms that follow one another must all fit, as CKAN asks of Solr; OR joins the two around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from openhall.site.opendata.api.ckan.errors import bad_search

LONGEST = 2_000
MOST_TERMS = 60
TOKEN = re.compile(
    r"""\s*(?:
      (?P<sign>[+\-!]|AND\b|OR\b|NOT\b|&&|\|\|)
    | (?P<field>[A-Za-z_]\w*):
    | "(?P<phrase>[^"]*)"
    | \[(?P<low>[^\s\]]+)\s+TO\s+(?P<high>[^\s\]]+)\]
    | (?P<bracket>[()])
    | (?P<word>[^\s()"\[\]]+)
    )""",
    re.VERBOSE,
)
Document = dict[str, Any]
"""What is searched: a text, or a list of texts, by the name of the field."""
Test = Callable[[Document], bool]
TEXTS = ("title", "notes", "name", "tags", "organization_title", "columns")
"""Where words without a field are looked for."""
FIELDS = frozenset(
    {
        *(
            "id",
            "name",
            "title",
            "notes",
            "text",
            "tags",
            "organization",
            "owner_org",
            "groups",
            "res_format",
        ),
        *("license_id", "metadata_created", "metadata_modified", "state", "type", "dataset_type", "private"),
        *("author", "maintainer", "capacity", "entity_type", "site_id"),
    }
)


@dataclass
class _Text:
    tokens: list[re.Match[str]]
    at: int = 0

    def now(self, name: str) -> str | None:
        return self.tokens[self.at].group(name) if self.at < len(self.tokens) else None

    def takes(self, name: str, *values: str) -> bool:
        if self.now(name) in values:
            self.at += 1
            return True
        return False


def reads(query: str) -> Test:
    """Whether a document fits a query. Raises `Refused` for one that is not understood."""
    if len(query) > LONGEST:
        raise bad_search(f"The query is longer than {LONGEST} characters.")
    tokens, place = [], 0
    query = query.strip()
    while place < len(query):
        found = TOKEN.match(query, place)
        if found is None or len(tokens) > MOST_TERMS:
            raise bad_search(f"The query is not understood from “{query[place:][:30]}” on.")
        tokens.append(found)
        place = found.end()
    text = _Text(tokens)
    test = _all(text, "", 0)
    if text.at < len(tokens):
        raise bad_search("A bracket is closed that was not opened.")
    return test


def _all(text: _Text, field: str, depth: int) -> Test:
    if depth > 5:
        raise bad_search("Brackets are nested too deep.")
    groups: list[list[Test]] = []
    joined = False
    while text.at < len(text.tokens) and text.now("bracket") != ")":
        if text.takes("sign", "OR", "||"):
            joined = bool(groups)
            continue
        if text.takes("sign", "AND", "&&", "+"):
            continue
        test = _term(text, field, depth)
        if joined:
            groups[-1].append(test)
        else:
            groups.append([test])
        joined = False
    return lambda document: all(any(test(document) for test in group) for group in groups)


def _term(text: _Text, field: str, depth: int) -> Test:
    if text.takes("sign", "-", "!", "NOT"):
        test = _term(text, field, depth + 1) if depth < 20 else _too_deep()
        return lambda document: not test(document)
    text.takes("sign", "+")
    named = text.now("field")
    if named is not None:
        text.at += 1
        if named not in FIELDS:
            raise bad_search(f"There is no field {named[:40]} to search in.")
        field = named
    if text.takes("bracket", "("):
        test = _all(text, field, depth + 1)
        if not text.takes("bracket", ")"):
            raise bad_search("A bracket is not closed.")
        return test
    if text.at >= len(text.tokens):
        raise bad_search("The query ends where a word is expected.")
    token = text.tokens[text.at]
    text.at += 1
    if token.group("low") is not None:
        return _between(field, token.group("low"), token.group("high"))
    said = token.group("phrase") if token.group("phrase") is not None else token.group("word")
    if said is None:
        raise bad_search(f"The query is not understood at “{token.group().strip()[:30]}”.")
    return _holds(field, said, phrase=token.group("phrase") is not None)


def _too_deep() -> Test:
    raise bad_search("The query is nested too deep.")


def _between(field: str, low: str, high: str) -> Test:
    def test(document: Document) -> bool:
        value = str(document.get(field, ""))
        return (low == "*" or value >= low.rstrip("Z")) and (high == "*" or value <= high.rstrip("Z"))

    return test


def _holds(field: str, said: str, *, phrase: bool) -> Test:
    wanted = said.casefold()
    if wanted == "*":
        return lambda _document: True
    if field == "*" or said == "*:*":
        return lambda _document: True
    if field in ("", "text"):
        beginning = wanted.rstrip("*~")
        return lambda document: any(beginning in each for name in TEXTS for each in _texts(document, name))
    if field in ("title", "notes"):
        return lambda document: any(wanted.rstrip("*") in each for each in _texts(document, field))
    if wanted.endswith("*") and not phrase:
        return lambda document: any(each.startswith(wanted[:-1]) for each in _texts(document, field))
    return lambda document: wanted in _texts(document, field)


def _texts(document: Document, name: str) -> Iterable[str]:
    value = document.get(name, "")
    return [str(each).casefold() for each in value] if isinstance(value, list) else [str(value).casefold()]
