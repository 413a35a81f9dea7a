"""Pages in Arabic: their words in Latin letters, and which of them may be there."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

# What is called the same in every language, and what the people of these tests and their service wrote.
NAMES = {"Openhall", "English", "PDF", "PNG", "JPEG", "name", "example", "org"}
WRITTEN = {"Ada", "Alder", "ada", "Quay", "Street", "PA", "BC", "Licensing", "m"}


class Page(HTMLParser):
    """The words of a page: its texts, and what is read aloud of its parts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.texts += [value or "" for name, value in attributes if name in ("aria-label", "title", "alt")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def latin(text: str) -> set[str]:
    """The words in Latin letters of a page or a letter. Links, addresses and references are no words."""
    seen = " ".join(Page(text).texts)
    seen = re.sub(r"https?://\S+|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b", "", seen)
    return set(re.findall(r"[A-Za-z]+", seen))


def is_arabic(response: Any, status: int = 200, beside: frozenset[str] = frozenset()) -> None:
    """The page is written from the right, and says nothing in Latin letters but names and what is `beside` them."""
    page = response.content.decode()
    assert response.status_code == status, f"{response.status_code} on {response.request['PATH_INFO']}"
    assert '<html lang="ar" dir="rtl"' in page
    strange = latin(page) - NAMES - WRITTEN - beside
    assert not strange, f"English on {response.request['PATH_INFO']}: {sorted(strange)}"
