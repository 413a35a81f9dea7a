"""Addresses of the pages on which measures are made."""

from __future__ import annotations

from django.urls import path

from openhall.site.measures.manage import definition, imports, listing, numbers

urlpatterns = [
    path("", listing.listing, name="manage"),
    path("new/", listing.new, name="manage_new"),
    path("imports/", imports.listing, name="manage_imports"),
    path("imports/new/", imports.give, name="manage_import_new"),
    path("imports/<int:number>/", imports.one, name="manage_import"),
    path("imports/<int:number>/take/", imports.take_over, name="manage_import_take"),
    path("imports/<int:number>/undo/", imports.undo, name="manage_import_undo"),
    path("imports/<int:number>/redo/", imports.redo, name="manage_import_redo"),
    path("imports/<int:number>/forget/", imports.forget, name="manage_import_forget"),
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
