"""Addresses of the pages on which departments publish, below `/data/manage/`."""

from __future__ import annotations

from django.urls import path

from openhall.site.opendata.manage.views import files, noise, portals, released, services, sources, steps

DATASET = "<slug:identifier>/"
VERSION = f"{DATASET}<int:number>/"
urlpatterns = [
    path("", files.home, name="manage"),
    path("new/", files.new, name="manage_new"),
    path("new/address/", sources.new, name="manage_source_new"),
    path("portals/", portals.portals, name="manage_portals"),
    path("portals/<int:pk>/", portals.portal, name="manage_portal"),
    path("portals/<int:pk>/harvest/", portals.harvest_now, name="manage_harvest"),
    path("portals/<int:pk>/forget/", portals.forget, name="manage_portal_forget"),
    path("services/", services.services, name="manage_services"),
    path("services/<slug:slug>/", services.measure, name="manage_measure"),
    path("requests/", released.requests, name="manage_requests"),
    path("requests/<slug:identifier>/", released.answer, name="manage_answer"),
    path(DATASET, released.dataset, name="manage_dataset"),
    path(f"{DATASET}details/", released.details, name="manage_details"),
    path(f"{DATASET}source/", sources.source, name="manage_source"),
    path(f"{DATASET}source/fetch/", sources.fetch_now, name="manage_fetch"),
    path(f"{DATASET}source/forget/", sources.forget, name="manage_source_forget"),
    path(f"{DATASET}again/", files.again, name="manage_again"),
    path(f"{DATASET}views/<slug:view>/", released.feature, name="manage_feature"),
    path(VERSION, files.progress, name="manage_progress"),
    path(f"{VERSION}forget/", files.forget, name="manage_forget"),
    path(f"{VERSION}columns/", steps.columns, name="manage_columns"),
    path(f"{VERSION}place/", steps.place, name="manage_place"),
    path(f"{VERSION}about/", steps.about, name="manage_about"),
    path(f"{VERSION}risk/", steps.risk, name="manage_risk"),
    path(f"{VERSION}noise/", noise.noise, name="manage_noise"),
    path(f"{VERSION}decide/", steps.decision, name="manage_decide"),
    path(f"{VERSION}withdraw/", released.take_back, name="manage_withdraw"),
    path(f"{VERSION}when/", released.when, name="manage_when"),
]
