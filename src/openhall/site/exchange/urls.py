"""Addresses of the exchange. Any system may call them; which key each operation needs it says itself, with `holds`."""

from __future__ import annotations

from openhall.site.exchange.api import api
from openhall.site.exchange.requests import checked
from openhall.site.people.audience import PUBLIC, declared

app_name = "exchange"
patterns = api.urls[0]
for pattern in patterns:
    pattern.callback = checked(pattern.callback)
urlpatterns = declared(PUBLIC, patterns)
