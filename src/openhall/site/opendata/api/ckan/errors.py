"""What stands against a call, as CKAN names it."""

from __future__ import annotations

from openhall.site.opendata.api.refusing import Refused

TYPES = {
    "not_found": "Not Found Error",
    "validation": "Validation Error",
    "search_query": "Search Query Error",
    "authorization": "Authorization Error",
}


def not_found(what: str) -> Refused:
    """Nothing of that name is open."""
    return Refused(404, "not_found", f"Not found: {what[:100]}")


def invalid(name: str, why: str) -> Refused:
    """A parameter is not as it has to be."""
    return Refused(409, "validation", f"{name}: {why}", {name: [why]})


def bad_search(why: str) -> Refused:
    """What is searched for cannot be read."""
    return Refused(409, "search_query", why)
