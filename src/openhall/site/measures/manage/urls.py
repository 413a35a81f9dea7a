"""Addresses of the pages on which measures are made."""

from __future__ import annotations

from django.urls import path

from openhall.site.measures.manage import definition, listing, numbers

urlpatterns = [
    path("", listing.listing, name="manage"),
    path("new/", listing.new, name="manage_new"),
    path("<slug:slug>/", definition.measure, name="manage_measure"),
    path("<slug:slug>/change/", definition.change, name="manage_change"),
    path("<slug:slug>/publish/", definition.publish, name="manage_publish"),
    path("<slug:slug>/retire/", definition.retire, name="manage_retire"),
    path("<slug:slug>/target/", definition.target, name="manage_target"),
    path("<slug:slug>/versions/<int:number>/", definition.version, name="manage_version"),
    path("<slug:slug>/numbers/", numbers.numbers, name="manage_numbers"),
    path("<slug:slug>/numbers/file/", numbers.take_file, name="manage_file"),
    path("<slug:slug>/numbers/<int:number>/withdraw/", numbers.withdraw, name="manage_withdraw"),
]
