"""Addresses of the desk, for officers and heads of service."""

from __future__ import annotations

from django.urls import path

from openhall.site.desk.views import cases, entering, inbox, people, search, tasks

app_name = "desk"
TASK = "tasks/<int:number>/"
CASE = "cases/<str:reference>/"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("bulk/", inbox.bulk, name="bulk"),
    path(TASK, tasks.task, name="task"),
    path(f"{TASK}take/", tasks.take, name="take"),
    path(f"{TASK}give-back/", tasks.give_back, name="give_back"),
    path(f"{TASK}give/", tasks.give, name="give"),
    path(f"{TASK}hand-over/", tasks.pass_on, name="hand_over"),
    path(f"{TASK}hand-back/", tasks.send_back, name="hand_back"),
    path(f"{TASK}give-up/", tasks.give_up, name="give_up"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}write/<slug:what>/", cases.write, name="write"),
    path(f"{CASE}attach/", cases.attach, name="attach"),
    path(f"{CASE}team/", cases.team, name="case_team"),
    path(f"{CASE}letters/<int:number>/", cases.letter, name="letter"),
    path(f"{CASE}documents/<str:key>/", cases.document, name="document"),
    path("search/", search.search, name="search"),
    path("views/keep/", search.keep, name="keep_view"),
    path("views/<int:number>/forget/", search.forget, name="forget_view"),
    path("new/", entering.enter, name="enter"),
    path("absence/", people.absence, name="absence"),
    path("team/", people.team, name="team"),
]
