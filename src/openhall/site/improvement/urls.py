"""Addresses of the room "improvement"."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "improvement"
urlpatterns: list[URLPattern] = []
