"""Addresses of the catalogue of open data."""

from __future__ import annotations

from django.urls import path

from openhall.site.opendata.views import catalogue, dataset

app_name = "opendata"
DATASET = "<slug:identifier>/"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path(DATASET, dataset.dataset, name="dataset"),
    path(f"{DATASET}versions/<int:number>/", dataset.version, name="version"),
]
