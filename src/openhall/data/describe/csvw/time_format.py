"""Dates and times by the patterns that CSVW names (tabular data model, 6.4.4), and as XML Schema writes them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

_DAYS = [
    "yyyy-MM-dd",
    "yyyyMMdd",
    "dd-MM-yyyy",
    "d-M-yyyy",
    "MM-dd-yyyy",
    "M-d-yyyy",
    "dd/MM/yyyy",
    "d/M/yyyy",
    "MM/dd/yyyy",
    "M/d/yyyy",
    "dd.MM.yyyy",
    "d.M.yyyy",
    "MM.dd.yyyy",
    "M.d.yyyy",
]
_CLOCKS = ["HH:mm:ss", "HHmmss", "HH:mm", "HHmm"]
_PIECES = {
    "yyyy": r"(?P<year>-?\d{4,9})",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "dd": r"(?P<day>\d{2})",
    "d": r"(?P<day>\d{1,2})",
    "HH": r"(?P<hour>\d{2})",
    "mm": r"(?P<minute>\d{2})",
    "ss": r"(?P<second>\d{2})",
}
_ZONES = {
    "X": r"Z|[+-]\d{2}(?:\d{2})?",
    "XX": r"Z|[+-]\d{4}",
    "XXX": r"Z|[+-]\d{2}:\d{2}",
    "x": r"[+-]\d{2}(?:\d{2})?",
    "xx": r"[+-]\d{4}",
    "xxx": r"[+-]\d{2}:\d{2}",
}
_ZONE = r"(?P<zone>Z|[+-]\d{2}:\d{2})?"
_DAY = r"(?P<year>-?\d{4,9})-(?P<month>\d{2})-(?P<day>\d{2})"
_CLOCK = r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})(?:\.(?P<fraction>\d{1,9}))?"
NATIVE = {
    "date": _DAY + _ZONE,
    "dateTime": f"{_DAY}T{_CLOCK}{_ZONE}",
    "datetime": f"{_DAY}T{_CLOCK}{_ZONE}",
    "dateTimeStamp": f"{_DAY}T{_CLOCK}(?P<zone>Z|[+-]\\d{{2}}:\\d{{2}})",
    "time": _CLOCK + _ZONE,
    "gYear": r"(?P<year>-?\d{4,9})" + _ZONE,
    "gYearMonth": r"(?P<year>-?\d{4,9})-(?P<month>\d{2})" + _ZONE,
    "gMonth": r"--(?P<month>\d{2})" + _ZONE,
    "gMonthDay": r"--(?P<month>\d{2})-(?P<day>\d{2})" + _ZONE,
    "gDay": r"---(?P<day>\d{2})" + _ZONE,
}


@lru_cache(maxsize=256)
def time_pattern(text: str) -> str | None:
    """A regular expression of a format with named parts; None where the format is not one that CSVW names."""
    found = re.fullmatch(r"(.*?)( ?)(X{1,3}|x{1,3})?", text)
    if found is None:
        return None
    body, space, zone = found.groups()
    if space and not zone:
        return None
    days, clock = body, ""
    for between in ("T", " "):
        if between in body:
            days, _, clock = body.partition(between)
            break
    else:
        between = ""
        if body not in _DAYS:
            days, clock = "", body
    fraction = re.fullmatch(r"(HH:mm:ss|HHmmss)\.(S+)", clock)
    plain = fraction[1] if fraction else clock
    if (days and days not in _DAYS) or (plain and plain not in _CLOCKS) or not (days or plain):
        return None
    if between and not (days and plain):
        return None
    pattern = _pieces(days) + re.escape(between) + _pieces(plain)
    if fraction:
        pattern += rf"(?:\.(?P<fraction>\d{{1,{len(fraction[2])}}}))?"
    return pattern + (f"{space}(?P<zone>{_ZONES[zone]})" if zone else "")


def _pieces(text: str) -> str:
    return re.sub("yyyy|MM?|dd?|HH|mm|ss|.", lambda piece: _PIECES.get(piece[0], re.escape(piece[0])), text)


def read_time(text: str, base: str, form: str | None) -> datetime | None:
    """An instant on a line of time, for comparing; None where the text is none of the datatype in its format.

    Parts that a datatype has not are those of 1972, a leap year; a time without a zone counts as UTC.
    """
    pattern = (time_pattern(form) if form else None) or NATIVE[base]
    found = re.fullmatch(pattern, text)
    if found is None:
        return None
    parts = found.groupdict()
    if base in ("date", "dateTime", "datetime", "dateTimeStamp") and parts.get("year") is None:
        return None
    hour, minute, second = (int(parts.get(each) or 0) for each in ("hour", "minute", "second"))
    micro = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    try:
        # Years beyond Python's are folded into its range; only whether the day exists is asked then.
        year = int(parts.get("year") or 1972)
        day = date(
            year if 1 <= year <= 9999 else 2000 + year % 400,
            int(parts.get("month") or 1),
            int(parts.get("day") or 1),
        )
        late = timedelta(days=1) if hour == 24 and not minute and not second else timedelta()
        moment = datetime(
            day.year, day.month, day.day, 0 if late else hour, minute, second, micro, tzinfo=_zone(parts)
        )
        return (moment + late).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(parts: dict[str, str | None]) -> timezone:
    zone = (parts.get("zone") or "Z").replace(":", "")
    if zone == "Z":
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[3:5] or 0)
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


_DATE_PART = r"(?:\d+Y)?(?:\d+M)?(?:\d+D)?"
_TIME_PART = r"(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
DURATION = {
    "duration": rf"-?P(?!$){_DATE_PART}{_TIME_PART}",
    "dayTimeDuration": rf"-?P(?!$)(?:\d+D)?{_TIME_PART}",
    "yearMonthDuration": r"-?P(?!$)(?:\d+Y)?(?:\d+M)?",
}


def is_duration(text: str, base: str) -> bool:
    """Whether a text is a duration as XML Schema writes it."""
    return re.fullmatch(DURATION[base], text) is not None and not text.endswith("T")
