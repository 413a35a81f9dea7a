"""Changes to a draft: each gives another content, and the one before stays what it was."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from openhall.site.training.content.model import Content, Part


def new_id(content: Content, title: str) -> str:
    """An id for a part of this title that no part has yet."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-") or "part"
    taken = {each.id for each in content.parts}
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def with_part(content: Content, part: Part) -> Content:
    """The part in the place of the one of its id, or at the end."""
    if content.part(part.id) is None:
        return replace(content, parts=(*content.parts, part))
    return replace(content, parts=tuple(part if each.id == part.id else each for each in content.parts))


def without_part(content: Content, part_id: str) -> Content:
    """The content without a part."""
    return replace(content, parts=tuple(each for each in content.parts if each.id != part_id))


def moved(content: Content, part_id: str, by: int) -> Content:
    """A part further down (1) or up (-1); at an end it stays where it is."""
    parts = list(content.parts)
    at = next((k for k, each in enumerate(parts) if each.id == part_id), None)
    if at is None or not 0 <= at + by < len(parts):
        return content
    parts[at], parts[at + by] = parts[at + by], parts[at]
    return replace(content, parts=tuple(parts))
