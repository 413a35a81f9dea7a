"""Which part of a list is asked for, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Query

from openhall.site.exchange.refusing import Refused

First = Annotated[int, Query(alias="firstResult", ge=0, le=10_000_000)]
Most = Annotated[int, Query(alias="maxResult", ge=1, le=1_000)]
SortBy = Annotated[str, Query(alias="sortBy", max_length=50)]
SortOrder = Annotated[str, Query(alias="sortOrder", max_length=10)]
USUAL = 100

Row = TypeVar("Row", bound=Model)


def part(
    rows: QuerySet[Row], orders: Mapping[str, str], sort_by: str, sort_order: str, first: int, most: int
) -> list[Row]:
    """The rows from `first` (from 0) on, at most `most`, in an order that `orders` names. Raises `Refused`."""
    if sort_by and sort_by not in orders:
        raise Refused(400, "sortBy: " + _("write one of %(names)s.") % {"names": ", ".join(orders)})
    if sort_order not in ("", "asc", "desc"):
        raise Refused(400, "sortOrder: " + _("write asc or desc."))
    if sort_order and not sort_by:
        raise Refused(400, "sortOrder: " + _("say in sortBy what is to be sorted."))
    down = "-" if sort_order == "desc" else ""
    order: list[Any] = [f"{down}{orders[sort_by]}"] if sort_by else []
    return list(rows.order_by(*order, f"{down}pk")[first : first + most])
