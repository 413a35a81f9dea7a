"""Addresses of the catalogue of open data."""

from __future__ import annotations

from django.urls import path

from openhall.site.opendata.views import catalogue, dataset, following, requests

app_name = "opendata"
DATASET = "<slug:identifier>/"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("feed/", following.feed, name="feed"),
    path("following/<slug:secret>/", following.following, name="following"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/check/", requests.check, name="check"),
    path("requests/new/sent/", requests.asked, name="asked"),
    path("requests/new/<slug:question>/", requests.ask, name="ask"),
    path("requests/<slug:identifier>/", requests.answered, name="request"),
    path(DATASET, dataset.dataset, name="dataset"),
    path(f"{DATASET}versions/<int:number>/", dataset.version, name="version"),
    path(f"{DATASET}follow/", following.follow, name="follow"),
    path(f"{DATASET}feed/", following.dataset_feed, name="dataset_feed"),
]
