"""Addresses of the workshop, for analysts; departments for heads and operators."""

from __future__ import annotations

from django.urls import path

from openhall.site.workshop.views import departments, files, library, moving, services

app_name = "workshop"
urlpatterns = [
    path("", services.services, name="services"),
    path("new/", services.upload, name="upload"),
    path("library/", library.library, name="library"),
    path("library/<int:entry_id>/", library.entry, name="entry"),
    path("library/<int:entry_id>/take/", library.adopt, name="adopt"),
    path("library/<int:entry_id>/withdraw/", library.withdraw, name="withdraw"),
    path("library/taken/<int:adoption_id>/", library.news, name="news"),
    path("departments/", departments.departments, name="departments"),
    path("departments/new/", departments.edit, name="add_department"),
    path("departments/posts/<int:post_id>/take/", departments.take_post, name="take_post"),
    path("departments/<slug:key>/", departments.department, name="department"),
    path("departments/<slug:key>/change/", departments.edit, name="edit_department"),
    path("departments/<slug:key>/delete/", departments.remove, name="remove_department"),
    path("services/<slug:slug>/", services.service, name="service"),
    path("services/<slug:slug>/new/", services.upload, name="upload_version"),
    path("services/<slug:slug>/close/", services.close_service, name="close"),
    path("services/<slug:slug>/<int:number>/", services.version, name="version"),
    path("services/<slug:slug>/<int:number>/publish/", services.publish_version, name="publish"),
    path("services/<slug:slug>/<int:number>/copy/", services.copy, name="copy"),
    path("services/<slug:slug>/<int:number>/replace/", services.replace, name="replace"),
    path("services/<slug:slug>/<int:number>/share/", library.share_part, name="share"),
    path("services/<slug:slug>/<int:number>/move/", moving.move, name="move"),
    path("services/<slug:slug>/moves/<int:removal_id>/", moving.moved, name="moved"),
    path("services/<slug:slug>/<int:number>/changes/", files.changes, name="changes"),
    path("services/<slug:slug>/<int:number>/folder.zip", files.download, name="download"),
    path("services/<slug:slug>/<int:number>/add/", files.new_file, name="new_file"),
    path("services/<slug:slug>/<int:number>/take-out/<path:name>", files.remove_file, name="remove_file"),
    path("services/<slug:slug>/<int:number>/files/<path:name>", files.file, name="file"),
]
