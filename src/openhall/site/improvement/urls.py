"""Addresses of the room "improvement"."""

from __future__ import annotations

from django.urls import path

from openhall.site.improvement.views import (
    experiments,
    home,
    ideas,
    lab,
    needs,
    planning,
    plans,
    proposing,
    simulating,
    trying,
)

app_name = "improvement"
IDEA = "ideas/<slug:identifier>/"
PLAN = "plans/<slug:slug>/"
NEEDS = "needs/<slug:identifier>/"
EXPERIMENT = "experiments/<slug:identifier>/"
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
    path(f"{IDEA}experiment/", trying.new, name="new_experiment"),
    path(f"{IDEA}simulate/", simulating.simulate, name="simulate"),
    path(f"{IDEA}simulate/<int:key>/", simulating.simulated, name="simulated"),
    path("experiments/", experiments.experiments, name="experiments"),
    path(EXPERIMENT, experiments.experiment, name="experiment"),
    path(f"{EXPERIMENT}registration/", experiments.registration, name="registration"),
    path(f"{EXPERIMENT}receipt/", experiments.receipt, name="receipt"),
    path(f"{EXPERIMENT}plan/", trying.edit, name="edit_experiment"),
    path(f"{EXPERIMENT}discard/", trying.discard, name="discard_experiment"),
    path(f"{EXPERIMENT}register/", trying.register, name="register"),
    path(f"{EXPERIMENT}start/", trying.start, name="start"),
    path(f"{EXPERIMENT}end/", trying.end, name="end"),
    path(f"{EXPERIMENT}withdraw/", trying.withdraw, name="withdraw"),
    path(f"{EXPERIMENT}evaluate/", trying.work_out, name="evaluate"),
    path(f"{EXPERIMENT}decide/", trying.decide, name="decide"),
    path(f"{EXPERIMENT}tell/", trying.tell_others, name="tell"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", planning.new, name="new_plan"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}versions/<int:number>/", plans.plan, name="plan_version"),
    path(f"{PLAN}draft/", planning.draft, name="plan_draft"),
    path(f"{PLAN}draft/about/", planning.about, name="plan_about"),
    path(f"{PLAN}draft/publish/", planning.publish_plan, name="plan_publish"),
    path(f"{PLAN}draft/<slug:kind>/new/", planning.part, name="new_part"),
    path(f"{PLAN}draft/<slug:kind>/<int:key>/", planning.part, name="part"),
    path(f"{PLAN}draft/<slug:kind>/<int:key>/remove/", planning.remove, name="remove_part"),
    path("needs/", needs.assessments, name="assessments"),
    path("needs/new/", needs.new, name="new_assessment"),
    path(NEEDS, needs.assessment, name="assessment"),
    path(f"{NEEDS}gather/", needs.gather_again, name="gather"),
    path(f"{NEEDS}publish/", needs.publish, name="publish_assessment"),
    path(f"{NEEDS}weigh/<int:key>/", needs.score, name="score"),
    path(f"{NEEDS}<slug:kind>/new/", needs.part, name="new_needs_part"),
    path(f"{NEEDS}<slug:kind>/<int:key>/", needs.part, name="needs_part"),
    path(f"{NEEDS}<slug:kind>/<int:key>/remove/", needs.remove, name="remove_needs_part"),
]
