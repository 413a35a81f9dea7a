"""Small values as catalogues of all kinds write them: times, spans, addresses, sizes, languages."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from openhall.data.dataset import Box, Moment
from openhall.data.describe.harvest.harvested import TEXT
from openhall.data.describe.terms import file_type_uri, language_tag
from openhall.data.formats.naming import field_name

_SPAN = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_WKT = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:Z|[+-]\d{2}:?\d{2})?")


def one_text(value: Any) -> str:
    """A text without spaces around it, cut where it is endless; "" for what is none."""
    return value.strip()[:TEXT] if isinstance(value, str) else ""


def read_moment(text: str) -> Moment | None:
    """A day or an instant of ISO 8601, a month or a year as its first day; None where it is none."""
    text = text.strip()
    if day := _DAY.fullmatch(text):
        try:
            return date(int(day[1]), int(day[2] or 1), int(day[3] or 1))
        except ValueError:
            return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def read_instant(text: str) -> Moment | None:
    """As `read_moment`; a time without a zone is taken for UTC, as CKAN means it."""
    found = read_moment(text)
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    return found


def read_span(text: str) -> timedelta | None:
    """A span of ISO 8601 in weeks, days and parts of them; None for months and years, which have no one length."""
    found = _SPAN.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (float(each or 0) for each in found.groups())
    try:
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None


def read_size(value: Any) -> int | None:
    """A number of bytes or rows; None where it is none."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    if not (math.isfinite(number) and 0 <= number < 2**63):
        return None
    # Digits beyond those of a float are kept.
    return int(str(value)) if str(value).isdecimal() else int(number)


def read_box(text: str) -> Box | None:
    """The rectangle around a WKT geometry in degrees; None where it is none."""
    numbers = [float(each) for each in _WKT.findall(re.sub("<[^>]*>", "", text))]
    return around(list(zip(numbers[::2], numbers[1::2], strict=False)))


def around(corners: list[tuple[float, float]]) -> Box | None:
    """The rectangle around positions (longitude, latitude); None where there are none or they are no degrees."""
    if not corners or not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in corners):
        return None
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def read_tag(name: object) -> str:
    """The tag of a text's language (`de`, `pt_BR`), "" for what is none and for the tag of no known language."""
    tag = str(name).strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag) and tag != "und" else ""


def read_language(text: str) -> str:
    """The tag of a language, without its country, by an address or a tag; "" where it is none."""
    text = text.strip()
    if "/" in text:
        return language_tag(text)
    return (
        text.partition("-")[0].casefold() if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text) else ""
    )


def is_address(text: str) -> bool:
    """Whether a text is a web address."""
    return re.match(r"https?://[^\s/]", text) is not None


def read_media_type(text: str) -> str:
    """A media type by its name or its address at IANA; "" where it is none."""
    found = re.search(r"(?:^|/)([a-z]+/[A-Za-z0-9.+_-]+)/?$", text.strip())
    return found[1] if found else ""


def read_format(text: str) -> str:
    """The short name of a format: that of the EU's list where it has it, else as it is written; "" for media types."""
    text = text.strip()
    if is_address(text):
        text = text.rstrip("/").rpartition("/")[2]
    if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", text):
        return ""
    return file_type_uri(text).rpartition("/")[2] or text


def uri_of(uri: str, identifier: str, base: str) -> str:
    """What names a dataset: its address, an identifier that is one, else a place in the document it came in."""
    if uri or is_address(identifier):
        return uri or identifier
    return f"{base.partition('#')[0]}#dataset-{slug_of(identifier)}"


def slug_of(text: str) -> str:
    """The part of an address by which a dataset is known here: the last part of its own address, else its name."""
    last = re.split("[/#:]", text.rstrip("/#"))[-1]
    return field_name(last or text).replace("_", "-") or "dataset"
