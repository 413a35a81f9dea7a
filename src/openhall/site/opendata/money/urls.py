"""Addresses of the money. A year, a department and a programme lie below each other."""

from __future__ import annotations

from django.urls import path

from openhall.site.opendata.money.views import (
    contracting,
    contracts,
    glance,
    payments,
    sources,
    staff,
    suppliers,
    years,
)

app_name = "money"
VERSION = "versions/<int:year>/<int:number>/"
urlpatterns = [
    path("", glance.glance, name="glance"),
    path("suppliers/", suppliers.suppliers, name="suppliers"),
    path("suppliers/<str:supplier>/", suppliers.supplier, name="supplier"),
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/<str:contract>/", contracts.contract, name="contract"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<int:year>/<path:payment>/", payments.payment, name="payment"),
    path("years/", years.years, name="years"),
    path("results/", years.results, name="results"),
    path("sources/", sources.sources, name="sources"),
    path("ocds/releases.json", contracting.package, {"kind": "releases"}, name="releases"),
    path("ocds/records.json", contracting.package, {"kind": "records"}, name="records"),
    path("ocds/records/<str:contract>.json", contracting.record, name="record"),
    path("manage/", staff.versions, name="manage"),
    path("manage/load/", staff.load, name="manage_load"),
    path("manage/<int:version>/", staff.version, name="manage_version"),
    path("manage/<int:version>/forget/", staff.forget, name="manage_forget"),
    path("manage/<int:version>/withdraw/", staff.take_back, name="manage_withdraw"),
    path(VERSION, sources.version, name="version"),
    path(f"{VERSION}<str:table>.<str:form>", sources.table, name="table"),
    path("<int:year>/", glance.glance, name="glance_year"),
    path("<int:year>/<str:department>/", glance.department, name="department"),
    path("<int:year>/<str:department>/<str:programme>/", glance.programme, name="programme"),
]
