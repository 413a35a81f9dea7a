"""Addresses of public pages."""

from django.urls import path

from openhall.site.observatory.views import services

app_name = "services"
urlpatterns = [
    path("", services.services, name="services"),
    path("<slug:slug>/", services.service, name="service"),
]
