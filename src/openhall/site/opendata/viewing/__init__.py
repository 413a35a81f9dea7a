"""What a page shows of a dataset: a state that stands in the address, and the questions of SoQL that it means."""

from openhall.site.opendata.viewing.filters import NEEDS_VALUE, OPERATORS, Filter, operators_for
from openhall.site.opendata.viewing.look import CHART_FORMS, PERIODS, Look, Shown
from openhall.site.opendata.viewing.questions import (
    A_PAGE,
    MOST_BARS,
    MOST_BINS,
    areas_question,
    bounds_question,
    chart_question,
    count_question,
    download_question,
    points_question,
    table_question,
)

__all__ = [
    "A_PAGE",
    "CHART_FORMS",
    "MOST_BARS",
    "MOST_BINS",
    "NEEDS_VALUE",
    "OPERATORS",
    "PERIODS",
    "Filter",
    "Look",
    "Shown",
    "areas_question",
    "bounds_question",
    "chart_question",
    "count_question",
    "download_question",
    "operators_for",
    "points_question",
    "table_question",
]
