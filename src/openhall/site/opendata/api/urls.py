"""Addresses that programs read. They are those of Socrata, CKAN and DCAT, so that clients know them."""

from __future__ import annotations

from django.urls import path, re_path

from openhall.site.opendata.api.ckan import views as ckan
from openhall.site.opendata.api.dcat import views as dcat
from openhall.site.opendata.api.described import document
from openhall.site.opendata.api.soda import discovery, files, metadata, rows, version3

app_name = "api"
KEY = r"(?P<key>[^/.]{1,64})"
FORM = r"\.(?P<form>[a-z]{1,10})"
urlpatterns = [
    re_path(rf"^resource/{KEY}{FORM}$", rows.resource, name="resource"),
    re_path(rf"^resource/{KEY}$", rows.resource, name="negotiated"),
    re_path(rf"^resource/{KEY}/(?P<number>[^/.]{{1,64}}){FORM}$", rows.row, name="row"),
    path("api/views.json", metadata.views, name="views"),
    path("api/views", metadata.views),
    re_path(rf"^api/views/{KEY}(?:\.json)?$", metadata.view, name="view"),
    re_path(rf"^api/views/{KEY}/columns(?:\.json)?$", metadata.columns, name="columns"),
    re_path(rf"^api/views/{KEY}/columns\.csv$", dcat.columns, name="dictionary"),
    re_path(rf"^api/views/{KEY}/rows\.csv-metadata\.json$", dcat.csv_metadata, name="csv_metadata"),
    re_path(rf"^api/views/{KEY}/rows{FORM}$", files.rows_file, name="rows_file"),
    re_path(rf"^d/{KEY}$", dcat.permanent, name="permanent"),
    re_path(rf"^data/{KEY}{FORM}$", dcat.dataset, name="dcat_dataset"),
    re_path(rf"^data/{KEY}/croissant\.json$", dcat.croissant, name="croissant"),
    re_path(rf"^catalog{FORM}$", dcat.whole_catalogue, name="dcat"),
    path("catalog", dcat.whole_catalogue, name="dcat_negotiated"),
    path("data.json", dcat.data_json, name="data_json"),
    path("api/catalog/v1", discovery.catalog, name="catalog"),
    re_path(rf"^api/v3/views/{KEY}/query{FORM}$", version3.query, name="query"),
    re_path(rf"^api/v3/views/{KEY}/export{FORM}$", version3.export, name="export"),
    path("api/open-data/openapi.json", document.openapi, name="openapi"),
    path("api/3", ckan.version, name="ckan"),
    path("api/3/action/<str:name>", ckan.call, name="action"),
    path("api/action/<str:name>", ckan.call),
]
