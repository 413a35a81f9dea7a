"""Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8), exact to the nanosecond."""

from openhall.process.feel.temporal.arithmetic import add, divide, months_between, multiply, negate, subtract
from openhall.process.feel.temporal.kinds import (
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
    date_of,
    day_number,
    day_time_of,
    is_leap,
    time_of,
    year_month_of,
)
from openhall.process.feel.temporal.order import TEMPORAL, Temporal, compare, equal
from openhall.process.feel.temporal.parse import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)
from openhall.process.feel.temporal.properties import property_of, weekday_of

__all__ = [
    "TEMPORAL",
    "Date",
    "DateTime",
    "DayTimeDuration",
    "Temporal",
    "Time",
    "YearMonthDuration",
    "add",
    "compare",
    "date_of",
    "day_number",
    "day_time_of",
    "divide",
    "equal",
    "is_leap",
    "months_between",
    "multiply",
    "negate",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_temporal",
    "parse_time",
    "property_of",
    "subtract",
    "time_of",
    "weekday_of",
    "year_month_of",
]
