"""Addresses of the catalogue of open data."""

from __future__ import annotations

from django.urls import include, path

from openhall.site.opendata.manage import urls as manage
from openhall.site.opendata.views import (
    catalogue,
    dataset,
    downloading,
    elsewhere,
    explore,
    following,
    requests,
    saving,
)

app_name = "opendata"
DATASET = "<slug:identifier>/"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("feed/", following.feed, name="feed"),
    path("following/<slug:secret>/", following.following, name="following"),
    path("elsewhere/", elsewhere.elsewhere, name="elsewhere"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/check/", requests.check, name="check"),
    path("requests/new/sent/", requests.asked, name="asked"),
    path("requests/new/<slug:question>/", requests.ask, name="ask"),
    path("requests/<slug:identifier>/", requests.answered, name="request"),
    path("view/<slug:identifier>/", saving.view, name="view"),
    path("manage/", include(manage.urlpatterns)),
    path(DATASET, dataset.dataset, name="dataset"),
    path(f"{DATASET}versions/<int:number>/", dataset.version, name="version"),
    path(f"{DATASET}rows/", explore.explore, name="explore"),
    path(f"{DATASET}versions/<int:number>/rows/", explore.explore, name="explore_version"),
    path(f"{DATASET}versions/<int:number>/download/<slug:form>/", downloading.download, name="download"),
    path(f"{DATASET}save/", saving.save, name="save_view"),
    path(f"{DATASET}follow/", following.follow, name="follow"),
    path(f"{DATASET}feed/", following.dataset_feed, name="dataset_feed"),
]
