"""Addresses of training."""

from __future__ import annotations

from django.urls import path

from openhall.site.training.views import badges, learning, manage, needs, packages, parts, team, xapi

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
    path("team/", team.team, name="team"),
    path("team/<int:person_id>/", team.person, name="person"),
    path("team/<int:person_id>/remind/<int:course_id>/", team.remind, name="remind"),
    path("team/enrolments/<int:enrolment_id>/again/", team.open_again, name="open_again"),
    path("team/completions/<int:completion_id>/withdraw/", team.withdraw_completion, name="withdraw"),
    path("packages/<slug:digest>/package.zip", packages.download, name="package"),
    path("manage/", manage.manage, name="manage"),
    path("manage/new/", manage.new, name="new"),
    path("manage/take/", manage.upload, name="upload"),
    path("manage/requirements/<int:requirement_id>/delete/", manage.require_not, name="require_not"),
    path("manage/<slug:slug>/", manage.course, name="manage_course"),
    path("manage/<slug:slug>/take/", manage.upload, name="upload_version"),
    path("manage/<slug:slug>/retire/", manage.retire_course, name="retire"),
    path("manage/<slug:slug>/<int:number>/", manage.version, name="version"),
    path("manage/<slug:slug>/<int:number>/copy/", manage.copy, name="copy"),
    path("manage/<slug:slug>/<int:number>/undo/", manage.undo, name="undo"),
    path("manage/<slug:slug>/<int:number>/delete/", manage.delete, name="delete"),
    path("manage/<slug:slug>/<int:number>/course.zip", manage.export, name="export"),
    path("manage/<slug:slug>/<int:number>/about/", parts.about, name="about"),
    path("manage/<slug:slug>/<int:number>/new-page/", parts.add, {"kind": "page"}, name="add_page"),
    path("manage/<slug:slug>/<int:number>/new-quiz/", parts.add, {"kind": "quiz"}, name="add_quiz"),
    path("manage/<slug:slug>/<int:number>/files/<path:name>", parts.file, name="draft_file"),
    path("manage/<slug:slug>/<int:number>/parts/<slug:part_id>/", parts.edit, name="edit_part"),
    path("manage/<slug:slug>/<int:number>/parts/<slug:part_id>/see/", parts.preview, name="preview"),
    path("manage/<slug:slug>/<int:number>/parts/<slug:part_id>/move/", parts.move, name="move_part"),
    path("manage/<slug:slug>/<int:number>/parts/<slug:part_id>/remove/", parts.remove, name="remove_part"),
    path("manage/<slug:slug>/<int:number>/parts/<slug:part_id>/attach/", parts.attach, name="attach"),
    path(
        "manage/<slug:slug>/<int:number>/parts/<slug:part_id>/detach/<path:name>", parts.detach, name="detach"
    ),
    path(
        "manage/<slug:slug>/<int:number>/parts/<slug:part_id>/questions/new/",
        parts.question,
        name="new_question",
    ),
    path(
        "manage/<slug:slug>/<int:number>/parts/<slug:part_id>/questions/<int:place>/",
        parts.question,
        name="question",
    ),
    path(
        "manage/<slug:slug>/<int:number>/parts/<slug:part_id>/questions/<int:place>/remove/",
        parts.remove_question,
        name="remove_question",
    ),
    path("xapi/about", xapi.about, name="xapi_about"),
    path("xapi/statements", xapi.statements, name="statements"),
    path("needs/", needs.needs, name="needs"),
    path("needs/look/", needs.look, name="look"),
    path("needs/<int:proposal_id>/", needs.proposal, name="proposal"),
    path("needs/<int:proposal_id>/again/", needs.decide_again, name="decide_again"),
]
