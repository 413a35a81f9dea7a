"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from openhall.site.portal.views import (
    applying,
    cases,
    doing,
    feedback,
    find,
    language,
    ledger,
    looked,
    tracking,
)

app_name = "portal"
DRAFT = "apply/<slug:slug>/<int:number>/"
CASE = "case/<slug:reference>/"
urlpatterns = [
    path("language/", language.language, name="language"),
    path("services/", find.find, name="find"),
    path("services/<slug:slug>/", find.service, name="service"),
    path("services/<slug:slug>/form/", find.paper_form, name="paper_form"),
    path("services/<slug:slug>/what-you-tell-us/", find.notice, name="notice"),
    path("apply/<slug:slug>/", applying.begin, name="begin"),
    path(DRAFT, applying.resume, name="resume"),
    path(f"{DRAFT}ask/<str:page>/", applying.ask, name="ask"),
    path(f"{DRAFT}check/", applying.check, name="check"),
    path(f"{DRAFT}sent/", applying.sent, name="sent"),
    path(f"{DRAFT}save/", applying.save, name="save"),
    path(f"{DRAFT}forget/", applying.forget, name="forget"),
    path(f"{DRAFT}leave/", applying.leave, name="leave"),
    path(f"{DRAFT}left/", feedback.left, name="left"),
    path("return/<slug:key>/", applying.come_back, name="return"),
    path("track/", tracking.track, name="track"),
    path("track/sent/", tracking.link_sent, name="link_sent"),
    path("track/<slug:key>/", tracking.open_case, name="open"),
    path("your-cases/", tracking.your_cases, name="your_cases"),
    path("your-data/", looked.your_data, name="your_data"),
    path("your-data/question/<int:number>/", looked.question_use, name="question_use"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/check/", ledger.check, name="check_receipt"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}receipt/", ledger.receipt, name="receipt"),
    path(f"{CASE}receipt/file/", ledger.receipt_file, name="receipt_file"),
    path(f"{CASE}answers/", cases.answers, name="answers"),
    path(f"{CASE}messages/", cases.talk, name="messages"),
    path(f"{CASE}looked/", looked.looked, name="looked"),
    path(f"{CASE}looked/<slug:key>/", looked.question, name="question"),
    path(f"{CASE}looked/<slug:key>/answer/", looked.answer, name="look_answer"),
    path(f"{CASE}letters/<int:number>/", cases.letter, name="letter"),
    path(f"{CASE}documents/<slug:key>/", cases.document, name="document"),
    path(f"{CASE}do/<int:number>/", doing.task, name="task"),
    path(f"{CASE}do/<int:number>/<str:page>/", doing.task_page, name="task_page"),
    path(f"{CASE}may/<str:message>/", doing.happening, name="happening"),
    path(f"{CASE}may/<str:message>/<str:page>/", doing.happening_page, name="happening_page"),
    path(f"{CASE}feedback/<str:ending>/", feedback.feedback, name="feedback"),
]
