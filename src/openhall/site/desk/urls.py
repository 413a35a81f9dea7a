"""Addresses of the desk, for officers and heads of service."""

from __future__ import annotations

from django.urls import path

from openhall.site.desk.views import (
    absence,
    bulk,
    cases,
    entering,
    erasing,
    inbox,
    passing,
    purpose,
    saved,
    search,
    tasks,
    team,
)

app_name = "desk"
TASK = "tasks/<int:number>/"
CASE = "cases/<str:reference>/"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("bulk/", bulk.bulk, name="bulk"),
    path(TASK, tasks.task, name="task"),
    path(f"{TASK}take/", passing.take, name="take"),
    path(f"{TASK}take-over/", passing.replace, name="take_over"),
    path(f"{TASK}give-back/", passing.give_back, name="give_back"),
    path(f"{TASK}give/", passing.give, name="give"),
    path(f"{TASK}hand-over/", passing.pass_on, name="hand_over"),
    path(f"{TASK}hand-back/", passing.send_back, name="hand_back"),
    path(f"{TASK}call-back/", passing.recall, name="call_back"),
    path(f"{TASK}give-up/", passing.give_up, name="give_up"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}erase/", erasing.erase_case, name="erase"),
    path(f"{CASE}purpose/", purpose.purpose, name="purpose"),
    path(f"{CASE}message/", cases.write_message, name="message"),
    path(f"{CASE}note/", cases.write_note, name="note"),
    path(f"{CASE}attach/", cases.attach, name="attach"),
    path(f"{CASE}team/", cases.join, name="join"),
    path(f"{CASE}team/<int:number>/leave/", cases.leave, name="leave"),
    path(f"{CASE}outgoing/<int:number>/again/", cases.send_again, name="send_again"),
    path(f"{CASE}timers/<int:number>/again/", cases.fire_again, name="fire_again"),
    path(f"{CASE}letters/<int:number>/", cases.letter, name="letter"),
    path(f"{CASE}documents/<str:key>/", cases.document, name="document"),
    path("search/", search.search, name="search"),
    path("find/", saved.find, name="find"),
    path("views/keep/", saved.keep, name="keep_view"),
    path("views/<int:number>/", saved.show, name="show_view"),
    path("views/<int:number>/forget/", saved.forget, name="forget_view"),
    path("new/", entering.enter, name="enter"),
    path("absence/", absence.absence, name="absence"),
    path("team/", team.team, name="team"),
]
