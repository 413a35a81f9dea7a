"""Addresses of the room "measures"."""

from __future__ import annotations

from django.urls import include, path, re_path

from openhall.site.measures.views import changing, heads, public, reports

app_name = "measures"
urlpatterns = [
    path("", public.home, name="home"),
    path("head/", heads.dashboard, name="dashboard"),
    path("head/alerts/<int:number>/seen/", heads.seen, name="seen"),
    path("manage/", include("openhall.site.measures.manage.urls")),
    path("reports/", reports.listed, name="reports"),
    path("reports/plans/", reports.plans, name="report_plans"),
    path("reports/<int:number>/", reports.report, name="report"),
    path("reports/<int:number>.pdf", reports.paper, name="report_pdf"),
    path("services/<slug:slug>/", public.service, name="service"),
    path("<slug:slug>/", public.measure, name="measure"),
    re_path(r"^(?P<slug>[-\w]+)\.(?P<kind>csv|svg|json)$", public.download, name="download"),
    path("<slug:slug>/notes/", changing.notes, name="notes"),
    path("<slug:slug>/notes/<int:number>/remove/", changing.remove_note, name="remove_note"),
    path("<slug:slug>/rebase/", changing.rebase, name="rebase"),
    path("<slug:slug>/rebase/<int:number>/remove/", changing.remove_rebase, name="remove_rebase"),
]
