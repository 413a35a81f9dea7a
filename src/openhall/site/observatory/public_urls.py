"""Addresses of public pages. `/services/NAME/` is the portal's: it shows the page of a service that has no other."""

from django.urls import path

from openhall.site.observatory.views import services

app_name = "services"
urlpatterns = [
    path("<slug:slug>/how-it-runs/", services.service, name="service"),
]
