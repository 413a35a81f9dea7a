"""What the header offers: the places that exist, for those who may enter them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openhall.site.people.audience import (
    ANALYSTS,
    HEADS,
    OFFICERS,
    OPERATORS,
    PUBLIC,
    SIGNED_IN,
    STAFF,
    Audience,
)


@dataclass(frozen=True)
class Place:
    """A link of the header: its words, its address, who sees it. All addresses that start with it lie in it."""

    words: Any
    address: str
    audience: Audience


PLACES = (
    Place(_("Services"), "/services/", PUBLIC),
    Place(_("Open data"), "/data/", PUBLIC),
    Place(_("Measures"), "/measures/", PUBLIC),
    Place(_("Improvement"), "/improvement/", PUBLIC),
    Place(_("Desk"), "/desk/", OFFICERS | HEADS),
    Place(_("Observatory"), "/observatory/", ANALYSTS),
    Place(_("Workshop"), "/workshop/", ANALYSTS),
    Place(_("Training"), "/training/", STAFF),
    Place(_("Departments"), "/workshop/departments/", OPERATORS),
    Place(_("Your account"), "/accounts/", SIGNED_IN),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the header's links for this visitor (context processor); `here` marks the one they are in."""
    user = getattr(request, "user", None)
    if user is None:  # an error before anybody could be recognised
        return {"navigation": [], "demo": settings.OPENHALL_DEMO}
    links = [
        {"words": place.words, "href": place.address, "here": request.path.startswith(place.address)}
        for place in PLACES
        if place.audience.admits(user)
    ]
    return {"navigation": links, "demo": settings.OPENHALL_DEMO}
