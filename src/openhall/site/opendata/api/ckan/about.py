"""Actions about the portal itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from openhall.site.opendata.api.ckan.call import ACTIONS, Call, action
from openhall.site.opendata.api.ckan.errors import not_found


@action
def status_show(call: Call) -> Any:
    """What this portal is, and what of CKAN it does."""
    return {
        "ckan_version": "2.11.0",
        "site_url": call.request.build_absolute_uri("/").rstrip("/"),
        "site_title": "Openhall",
        "site_description": "",
        "error_emails_to": None,
        "locale_default": settings.LANGUAGE_CODE,
        "extensions": ["datastore"],
    }


@action
def site_read(call: Call) -> Any:
    """Whether the portal may be read: by everybody."""
    return True


@action
def help_show(call: Call) -> Any:
    """What an action does."""
    name = call.given.needed("name")
    if name not in ACTIONS:
        raise not_found(name)
    return ACTIONS[name].__doc__
