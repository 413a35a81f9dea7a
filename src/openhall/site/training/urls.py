"""Addresses of training."""

from __future__ import annotations

from django.urls import path

from openhall.site.training.views import badges, learning

app_name = "training"
urlpatterns = [
    path("", learning.home, name="home"),
    path("courses/", learning.courses, name="courses"),
    path("courses/<slug:slug>/", learning.course, name="course"),
    path("courses/<slug:slug>/begin/", learning.start, name="begin"),
    path("courses/<slug:slug>/parts/<slug:part_id>/", learning.part, name="part"),
    path(
        "courses/<slug:slug>/parts/<slug:part_id>/attempts/<int:attempt_id>/", learning.review, name="attempt"
    ),
    path("courses/<slug:slug>/parts/<slug:part_id>/files/<path:name>", learning.file, name="file"),
    path("completions/<int:completion_id>/certificate/", badges.get, name="get_badge"),
    path("badges/check/", badges.check, name="check"),
    path("badges/<str:key>/", badges.badge, name="badge"),
    path("badges/<str:key>/name/", badges.show_name, name="show_name"),
    path("badges/<str:key>/certificate.jwt", badges.download, {"form": "jwt"}, name="badge_jwt"),
    path("badges/<str:key>/certificate.json", badges.download, {"form": "json"}, name="badge_json"),
    path("badges/<str:key>/certificate.svg", badges.download, {"form": "svg"}, name="badge_svg"),
    path("issuer/", badges.profile, name="issuer"),
    path("keys/", badges.keys, name="keys"),
    path("keys/<slug:name>/", badges.key, name="key"),
    path("achievements/<slug:slug>/<int:number>/", badges.achievement, name="achievement"),
    path("status/<int:number>/", badges.status, name="status"),
]
