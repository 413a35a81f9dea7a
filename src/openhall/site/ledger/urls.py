"""Addresses of the published ledger's files; its pages are the portal's."""

from django.urls import path

from openhall.site.ledger import views

app_name = "ledger"
urlpatterns = [path("<path:path>", views.log_file, name="file")]
