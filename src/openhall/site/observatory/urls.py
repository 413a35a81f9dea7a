"""Addresses of the observatory, for staff."""

from django.urls import path

from openhall.site.observatory.views import (
    compare,
    limits,
    logs,
    maps,
    motion,
    objects,
    publishing,
    results,
    scenarios,
)

app_name = "observatory"
urlpatterns = [
    path("", logs.logs, name="logs"),
    path("upload/", logs.upload, name="upload"),
    path("<uuid:log_id>/progress/", logs.progress, name="progress"),
    path("<uuid:log_id>/stop/", logs.stop, name="stop"),
    path("<uuid:log_id>/delete/", logs.delete, name="delete"),
    path("<uuid:log_id>/", maps.process_map, name="map"),
    path("<uuid:log_id>/map.<str:kind>", maps.picture, name="picture"),
    path("<uuid:log_id>/filter/", maps.add_filter, name="filter"),
    path("<uuid:log_id>/findings/", results.findings, name="findings"),
    path("<uuid:log_id>/variants/", results.variants, name="variants"),
    path("<uuid:log_id>/cases/", results.cases, name="cases"),
    path("<uuid:log_id>/case/", results.one_case, name="case"),
    path("<uuid:log_id>/objects/", objects.object_map, name="objects"),
    path("<uuid:log_id>/limit/", limits.limit, name="limit"),
    path("<uuid:log_id>/hours/", limits.hours, name="hours"),
    path("<uuid:log_id>/compare/", compare.comparison, name="compare"),
    path("<uuid:log_id>/what-if/", scenarios.what_if, name="what_if"),
    path("<uuid:log_id>/what-if/<int:number>/", scenarios.scenario, name="scenario"),
    path("<uuid:log_id>/what-if/<int:number>/map/", motion.scenario_map, name="scenario_map"),
    path("<uuid:log_id>/what-if/<int:number>/map.json", motion.scenario_moves, name="scenario_moves"),
    path("<uuid:log_id>/what-if/<int:number>/delete/", scenarios.delete_scenario, name="delete_scenario"),
    path("<uuid:log_id>/publish/", publishing.publish, name="publish"),
    path("pages/<int:page_id>/withdraw/", publishing.withdraw, name="withdraw"),
]
