"""Addresses of the room "improvement"."""

from __future__ import annotations

from django.urls import path

from openhall.site.improvement.views import home, ideas, lab, proposing

app_name = "improvement"
IDEA = "ideas/<slug:identifier>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("lab/", lab.lab, name="lab"),
    path("feedback/", lab.feedback, name="feedback"),
    path("feedback/<int:feedback_id>/idea/", proposing.from_feedback, name="from_feedback"),
    path("ideas/", ideas.ideas, name="ideas"),
    path("ideas/new/alike/", proposing.similar, name="alike"),
    path("ideas/new/check/", proposing.check, name="check"),
    path("ideas/new/sent/", proposing.sent, name="sent"),
    path("ideas/new/leave/", proposing.leave, name="leave"),
    path("ideas/new/from/<uuid:log_id>/", proposing.from_map, name="from_map"),
    path("ideas/new/<slug:question>/", proposing.ask, name="ask"),
    path(IDEA, ideas.idea, name="idea"),
    path(f"{IDEA}weigh/", lab.weigh, name="weigh"),
    path(f"{IDEA}show/", lab.show_idea, name="show"),
    path(f"{IDEA}hide/", lab.hide_idea, name="hide"),
    path(f"{IDEA}again/", lab.reopen_idea, name="reopen"),
    path(f"{IDEA}evidence/", proposing.attach, name="attach"),
]
