"""Addresses of the site. Each one names who may see it; the middleware refuses those that do not."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from openhall.site.people.audience import OPERATORS, declared
from openhall.site.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("accounts/", include("openhall.site.people.urls")),
    path("admin/", declared(OPERATORS, admin.site.urls)),
    path("observatory/", include("openhall.site.observatory.urls")),
    path("", include("openhall.site.portal.urls")),
    path("services/", include("openhall.site.observatory.public_urls")),
    path("ledger/", include("openhall.site.ledger.urls")),
    path("desk/", include("openhall.site.desk.urls")),
    path("workshop/", include("openhall.site.workshop.urls")),
    path("measures/", include("openhall.site.measures.urls")),
    path("training/", include("openhall.site.training.urls")),
    path("improvement/", include("openhall.site.improvement.urls")),
    path("data/money/", include("openhall.site.opendata.money.urls")),
    path("data/", include("openhall.site.opendata.urls")),
    # What programs read of the open data has addresses that their clients know, some of them under api/ too.
    path("", include("openhall.site.opendata.api.urls")),
    path("api/", include("openhall.site.exchange.urls")),
]

handler400 = "openhall.site.web.errors.bad_request"
handler403 = "openhall.site.web.errors.permission_denied"
handler404 = "openhall.site.web.errors.page_not_found"
handler500 = "openhall.site.web.errors.server_error"
