"""Addresses of the published ledger's files, and of the witness; the ledger's pages are the portal's."""

from django.urls import path, re_path

from openhall.site.ledger import views

app_name = "ledger"
urlpatterns = [
    path("witness/add-checkpoint", views.add_checkpoint, name="add_checkpoint"),
    re_path("^witness/(?P<origin_hash>[0-9a-f]{64})/checkpoint$", views.cosigned, name="cosigned"),
    path("<path:path>", views.log_file, name="file"),
]
