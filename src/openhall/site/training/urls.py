"""Addresses of training."""

from __future__ import annotations

from django.urls import path

from openhall.site.training.views import learning

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
]
